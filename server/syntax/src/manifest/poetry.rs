//! `[tool.poetry]`: what Poetry says in its own words, beside `[project]` or instead of it.

use compact_str::CompactString;

use super::DependencyKind;
use super::draft::Draft;
use super::tree::{At, Text};
use crate::facts::Flags;

/// Reads it.
pub fn read(poetry: At<'_, '_>, draft: &mut Draft<'_>) {
    draft.name(poetry.text_of("name"));
    let python = poetry.at(&["dependencies", "python"]);
    draft.python(python.and_then(|python| python.text().or_else(|| python.text_of("version"))));
    section(poetry, "dependencies", DependencyKind::Normal, None, draft);
    section(poetry, "dev-dependencies", DependencyKind::Dev, Some("dev"), draft);
    for (group, table) in poetry.entries_of("group") {
        section(table, "dependencies", DependencyKind::Dev, Some(group.text), draft);
    }
    for readme in poetry.texts_of("readme") {
        draft.path("readme", readme, Flags::default());
    }
    for package in poetry.get("packages").into_iter().flat_map(At::items) {
        let Some(include) = package.text_of("include") else { continue };
        match package.text_of("from") {
            Some(from) => {
                draft.root(from.text);
                draft.path_at("packages", &format!("{}/{}", from.text.trim_end_matches('/'), include.text), include.span, Flags::default());
            }
            None => draft.path("packages", include, Flags::default()),
        }
    }
    let plugins = poetry.entries_of("plugins").map(|(_, group)| group);
    for table in poetry.get("scripts").into_iter().chain(plugins) {
        for (_, script) in table.entries() {
            if let Some(point) = script.text() {
                draft.entry_point(point);
            } else if let Some(reference) = script.text_of("reference") {
                match script.text_of("type").map(|kind| kind.text) {
                    Some("file") => draft.path("script", reference, Flags::default()),
                    _ => draft.entry_point(reference),
                }
            }
        }
    }
}

/// A table from names to versions, tables, or lists of tables for several platforms.
pub fn section(at: At<'_, '_>, key: &str, kind: DependencyKind, group: Option<&str>, draft: &mut Draft<'_>) {
    for (name, value) in at.entries_of(key) {
        if name.text != "python" {
            dependency(name, value, kind, group, draft);
        }
    }
}

fn dependency(name: Text<'_>, value: At<'_, '_>, kind: DependencyKind, group: Option<&str>, draft: &mut Draft<'_>) {
    let mut path = None;
    for one in std::iter::once(value).chain(value.items()) {
        if let Some(local) = one.text_of("path") {
            path = draft.local("path", local).or(path);
        }
    }
    let optional = kind == DependencyKind::Normal && value.is_true("optional");
    let kind = if optional { DependencyKind::Optional } else { kind };
    let dependency = draft.depend_python(name.text, kind, name.span);
    dependency.group = group.map(CompactString::from);
    dependency.path = path;
}
