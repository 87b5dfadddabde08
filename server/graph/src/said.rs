//! Which files speak of a name in any way at all, whatever their format: what a rule asks before it says that nothing does.
//!
//! Names are compared without case and without what stands between their words, so that `max_size`, `max-size` and `maxSize` are one,
//! and anywhere in the text, so that what is put together from parts is found as well. Few names are ever asked for: those that a rule
//! would speak of otherwise.

use std::sync::Arc;

use compact_str::CompactString;
use syntax::{Language, Role};
use workspace::{Content, Db, Directory, File};

use crate::facts;

/// What kind of file it is that speaks of a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Voice {
    /// A program, or a file of a format that nobody here knows.
    Program,
    /// Configuration: a document of any kind.
    Document,
    /// A `.env` file.
    Variables,
    /// Text for people: of these, and of lists that tools write, nothing is read at run time.
    Prose,
}

/// The names that are looked for, each as [`plain`] gives it.
pub type Sought = Arc<[CompactString]>;

/// A name without case and without what stands between its words.
pub fn plain(name: &str) -> CompactString {
    name.chars().filter(|c| !matches!(c, '_' | '-' | '.')).map(|c| c.to_ascii_lowercase()).collect()
}

/// How a file speaks.
pub fn voice(db: &dyn Db, file: File) -> Voice {
    let kind = facts(db, file).kind;
    let ends = |ends: &[&str]| file.path(db).extension().is_some_and(|extension| ends.contains(&extension));
    match kind.language {
        _ if kind.role == Role::DotEnv => Voice::Variables,
        _ if kind.role == Role::Lock => Voice::Prose,
        Language::Markdown => Voice::Prose,
        Language::Other if ends(&["txt", "rst", "adoc", "md", "mdx", "po", "lock", "sum", "svg", "csv", "log"]) => Voice::Prose,
        Language::Yaml | Language::Json | Language::Jsonc => Voice::Document,
        Language::Other if ends(&["jsonnet", "libsonnet"]) => Voice::Document,
        _ => Voice::Program,
    }
}

/// The numbers of the names that a file speaks of.
#[salsa::tracked(returns(clone))]
fn said_in(db: &dyn Db, file: File, sought: Sought) -> Arc<[u32]> {
    let mut text = match file.content(db) {
        Content::Buffer(text) => text.as_bytes().to_vec(),
        Content::Bytes(bytes) => bytes,
        Content::Unreadable(_) => return Arc::default(),
    };
    text.retain_mut(|byte| {
        byte.make_ascii_lowercase();
        !matches!(byte, b'_' | b'-' | b'.')
    });
    let says = |name: &CompactString| memchr::memmem::find(&text, name.as_bytes()).is_some();
    sought.iter().enumerate().filter(|(_, name)| says(name)).map(|(number, _)| number as u32).collect()
}

/// How many files are told for one name.
const TOLD: usize = 24;

type Told = Arc<[(u32, File)]>;

#[salsa::tracked(returns(clone))]
fn said_below(db: &dyn Db, folder: Directory, sought: Sought) -> Told {
    let entries = folder.entries(db);
    let mut out: Vec<(u32, File)> = Vec::new();
    for file in entries.files() {
        out.extend(said_in(db, file, sought.clone()).iter().map(|number| (*number, file)));
    }
    for inner in entries.directories() {
        for (number, file) in said_below(db, inner, sought.clone()).iter() {
            if out.iter().filter(|(own, _)| own == number).count() < TOLD {
                out.push((*number, *file));
            }
        }
    }
    out.into()
}

/// For each of `sought`, files of `folder` and below it that speak of it; of those that many speak of, not all.
pub fn said(db: &dyn Db, folder: Directory, sought: Sought) -> Vec<Vec<File>> {
    let mut out = vec![Vec::new(); sought.len()];
    if !sought.is_empty() {
        said_below(db, folder, sought).iter().for_each(|(number, file)| out[*number as usize].push(*file));
    }
    out
}
