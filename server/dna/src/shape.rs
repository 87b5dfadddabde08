//! Whether a text has the shape of the document that its name says it is, for texts that are in no database yet.

use crate::mistake::{Mistake, SCHEMA};
use crate::project::is_named_dna;
use crate::read::{fields, parse_unchecked, version_key};
use crate::{generator_text, v0};

/// The name of a generator's own file.
const GENERATOR_FILE: &str = "generator.yaml";

/// What is wrong with the shape of a text that would be a file called `name`: a project DNA, a generator of the older
/// format, the file of a generator. Nothing of any other, and of one that is no YAML.
pub fn mistakes(name: &str, text: &str) -> Vec<Mistake> {
    let Ok(document) = documents::read(text) else { return Vec::new() };
    let Some(root) = &document.root else { return Vec::new() };
    let mut mistakes = match () {
        () if is_named_dna(name) && version_key(&document).is_some() => parse_unchecked(text).mistakes,
        () if is_named_dna(name) => v0::mistakes_of(text),
        // Other tools have files of that name.
        () if name == GENERATOR_FILE && fields::entry(root, "generator").is_some() && fields::entry(root, "outputs").is_some() => {
            generator_text(text).mistakes
        }
        () => Vec::new(),
    };
    // What names something is for those who see the whole.
    mistakes.retain(|mistake| mistake.code == SCHEMA);
    mistakes
}
