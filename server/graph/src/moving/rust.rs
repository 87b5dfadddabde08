//! Modules of Rust: a file that is renamed where its parent looks for it is a module with another name, wherever paths go through it.
//!
//! A module that goes elsewhere would need another parent, which is a decision for people and not for us.

use syntax::{Namespace, Reference};
use workspace::{Db, File, RelPath, Root, Span};

use super::{Place, words};
use crate::renaming::Replacement;
use crate::resolution::{Resolution, resolutions};
use crate::rust::{package_of, tree};
use crate::{facts, ranges, text};

/// A module whose name changes.
pub(super) struct Renamed {
    /// The file that its crate starts with.
    root: File,
    /// The parts of its path, the last of them its name.
    path: Vec<String>,
    /// Its new name.
    new: String,
}

/// Rewrites `mod x;`, where the file that it stands for goes by another name in the same place.
pub(super) fn declaration(place: &mut Place<'_>, reference: &Reference, now: &RelPath, then: &RelPath) {
    if reference.member.is_some() {
        return;
    }
    let db = place.db;
    let Some(package) = package_of(db, place.folder) else { return };
    let tree = tree(db, package.folder);
    let Some(known) = tree.places(place.file).first() else { return };
    // Whether its modules lie beside it is a matter of its name, but for roots.
    let beside = known.owns_folder && !place.is_moved() || matches!(place.new.name(), "mod.rs" | "lib.rs" | "main.rs");
    let stem = place.new.name().trim_end_matches(".rs");
    let own = if beside { place.new_folder() } else { place.new_folder().join(stem) };
    let mut within: Vec<&str> = reference.name.split("::").collect();
    let Some(name) = within.pop() else { return };
    let Some(folder) = own.resolve(&within.join("/")) else { return };
    let found = if then.name() == "mod.rs" { then.parent() } else { then.as_str().strip_suffix(".rs").map(RelPath::new) };
    let Some(found) = found.filter(|found| found.parent() == Some(folder)) else { return };
    if found.name() == name || !words::is_name(found.name()) || now == then {
        return;
    }
    let span = ranges(db, place.file).span(reference.span);
    if place.text().is_none_or(|text| text.get(span.range()) != Some(name)) {
        return;
    }
    let new = found.name().to_owned();
    place.out.push(Replacement { file: place.file, span, text: new.clone() });
    for known in tree.places(place.file) {
        let path = parts(&known.module).chain(parts(&reference.name)).collect();
        place.renamed.push(Renamed { root: known.root, path, new: new.clone() });
    }
}

/// The names that a path goes through; none for the root of a crate.
fn parts(path: &str) -> impl Iterator<Item = String> {
    path.split("::").filter(|part| !part.is_empty()).map(str::to_owned)
}

/// Rewrites the paths that go through renamed modules: in the files of their crates, and in those that use these.
pub(super) fn uses(db: &dyn Db, root: Root, renamed: &[Renamed], out: &mut Vec<Replacement>) {
    if renamed.is_empty() {
        return;
    }
    for file in root.files(db).into_iter().filter(|file| file.path(db).extension() == Some("rs")) {
        let Some(package) = file.folder(db).and_then(|folder| package_of(db, folder)) else { continue };
        let tree = tree(db, package.folder);
        let places = tree.places(file);
        let mut read: Option<Option<String>> = None;
        for module in renamed {
            let own = places.iter().find(|place| place.root == module.root);
            let (current, head) = match own {
                Some(place) => (Some(parts(&place.module).collect()), None),
                None => (None, crate_in(db, file, module.root)),
            };
            if current.is_none() && head.is_none() {
                continue;
            }
            let Some(text) = read.get_or_insert_with(|| text(db, file)) else { continue };
            let mut scan = Scan { text, at: 0, module, current: current.unwrap_or_default(), inside: own.is_some(), head, out: Vec::new() };
            scan.run();
            // `mod x;` itself is written already.
            out.extend(scan.out.into_iter().map(|(span, text)| Replacement { file, span, text }));
        }
    }
}

/// What a file calls the crate that starts with `library`.
fn crate_in(db: &dyn Db, file: File, library: File) -> Option<String> {
    let facts = facts(db, file);
    if !facts.references.iter().any(|reference| reference.namespace == Namespace::RUST_CRATE) {
        return None;
    }
    let resolutions = resolutions(db, file);
    let mut pairs = facts.references.iter().zip(resolutions.iter());
    let found = pairs.find(|(reference, to)| reference.namespace == Namespace::RUST_CRATE && **to == Resolution::File(library));
    found.map(|(reference, _)| reference.name.to_string())
}

/// Reads the paths of a text, one token after the other.
struct Scan<'t> {
    text: &'t str,
    at: usize,
    module: &'t Renamed,
    /// The module that the text is of; those that it has within itself are added while they are open.
    current: Vec<String>,
    /// Whether it is a text of the crate.
    inside: bool,
    /// What it calls the crate otherwise.
    head: Option<String>,
    out: Vec<(Span, String)>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Token<'t> {
    Word(&'t str, usize),
    Colons,
    Other(char),
}

