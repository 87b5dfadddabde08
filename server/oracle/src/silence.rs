//! Of which files nothing is said, and how far: what nobody here wrote, and what is wrong on purpose, nobody here mends; what is said
//! of a file is not said again of a link to it.

use std::cell::OnceCell;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use syntax::place::{is_compared, is_data, is_lacking_on_purpose, is_of_past_release, is_read_by_tests, is_wrong_on_purpose};
use syntax::{Language, Problem};
use workspace::{Db, File, Root};

/// A line that stands in for a file is at most so long, in bytes.
const STAND_IN: u32 = 80;

/// The rules about what a file takes from others.
const OF_COPIES: [&str; 3] = ["L4/unresolved-import", "L4/unresolved-symbol", "L4/undeclared-dependency"];

/// The rules about what is not there.
const OF_LACKING: [&str; 4] = ["L0/missing-file", "L4/unresolved-import", "L4/unresolved-symbol", "L4/undeclared-dependency"];

/// What reading a text by itself reports of it.
const OF_TEXT: [&str; 4] = ["L1/syntax-error", "L1/duplicate-key", "L1/conflict-marker", "L1/advisory-syntax"];

/// Whether findings of the rule `code` about `file` are kept from people.
///
/// - A generator wrote it: all of them. It stays part of the graph.
/// - It is a link to another file of the root: all of them.
/// - It was brought from elsewhere ([`graph::is_vendored`]): those about the file by itself, and about what it takes from others of
///   its kind: often no more was brought than is needed. Where it is used is this repository's matter.
/// - The outcome that tests expect of it lies beside it: all of them.
/// - An agent makes another file of it: all of them.
/// - Tests read it, and want it refused, compare with it, or show it to a highlighter: those about it by itself; or do not care: those
///   about its syntax.
/// - It is kept as it was in a past release: those about it by itself.
/// - It says of itself that it is wrong, or a generator fills it in: those about its syntax.
/// - Tests read it, and the project's own formatter or linter is told to leave it alone: those about its syntax, and about what is not
///   there.
/// - The settings of a linter accept it there under the name that it has for it, or leave the file out ([`graph::linting`]): the rules about
///   Python that linters have too.
/// - Its path says that something is to be looked for in vain: those about what is not there.
///
/// What fails in the program itself is told unless nobody wants to hear anything.
pub fn is_silent(db: &dyn Db, file: File, code: &str) -> bool {
    silencing(db, file)(code)
}

/// The same for one code after the other: what is asked of the file is asked once.
pub fn silencing(db: &dyn Db, file: File) -> impl Fn(&str) -> bool {
    let (is_unjudged, is_brought) = (is_unjudged(db, file), OnceCell::new());
    let is_brought = move || *is_brought.get_or_init(|| graph::is_vendored(db, file));
    let path = file.path(db).as_str();
    let is_of_tests = is_read_by_tests(path);
    let (is_input, is_left_alone, is_lacking) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
    let is_of_a_skill = OnceCell::new();
    let is_of_a_skill = move || *is_of_a_skill.get_or_init(|| lies_in_a_skill(db, file));
    let is_input = move || is_of_tests && *is_input.get_or_init(|| has_outcome_beside(db, file));
    let is_left_alone = move || is_of_tests && *is_left_alone.get_or_init(|| graph::is_left_alone(db, file));
    let is_lacking = move || *is_lacking.get_or_init(|| is_lacking_on_purpose(path));
    let (is_wrong, is_specimen, is_said, is_shown) = (OnceCell::new(), OnceCell::new(), OnceCell::new(), OnceCell::new());
    let is_wrong = move || {
        *is_wrong.get_or_init(|| is_wrong_on_purpose(path) || is_compared(path) || is_of_past_release(path) || is_past_copy(db, file))
    };
    let is_specimen = move || *is_specimen.get_or_init(|| self::is_specimen(db, file) || is_stand_in(db, file));
    let is_said = move || *is_said.get_or_init(|| is_said_to_be_wrong(db, file));
    let is_shown = move || is_of_tests && *is_shown.get_or_init(|| is_shown_to_highlighter(db, file));
    let is_accepted = move |code: &str| {
        let names = syntax::python::accepted_by(code);
        !names.is_empty() && graph::linting::is_accepted(db, file, names)
    };
    let is_text_of_tests = move |code: &str| match code {
        // Nobody writes bytes of another encoding by accident into what tests read.
        "L1/encoding" => is_of_tests,
        _ => OF_TEXT.contains(&code) && (is_of_tests && is_specimen() || is_said()),
    };
    move |code| {
        let level = code.as_bytes().get(1).copied().unwrap_or_default();
        let (is_about_text, is_about_what_lacks) = (level == b'1', OF_LACKING.contains(&code));
        let is_by_itself = (b'1'..=b'3').contains(&level);
        if is_unjudged || code == "L1/internal-error" {
            return is_unjudged;
        }
        is_by_itself && is_brought()
            || OF_COPIES.contains(&code) && graph::lies_among_copies(db, file)
            || level <= b'4' && (is_input() || is_of_a_skill())
            || is_by_itself && (is_wrong() || is_shown())
            || is_about_text && is_text_of_tests(code)
            || is_accepted(code)
            || is_about_what_lacks && is_lacking()
            || (is_about_text || is_about_what_lacks) && is_left_alone()
    }
}

