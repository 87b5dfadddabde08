//! Fragments of links: the headings and ids of the document they lead into.

use std::sync::Arc;

use compact_str::CompactString;
use syntax::{Language, Namespace, Status};
use workspace::{Db, Directory, File};

use super::doubt::is_shouted;
use super::surroundings::site;
use crate::{facts, nearest::nearest};

/// What a Markdown document can be entered by. Equal anchors mean that no link to it has to be looked at again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Anchors {
    names: Vec<CompactString>,
    /// It takes in other documents, or components, whose headings are not known; or it is not Markdown at all.
    pub open: bool,
}

impl Anchors {
    /// All of them, sorted.
    pub fn names(&self) -> &[CompactString] {
        &self.names
    }

    fn has(&self, name: &str) -> bool {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }
}

/// The anchors of `file`.
#[salsa::tracked(returns(clone))]
pub fn anchors(db: &dyn Db, file: File) -> Arc<Anchors> {
    let facts = facts(db, file);
    let anchors = facts.definitions.iter().filter(|definition| definition.namespace == Namespace::ANCHOR);
    let mut names: Vec<_> = anchors.map(|anchor| anchor.name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let includes = facts.references.iter().any(|reference| reference.role == "include");
    let plain = facts.kind.language == Language::Markdown && facts.status == Status::Parsed;
    let components = file.path(db).extension() == Some("mdx");
    Arc::new(Anchors { names, open: includes || !plain || components })
}

/// What a fragment leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fragment {
    /// A place, or nobody knows.
    Fine,
    /// No heading of the document; the one that was probably meant.
    Missing {
        /// The closest anchor.
        close: Option<CompactString>,
    },
}

/// What `#name` in a link to `target` leads to.
pub fn fragment(db: &dyn Db, target: File, name: &str) -> Fragment {
    let name = name.strip_prefix("user-content-").unwrap_or(name);
    if needs_no_anchor(name) {
        return Fragment::Fine;
    }
    let anchors = anchors(db, target);
    let lower = name.to_lowercase();
    if anchors.open || anchors.has(name) || anchors.has(&lower) || anchors.names.iter().any(|known| known.to_lowercase() == lower) {
        return Fragment::Fine;
    }
    let wanted = letters(name);
    let alike = anchors.names.iter().find(|known| letters(known) == wanted);
    if is_read_on_github(db, target) {
        if let Some(close) = alike.filter(|_| !wanted.is_empty()) {
            return Fragment::Missing { close: Some(close.clone()) };
        }
    } else if wanted.is_empty()
        || alike.is_some()
        || anchors.has(&lower.replace("-and-", "--"))
        || anchors.names.iter().any(|known| known.len() > 3 && wanted.ends_with(&letters(known)))
        || anchors.names.iter().any(|known| is_romanised(name, known))
    {
        // Forges and generators differ in what they make of all that is neither letter nor digit, and some put the headings
        // above before a heading's own (`#options-precompress`), or write `and` for `&`.
        return Fragment::Fine;
    }
    let known = || anchors.names.iter().map(CompactString::as_str);
    // Of several that say more than it, each is as likely.
    let is_longer = |known: &str| known.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
    let is_clear = known().filter(|known| is_longer(known)).count() < 2;
    let alike = known().filter(|known| !replaces_a_word(name, known) && (is_clear || !is_longer(known)));
    Fragment::Missing { close: nearest(name, alike).map(CompactString::from) }
}

/// Whether two anchors differ in a word that is no slip of the other one: `create-an-order` and `delete-an-order` are two headings.
fn replaces_a_word(one: &str, other: &str) -> bool {
    let words = |name: &'_ str| name.split(['-', '_']).map(str::to_lowercase).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    let is_slip = |one: &String, other: &String| one == other || nearest(one, [other.as_str()]).is_some();
    one.len() > 1 && one.len() == other.len() && !one.iter().zip(&other).all(|(one, other)| is_slip(one, other))
}

/// The document that a forge shows with `folder`, and whose headings a fragment behind the folder therefore means. Site generators
/// have pages of their own there.
pub fn shown_with(db: &dyn Db, folder: Directory) -> Option<File> {
    let is_readme = |file: &File| file.path(db).name().eq_ignore_ascii_case("README.md");
    let readme = folder.entries(db).files().find(is_readme)?;
    site(db, folder).is_none().then_some(readme)
}

/// Fragments that mean something in every document, or something to a program and not to a heading.
fn needs_no_anchor(name: &str) -> bool {
    let line = name.strip_prefix(['L', 'l', 'C']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    line || name.is_empty()
        || matches!(name.to_ascii_lowercase().as_str(), "top" | "readme" | "readme-ov-file" | "start-of-content" | "toc" | "_top")
        || ["tab", "fn:", "fnref", "fn-", "issuecomment-", "!"].iter().any(|start| name.starts_with(start))
        || name.contains([':', '=', '/', '?', '&', '~', '(', '<', '{', '$', '%', '*', '.'])
}

/// The letters and digits, in lower case.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `name` is what generators that want plain letters (MkDocs, VitePress) make of the heading whose anchor is `known`: letters
/// without their accents, and none of those that are no Latin ones; a heading of which nothing is left gets a number, `_1`.
fn is_romanised(name: &str, known: &str) -> bool {
    if known.is_ascii() {
        return false;
    }
    let folded: String = letters(known).chars().map(without_accent).filter(char::is_ascii).collect();
    let wanted = letters(name);
    folded == wanted || folded.is_empty() && name.strip_prefix('_').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A small letter of Latin script without its accent, for the languages that have most of them.
fn without_accent(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ' | 'ả' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì'..='ï' | 'ī' | 'į' => 'i',
        'ľ' | 'ĺ' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ō' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'ş' | 'š' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Whether a document is shown by GitHub above all: a `README` and its like, where the repository is known to be there.
fn is_read_on_github(db: &dyn Db, file: File) -> bool {
    let Some(folder) = file.folder(db) else { return false };
    let top = folder.root(db).top(db);
    is_shouted(file.path(db).name()) && top.is_some_and(|top| top.entries(db).get(".github").is_some()) && site(db, folder).is_none()
}
