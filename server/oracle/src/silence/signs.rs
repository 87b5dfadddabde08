//! What a file and its neighbours say of how it is meant.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use syntax::place::is_data;
use workspace::{Db, Directory, File, Root};

/// A line that stands in for a file is at most so long, in bytes.
const STAND_IN: u32 = 80;

/// Whether tests read the file as a text: data, or code that nothing imports and no build finds.
pub(super) fn is_specimen(db: &dyn Db, file: File) -> bool {
    let path = file.path(db);
    let language = graph::facts(db, file).kind.language;
    if language.is_imported() {
        // What a tool for tests looks for by itself; nobody does among the data that they read.
        let is_found = !is_data(path.as_str())
            && (matches!(path.name(), "conftest.py" | "__init__.py" | "main.rs" | "mod.rs")
                || path.parts().count() < 3 && path.extension() == Some("rs"));
        let is_imported = || file.root(db).is_some_and(|root| imported(db, root).contains(&file));
        return !is_found && !is_imported();
    }
    !language.is_gathered() || is_data(path.as_str())
}

/// The files of a root that others import.
#[salsa::tracked(returns(clone))]
fn imported(db: &dyn Db, root: Root) -> Arc<FxHashSet<File>> {
    let graph = graph::import_graph(db, root);
    Arc::new(graph.iter().flat_map(|folder| folder.iter()).flat_map(|(_, all)| all.iter().map(|one| one.file)).collect())
}

/// Whether `file` is what a bundler or a compiler made: the map to its sources lies beside it.
pub(super) fn is_built(db: &dyn Db, file: File) -> bool {
    let path = file.path(db);
    let may_be = matches!(path.extension(), Some("js" | "mjs" | "cjs" | "css"));
    may_be && file.folder(db).is_some_and(|folder| folder.entries(db).get(&format!("{}.map", path.name())).is_some())
}

/// Whether `file` is a template of a skill for agents: what they are to fill in lies in the folder `assets` beside its `SKILL.md`.
pub(super) fn lies_in_a_skill(db: &dyn Db, file: File) -> bool {
    std::iter::successors(file.folder(db), |folder| folder.parent(db)).any(|folder| {
        let is_beside = |parent: Directory| parent.entries(db).file("SKILL.md").is_some();
        folder.path(db).name() == "assets" && folder.parent(db).is_some_and(is_beside)
    })
}

/// Whether tests try a tool on `file`: what they expect of it is called like it. (Those of code itself lie in a folder of their own.)
pub(super) fn has_outcome_beside(db: &dyn Db, file: File) -> bool {
    const ENDS: [&str; 8] = [".snap", ".snap.new", ".prettier-snap", ".stderr", ".stdout", ".expected", ".golden", ".approved.txt"];
    let Some(entries) = file.folder(db).map(|folder| folder.entries(db)) else { return false };
    ENDS.iter().any(|end| entries.get(&format!("{}{end}", file.path(db).name())).is_some())
}

/// Whether `file` is what another beside it was in a past release, and is called after it: `schema.v1.60.json` beside `schema.json`.
pub(super) fn is_past_copy(db: &dyn Db, file: File) -> bool {
    let (name, Some(folder)) = (file.path(db).name(), file.folder(db)) else { return false };
    let now = name.match_indices(['.', '-', '_']).find_map(|(at, _)| {
        let rest = name[at + 1..].strip_prefix('v')?;
        let numbers = &rest[..rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())];
        let numbers = numbers.trim_end_matches('.');
        numbers.contains('.').then(|| format!("{}{}", &name[..at], &rest[numbers.len()..]))
    });
    now.is_some_and(|now| folder.entries(db).file(&now).is_some())
}

/// Whether tests have one line, or nothing, where a file is wanted: `### a script ###` in what a test's server sends.
pub(super) fn is_stand_in(db: &dyn Db, file: File) -> bool {
    let lines = &graph::ranges(db, file).lines;
    lines.text_len() <= STAND_IN && lines.lines() <= 2
}

/// Words of a comment that says of its file that it is as it should be, though nothing reads it.
const ON_PURPOSE: &[&str] = &["intentionally", "deliberately", "on purpose"];
const WRONG: &[&str] = &["broken", "invalid", "malformed", "not valid", "syntax error"];
/// Marks of what a compiler or a linter is to refuse or to be tried on: compiletest's and trybuild's, lit's, and flake8's for a syntax
/// error.
const MARKS: &[&str] = &["//~", "// RUN:", "# RUN:", "; RUN:", "noqa: E999", "noqa:E999"];
/// Where such a comment stands, in lines.
const FIRST_LINES: usize = 6;

/// Whether somebody has written down that nothing reads the file: at its top, where it is refused, or in what lies beside it.
pub(super) fn is_said_to_be_wrong(db: &dyn Db, file: File) -> bool {
    let Some(text) = graph::text(db, file) else { return false };
    let says = |line: &str| {
        let line = line.to_ascii_lowercase();
        ON_PURPOSE.iter().any(|words| line.contains(words)) && WRONG.iter().any(|words| line.contains(words))
    };
    let stem = file.path(db).name().split('.').next().unwrap_or_default();
    let beside = || file.folder(db).is_some_and(|folder| folder.entries(db).file(&format!("{stem}.stderr")).is_some());
    MARKS.iter().any(|mark| text.contains(mark))
        || text.lines().take(FIRST_LINES).any(says)
        || beside()
        || is_filled_in(file.path(db).name(), &text)
        || holds_snippets(&text)
}