/// Whether tests read the file as a text: data, or code that nothing imports and no build finds.
fn is_specimen(db: &dyn Db, file: File) -> bool {
    let path = file.path(db);
    match graph::facts(db, file).kind.language {
        Language::Python
        | Language::PythonStub
        | Language::JavaScript
        | Language::TypeScript
        | Language::Tsx
        | Language::Rust
        | Language::Go => {
            // What a tool for tests looks for by itself.
            let is_found = matches!(path.name(), "conftest.py" | "__init__.py" | "main.rs" | "mod.rs")
                || path.parts().count() < 3 && path.extension() == Some("rs");
            let is_imported = || file.root(db).is_some_and(|root| imported(db, root).contains(&file));
            !is_found && !is_imported()
        }
        // Compilers and interpreters are given whole folders of these.
        Language::Java
        | Language::Kotlin
        | Language::C
        | Language::Cpp
        | Language::CSharp
        | Language::Ruby
        | Language::Php
        | Language::Bash => is_data(path.as_str()),
        _ => true,
    }
}

/// The files of a root that others import.
#[salsa::tracked(returns(clone))]
fn imported(db: &dyn Db, root: Root) -> Arc<FxHashSet<File>> {
    let graph = graph::import_graph(db, root);
    Arc::new(graph.iter().flat_map(|folder| folder.iter()).flat_map(|(_, all)| all.iter().map(|one| one.file)).collect())
}

/// Whether nothing at all is said of `file`: a generator wrote it, or it is another file under a second name.
pub fn is_unjudged(db: &dyn Db, file: File) -> bool {
    let attributes = file.attributes(db);
    attributes.generated || attributes.linked || graph::facts(db, file).kind.generated
}

/// Whether `file` is a template of a skill for agents: what they are to fill in lies in the folder `assets` beside its `SKILL.md`.
fn lies_in_a_skill(db: &dyn Db, file: File) -> bool {
    std::iter::successors(file.folder(db), |folder| folder.parent(db)).any(|folder| {
        let is_beside = |parent: workspace::Directory| parent.entries(db).file("SKILL.md").is_some();
        folder.path(db).name() == "assets" && folder.parent(db).is_some_and(is_beside)
    })
}

/// Whether tests try a tool on `file`: what they expect of it is called like it. (Those of code itself lie in a folder of their own.)
fn has_outcome_beside(db: &dyn Db, file: File) -> bool {
    const ENDS: [&str; 8] = [".snap", ".snap.new", ".prettier-snap", ".stderr", ".stdout", ".expected", ".golden", ".approved.txt"];
    let Some(entries) = file.folder(db).map(|folder| folder.entries(db)) else { return false };
    ENDS.iter().any(|end| entries.get(&format!("{}{end}", file.path(db).name())).is_some())
}

/// Whether `file` is what another beside it was in a past release, and is called after it: `schema.v1.60.json` beside `schema.json`.
fn is_past_copy(db: &dyn Db, file: File) -> bool {
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
fn is_stand_in(db: &dyn Db, file: File) -> bool {
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
fn is_said_to_be_wrong(db: &dyn Db, file: File) -> bool {
    let Some(text) = graph::text(db, file) else { return false };
    let says = |line: &str| {
        let line = line.to_ascii_lowercase();
        ON_PURPOSE.iter().any(|words| line.contains(words)) && WRONG.iter().any(|words| line.contains(words))
    };
    let stem = file.path(db).name().split('.').next().unwrap_or_default();
    let beside = || file.folder(db).is_some_and(|folder| folder.entries(db).file(&format!("{stem}.stderr")).is_some());
    MARKS.iter().any(|mark| text.contains(mark)) || text.lines().take(FIRST_LINES).any(says) || beside() || is_filled_in(stem, &text)
}

/// Whether a file called `stem` is called a template and has places to fill in: `action_template.rb` with `class [[NAME]]`.
fn is_filled_in(stem: &str, text: &str) -> bool {
    stem.rsplit(['-', '_']).next() == Some("template") && ["[[", "{{", "<%", "@@", "__"].iter().any(|mark| text.contains(mark))
}

/// Whether comments say how the tokens above them are to be highlighted, as tree-sitter and editors have it: `#  ^ @function.method`,
/// `// <- keyword`.
fn is_shown_to_highlighter(db: &dyn Db, file: File) -> bool {
    let is_scope = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase()) && !word.contains(char::is_whitespace);
    let says = |line: &str| {
        let rest = line.trim_start_matches(|c: char| c.is_whitespace() || "#/;-%".contains(c));
        let Some(scope) = rest.strip_prefix("<-").or_else(|| rest.strip_prefix('^')) else { return false };
        scope.trim_start_matches('^').trim().trim_start_matches('!').strip_prefix('@').is_some_and(is_scope)
    };
    let text = || graph::text(db, file);
    text().is_some_and(|text| text.contains("SYNTAX TEST \"") || text.lines().any(says))
}

/// The same of one problem that reading a file reports. A name that several modules of one folder use and none of them binds is given
/// to them by what loads them.
pub fn is_kept(db: &dyn Db, file: File, problem: &Problem) -> bool {
    is_silent(db, file, problem.code) || problem.code == UNDEFINED && is_given_by_a_loader(db, file, problem)
}

const UNDEFINED: &str = "L3/undefined-name";

fn is_given_by_a_loader(db: &dyn Db, file: File, problem: &Problem) -> bool {
    let name = |problem: &Problem| problem.message.split('`').nth(1).map(str::to_owned);
    let Some((wanted, folder)) = name(problem).zip(file.folder(db)) else { return false };
    let lacks = |other: &File| {
        let problems = &graph::ranges(db, *other).problems;
        problems.iter().any(|problem| problem.code == UNDEFINED && name(problem).as_deref() == Some(&wanted))
    };
    folder.entries(db).files().filter(|other| *other != file && other.path(db).extension() == Some("py")).any(|other| lacks(&other))
}
