//! `tsconfig.json` and its relatives: other projects it names, and how module names are resolved.

use compact_str::CompactString;

use super::draft::Draft;
use super::tree::At;
use crate::facts::Flags;

/// Reads one.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    // A configuration declares no dependencies; the `package.json` beside it does.
    draft.incomplete();
    for base in root.texts_of("extends") {
        // Anything else is a package. The extension may be left out.
        if base.text.starts_with(['.', '/']) {
            draft.path("extends", base, Flags::default());
        }
    }
    for project in root.get("references").into_iter().flat_map(At::items) {
        if let Some(path) = project.text_of("path") {
            draft.path("references", path, Flags::default());
        }
    }
    for file in root.texts_of("files") {
        draft.path("files", file, Flags::default());
    }
    let Some(options) = root.get("compilerOptions") else { return };
    if let Some(base) = options.text_of("baseUrl") {
        draft.root(base.text);
    }
    for (pattern, _) in options.entries_of("paths") {
        draft.manifest.names.push(CompactString::from(pattern.text));
    }
}
