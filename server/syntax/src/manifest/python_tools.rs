//! The tables of `pyproject.toml` that belong to builders and test runners: where modules lie, which of them
//! a build makes, and which folders belong together.

use compact_str::CompactString;

use super::DependencyKind;
use super::draft::{Draft, file_of};
use super::tree::At;
use crate::facts::Flags;

/// Reads one table.
type Reader = fn(At<'_, '_>, &mut Draft<'_>);

/// Reads the tables below `tool`.
pub fn read(tools: At<'_, '_>, draft: &mut Draft<'_>) {
    // Source roots first: the names of modules that a build makes are seen from there.
    let each: [(&str, Reader); 9] = [
        ("setuptools", setuptools),
        ("pytest", pytest),
        ("hatch", hatch),
        ("pdm", pdm),
        ("uv", uv),
        ("flit", flit),
        ("maturin", maturin),
        ("setuptools_scm", setuptools_scm),
        ("setuptools-scm", setuptools_scm),
    ];
    for (name, read) in each {
        if let Some(table) = tools.get(name) {
            read(table, draft);
        }
    }
}

fn setuptools(setuptools: At<'_, '_>, draft: &mut Draft<'_>) {
    let mut mapped = false;
    for (package, folder) in setuptools.entries_of("package-dir") {
        let Some(folder) = folder.text() else { continue };
        if package.text.is_empty() {
            draft.source_root("package-dir", folder);
        } else {
            mapped = true;
            draft.path("package-dir", folder, Flags::FOLDER);
        }
    }
    if let Some(found) = setuptools.at(&["packages", "find"]) {
        for folder in found.texts_of("where") {
            draft.source_root("where", folder);
        }
    }
    // A package that is mapped to a folder is not where its name says.
    let flags = if mapped { Flags::OPTIONAL } else { Flags::default() };
    for package in setuptools.texts_of("packages") {
        draft.python_module("packages", package, flags);
    }
    for module in setuptools.texts_of("py-modules") {
        draft.python_module("py-modules", module, flags);
    }
    let Some(dynamic) = setuptools.get("dynamic") else { return };
    let extras = dynamic.entries_of("optional-dependencies").map(|(_, extra)| ("optional-dependencies", extra));
    let fields = [("readme", "readme"), ("dependencies", "dependencies"), ("version", "version")];
    let fields = fields.into_iter().filter_map(|(role, key)| Some((role, dynamic.get(key)?)));
    for (role, value) in fields.chain(extras) {
        for path in value.texts_of("file") {
            draft.path(role, path, Flags::default());
        }
    }
}

fn pytest(pytest: At<'_, '_>, draft: &mut Draft<'_>) {
    let Some(options) = pytest.get("ini_options") else { return };
    for folders in options.texts_of("pythonpath") {
        // One string may hold several, as in an ini file.
        folders.text.split_whitespace().for_each(|folder| draft.root(folder));
    }
}

/// Reads Hatch's table, or all of a `hatch.toml`, which has the same without `tool.hatch` before it.
pub fn hatch(hatch: At<'_, '_>, draft: &mut Draft<'_>) {
    for (environment, table) in hatch.entries_of("envs") {
        for key in ["dependencies", "extra-dependencies"] {
            for requirement in table.texts_of(key) {
                draft.require(requirement, DependencyKind::Dev, Some(environment.text));
            }
        }
    }
    let Some(build) = hatch.get("build") else { return };
    let targets = build.entries_of("targets").map(|(_, target)| target);
    let all: Vec<At<'_, '_>> = std::iter::once(build).chain(targets).collect();
    for at in &all {
        for package in at.texts_of("packages") {
            draft.path("packages", package, Flags::FOLDER);
            if let Some((root, _)) = package.text.trim_end_matches('/').rsplit_once('/') {
                draft.root(root);
            }
        }
        for folder in at.texts_of("sources") {
            draft.root(folder.text);
        }
    }
    for at in &all {
        for pattern in at.texts_of("artifacts") {
            draft.provides(pattern.text);
        }
        for requirement in at.texts_of("dependencies") {
            draft.require(requirement, DependencyKind::Build, None);
        }
        for (_, hook) in at.entries_of("hooks") {
            for requirement in hook.texts_of("dependencies") {
                draft.require(requirement, DependencyKind::Build, None);
            }
            for key in ["version-file", "path"] {
                if let Some(file) = hook.text_of(key).filter(|file| key == "version-file" || file.text.contains("version")) {
                    draft.provides(file.text);
                }
            }
        }
    }
}

fn pdm(pdm: At<'_, '_>, draft: &mut Draft<'_>) {
    groups(pdm, "dev-dependencies", draft);
    if let Some(folder) = pdm.at(&["build", "package-dir"]).and_then(At::text) {
        draft.source_root("package-dir", folder);
    }
    if let Some(file) = pdm.at(&["version", "write_to"]).and_then(At::text) {
        draft.provides(file.text);
    }
}

fn uv(uv: At<'_, '_>, draft: &mut Draft<'_>) {
    if let Some(workspace) = uv.get("workspace") {
        for member in workspace.texts_of("members") {
            draft.member("members", member);
        }
        draft.manifest.excluded.extend(workspace.texts_of("exclude").map(|folder| CompactString::from(folder.text)));
    }
    for requirement in uv.texts_of("dev-dependencies") {
        draft.require(requirement, DependencyKind::Dev, Some("dev"));
    }
    if let Some(folder) = uv.at(&["build-backend", "module-root"]).and_then(At::text).filter(|folder| !folder.text.is_empty()) {
        draft.source_root("module-root", folder);
    }
    for (name, source) in uv.entries_of("sources") {
        for one in std::iter::once(source).chain(source.items()) {
            if let Some(path) = one.text_of("path") {
                let path = draft.local("path", path);
                let name = super::pep508::normalise(name.text);
                let named = draft.manifest.dependencies.iter_mut().filter(|dependency| dependency.name == name);
                named.for_each(|dependency| dependency.path.clone_from(&path));
            }
        }
    }
}

fn flit(flit: At<'_, '_>, draft: &mut Draft<'_>) {
    let Some(metadata) = flit.get("metadata") else { return };
    draft.name(metadata.text_of("dist-name").or_else(|| metadata.text_of("module")));
    draft.python(metadata.text_of("requires-python"));
    for requirement in metadata.texts_of("requires") {
        draft.require(requirement, DependencyKind::Normal, None);
    }
    for (extra, list) in metadata.entries_of("requires-extra") {
        for requirement in list.texts() {
            draft.require(requirement, DependencyKind::Optional, Some(extra.text));
        }
    }
    if let Some(readme) = metadata.get("description-file").and_then(file_of) {
        draft.path("description-file", readme, Flags::default());
    }
}

fn maturin(maturin: At<'_, '_>, draft: &mut Draft<'_>) {
    if let Some(folder) = maturin.text_of("python-source") {
        draft.source_root("python-source", folder);
    }
    if let Some(module) = maturin.text_of("module-name") {
        draft.manifest.provided.push(CompactString::from(module.text));
    }
    if let Some(path) = maturin.text_of("manifest-path") {
        draft.path("manifest-path", path, Flags::default());
    }
}

fn setuptools_scm(scm: At<'_, '_>, draft: &mut Draft<'_>) {
    for file in [scm.text_of("write_to"), scm.text_of("version_file")].into_iter().flatten() {
        draft.provides(file.text);
    }
}

/// Tables from group names to requirements.
fn groups(at: At<'_, '_>, key: &str, draft: &mut Draft<'_>) {
    for (group, list) in at.entries_of(key) {
        for requirement in list.texts() {
            // `-e file:///…` stands there as well, and names nothing.
            draft.require(requirement, DependencyKind::Dev, Some(group.text));
        }
    }
}
