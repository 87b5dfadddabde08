//! Compose files by themselves.

mod bad_healthcheck_test;
mod bad_interpolation;
mod conflicting_keys;
mod duplicate_container_name;
mod port_clash;
mod project;
mod service_image_without_tag;
mod service_without_image;
mod undefined_resource;
mod undefined_service;

use crate::rule::Rule;

/// All of them.
pub const RULES: &[&Rule] = &[
    &bad_healthcheck_test::RULE,
    &bad_interpolation::RULE,
    &conflicting_keys::RULE,
    &duplicate_container_name::RULE,
    &port_clash::RULE,
    &service_image_without_tag::RULE,
    &service_without_image::RULE,
    &undefined_resource::RULE,
    &undefined_service::RULE,
];
