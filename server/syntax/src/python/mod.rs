//! Python, through ruff's parser, whose verdict is CPython's in all but rare cases; what the parser
//! leaves to later passes of a compiler, and CPython's `compile()` rejects, is checked here.

mod circumstances;
mod comprehension;
mod doubt;
mod encoding;
mod errors;
mod execution;
mod indentation;
mod inline;
mod leniency;
mod meaning;
mod migration;
mod names;
mod nesting;
mod older;
mod scopes;
mod semantic;
mod setup;
mod symbols;
mod wording;

use ruff_python_ast::{PySourceType, PythonVersion};
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};
use workspace::Span;

pub use encoding::declares_other_encoding;
pub use meaning::accepted_by;

use crate::facts::Status;
use crate::kind::Language;
use crate::output::{NEWEST_PYTHON, Output, Source};

/// A text with more findings of one kind is no program, and nobody reads them.
const MOST: usize = 100;

/// Reads a module or a stub.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if let Some((at, limit)) = nesting::too_deep(source.text) {
        out.problem(
            "L1/too-deep",
            Span::new(at, at + source.text[at..].chars().next().map_or(0, char::len_utf8)),
            format!("{limit}: the file is not checked"),
        );
        out.skip();
        return;
    }
    encoding::check(source.text, out);
    let stub = source.kind.language == Language::PythonStub;
    // A stub may use any syntax: it is never run.
    let (major, minor) = if stub { NEWEST_PYTHON } else { inline::python(source.text).unwrap_or(source.options.python) };
    let options = ParseOptions::from(if stub { PySourceType::Stub } else { PySourceType::Python })
        .with_target_version(PythonVersion { major, minor });
    let parsed = parse_unchecked(source.text, options);
    errors::report(source.text, parsed.errors(), parsed.tokens(), out);
    for error in parsed.unsupported_syntax_errors().iter().take(MOST) {
        out.syntax_error(span(error.range()), format!("{error}; the manifest's `requires-python` allows {major}.{minor}"));
    }
    let well_formed = parsed.errors().is_empty();
    if well_formed && let Some((range, message)) = indentation::check(source.text, parsed.tokens()) {
        out.syntax_error(span(range), message);
    }
    let Some(module) = parsed.into_syntax().module() else { return };
    names::collect(source.text, &module, out);
    doubt::raise(source.text, out);
    inline::read(source.text, out);
    if source.path.name() == "setup.py" {
        setup::read(&module, out);
    }
    if !stub {
        execution::collect(source, &module, out);
    }
    // After a syntax error the tree is a guess, and so would be what is said of it.
    if well_formed {
        migration::read(source.text, &module, out);
        semantic::check(source.text, &module, PythonVersion { major, minor }, stub, out);
    }
    // What does not compile makes no sense by itself, and a stub says what others do.
    if out.status == Status::Parsed && !stub {
        meaning::check(source, &module, out);
    }
}

fn span(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}

