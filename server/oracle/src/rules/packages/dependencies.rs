//! The tables of manifests that name other packages, and what no manifest says yet.

use documents::Node;

/// The tables of `package.json`.
pub(super) const OF_NPM: [&str; 4] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/// The lists of requirements in `pyproject.toml`: those of the project, of extras, of groups, of the build.
pub(super) fn of_python(root: &Node) -> Vec<&[Node]> {
    let project = root.get("project");
    let mut out = Vec::new();
    out.extend(project.map(|project| project.items_of("dependencies")));
    let extras = project.map(|project| project.entries_of("optional-dependencies")).unwrap_or_default();
    out.extend(extras.iter().chain(root.entries_of("dependency-groups")).map(|(_, list)| list.items()));
    out.extend(root.get("build-system").map(|system| system.items_of("requires")));
    out
}

/// The tables of dependencies in `Cargo.toml`, those of platforms and of the workspace included.
pub(super) fn of_cargo(root: &Node) -> Vec<&[(Node, Node)]> {
    const TABLES: [&str; 5] = ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies", "build_dependencies"];
    let owners = std::iter::once(root).chain(root.get("workspace")).chain(root.entries_of("target").iter().map(|(_, target)| target));
    let mut out: Vec<&[(Node, Node)]> = owners.flat_map(|owner| TABLES.iter().map(move |table| owner.entries_of(table))).collect();
    out.extend(root.entries_of("patch").iter().map(|(_, source)| source.entries()));
    out
}

/// Whether some tool writes the text first.
pub(super) fn is_filled_in(text: &str) -> bool {
    ["${", "{{", "<%", "@@", "{%"].iter().any(|mark| text.contains(mark)) || text.starts_with("__") || text.starts_with('%')
}
