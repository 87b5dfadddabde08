//! Names of Kubernetes' objects, their keys, ports and labels.
//!
//! Objects come from anywhere: other repositories, operators, charts, people. So a name is judged only where it is known to be
//! missing: in a whole that takes in nothing from elsewhere, or where a name beside it is the same but for a slip.

mod keys;
mod objects;
mod pods;
mod port_mismatch;
mod unmatched_selector;
mod unresolved_claim;
mod unresolved_configmap;
mod unresolved_configmap_key;
mod unresolved_patch_target;
mod unresolved_priority_class;
mod unresolved_role;
mod unresolved_secret_key;
mod unresolved_service;
mod unresolved_service_account;
mod unresolved_workload;
mod world;

use crate::rule::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[
    &port_mismatch::RULE,
    &unmatched_selector::RULE,
    &unresolved_claim::RULE,
    &unresolved_configmap::RULE,
    &unresolved_configmap_key::RULE,
    &unresolved_patch_target::RULE,
    &unresolved_priority_class::RULE,
    &unresolved_role::RULE,
    &unresolved_secret_key::RULE,
    &unresolved_service::RULE,
    &unresolved_service_account::RULE,
    &unresolved_workload::RULE,
];
