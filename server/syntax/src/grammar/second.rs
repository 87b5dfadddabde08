//! A second parser, asked about what a grammar refuses.
//!
//! The grammars of Bash and Ruby refuse some valid files, and so do the parsers here, but hardly ever the same ones. These
//! recurse, and may read a text again and again where many brackets are open, so only what people write is put to them.

#[cfg(feature = "scripting")]
use std::thread;

/// Longer texts are not read: a quarter of a megabyte is a tenth of a second.
const LONGEST: usize = 256 << 10;
/// Longer lines are made by programs.
const LONGEST_LINE: usize = 10_000;
/// Brackets that may be open. Bash's parser takes twice as long for each `(` that never closes.
const DEEPEST: usize = 12;
/// Words that open a block may be open.
const DEEPEST_BLOCKS: usize = 100;
/// Stack of the thread that reads; used as far as it is needed.
#[cfg(feature = "scripting")]
const STACK: usize = 256 << 20;

/// Whether a second parser refuses a shell script.
pub(super) fn bash(text: &str) -> bool {
    // A `\` at the very end continues nothing, and is read as it stands.
    let text = text.strip_suffix('\\').unwrap_or(text);
    let opens = |word: &str| matches!(word, "if" | "case" | "for" | "while" | "until" | "select" | "{");
    let closes = |word: &str| matches!(word, "fi" | "esac" | "done" | "}");
    if !is_modest(text) || crate::depth::too_deep(text, DEEPEST).is_some() || !is_shallow(text, opens, closes) {
        return false;
    }
    read(text, |text| {
        #[cfg(feature = "scripting")]
        return brush_parser::Parser::new(text.as_bytes(), &brush_parser::ParserOptions::default()).parse_program().is_err();
        #[cfg(not(feature = "scripting"))]
        return !text.is_empty();
    })
}

/// Whether a second parser refuses a Ruby text.
pub(super) fn ruby(text: &str) -> bool {
    let opens = |word: &str| matches!(word, "if" | "unless" | "while" | "until" | "case" | "begin" | "def" | "class" | "module" | "do");
    if !is_modest(text) || crate::depth::too_deep(text, 10 * DEEPEST).is_some() || !is_shallow(text, opens, |word| word == "end") {
        return false;
    }
    // What encoding the bytes had has been dealt with.
    let mut head: Vec<&str> = text.splitn(3, '\n').collect();
    let rest = if head.len() == 3 { head.pop() } else { None };
    let mut plain: String = head.iter().map(|line| line.replace("coding", "cod1ng") + "\n").collect();
    plain.push_str(rest.unwrap_or_default());
    read(&plain, |text| {
        #[cfg(feature = "scripting")]
        {
            let parsed = lib_ruby_parser::Parser::new(text.as_bytes().to_vec(), lib_ruby_parser::ParserOptions::default()).do_parse();
            parsed.diagnostics.iter().any(lib_ruby_parser::Diagnostic::is_error)
        }
        #[cfg(not(feature = "scripting"))]
        return !text.is_empty();
    })
}

fn is_modest(text: &str) -> bool {
    text.len() <= LONGEST && text.lines().all(|line| line.len() <= LONGEST_LINE)
}

/// Whether blocks nest no deeper than people nest them, counted without knowing the language.
fn is_shallow(text: &str, opens: impl Fn(&str) -> bool, closes: impl Fn(&str) -> bool) -> bool {
    let mut depth = 0usize;
    text.split(|c: char| c.is_ascii_whitespace() || matches!(c, ';' | '(' | ')')).all(|word| {
        if opens(word) {
            depth += 1;
        } else if closes(word) {
            depth = depth.saturating_sub(1);
        }
        depth <= DEEPEST_BLOCKS
    })
}

/// Runs a parser that recurses on a stack that is large enough. One that panics has no opinion.
#[cfg(feature = "scripting")]
fn read(text: &str, refuses: fn(&str) -> bool) -> bool {
    thread::scope(|scope| {
        let spawned = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || refuses(text));
        spawned.is_ok_and(|thread| thread.join().unwrap_or(false))
    })
}

#[cfg(not(feature = "scripting"))]
fn read(text: &str, refuses: fn(&str) -> bool) -> bool {
    refuses(text)
}