/// Whether a file lies in a folder that is called after a version, and one of its name in the folder of a later one: `0.8/Dockerfile`
/// beside `0.9/Dockerfile`.
pub(super) fn is_superseded(db: &dyn Db, file: File) -> bool {
    let version = |name: &str| -> Option<Vec<u32>> {
        let numbers = name.strip_prefix('v').unwrap_or(name);
        numbers.contains('.').then(|| numbers.split('.').map(|number| number.parse().ok()).collect::<Option<_>>())?
    };
    let own = file.folder(db).and_then(|folder| Some((version(folder.path(db).name())?, folder.parent(db)?)));
    own.is_some_and(|(own, around)| {
        let later = |folder: &Directory| version(folder.path(db).name()).is_some_and(|other| other > own);
        let entries = around.entries(db);
        entries.directories().filter(later).any(|folder| folder.entries(db).file(file.path(db).name()).is_some())
    })
}

/// Whether an empty document is one that somebody is to fill in, or a program: another one beside it is empty, too.
pub(super) fn is_to_be_filled_in(db: &dyn Db, file: File) -> bool {
    let is_empty =
        |file: File| file.path(db).extension() == Some("json") && graph::text(db, file).is_some_and(|text| text.trim().is_empty());
    let entries = file.folder(db).map(|folder| folder.entries(db));
    is_empty(file) && entries.is_some_and(|entries| entries.files().any(|other| other != file && is_empty(other)))
}

/// How comments say that a part begins which documentation shows by itself, so that the whole is nothing.
const PARTS: [&str; 6] = ["SNIPPET_START", "[START ", "[start:", "docs:start", "snippet-start", "tag::"];

/// Whether a file holds several parts that documentation shows one by one.
fn holds_snippets(text: &str) -> bool {
    text.lines().filter(|line| PARTS.iter().any(|part| line.contains(part))).count() > 1
}

/// Whether a file called `name` is called a template and has places to fill in, `action_template.rb` with `class [[NAME]]`, or has
/// several that Maven fills in.
fn is_filled_in(name: &str, text: &str) -> bool {
    let (stem, rest) = name.split_once('.').unwrap_or((name, ""));
    // A script may make such texts; those that Hugo fills in are known by their place.
    let is_script = matches!(rest.rsplit('.').next(), Some("js" | "mjs" | "cjs" | "jsx" | "ts" | "tsx"));
    stem.rsplit(['-', '_']).next() == Some("template") && ["[[", "{{", "<%", "@@", "__", "%"].iter().any(|mark| text.contains(mark))
        || rest == "java" && text.split("${").skip(1).any(|rest| rest.split('}').next().is_some_and(is_property))
        || !is_script && GO.iter().any(|action| text.contains(action))
        || has_place(text, ("{{", "}}"), 2)
        || has_place(text, ("__", "__"), 2)
        || has_place(text, ("@", "@"), 1)
        || text.split('@').skip(1).step_by(2).filter(|place| is_property(place)).count() > 1
}

/// Actions of Go's templates that no other language has.
const GO: [&str; 11] = ["{{.", "{{ .", "{{\"", "{{/*", "{{- /*", "{{end}}", "{{ end }}", "{{- end", "{{if ", "{{- if ", "{{range "];

/// Whether a name in capitals stands between two marks, of so many words at least: `{{SMTP_PORT}}`, `__FORMULA_NAME__`, `@OWNER@`.
fn has_place(text: &str, (open, close): (&str, &str), words: usize) -> bool {
    text.match_indices(open).any(|(at, _)| {
        let rest = &text[at + open.len()..];
        let name = &rest[..rest.bytes().take_while(|byte| byte.is_ascii_uppercase() || *byte == b'_').count()];
        // The marks may be of the letters of names.
        let name = name.strip_suffix(close).unwrap_or(name);
        let is_name = name.len() >= SHORTEST_PLACE && name.trim_matches('_').split('_').count() >= words;
        is_name && rest[name.len()..].starts_with(close)
    })
}

/// So long is what is filled in called, in letters.
const SHORTEST_PLACE: usize = 3;

/// Whether a word between two `@` is a property that Maven puts in: `@project.version@`.
fn is_property(word: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    word.contains('.') && word.split('.').all(is_part)
}

/// Whether comments say how the tokens above them are to be highlighted, as tree-sitter and editors have it: `#  ^ @function.method`,
/// `// <- keyword`.
pub(super) fn is_shown_to_highlighter(db: &dyn Db, file: File) -> bool {
    let is_scope = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains(char::is_whitespace);
    let says = |line: &str| {
        let rest = line.trim_start_matches(|c: char| c.is_whitespace() || "#/;-%".contains(c));
        let Some(scope) = rest.strip_prefix("<-").or_else(|| rest.strip_prefix('^')) else { return false };
        scope.trim_start_matches('^').trim().trim_start_matches('!').strip_prefix('@').is_some_and(is_scope)
    };
    let text = || graph::text(db, file);
    text().is_some_and(|text| text.contains("SYNTAX TEST \"") || text.lines().any(says))
}

/// Whether a program of Go in the same folder takes a file in (`//go:embed utilities.py`), to show it among other texts or to write it
/// out with more.
pub(crate) fn is_embedded(db: &dyn Db, file: File) -> bool {
    let name = file.path(db).name();
    let takes_in = |program: File| {
        let facts = graph::facts(db, program);
        facts.references.iter().any(|reference| reference.role == "embed" && reference.name == name)
    };
    let entries = file.folder(db).map(|folder| folder.entries(db));
    entries.is_some_and(|entries| entries.files().any(|other| other.path(db).extension() == Some("go") && takes_in(other)))
}
