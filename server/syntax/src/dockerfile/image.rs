//! What a Dockerfile builds, gathered while its instructions are checked.

use compact_str::CompactString;

use super::instruction::Instruction;
use crate::output::Output;
use crate::plan::image::{Image, Source, Stage};

/// More sources than this are no Dockerfile that somebody wrote.
const MOST: usize = 2000;

/// Adds what `instruction` does.
pub(super) fn add(instruction: &Instruction<'_>, image: &mut Image, out: &mut Output) {
    match instruction.upper.as_str() {
        "FROM" => stage(instruction, image, out),
        "HEALTHCHECK" => {
            let none = instruction.arguments().first().is_some_and(|(word, _)| word.eq_ignore_ascii_case("NONE"));
            if let Some(stage) = image.stages.last_mut() {
                stage.healthcheck = Some(!none);
            }
        }
        "COPY" | "ADD" => {
            if let Some(from) = instruction.flag("from") {
                return copied_from(from, image);
            }
            let mut words = instruction.strings();
            words.pop();
            for (word, range) in words {
                source(instruction, &word, range, image, out);
            }
        }
        "RUN" => {
            for (mount, range) in instruction.mounts() {
                let value = |key: &str| {
                    mount.split(',').find_map(|part| part.split_once('=').filter(|(name, _)| *name == key).map(|(_, value)| value))
                };
                let is_bind = value("type").is_none_or(|kind| kind == "bind");
                if let Some(from) = value("from") {
                    copied_from(from, image);
                } else if let Some(path) = value("source").or_else(|| value("src")).filter(|_| is_bind) {
                    source(instruction, path, range, image, out);
                }
            }
        }
        _ => {}
    }
}

fn stage(instruction: &Instruction<'_>, image: &mut Image, out: &mut Output) {
    let words = instruction.arguments();
    let Some((base, range)) = words.first() else { return };
    let name = words.get(2).filter(|_| words.get(1).is_some_and(|(word, _)| word.eq_ignore_ascii_case("as")));
    let span = out.span(instruction.source(range.clone()));
    image.stages.push(Stage {
        name: name.map(|(name, _)| CompactString::from(name.to_ascii_lowercase())),
        base: (!base.contains(['$', '"', '\''])).then(|| CompactString::from(*base)),
        copies_from: Vec::new(),
        healthcheck: None,
        span,
    });
}

fn copied_from(from: &str, image: &mut Image) {
    if let Some(stage) = image.stages.last_mut() {
        stage.copies_from.push(from.trim_matches(['"', '\'']).into());
    }
}

fn source(instruction: &Instruction<'_>, word: &str, range: std::ops::Range<usize>, image: &mut Image, out: &mut Output) {
    let is_known = !word.is_empty()
        && !word.contains(['$', '\\', '*', '?', '[', '"', '\'', '<'])
        && !word.contains("://")
        && !word.starts_with("git@");
    let Some(stage) = image.stages.len().checked_sub(1).filter(|_| is_known && image.sources.len() < MOST) else { return };
    let span = out.span(instruction.source(range));
    let instruction = if instruction.upper == "RUN" { "RUN --mount" } else { instruction.upper.as_str() };
    image.sources.push(Source { instruction: instruction.into(), path: word.into(), stage: stage as u32, span });
}
