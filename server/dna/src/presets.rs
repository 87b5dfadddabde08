//! The presets that come with the program: `ouroboros:NAME`. Their texts are the files below `dna/presets`,
//! where a README says what each is for.

use std::sync::{Arc, LazyLock};

use documents::Document;

/// The prefix of their names.
pub const PREFIX: &str = "ouroboros:";

const TEXTS: [(&str, &str); 4] = [
    ("layered", include_str!("../../../dna/presets/layered.dna.yaml")),
    ("python-service", include_str!("../../../dna/presets/python-service.dna.yaml")),
    ("rust-workspace", include_str!("../../../dna/presets/rust-workspace.dna.yaml")),
    ("strict", include_str!("../../../dna/presets/strict.dna.yaml")),
];

static DOCUMENTS: LazyLock<Vec<Option<Arc<Document>>>> =
    LazyLock::new(|| TEXTS.iter().map(|(_, text)| documents::read(text).ok().map(Arc::new)).collect());

/// The names, without the prefix, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().map(|(name, _)| *name)
}

/// The text of a preset.
pub fn text(name: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The same, read; with the name as it lives for ever.
pub(crate) fn document(name: &str) -> Option<(&'static str, Arc<Document>)> {
    let at = TEXTS.iter().position(|(known, _)| *known == name)?;
    Some((TEXTS[at].0, DOCUMENTS[at].clone()?))
}
