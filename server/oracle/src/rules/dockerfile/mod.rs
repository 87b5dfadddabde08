//! Dockerfiles by themselves.

mod add_for_plain_file;
mod apt_without_yes;
mod bad_port;
mod broken_exec_form;
mod deprecated_maintainer;
mod duplicate_stage;
mod ignored_cmd;
mod overridden_instruction;
mod relative_workdir;
mod undefined_base_argument;
mod unknown_stage;

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[
    &add_for_plain_file::RULE,
    &apt_without_yes::RULE,
    &bad_port::RULE,
    &broken_exec_form::RULE,
    &deprecated_maintainer::RULE,
    &duplicate_stage::RULE,
    &ignored_cmd::RULE,
    &overridden_instruction::RULE,
    &relative_workdir::RULE,
    &undefined_base_argument::RULE,
    &unknown_stage::RULE,
];
