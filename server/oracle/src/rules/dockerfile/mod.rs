//! Dockerfiles by themselves.

use crate::rule::Rule;

mod add_for_plain_file;
mod apt_lists_left;
mod apt_update_alone;
mod apt_without_yes;
mod bad_healthcheck_option;
mod bad_port;
mod base_image_without_tag;
mod bash_only;
mod broken_exec_form;
mod commands;
mod copy_many_into_file;
mod deprecated_maintainer;
mod duplicate_stage;
mod hidden_download_failure;
mod ignored_cmd;
mod mounts;
pub(in crate::rules) mod official;
mod overridden_instruction;
mod package_cache_left;
mod relative_copy_destination;
mod relative_workdir;
mod root_user;
mod secret_in_image;
mod stages;
mod sudo_in_build;
mod undefined_base_argument;
mod undefined_build_argument;
mod unknown_stage;
mod variable_of_same_step;

/// All of them.
pub const RULES: &[&Rule] = &[
    &add_for_plain_file::RULE,
    &apt_lists_left::RULE,
    &apt_update_alone::RULE,
    &apt_without_yes::RULE,
    &bad_healthcheck_option::RULE,
    &bad_port::RULE,
    &base_image_without_tag::RULE,
    &bash_only::RULE,
    &broken_exec_form::RULE,
    &copy_many_into_file::RULE,
    &deprecated_maintainer::RULE,
    &duplicate_stage::RULE,
    &hidden_download_failure::RULE,
    &ignored_cmd::RULE,
    &overridden_instruction::RULE,
    &package_cache_left::RULE,
    &relative_copy_destination::RULE,
    &relative_workdir::RULE,
    &root_user::RULE,
    &secret_in_image::RULE,
    &sudo_in_build::RULE,
    &undefined_base_argument::RULE,
    &undefined_build_argument::RULE,
    &unknown_stage::RULE,
    &variable_of_same_step::RULE,
];
