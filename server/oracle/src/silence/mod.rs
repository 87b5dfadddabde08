//! Of which files nothing is said, and how far: what nobody here wrote, and what is wrong on purpose, nobody here mends; what is said
//! of a file is not said again of a link to it.

mod imports;
mod policies;
mod signs;

use std::cell::OnceCell;

use syntax::Problem;
use syntax::place::{is_compared, is_lacking_on_purpose, is_of_past_release, is_put_aside, is_read_by_tests, is_test, is_wrong_on_purpose};
use workspace::{Db, File};

pub(crate) use signs::is_embedded;
use signs::{
    has_outcome_beside, is_built, is_past_copy, is_said_to_be_wrong, is_shown_to_highlighter, is_stand_in, is_superseded,
    is_to_be_filled_in, lies_in_a_skill,
};

/// The rules about what a file takes from others.
pub(crate) const OF_COPIES: [&str; 3] = ["L4/unresolved-import", "L4/unresolved-symbol", "L4/undeclared-dependency"];

/// The rules about what is not there.
const OF_LACKING: [&str; 5] =
    ["L0/missing-file", "L4/unresolved-import", "L4/unresolved-symbol", "L4/unresolved-type", "L4/undeclared-dependency"];

/// The rules about how well an image is made.
const OF_IMAGES: [&str; 6] = [
    "L3/add-for-plain-file",
    "L3/apt-lists-left",
    "L3/base-image-without-tag",
    "L3/deprecated-maintainer",
    "L3/package-cache-left",
    "L3/root-user",
];

/// Those of them that are about how large an image is, or how it reads: of one that tests build and throw away, neither matters.
const OF_SIZE: [&str; 4] = ["L3/add-for-plain-file", "L3/apt-lists-left", "L3/deprecated-maintainer", "L3/package-cache-left"];

/// What reading a text by itself reports of it.
const OF_TEXT: [&str; 4] = ["L1/syntax-error", "L1/duplicate-key", "L1/conflict-marker", "L1/advisory-syntax"];

/// Tells of the code of a rule whether its findings about `file` are kept from people.
///
/// - A generator wrote it: all of them. It stays part of the graph.
/// - It is a link to another file of the root: all of them.
/// - It was brought from elsewhere ([`graph::is_vendored`]): those about the file by itself, and about what it takes from others of
///   its kind: often no more was brought than is needed. Where it is used is this repository's matter.
/// - A tool for policies only compares it with what a cluster has: those about it by itself.
/// - It is what tests give to a builder of images: those about how well it is made; or an image that they alone use: those about its size,
///   and the one about secrets, which are the tests' own.
/// - A program of Go beside it takes it in, and writes it out with more: those about what it takes from others, and names.
/// - It makes the image of a past release, beside those of later ones, or the place that a developer works in: those about how well that
///   is made.
/// - It was put aside: those about what it takes from others.
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
/// - The linters of a Python project leave it out, or other modules take it in only where another one is missing: those about its syntax.
/// - It is a text in Rust that its package makes nothing of: those about its syntax.
/// - Its path says that something is to be looked for in vain: those about what is not there.
///
/// What fails in the program itself is told unless nobody wants to hear anything.
///
/// What is asked of the file is asked once.
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
    let is_specimen = move || *is_specimen.get_or_init(|| signs::is_specimen(db, file) || is_stand_in(db, file));
    let is_said = move || *is_said.get_or_init(|| is_said_to_be_wrong(db, file));
    let is_shown = move || is_of_tests && *is_shown.get_or_init(|| is_shown_to_highlighter(db, file));
    let is_part = OnceCell::new();
    let is_part_of_another = move || *is_part.get_or_init(|| is_embedded(db, file));
    let is_compared_with_cluster = OnceCell::new();
    let is_compared_with_cluster = move || *is_compared_with_cluster.get_or_init(|| policies::compare(db, file));
    let is_excluded = OnceCell::new();
    let is_python = matches!(file.path(db).extension(), Some("py" | "pyi"));
    let is_excluded = move || is_python && *is_excluded.get_or_init(|| graph::linting::is_excluded(db, file));
    let is_left_out = OnceCell::new();
    let is_rust = file.path(db).extension() == Some("rs");
    let is_left_out = move || is_rust && *is_left_out.get_or_init(|| graph::rust::is_left_out(db, file));
    let is_fallback = OnceCell::new();
    let is_fallback = move || is_python && *is_fallback.get_or_init(|| imports::is_fallback(db, file));
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
            || OF_COPIES.contains(&code) && (is_put_aside(path) || graph::lies_among_copies(db, file))
            || (OF_COPIES.contains(&code) || code == UNDEFINED) && is_part_of_another()
            || level <= b'4' && (is_input() || is_of_a_skill())
            || is_by_itself && (is_wrong() || is_shown())
            // What is compared twice is compared with one of the two.
            || is_by_itself && code != "L3/duplicate-name" && is_compared_with_cluster()
            || OF_IMAGES.contains(&code) && is_given_to_a_builder(path)
            || OF_SIZE.contains(&code) && is_test(path)
            || OF_IMAGES.contains(&code) && (is_superseded(db, file) || is_of_a_desk(path))
            || code == "L3/secret-in-image" && is_test(path)
            || is_about_text && (is_text_of_tests(code) || is_excluded() || is_left_out() || is_fallback() || is_to_be_filled_in(db, file))
            || is_accepted(code)
            || is_about_what_lacks && is_lacking()
            || (is_about_text || is_about_what_lacks) && is_left_alone()
    }
}

