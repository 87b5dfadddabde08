//! `package.json`: what a package of Node needs, and the files it shows to the world.

use compact_str::CompactString;

use super::DependencyKind;
use super::draft::Draft;
use super::tree::{At, Text};
use crate::facts::Flags;

/// The sections that name packages.
const SECTIONS: [(&str, DependencyKind); 4] = [
    ("dependencies", DependencyKind::Normal),
    ("devDependencies", DependencyKind::Dev),
    ("peerDependencies", DependencyKind::Peer),
    ("optionalDependencies", DependencyKind::Optional),
];

/// Folders that builds write to; what lies in them is not in the repository before the first build.
const BUILT: [&str; 14] =
    ["dist", "lib", "build", "out", "output", "es", "esm", "cjs", "umd", "types", "target", "pkg", "generated", "esnext"];

/// Reads one.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    draft.name(root.text_of("name"));
    let copied = is_copied(root);
    for (section, kind) in SECTIONS {
        for (name, version) in root.entries_of(section) {
            dependency(name, version.text(), kind, draft);
        }
    }
    // What `npm init` writes, or Docsy, in a package that nobody can install: it was never meant. Nor was it, most likely, in one that says
    // nothing else of what it would ship.
    let ships =
        ["files", "exports", "publishConfig", "types", "typings", "module", "bin", "browser"].iter().any(|key| root.get(key).is_some());
    let is_of_init =
        |path: &str| matches!(path, "index.js" | "./index.js") && (root.is_true("private") || !ships) || matches!(path, "none.js" | "n/a");
    let built = |path: &str| built(path, copied);
    for (role, key) in [("main", "main"), ("module", "module"), ("types", "types"), ("typings", "typings")] {
        if let Some(path) = root.text_of(key) {
            let flags = match role {
                "main" if is_of_init(path.text) => Flags::OPTIONAL,
                _ => built(path.text),
            };
            // Expo's entries are those of a package: `expo-router/entry`.
            let starts = |package: &str| path.text.strip_prefix(package).is_some_and(|rest| rest.starts_with('/'));
            if !draft.manifest.dependencies.iter().any(|dependency| starts(&dependency.name)) {
                draft.path(role, path, flags);
            }
        }
    }
    for key in ["browser", "bin"] {
        let Some(value) = root.get(key) else { continue };
        let role = if key == "bin" { "bin" } else { "browser" };
        let replaced = value.entries().filter_map(|(_, value)| value.text());
        for path in value.text().into_iter().chain(replaced) {
            // A replacement for the browser may be a package.
            if key == "bin" || path.text.starts_with('.') || value.text().is_some() {
                draft.path(role, path, built(path.text));
            }
        }
    }
    for path in root.texts_of("man") {
        draft.path("man", path, built(path.text));
    }
    if let Some(exports) = root.get("exports") {
        for path in leaves(exports) {
            draft.path("exports", path, built(path.text));
        }
    }
    if let Some(workspaces) = root.get("workspaces") {
        let listed = workspaces.get("packages").unwrap_or(workspaces);
        for member in listed.texts() {
            draft.member("workspaces", member);
        }
    }
    for (name, _) in root.entries_of("imports") {
        draft.manifest.names.push(CompactString::from(name.text));
    }
    // What bundlers put in the place of a package, or leave out.
    for map in ["browser", "react-native", "alias", "_moduleAliases"] {
        draft
            .manifest
            .provided
            .extend(root.entries_of(map).map(|(name, _)| CompactString::from(name.text)).filter(|name| !name.starts_with('.')));
    }
}

fn dependency(name: Text<'_>, version: Option<Text<'_>>, kind: DependencyKind, draft: &mut Draft<'_>) {
    // Comments are written as keys.
    if name.text.starts_with("//") || name.text.is_empty() {
        return;
    }
    let protocols = [("file", "file:"), ("link", "link:"), ("portal", "portal:"), ("workspace", "workspace:")];
    let local = version.and_then(|version| {
        let (role, protocol) = protocols.into_iter().find(|(_, protocol)| version.text.starts_with(protocol))?;
        let path = Text { text: &version.text[protocol.len()..], span: version.part(protocol.len(), version.text.len()) };
        let is_path = role != "workspace" || path.text.starts_with('.') || path.text.contains('/') && !path.text.contains('@');
        is_path.then_some((role, path))
    });
    let path = local.and_then(|(role, path)| draft.local(role, path));
    draft.depend(name.text, kind, name.span).path = path;
}

/// All paths of the package that its `exports` name, whatever conditions they stand under.
fn leaves<'t>(exports: At<'t, '_>) -> Vec<Text<'t>> {
    let mut found = Vec::new();
    let mut open = vec![exports];
    while let Some(at) = open.pop() {
        found.extend(at.text().filter(|path| path.text.starts_with("./")));
        open.extend(at.items());
        open.extend(at.entries().map(|(_, value)| value));
    }
    found.sort_by_key(|path| path.span);
    found
}

/// Whether a script copies the manifest into what is published: its paths are seen from there, after a build.
fn is_copied(root: At<'_, '_>) -> bool {
    let copies = |script: &str| {
        script.split(['&', ';', '|']).any(|command| {
            let mut words = command.split_whitespace();
            words.any(|word| matches!(word, "cp" | "copyfiles" | "cpy" | "cpx" | "copy"))
                && words.any(|word| word.ends_with("package.json"))
        })
    };
    root.entries_of("scripts").any(|(_, script)| script.text().is_some_and(|script| copies(script.text)))
}

/// `copied`: so is whatever the manifest names.
fn built(path: &str, copied: bool) -> Flags {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    if copied || folders.split('/').any(|folder| BUILT.contains(&folder)) { Flags::BUILT } else { Flags::default() }
}
