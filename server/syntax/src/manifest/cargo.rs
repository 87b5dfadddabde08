//! `Cargo.toml`: a package, a workspace, or both.

use compact_str::CompactString;

use super::DependencyKind;
use super::draft::Draft;
use super::tree::{At, Text};
use crate::facts::Flags;

/// The sections that name crates, in both spellings that Cargo takes.
const SECTIONS: [(&str, DependencyKind); 5] = [
    ("dependencies", DependencyKind::Normal),
    ("dev-dependencies", DependencyKind::Dev),
    ("dev_dependencies", DependencyKind::Dev),
    ("build-dependencies", DependencyKind::Build),
    ("build_dependencies", DependencyKind::Build),
];

/// Reads one.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    if let Some(package) = root.get("package").or_else(|| root.get("project")) {
        draft.name(package.text_of("name"));
        for (role, key) in [("build", "build"), ("readme", "readme"), ("license-file", "license-file")] {
            if let Some(path) = package.text_of(key) {
                draft.path(role, path, Flags::default());
            }
        }
    }
    for owner in ["package", "workspace"] {
        deliberate(root.get(owner).and_then(|owner| owner.get("metadata")), draft);
    }
    sections(root, draft);
    for (_, target) in root.entries_of("target") {
        sections(target, draft);
    }
    if let Some(workspace) = root.get("workspace") {
        for (name, value) in workspace.entries_of("dependencies") {
            dependency(name, value, DependencyKind::Normal, Some("workspace.dependencies"), draft);
        }
        for member in workspace.texts_of("members") {
            draft.member("members", member);
        }
        let excluded = workspace.texts_of("exclude").map(|folder| CompactString::from(folder.text));
        draft.manifest.excluded.extend(excluded);
    }
    if let Some(lib) = root.get("lib") {
        if let Some(path) = lib.text_of("path") {
            draft.path("lib", path, Flags::default());
        }
        draft.manifest.provided.extend(lib.text_of("name").map(|name| CompactString::from(name.text)));
    }
    for role in ["bin", "test", "bench", "example"] {
        for path in root.get(role).into_iter().flat_map(At::items).filter_map(|target| target.text_of("path")) {
            draft.path(role, path, Flags::default());
        }
    }
    let patches = root.entries_of("patch").flat_map(|(_, source)| source.entries()).chain(root.entries_of("replace"));
    for path in patches.filter_map(|(_, patch)| patch.text_of("path")) {
        draft.path("path", path, Flags::FOLDER);
    }
    for (feature, value) in root.entries_of("features") {
        draft.manifest.names.push(CompactString::from(feature.text));
        // `testing = ["store/testing"]` hands a feature on, and needs the dependency to be there.
        let handed_on = value.texts().filter_map(|text| text.text.split_once('/'));
        draft.manifest.names.extend(handed_on.map(|(name, _)| CompactString::from(name.trim_end_matches('?'))));
    }
}

/// The crates that tools which look for unused ones are told to leave alone: they are declared on purpose.
fn deliberate(metadata: Option<At<'_, '_>>, draft: &mut Draft<'_>) {
    let Some(metadata) = metadata else { return };
    for tool in ["cargo-machete", "cargo-shear", "cargo-udeps"] {
        let Some(tool) = metadata.get(tool) else { continue };
        let names = tool.texts_of("ignored").chain(tool.get("ignore").into_iter().flat_map(|ignore| ignore.texts_of("normal")));
        for name in names {
            draft.manifest.names.push(CompactString::from(name.text));
            draft.manifest.names.push(CompactString::from(name.text.replace('_', "-")));
        }
    }
}

fn sections(at: At<'_, '_>, draft: &mut Draft<'_>) {
    for (section, kind) in SECTIONS {
        for (name, value) in at.entries_of(section) {
            dependency(name, value, kind, None, draft);
        }
    }
}

fn dependency(key: Text<'_>, value: At<'_, '_>, kind: DependencyKind, group: Option<&str>, draft: &mut Draft<'_>) {
    // With `base` it is seen from a folder that the configuration of Cargo names.
    let path = value.text_of("path").filter(|_| value.get("base").is_none()).and_then(|path| draft.local("path", path));
    let package = value.text_of("package");
    let optional = value.is_true("optional") && kind == DependencyKind::Normal;
    let kind = if optional { DependencyKind::Optional } else { kind };
    // Features are chosen for others that depend on the same package, too.
    if value.get("features").is_some() {
        draft.manifest.names.push(CompactString::from(package.map_or(key.text, |package| package.text)));
    }
    let dependency = draft.depend(package.map_or(key.text, |package| package.text), kind, key.span);
    dependency.alias = package.map(|_| CompactString::from(key.text));
    dependency.group = group.map(CompactString::from);
    dependency.path = path;
}