/// Whether tests give a Dockerfile to what they try, which builds images: `integration/dockerfiles-with-context/issue-57/Dockerfile`.
fn is_given_to_a_builder(path: &str) -> bool {
    let is_part = |is: fn(&str) -> bool| path.split('/').any(is);
    (is_test(path) || is_part(|part| part == "integration")) && is_part(|part| part.starts_with("dockerfiles"))
}

/// Whether a Dockerfile makes the place that one developer works in, which nobody ships.
fn is_of_a_desk(path: &str) -> bool {
    path.split('/').any(|part| part == ".devcontainer" || part.to_ascii_lowercase().starts_with(".gitpod"))
}

/// Whether nothing at all is said of `file`: a generator or a bundler wrote it, or it is another file under a second name.
pub fn is_unjudged(db: &dyn Db, file: File) -> bool {
    let attributes = file.attributes(db);
    attributes.generated || attributes.linked || graph::facts(db, file).kind.generated || is_built(db, file)
}

/// The problems that reading a file reports, without those that are kept from people. What is asked of the file is asked for the first
/// of them.
pub fn told<'p>(db: &dyn Db, file: File, problems: &'p [Problem]) -> impl Iterator<Item = &'p Problem> {
    let is_silent = OnceCell::new();
    problems.iter().filter(move |problem| {
        let is_silent = is_silent.get_or_init(|| silencing(db, file));
        let is_given = || problem.code == UNDEFINED && is_given_by_a_loader(db, file, problem);
        let is_needed = || problem.code == UNUSED && imports::is_needed(db, file, problem);
        !is_silent(problem.code) && !is_given() && !is_needed()
    })
}

const UNDEFINED: &str = "L3/undefined-name";
const UNUSED: &str = "L3/unused-import";

/// Whether several modules of one folder use the name and none of them binds it, so that whatever loads them gives it to them.
fn is_given_by_a_loader(db: &dyn Db, file: File, problem: &Problem) -> bool {
    let name = |file: File, problem: &Problem| Some(graph::text(db, file)?.get(problem.span.range())?.to_owned());
    let Some((wanted, folder)) = name(file, problem).zip(file.folder(db)) else { return false };
    let lacks = |other: &File| {
        let problems = &graph::ranges(db, *other).problems;
        problems.iter().any(|problem| problem.code == UNDEFINED && name(*other, problem).as_deref() == Some(&wanted))
    };
    folder.entries(db).files().filter(|other| *other != file && other.path(db).extension() == Some("py")).any(|other| lacks(&other))
}