/// An error at nothing is shown on the character before it, or the one after.
fn widen(text: &str, range: TextRange) -> Span {
    let (start, end) = (range.start().to_usize(), range.end().to_usize().min(text.len()));
    if start < end {
        // A range over several lines says no more than its first line.
        let stop = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[start..end]).map_or(end, |at| start + at);
        return if stop > start { Span::new(start, stop) } else { Span::new(start, end) };
    }
    match text[..start.min(text.len())].char_indices().next_back() {
        Some((at, c)) if c != '\n' && c != '\r' => Span::new(at, start),
        _ => Span::new(
            start,
            text[start.min(text.len())..].chars().next().filter(|c| *c != '\n' && *c != '\r').map_or(start, |c| start + c.len_utf8()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Flags, Namespace, Options, extract_text};
    use workspace::RelPath;

    fn problems(text: &str) -> Vec<(String, String)> {
        let (_, ranges) = extract_text(&RelPath::new("a.py"), text, Options::default());
        let of_reading = ranges.problems.into_iter().filter(|problem| problem.code.starts_with("L1/"));
        of_reading.map(|problem| (text[problem.span.range()].to_owned(), problem.message)).collect()
    }

    fn references(text: &str) -> Vec<String> {
        let (facts, _) = extract_text(&RelPath::new("a.py"), text, Options::default());
        facts
            .references
            .iter()
            .filter(|reference| reference.namespace == Namespace::PYTHON_MODULE)
            .map(|reference| {
                let mut out = format!("{} {}", reference.role, reference.name);
                if let Some(member) = &reference.member {
                    out.push_str(&format!(":{member}"));
                }
                for (flag, name) in [
                    (Flags::OPTIONAL, "optional"),
                    (Flags::TYPE_ONLY, "type"),
                    (Flags::LAZY, "lazy"),
                    (Flags::STAR, "star"),
                    (Flags::CONDITIONAL, "if"),
                    (Flags::DYNAMIC, "dynamic"),
                ] {
                    if reference.flags.has(flag) {
                        out.push_str(&format!(" {name}"));
                    }
                }
                out
            })
            .collect()
    }

    #[test]
    fn imports_of_every_kind() {
        let text = "import a.b, c as d\nfrom ..x import y, z as w\nfrom m import *\nfrom . import s\n";
        assert_eq!(
            references(text),
            ["import a.b", "import c", "from ..x", "name ..x:y", "name ..x:z", "from m star", "from .", "name .:s"]
        );
    }

    #[test]
    fn circumstances_of_imports() {
        let text = "\
try:
    import a
except (ImportError, ValueError):
    import b
if TYPE_CHECKING:
    import c
def f():
    import d
if sys.version_info >= (3, 11):
    import e
else:
    import g
with suppress(ImportError):
    import h
import_module('i.j')
importlib.import_module('.k', 'p')
__import__(\"l\")
if 'n' in sys.modules:
    import n
try:
    import_module('o')
except ModuleNotFoundError as e:
    raise
if find_spec('p.q') is None:
    raise ImportError
import_module('p.q.r')
";
        assert_eq!(
            references(text),
            [
                "import a optional",
                "import b optional",
                "import c type",
                "import d lazy",
                "import e if",
                "import g if",
                "import h optional",
                "import n if",
                "call i.j lazy dynamic",
                "call l lazy dynamic",
                "call o optional lazy dynamic",
                "call p.q.r optional lazy dynamic",
            ]
        );
    }

    #[test]
    fn several_errors_are_reported_apart() {
        let found = problems("def f(:\n    pass\n\nx = = 1\n\ny = 2\n");
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[1].0, "=");
    }

    #[test]
    fn what_the_compiler_rejects_after_parsing() {
        for (text, place) in [
            ("return 1\n", "return 1"),
            ("break\n", "break"),
            ("for x in y:\n    def f():\n        continue\n", "continue"),
            ("class A:\n    yield 1\n", "yield 1"),
            ("from __future__ import magic\n", "magic"),
            ("import os\nfrom __future__ import annotations\n", "from __future__ import annotations"),
            ("def f():\n    from a import *\n", "*"),
            ("def f():\n    await x\n", "await x"),
            ("nonlocal x\n", "nonlocal x"),
        ] {
            let found = problems(text);
            assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), [place], "{text:?}: {found:?}");
        }
    }

    #[test]
    fn the_manifest_s_version_decides() {
        let read = |minor| {
            extract_text(
                &RelPath::new("a.py"),
                "match x:\n    case 1:\n        pass\n",
                Options { python: (3, minor), ..Options::default() },
            )
            .1
            .problems
            .iter()
            .filter(|problem| problem.code.starts_with("L1/"))
            .count()
        };
        assert_eq!((read(9), read(10)), (1, 0));
    }

    #[test]
    fn a_script_s_own_version_decides() {
        let found = |metadata: &str| problems(&format!("#!/usr/bin/env python\n{metadata}match x:\n    case 1:\n        pass\n")).len();
        assert_eq!(found("# /// script\n# requires-python = \">=3.7\"\n# ///\n"), 1);
        assert_eq!(found("# /// script\n# dependencies = []\n#\n# ///\n"), 0);
        // Without an end it is a comment.
        assert_eq!(found("# /// script\n# requires-python = \">=3.7\"\n"), 0);
    }

    #[test]
    fn hostile_nesting_neither_crashes_nor_hangs() {
        let cases = [
            "(".repeat(10_000),
            "x = ".to_owned() + &"[".repeat(10_000) + &"]".repeat(10_000),
            "x = ".to_owned() + &"not ".repeat(10_000) + "1",
            "x = ".to_owned() + &"-".repeat(100_000) + "1",
            "x = ".to_owned() + &"lambda: ".repeat(10_000) + "1",
            "x = ".to_owned() + &"1 if 1 else ".repeat(10_000) + "1",
            "x = a".to_owned() + &".a".repeat(10_000),
            "x = 1".to_owned() + &" + 1".repeat(10_000),
            // Just below the limit, and so walked and dropped.
            "x = a".to_owned() + &".a".repeat(9_990),
            "x = (\n".to_owned() + &"not\n".repeat(9_900) + "1)",
            "x = ".to_owned() + &"lambda: ".repeat(9_990) + "1",
            "x = ".to_owned() + &"1 if 1 else ".repeat(9_990) + "1",
            "global x\nx = a".to_owned() + &"()".repeat(9_990),
            "x = ".to_owned() + &"1 ** ".repeat(9_990) + "1",
            // No bracket, no line and no comma limits these.
            "x = (\n".to_owned() + &"not\n".repeat(1_000_000) + "1)",
            "x = a".to_owned() + &"()".repeat(1_000_000),
            "x = a".to_owned() + &"[0]\\\n".repeat(1_000_000),
            "x = ".to_owned() + &"lambda a, b=".repeat(500_000) + "1",
            "x = ".to_owned() + &"'' + ".repeat(500_000) + "''",
            "async ".repeat(100_000),
            "f'{".repeat(100_000),
            // Many errors.
            ")\n".repeat(500_000),
            "return\n".repeat(300_000),
            "'\n".repeat(500_000),
            "(\n".repeat(150) + &"x y\n".repeat(300_000),
            "def f[".to_owned() + &(0..100_000).map(|n| format!("T{n},")).collect::<String>() + "](): pass\n",
            (0..10_000).map(|n| " ".repeat(n) + "if x:\n").collect(),
            "if x: pass\n".to_owned() + &"elif x: pass\n".repeat(10_000),
        ];
        for text in cases {
            let name = text.chars().take(20).collect::<String>();
            let start = std::time::Instant::now();
            std::thread::Builder::new().stack_size(64 << 20).spawn(move || problems(&text)).unwrap().join().unwrap();
            assert!(start.elapsed().as_secs() < 20, "{name}");
        }
    }
}
