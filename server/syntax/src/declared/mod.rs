//! Paths that deployment and CI documents declare: one small file per format, and one way to say them.
//!
//! A reader gets the tree of its document (or its text, where the format is nobody's tree) and refers to what the
//! tools of the format would open, in [`Namespace::FILE`]. What only running can know - a variable, a URL, an
//! absolute path - is not referred to at all. What may rightly be absent is, but [`Flags::OPTIONAL`]; what is needed
//! only sometimes is [`Flags::CONDITIONAL`].

mod action;
pub mod codeowners;
mod compose;
mod dependabot;
mod devcontainer;
mod gitlab;
mod helm;
mod kustomize;
pub mod make;
mod mkdocs;
mod scripts;
#[cfg(test)]
mod tests;
mod workflow;

use crate::facts::{Flags, Namespace, Status};
use crate::kind::Role;
use crate::manifest::draft::is_glob;
use crate::manifest::tree::{At, Text, Tree};
use crate::output::{Output, Source};

/// Whether a document in this role has a reader here, so that its tree is wanted.
pub(crate) fn wants(role: Role) -> bool {
    use Role::{Action, Compose, Dependabot, DevContainer, GitlabCi, HelmChart, Kustomization, MkDocs, Workflow};
    matches!(role, Action | Compose | Dependabot | DevContainer | GitlabCi | HelmChart | Kustomization | MkDocs | Workflow)
}

/// Reads one document in the form of a tree.
pub(crate) fn read(source: &Source<'_>, root: At<'_, '_>, out: &mut Output) {
    let (path, role) = (source.path, source.kind.role);
    let before = out.references.len();
    let mut paths = Paths { text: source.text, out };
    match role {
        Role::Action => action::read(path, root, &mut paths),
        Role::Compose => compose::read(path, root, &mut paths),
        Role::Dependabot => dependabot::read(path, root, &mut paths),
        Role::DevContainer => devcontainer::read(path, root, &mut paths),
        Role::GitlabCi => gitlab::read(path, root, &mut paths),
        Role::HelmChart => helm::read(root, &mut paths),
        Role::Kustomization => kustomize::read(root, &mut paths),
        Role::MkDocs => mkdocs::read(root, &mut paths),
        Role::Workflow => workflow::read(path, root, &mut paths),
        _ => {}
    }
    let spans = &out.spans;
    out.references[before..].sort_by_key(|reference| spans[reference.span.0 as usize]);
    if out.status != Status::Parsed {
        // What is missing in the tree may change what the rest means.
        out.references[before..].iter_mut().for_each(|reference| reference.flags |= Flags::BROKEN);
    }
}

/// The top of the repository, as the folder that a path is seen from.
const TOP: &str = "/";

/// Where readers put the paths that they find.
struct Paths<'o> {
    /// The document.
    text: &'o str,
    out: &'o mut Output,
}

impl Paths<'_> {
    /// Refers to the scripts that `lines` of a shell call, as seen from the folder `base`.
    fn refer_to_scripts(&mut self, base: &str, lines: Text<'_>, flags: Flags) {
        for range in scripts::called(lines.text) {
            let path = Text { text: &lines.text[range.clone()], span: lines.part_in(self.text, range) };
            self.refer_from(base, "run", path, flags);
        }
    }

    /// Refers to a path as seen from the file's folder.
    fn refer(&mut self, role: &'static str, path: Text<'_>, flags: Flags) {
        if is_local(path.text) {
            self.out.refer(Namespace::FILE, role, path.text, None, flags, path.span);
        }
    }

    /// Refers to a path as seen from the folder `base`, which is itself seen from the file's folder ([`TOP`]: from the
    /// top of the repository).
    fn refer_from(&mut self, base: &str, role: &'static str, path: Text<'_>, flags: Flags) {
        if is_local(path.text) && is_local(base.trim_start_matches('/')) || base == TOP && is_local(path.text) {
            self.out.refer(Namespace::FILE, role, path.text, Some(base), flags | Flags::SEEN_FROM, path.span);
        }
    }
}

/// Whether a path is one of this repository as it stands there: not filled in, not elsewhere, not of the machine.
fn is_local(path: &str) -> bool {
    !(path.is_empty()
        || path.starts_with(['/', '~', '\\', '<', '@'])
        || path.contains(['$', '\n', '|', '>'])
        || path.contains("{{")
        || path.contains("://")
        || path.starts_with("git@")
        || is_drive(path))
}

/// Whether a path begins with a drive, as on Windows.
fn is_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// The folders before the first part that is a glob; the whole of a path without one. Whatever a glob is to match,
/// these must be there.
fn literal(path: Text<'_>) -> Text<'_> {
    if !is_glob(path.text) {
        return path;
    }
    let mark = path.text.find(['*', '?', '[', '{']).unwrap_or(path.text.len());
    let end = path.text[..mark].rfind('/').unwrap_or(0);
    Text { text: &path.text[..end], span: path.part(0, end) }
}

/// Without the slashes that mean the top of the repository.
fn from_top(path: Text<'_>) -> Text<'_> {
    let start = path.text.len() - path.text.trim_start_matches('/').len();
    Text { text: &path.text[start..], span: path.part(start, path.text.len()) }
}

/// [`Flags::FOLDER`] for a name that ends as no file does.
fn folder_or_file(path: &str) -> Flags {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    let is_file = name.rfind('.').is_some_and(|dot| dot > 0 && name[dot + 1..].len() <= 6 && name != "..");
    if is_file { Flags::default() } else { Flags::FOLDER }
}

/// The documents of a YAML file: the items of its tree's root.
pub(crate) fn read_yaml(source: &Source<'_>, tree: &Tree<'_>, out: &mut Output) {
    for document in tree.root().into_iter().flat_map(At::items) {
        read(source, document, out);
    }
}