impl<'t> Scan<'t> {
    fn run(&mut self) {
        let mut depth = 0;
        // Modules that are open, with the depth at which they end.
        let mut modules: Vec<usize> = Vec::new();
        let mut in_use = false;
        // What stands before a group of a `use`.
        let mut groups: Vec<Option<Vec<String>>> = Vec::new();
        let mut path: Option<Vec<String>> = None;
        let mut starts = true;
        let mut before = Token::Other(';');
        while let Some(token) = self.next() {
            match token {
                Token::Word("use", _) if !in_use && path.is_none() => {
                    (in_use, starts) = (true, true);
                    groups.clear();
                }
                Token::Word(word, at) => {
                    let base = if starts { groups.last().cloned().flatten() } else { path.take() };
                    let first = starts && groups.is_empty();
                    path = self.step(base, first, word);
                    starts = false;
                    if before == Token::Word("mod", at.saturating_sub(4)) && self.peek('{') {
                        self.current.push(word.to_owned());
                        modules.push(depth);
                    } else if !matches!(before, Token::Word("mod", _)) && path.as_ref() == Some(&self.module.path) {
                        self.found(word, at, in_use);
                    }
                }
                Token::Colons => starts = false,
                Token::Other('{') if in_use => {
                    groups.push(path.take());
                    starts = true;
                }
                Token::Other(',') if in_use => (path, starts) = (None, true),
                Token::Other('}') if in_use => {
                    groups.pop();
                    path = None;
                }
                Token::Other(c) => {
                    (path, starts) = (None, true);
                    match c {
                        ';' => in_use = false,
                        '{' => depth += 1,
                        '}' => {
                            depth -= 1;
                            if modules.last() == Some(&depth) {
                                modules.pop();
                                self.current.pop();
                            }
                        }
                        _ => {}
                    }
                }
            }
            // Two words beside each other are two paths.
            if matches!(token, Token::Word(..)) && !self.peek(':') && !in_use {
                (path, starts) = (None, true);
            }
            before = token;
        }
    }

    /// The path after one more word; `None` when it leads nowhere that is known.
    fn step(&self, base: Option<Vec<String>>, first: bool, word: &str) -> Option<Vec<String>> {
        if first {
            return match word {
                "crate" if self.inside => Some(Vec::new()),
                "self" if self.inside => Some(self.current.clone()),
                "super" if self.inside => self.current.split_last().map(|(_, above)| above.to_vec()),
                _ if self.head.as_deref() == Some(word) => Some(Vec::new()),
                // A module of the one at hand, by its name alone.
                _ if self.inside && self.module.path.split_last().is_some_and(|(last, above)| last == word && above == self.current) => {
                    Some(self.module.path.clone())
                }
                _ => None,
            };
        }
        let mut path = base?;
        match word {
            "super" => {
                path.pop()?;
            }
            "self" => {}
            word => path.push(word.to_owned()),
        }
        Some(path)
    }

    /// The module is named here, as `word`: by its name, or as `self` of a group.
    fn found(&mut self, word: &str, at: usize, in_use: bool) {
        let (Some(name), new) = (self.module.path.last(), &self.module.new) else { return };
        let span = Span::new(at, at + word.len());
        let goes_on = self.peek(':');
        if word != name && word != "self" || word == "self" && !in_use {
            return;
        }
        let written = if word == "self" { "self" } else { new.as_str() };
        match words::alias(self.text, at + word.len()) {
            // The name that the text calls it by is its own again.
            Some((end, alias)) if in_use && alias == new => self.out.push((Span::new(at, end), written.to_owned())),
            None if in_use && !goes_on => self.out.push((span, format!("{written} as {name}"))),
            _ if word == "self" => {}
            // A name alone is a module only in a path.
            _ if goes_on || in_use => self.out.push((span, new.clone())),
            _ => {}
        }
    }

    fn peek(&self, wanted: char) -> bool {
        let rest = self.text[self.at..].trim_start();
        if wanted == ':' { rest.starts_with("::") } else { rest.starts_with(wanted) }
    }

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            let rest = &self.text[self.at..];
            let c = rest.chars().next()?;
            let skip = |wanted: Option<usize>| wanted.unwrap_or(rest.len());
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if rest.starts_with("//") {
                self.at += skip(rest.find('\n'));
            } else if rest.starts_with("/*") {
                self.at += skip(rest.find("*/").map(|end| end + 2));
            } else if let Some(length) = raw(rest).or_else(|| quoted(rest)) {
                self.at += length;
            } else if words::is_part(c) {
                let word = words::first(rest);
                self.at += word.len();
                return Some(Token::Word(word, self.at - word.len()));
            } else if rest.starts_with("::") {
                self.at += 2;
                return Some(Token::Colons);
            } else {
                self.at += c.len_utf8();
                return Some(Token::Other(c));
            }
        }
    }
}

/// The length of a raw string at the start of a text.
fn raw(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = text.len() - rest.len() + hashes + 1;
    Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()))
}

/// The length of a string or character at the start of a text; a lifetime is neither.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    if quote == '\'' {
        let mut chars = text[1..].char_indices();
        let (_, first) = chars.next()?;
        let (at, second) = chars.next()?;
        if first != '\\' {
            return (second == '\'').then_some(at + 2);
        }
    }
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    Some(text.len())
}
