//! `pyproject.toml`: the standard tables (PEP 517, 621, 735), and those of the tools that share the file.

use super::draft::{Draft, file_of};
use super::tree::At;
use super::{DependencyKind, poetry, python_tools};
use crate::facts::Flags;

/// Reads one.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    if let Some(project) = root.get("project") {
        self::project(project, draft);
    }
    for requirement in root.at(&["build-system"]).into_iter().flat_map(|system| system.texts_of("requires")) {
        draft.require(requirement, DependencyKind::Build, None);
    }
    for (group, list) in root.entries_of("dependency-groups") {
        // `{ include-group = "x" }` adds nothing: the group `x` is listed by itself.
        for requirement in list.texts() {
            draft.require(requirement, DependencyKind::Dev, Some(group.text));
        }
    }
    let tools = root.get("tool");
    let poetry = tools.and_then(|tools| tools.get("poetry"));
    if let Some(poetry) = poetry {
        poetry::read(poetry, draft);
    }
    if let Some(tools) = tools {
        python_tools::read(tools, draft);
    }
    let flit = tools.and_then(|tools| tools.at(&["flit", "metadata"]));
    if root.get("project").is_none() && poetry.is_none() && flit.is_none() {
        // Only configuration of tools: what the project needs is said elsewhere, if anywhere.
        draft.incomplete();
    }
}

fn project(project: At<'_, '_>, draft: &mut Draft<'_>) {
    draft.name(project.text_of("name"));
    draft.python(project.text_of("requires-python"));
    for requirement in project.texts_of("dependencies") {
        if !draft.require(requirement, DependencyKind::Normal, None) {
            draft.incomplete();
        }
    }
    for (extra, list) in project.entries_of("optional-dependencies") {
        for requirement in list.texts() {
            draft.require(requirement, DependencyKind::Optional, Some(extra.text));
        }
    }
    if project.texts_of("dynamic").any(|field| matches!(field.text, "dependencies" | "optional-dependencies")) {
        draft.incomplete();
    }
    if let Some(readme) = project.get("readme").and_then(file_of) {
        draft.path("readme", readme, Flags::default());
    }
    // A string is an SPDX expression, not a path.
    if let Some(license) = project.get("license").and_then(|license| license.text_of("file")) {
        draft.path("license", license, Flags::default());
    }
    for pattern in project.texts_of("license-files") {
        draft.path("license-files", pattern, Flags::GLOB);
    }
    for pattern in project.get("license-files").into_iter().flat_map(|table| table.texts_of("paths").chain(table.texts_of("globs"))) {
        draft.path("license-files", pattern, Flags::GLOB);
    }
    let groups = project.entries_of("entry-points").map(|(_, group)| group);
    for table in project.get("scripts").into_iter().chain(project.get("gui-scripts")).chain(groups) {
        for (_, point) in table.entries() {
            if let Some(point) = point.text() {
                draft.entry_point(point);
            }
        }
    }
}
