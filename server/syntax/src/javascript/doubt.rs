//! What the author of a file says of its imports: that the type checker does not find one, that a linter need not mind one,
//! that a test puts something else in the place of one. Whoever says so knows, and is not told again.

use memchr::memmem;
use oxc_ast::ast::Program;

use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// Marks references that are not to be judged.
pub(super) fn raise(program: &Program<'_>, text: &str, out: &mut Output) {
    if ["@ts-", "eslint-disable", "biome-ignore"].iter().any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some()) {
        for comment in &program.comments {
            let (start, end) = (comment.span.start as usize, comment.span.end as usize);
            if let Some(said) = text.get(start..end).and_then(Said::read) {
                accept(text, start, end, said, out);
            }
        }
    }
    for mock in mocks(text) {
        stand_in(&mock, out);
    }
}

/// What a comment says.
#[derive(Clone, Copy, Default)]
struct Said {
    /// A path leads to nothing.
    path: bool,
    /// A package is declared nowhere.
    package: bool,
    /// A module has no such name.
    name: bool,
    reach: Reach,
}

/// Which lines it is about.
#[derive(Clone, Copy, Default, PartialEq)]
enum Reach {
    /// The next line of code.
    #[default]
    Next,
    /// Its own.
    Own,
    /// All from there on.
    Rest,
}

impl Said {
    fn read(comment: &str) -> Option<Said> {
        let words = comment.trim_start_matches(['/', '*']).trim_start();
        // Compilers are told of types that are missing, too: nothing follows for a package, which must be there when the code runs.
        if words.starts_with("@ts-expect-error") || words.starts_with("@ts-ignore") {
            return Some(Said { path: true, name: true, ..Said::default() });
        }
        if let Some(rest) = words.strip_prefix("biome-ignore") {
            let package = rest.contains("noUndeclaredDependencies");
            let path = rest.contains("noUnresolvedImports");
            return (package || path).then_some(Said { path, package, name: path, reach: Reach::Next });
        }
        let rest = words.strip_prefix("eslint-disable")?;
        let (reach, rest) = match (rest.strip_prefix("-next-line"), rest.strip_prefix("-line")) {
            (Some(rest), _) => (Reach::Next, rest),
            (_, Some(rest)) => (Reach::Own, rest),
            _ => (Reach::Rest, rest),
        };
        // Behind `--` stands why.
        let rules = rest.split(" --").next().unwrap_or(rest);
        let mut said = Said { reach, ..Said::default() };
        for rule in rules.split([',', ' ', '\t', '\n', '*']) {
            match rule.rsplit('/').next().unwrap_or(rule) {
                "no-unresolved" | "no-missing-import" | "no-missing-require" => (said.path, said.package) = (true, true),
                "no-extraneous-dependencies" | "no-extraneous-import" | "no-extraneous-require" => said.package = true,
                "named" | "default" if rule.starts_with("import") => said.name = true,
                _ => {}
            }
        }
        (said.path || said.package || said.name).then_some(said)
    }
}

/// Takes back what would be said of the lines that a comment from `start` to `end` is about.
fn accept(text: &str, start: usize, end: usize, said: Said, out: &mut Output) {
    let end_of_line = |at: usize| memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |found| at + found);
    let lines = match said.reach {
        Reach::Own => memchr::memrchr(b'\n', &text.as_bytes()[..start]).map_or(0, |at| at + 1)..end_of_line(end),
        Reach::Rest => start..text.len(),
        Reach::Next => {
            let mut from = (end_of_line(end) + 1).min(text.len());
            while from < text.len() && is_passed_over(&text[from..end_of_line(from)]) {
                from = (end_of_line(from) + 1).min(text.len());
            }
            from..end_of_line(from)
        }
    };
    for reference in out.references.iter_mut().filter(|reference| reference.namespace == Namespace::JS_MODULE) {
        let span = out.spans[reference.span.0 as usize];
        // What is only imported when the program comes by may not be there.
        let is_path = is_path(&reference.name) || reference.flags.has(Flags::DYNAMIC);
        let is_meant = is_path && said.path || !is_path && said.package;
        if is_meant && lines.contains(&(span.start as usize)) {
            reference.flags |= Flags::OPTIONAL;
        }
    }
    for name in out.names.references.iter_mut().filter(|name| said.name && name.namespace == Namespace::JS_SYMBOL) {
        if lines.contains(&(out.spans[name.span.0 as usize].start as usize)) {
            name.flags |= Flags::OPTIONAL;
        }
    }
}

