//! The edits that are timed.

use syntax::{DefinitionKind, Facts, Language, Status};
use workspace::{Database, File, Span};

/// What an edit does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    Import,
    Rename,
    Syntax,
    Comment,
}

impl EditKind {
    /// In the order they are made.
    pub const ALL: [EditKind; 4] = [EditKind::Import, EditKind::Rename, EditKind::Syntax, EditKind::Comment];

    /// Its name in figures.
    pub fn name(self) -> &'static str {
        match self {
            EditKind::Import => "add an import",
            EditKind::Rename => "rename a definition",
            EditKind::Syntax => "break the syntax",
            EditKind::Comment => "add a comment",
        }
    }
}

/// Whether every kind of edit can be made in a file with these facts.
pub fn suits(facts: &Facts) -> bool {
    facts.status == Status::Parsed && missing_import(facts.kind.language, 0).is_some() && renamable(facts).next().is_some()
}

fn renamable(facts: &Facts) -> impl Iterator<Item = &syntax::Definition> {
    facts.definitions.iter().filter(|definition| matches!(definition.kind, DefinitionKind::Function | DefinitionKind::Type))
}

/// An import of something that does not exist.
fn missing_import(language: Language, number: usize) -> Option<String> {
    match language {
        Language::Python => Some(format!("import zz_missing_{number}\n")),
        Language::JavaScript | Language::TypeScript | Language::Tsx => Some(format!("import \"./zz-missing-{number}\";\n")),
        Language::Rust => Some(format!("use zz_missing_{number}::x;\n")),
        _ => None,
    }
}

/// An import of `other` by `file`: a new edge of the import graph, most of the time. `None` where it takes more than a line.
fn import_of(db: &Database, file: File, language: Language, other: File) -> Option<String> {
    match language {
        Language::Python => Some(format!("import {}\n", graph::python::module_name(db, other)?)),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            let up = "../".repeat(file.path(db).parent()?.parts().count());
            let path = other.path(db).as_str();
            Some(format!("import \"./{up}{}\";\n", path.rsplit_once('.').map_or(path, |(stem, _)| stem)))
        }
        _ => None,
    }
}

/// The range that goes and the text that comes; `None` where the file does not suit after all. Every second import is
/// one of `other`.
pub fn edit(db: &Database, file: File, other: File, text: &str, kind: EditKind, number: usize) -> Option<(Span, String)> {
    let (facts, ranges) = (graph::facts(db, file), graph::ranges(db, file));
    // At the start of the first top-level definition's line: imports and comments may stand there in every language.
    let definition = renamable(&facts).nth(number % renamable(&facts).count().max(1))?;
    let name = ranges.span(definition.span);
    let line = ranges.lines.line_start(ranges.lines.line(name.start));
    let before = Span::empty(line as usize);
    if text.get(line as usize..name.start as usize).is_none_or(|start| start.starts_with([' ', '\t'])) {
        return None;
    }
    let language = facts.kind.language;
    let is_real = number / EditKind::ALL.len() % 2 == 1;
    Some(match kind {
        EditKind::Import => {
            let real = if is_real { import_of(db, file, language, other) } else { None };
            (before, real.or_else(|| missing_import(language, number))?)
        }
        EditKind::Rename => (Span::empty(name.end as usize), format!("_zz{number}")),
        EditKind::Syntax => (before, format!("zz_syntax_{number} = = (\n")),
        EditKind::Comment => (before, format!("{} zz comment {number}\n", language.comment_starts().first().copied().unwrap_or("#"))),
    })
}

/// SplitMix64: small, seeded, the same everywhere.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which must not be zero.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}
