//! Pipelines of GitLab by themselves.

use crate::rule::Rule;

mod job_cycle;
mod jobs;
mod undeclared_stage;
mod unknown_job;

/// All of them.
pub const RULES: &[&Rule] = &[&job_cycle::RULE, &undeclared_stage::RULE, &unknown_job::RULE];
