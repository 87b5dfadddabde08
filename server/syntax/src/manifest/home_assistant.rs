//! `manifest.json` of an integration of Home Assistant: the Python packages it has installed at run time.

use super::DependencyKind;
use super::draft::Draft;
use super::tree::At;

/// Reads it.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    draft.name(root.text_of("domain"));
    for requirement in root.texts_of("requirements") {
        // The older way to name a source: `git+https://…#name==1.0`.
        let named = draft.require(requirement, DependencyKind::Normal, None)
            || requirement.text.rsplit_once('#').is_some_and(|(before, _)| {
                let start = before.len() + 1;
                let name = super::tree::Text { text: &requirement.text[start..], span: requirement.part(start, requirement.text.len()) };
                draft.require(name, DependencyKind::Normal, None)
            });
        if !named {
            draft.incomplete();
        }
    }
}
