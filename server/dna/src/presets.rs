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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_are_sound_and_extend_presets_only() {
        assert!(names().is_sorted());
        for name in names() {
            let (_, document) = document(name).unwrap_or_else(|| panic!("{name} cannot be read"));
            let root = document.root.as_ref().expect("it is not empty");
            for (base, _) in crate::read::extends(root) {
                let base = base.strip_prefix(PREFIX).unwrap_or_else(|| panic!("{name} extends {base}"));
                assert!(text(base).is_some_and(|_| base != name), "{name} extends {base}");
            }
            assert_eq!(crate::read::parse_unchecked(text(name).unwrap_or_default()).mistakes, [], "{name}");
        }
    }
}
