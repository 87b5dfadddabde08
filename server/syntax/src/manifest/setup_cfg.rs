//! `setup.cfg`: setuptools' settings from before `pyproject.toml`.

use super::DependencyKind;
use super::draft::Draft;
use super::ini::{self, Entry};
use super::tree::Text;
use crate::facts::Flags;

/// Reads one.
pub fn read(text: &str, draft: &mut Draft<'_>) {
    let entries = ini::entries(text);
    // Without its requirements here, they are in `setup.py`, which nobody runs to ask.
    draft.manifest.complete = entries.iter().any(|entry| entry.section == "options" && entry.key == "install_requires");
    for entry in &entries {
        match (entry.section, entry.key) {
            ("metadata", "name") => draft.name(entry.lines.first().copied()),
            ("metadata", "long_description") => files(entry, "long_description", draft),
            ("metadata", "license_file") => paths(entry, "license_file", draft),
            ("metadata", "license_files") => paths(entry, "license_files", draft),
            ("options", "python_requires") => draft.python(entry.lines.first().copied()),
            ("options", "install_requires") => requirements(entry, DependencyKind::Normal, None, draft),
            ("options", "setup_requires") => requirements(entry, DependencyKind::Build, None, draft),
            ("options", "tests_require") => requirements(entry, DependencyKind::Dev, None, draft),
            ("options.extras_require", extra) => requirements(entry, DependencyKind::Optional, Some(extra), draft),
            ("options.packages.find" | "options.packages.find_namespace", "where") => {
                entry.lines.iter().for_each(|folder| draft.source_root("where", *folder));
            }
            ("options", "package_dir") => entry.lines.iter().for_each(|line| package_dir(*line, draft)),
            ("options", "py_modules") => {
                for module in words(entry) {
                    draft.python_module("py-modules", module, Flags::OPTIONAL);
                }
            }
            ("options.entry_points", _) => {
                for line in &entry.lines {
                    if let Some(sign) = line.text.find('=') {
                        draft.entry_point(Text { text: &line.text[sign + 1..], span: line.part(sign + 1, line.text.len()) });
                    }
                }
            }
            _ => {}
        }
    }
}

fn requirements(entry: &Entry<'_>, kind: DependencyKind, group: Option<&str>, draft: &mut Draft<'_>) {
    if entry.lines.first().is_some_and(|line| line.text.starts_with("file:")) {
        draft.incomplete();
        return files(entry, "requirements", draft);
    }
    for line in &entry.lines {
        // Several on one line are divided by `;`, which in a line of its own starts a marker.
        let named = draft.require(*line, kind, group);
        if !named && kind == DependencyKind::Normal {
            draft.incomplete();
        }
    }
}

/// `file: README.md, CHANGES.md`
fn files(entry: &Entry<'_>, role: &'static str, draft: &mut Draft<'_>) {
    for line in &entry.lines {
        let Some(list) = line.text.strip_prefix("file:") else { continue };
        let mut start = line.text.len() - list.len();
        for name in list.split(',') {
            let left = start + name.len() - name.trim_start().len();
            draft.path(role, Text { text: name.trim(), span: line.part(left, left + name.trim().len()) }, Flags::default());
            start += name.len() + 1;
        }
    }
}

fn paths(entry: &Entry<'_>, role: &'static str, draft: &mut Draft<'_>) {
    for pattern in words(entry) {
        draft.path(role, pattern, Flags::GLOB);
    }
}

/// `=src`, or `package = folder`
fn package_dir(line: Text<'_>, draft: &mut Draft<'_>) {
    let Some(sign) = line.text.find(['=', ':']) else { return };
    let folder = line.text[sign + 1..].trim();
    let start = line.text.len() - line.text[sign + 1..].trim_start().len();
    let folder = Text { text: folder, span: line.part(start, start + folder.len()) };
    if line.text[..sign].trim().is_empty() {
        draft.source_root("package_dir", folder);
    } else {
        draft.path("package_dir", folder, Flags::FOLDER);
    }
}

/// The names in a list that is divided by commas or lines.
fn words<'t>(entry: &Entry<'t>) -> Vec<Text<'t>> {
    let mut words = Vec::new();
    for line in &entry.lines {
        let mut start = 0;
        for word in line.text.split(',') {
            let left = start + word.len() - word.trim_start().len();
            words.push(Text { text: word.trim(), span: line.part(left, left + word.trim().len()) });
            start += word.len() + 1;
        }
    }
    words.retain(|word| !word.text.is_empty());
    words
}