/// Compilers look for the line that a comment is about behind empty ones and further comments.
fn is_passed_over(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("//")
}

/// Whether a specifier leads to a file, by itself or by an alias.
fn is_path(specifier: &str) -> bool {
    ["./", "../", "@/", "~", "#", "/", "$"].iter().any(|start| specifier.starts_with(start))
        || matches!(specifier, "." | "..")
        || [".js", ".ts", ".mjs", ".cjs"].iter().any(|end| specifier.ends_with(end)) && !specifier.contains('/')
}

/// What a test stands something in for.
struct Mock<'t> {
    specifier: &'t str,
    /// It says what stands there instead.
    has_factory: bool,
    /// The module need not be there.
    is_virtual: bool,
}

/// `vi.mock("x", factory)` and its like. Read off the text, since no other code needs a walk into the calls of a file.
fn mocks(text: &str) -> impl Iterator<Item = Mock<'_>> {
    const CALLS: [(&str, bool); 9] = [
        ("vi.mock", true),
        ("vi.doMock", true),
        ("vitest.mock", true),
        ("mock.module", true),
        ("mockModule", true),
        ("jest.mock", false),
        ("jest.doMock", false),
        ("jest.setMock", false),
        ("rs.mock", true),
    ];
    let is_used = memmem::find(text.as_bytes(), b"ock").is_some();
    let calls = CALLS.iter().filter(move |_| is_used);
    calls.flat_map(move |(call, need_not_be_there)| {
        memmem::find_iter(text.as_bytes(), call).filter_map(move |at| {
            let rest = text[at + call.len()..].trim_start();
            // `vi.mock<typeof import("./x")>("./x", …)`
            let rest = if rest.starts_with('<') { &rest[rest.find(">(")? + 1..] } else { rest };
            let rest = rest.strip_prefix('(')?.trim_start();
            let rest = rest.strip_prefix("import(").unwrap_or(rest).trim_start();
            let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
            let specifier = rest[1..].split(quote).next().filter(|specifier| !specifier.contains('\n'))?;
            let after = rest.get(specifier.len() + 2..)?.trim_start_matches([')', ' ', '\n', '\r', '\t']);
            let has_factory = after.strip_prefix(',').is_some_and(|after| !after.trim_start().starts_with(')'));
            // Jest wants to be told.
            let is_virtual = *need_not_be_there || memmem::find(text.as_bytes(), b"virtual: true").is_some();
            Some(Mock { specifier, has_factory, is_virtual })
        })
    })
}

fn stand_in(mock: &Mock<'_>, out: &mut Output) {
    // What stands in for a package may lie in `__mocks__`.
    if mock.is_virtual && (mock.has_factory || !is_path(mock.specifier)) {
        let meant =
            |reference: &&mut crate::facts::Reference| reference.namespace == Namespace::JS_MODULE && reference.name == mock.specifier;
        out.references.iter_mut().filter(meant).for_each(|reference| reference.flags |= Flags::OPTIONAL);
    }
    if mock.has_factory {
        let names = out.names.references.iter_mut().filter(|name| name.namespace == Namespace::JS_SYMBOL && name.scope == mock.specifier);
        names.for_each(|name| name.flags |= Flags::OPTIONAL);
    }
}
