//! The stages of a Dockerfile by name: where they begin, and where others build on them or copy from them.

use std::ops::Range;

use super::instruction::Instruction;
use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// Names of stages, within their file.
const STAGE: Namespace = Namespace::named("docker.stage");

/// Records what `instruction` names.
pub(super) fn name(instruction: &Instruction<'_>, out: &mut Output) {
    match instruction.upper.as_str() {
        "FROM" => {
            let words = instruction.arguments();
            if let Some((base, range)) = words.first() {
                refer(instruction, base, range.clone(), out);
            }
            if let (Some((word, _)), Some((name, range))) = (words.get(1), words.get(2))
                && word.eq_ignore_ascii_case("as")
            {
                out.mention(true, STAGE, &name.to_ascii_lowercase(), &[], "AS", Flags::default(), instruction.source(range.clone()));
            }
        }
        "COPY" | "ADD" => {
            for (_, value, range) in instruction.flag_values().filter(|(flag, ..)| *flag == "from") {
                refer(instruction, value, range.end - value.len()..range.end, out);
            }
        }
        "RUN" => {
            for (mount, range) in instruction.mounts() {
                let Some(at) = mount.split(',').find_map(|part| part.strip_prefix("from=")) else { continue };
                let start = range.end - mount.len() + (at.as_ptr() as usize - mount.as_ptr() as usize);
                refer(instruction, at, start..start + at.len(), out);
            }
        }
        _ => {}
    }
}

/// What is no stage is an image.
fn refer(instruction: &Instruction<'_>, name: &str, range: Range<usize>, out: &mut Output) {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.is_empty() && name.chars().all(is_word) {
        out.mention(false, STAGE, &name.to_ascii_lowercase(), &[], "stage", Flags::OPTIONAL, instruction.source(range));
    }
}
