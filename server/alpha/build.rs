//! Puts the generators that come with the program into it: a table of their files, without their tests.

#![allow(clippy::disallowed_methods)] // a build script may

#[path = "../embed.rs"]
mod embed;

fn main() -> std::io::Result<()> {
    // The tests of a generator are for those who change it.
    embed::embed("../../templates", "shipped.rs", |name| name.split('/').nth(1) != Some("tests"))
}
