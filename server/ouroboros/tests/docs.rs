//! What is made from the program and kept in the repository is what the program makes today.

#![allow(clippy::disallowed_methods)] // tests may

mod common;

use std::path::Path;

#[test]
fn the_reference_of_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let made = common::run(common::repository(&[]).path(), &["rules", "--format", "markdown"]).stdout;
    assert!(kept == made, "docs/rules.md is not what it should be: run `cargo run -- rules --format markdown > docs/rules.md`");
}
