//! What an instruction names that other files use: variables that the image has, ports it listens on, paths its health is asked at.

use std::sync::LazyLock;

use regex::Regex;

use super::instruction::Instruction;
use super::words;
use crate::facts::{Flags, Namespace};
use crate::names::form;
use crate::output::Output;

/// Variables of the environment.
const ENV: Namespace = Namespace::named("env");

/// An address of the container itself.
static OWN_ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\$?\{?\w+\}?)?(/[\w./-]*)").ok());

/// Adds what `instruction` names.
pub(super) fn add(instruction: &Instruction<'_>, escape: char, out: &mut Output) {
    match instruction.upper.as_str() {
        "ENV" => {
            let found = words::pairs(instruction.rest(), escape);
            // `ENV NAME the rest is its value` is of old.
            let is_old = found.first().is_some_and(|word| !instruction.rest()[word.clone()].contains('='));
            for word in found.into_iter().take(if is_old { 1 } else { usize::MAX }) {
                variable(instruction, word.start, instruction.rest()[word].split('=').next().unwrap_or_default(), "ENV", out);
            }
        }
        "ARG" => {
            for (word, range) in instruction.arguments() {
                let start = range.start - instruction.rest_start();
                variable(instruction, start, word.split('=').next().unwrap_or_default(), "ARG", out);
            }
        }
        "EXPOSE" => {
            for (word, range) in instruction.arguments() {
                let port = word.split('/').next().unwrap_or_default();
                if !port.is_empty() {
                    // A variable or a range is told by itself: which port it is, nobody knows.
                    let flags = if port.bytes().all(|byte| byte.is_ascii_digit()) { Flags::default() } else { Flags::OPTIONAL };
                    let span = instruction.source(range.start..range.start + port.len());
                    out.mention(true, Namespace::named("port"), port, &[], "EXPOSE", flags, span);
                }
            }
        }
        "HEALTHCHECK" => {
            let rest = instruction.rest();
            for found in OWN_ADDRESS.iter().flat_map(|address| address.captures_iter(rest)).filter_map(|found| found.get(1)) {
                let start = instruction.rest_start() + found.start();
                if let Some((path, _)) = form::route(found.as_str()) {
                    let span = instruction.source(start..start + found.len());
                    out.mention(false, Namespace::named("http.route"), &path, &[], "HEALTHCHECK", Flags::default(), span);
                }
            }
        }
        _ => {}
    }
    uses(instruction, out);
}

/// Variables that an instruction puts in, as far as the file gives them.
fn uses(instruction: &Instruction<'_>, out: &mut Output) {
    let rest = instruction.rest();
    let role = match instruction.upper.as_str() {
        "FROM" => "FROM",
        "RUN" => "RUN",
        _ => "Dockerfile",
    };
    for (at, _) in rest.match_indices('$') {
        let name = rest[at + 1..].trim_start_matches('{');
        let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
        let is_given = out.names.definitions.iter().any(|mention| mention.namespace == ENV && mention.name == name[..length]);
        if length > 0 && is_given {
            let start = instruction.rest_start() + rest.len() - name.len();
            out.mention(false, ENV, &name[..length], &[], role, Flags::OPTIONAL, instruction.source(start..start + length));
        }
    }
}

/// `start`: of the word, in what follows the flags.
fn variable(instruction: &Instruction<'_>, start: usize, name: &str, role: &'static str, out: &mut Output) {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        let start = instruction.rest_start() + start;
        out.mention(true, ENV, name, &[], role, Flags::default(), instruction.source(start..start + name.len()));
    }
}
