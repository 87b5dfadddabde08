//! Kubernetes manifests by themselves.

use crate::rule::Rule;

pub(super) mod bad_cron;
mod duplicates;
mod image_without_tag;
mod invalid_label;
mod invalid_quantity;
mod limits_below_requests;
mod objects;
mod quantity;
mod removed_api;
mod secret_in_plain_text;
mod selector_mismatch;
mod undefined_port;
mod undefined_volume_mount;

/// All of them.
pub const RULES: &[&Rule] = &[
    &bad_cron::RULE,
    &duplicates::CONTAINER,
    &duplicates::ENV,
    &duplicates::NAME,
    &image_without_tag::RULE,
    &invalid_label::RULE,
    &invalid_quantity::RULE,
    &limits_below_requests::RULE,
    &removed_api::RULE,
    &secret_in_plain_text::RULE,
    &selector_mismatch::RULE,
    &undefined_port::RULE,
    &undefined_volume_mount::RULE,
];

pub(super) use objects::is_group;
