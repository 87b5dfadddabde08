//! Python, through ruff's parser, whose verdict is CPython's in all but rare cases; what the parser
//! leaves to later passes of a compiler, and CPython's `compile()` rejects, is checked here.

mod encoding;
mod names;
mod semantic;
mod symbols;

use ruff_python_ast::{PySourceType, PythonVersion};
use ruff_python_parser::{ParseErrorType, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};
use workspace::Span;

pub use encoding::declares_other_encoding;

use crate::depth;
use crate::kind::Language;
use crate::output::{NEWEST_PYTHON, Output, Source};

/// CPython itself refuses 200 nested parentheses; trees this deep still fit every stack we run on.
const MAX_NESTING: usize = 200;

/// How many blanks may start a line: CPython refuses 100 levels of indentation.
const MAX_INDENTATION: usize = 2000;

/// Reads a module or a stub.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if let Some(at) = too_deep(source.text) {
        out.problem(
            "L1/too-deep",
            Span::new(at, at + 1),
            format!("nested deeper than {MAX_NESTING} levels, which Python refuses as well: the file is not checked"),
        );
        out.skip();
        return;
    }
    encoding::check(source.text, out);
    let stub = source.kind.language == Language::PythonStub;
    // A stub may use any syntax: it is never run.
    let (major, minor) = if stub { NEWEST_PYTHON } else { source.options.python };
    let options = ParseOptions::from(if stub { PySourceType::Stub } else { PySourceType::Python })
        .with_target_version(PythonVersion { major, minor });
    let parsed = parse_unchecked(source.text, options);
    let mut last_line_end = 0;
    for error in parsed.errors() {
        // One cause, one finding: what follows on the same line is the parser finding its feet.
        let start = error.location.start().to_usize();
        if start < last_line_end {
            continue;
        }
        last_line_end =
            memchr::memchr(b'\n', &source.text.as_bytes()[start.min(source.text.len())..]).map_or(source.text.len(), |at| start + at + 1);
        out.syntax_error(widen(source.text, error.location), describe(&error.error, source.text, error.location));
    }
    for error in parsed.unsupported_syntax_errors() {
        out.syntax_error(span(error.range()), format!("{error}; the manifest's `requires-python` allows {major}.{minor}"));
    }
    let Some(module) = parsed.into_syntax().module() else { return };
    names::collect(source.text, &module, out);
    // After a syntax error the tree is a guess, and so would be what is said of it.
    if out.problems.is_empty() {
        semantic::check(source.text, &module, PythonVersion { major, minor }, stub, out);
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

fn describe(error: &ParseErrorType, text: &str, range: TextRange) -> String {
    let message = error.to_string();
    let found = text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or("").lines().next().unwrap_or("").trim();
    // Names the token when the parser only says what it wanted.
    if message.starts_with("Expected") && !message.contains("found") && !found.is_empty() && found.len() <= 40 {
        format!("{message}, found `{found}`")
    } else {
        message
    }
}

/// Where brackets or indentation nest deeper than Python allows. Only called texts that may be hostile
/// pay for the second look.
fn too_deep(text: &str) -> Option<usize> {
    if let Some(at) = depth::too_deep(text, MAX_NESTING) {
        // The cheap count sees brackets in strings and comments too: ask the lexer.
        return lexed_too_deep(text, at);
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.len() > MAX_INDENTATION && line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count() > MAX_INDENTATION {
            return Some(at);
        }
        at += line.len();
    }
    chained_too_long(text)
}

fn lexed_too_deep(text: &str, suspect: usize) -> Option<usize> {
    use ruff_python_ast::token::TokenKind;
    let mut lexer = ruff_python_parser::lexer::lex(text, ruff_python_parser::Mode::Module);
    let mut depth = 0usize;
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return None,
            // After an unclosed string the lexer's view is as much a guess as the count was.
            TokenKind::Unknown => return Some(suspect),
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                depth += 1;
                if depth > MAX_NESTING {
                    return Some(suspect);
                }
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// Operators that nest to the right without brackets: `not not …`, `- - …`, `lambda: lambda: …`,
/// `a if b else a if b else …`, `a ** a ** …`; a line with thousands of one of them is no program.
fn chained_too_long(text: &str) -> Option<usize> {
    const LIMIT: usize = 3000;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        // `a.b.c` and `a + b + c` nest to the left as deep as they are long; all of these need bytes.
        if line.len() > 2 * LIMIT {
            let bytes = line.as_bytes();
            let minus =
                bytes.iter().filter(|byte| matches!(byte, b'-' | b'~' | b'+' | b'*' | b'/' | b'|' | b'&' | b'^' | b'%' | b'@')).count();
            let words = ["not ", "lambda", " else ", "await ", " and ", " or "]
                .iter()
                .map(|word| memchr::memmem::find_iter(bytes, word).count())
                .max()
                .unwrap_or(0);
            let dots = bytes.windows(2).filter(|pair| pair[0] == b'.' && (pair[1].is_ascii_alphabetic() || pair[1] == b'_')).count();
            let quoted = bytes.iter().filter(|byte| matches!(byte, b'"' | b'\'')).count();
            if quoted <= LIMIT / 10 && minus.max(words).max(dots) > LIMIT {
                return Some(at);
            }
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::{Flags, Namespace, Options, extract_text};
    use workspace::RelPath;

    fn problems(text: &str) -> Vec<(String, String)> {
        let (_, ranges) = extract_text(&RelPath::new("a.py"), text, Options::default());
        ranges.problems.into_iter().map(|problem| (text[problem.span.range()].to_owned(), problem.message)).collect()
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
                "call i.j lazy dynamic",
                "call l lazy dynamic"
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
            extract_text(&RelPath::new("a.py"), "match x:\n    case 1:\n        pass\n", Options { python: (3, minor) }).1.problems.len()
        };
        assert_eq!((read(9), read(10)), (1, 0));
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
