//! What languages accept and their grammars do not know, rewritten in as many bytes into what they know.
//!
//! Each was found on real files that the language's own compiler takes. A text is mended only after the grammar has refused it.

use std::ops::Range;

/// Java: patterns of records that are named with their package or outer class, several patterns in one `case`, annotations of a
/// parameter's `...`, a backslash by its number, and imports of modules.
pub(super) fn java(text: &str) -> Vec<String> {
    let mut mended = text.as_bytes().to_vec();
    for line in lines(text) {
        let Some(case) = text[line.clone()].find("case ").map(|at| line.start + at + 5) else { continue };
        let Some(arrow) = text[case..line.end].find("->").map(|arrow| case + arrow) else { continue };
        // `case A.B(C c) ->`: the dots of a name that a `(` follows.
        for open in text[case..arrow].match_indices('(').map(|(at, _)| case + at) {
            let name = text[case..open].trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.')).len();
            mended[case + name..open].iter_mut().filter(|byte| **byte == b'.').for_each(|byte| *byte = b'_');
        }
        // `case A _, B _ ->`: all but the first.
        if let (Some(first), Some(last)) = (text[case..arrow].find(" _,"), text[case..arrow].rfind(" _")) {
            blank(&mut mended, case + first + 2..case + last.max(first) + 2);
        }
    }
    for at in find_all(text, "import module ") {
        blank(&mut mended, at + "import ".len()..at + "import module ".len());
    }
    // `'\u005c''`: a backslash by its number, and what it escapes.
    for at in find_all(text, "\\u005c") {
        let end = (at + 7).min(text.len());
        if text.is_char_boundary(end) {
            mended[at..end].fill(b'_');
        }
    }
    // `String @Nullable ... names`.
    for dots in find_all(text, "...") {
        let before = text[..dots].trim_end();
        let name = before.trim_end_matches(|c: char| is_word(c) || c == '.').len();
        if name < before.len() && text[..name].ends_with('@') {
            blank(&mut mended, name - 1..before.len());
        }
    }
    into_versions(mended)
}

/// PHP: an XML declaration where short tags are off, assignments behind `clone`, `readonly` before who sees a parameter that is
/// promoted or without that, keywords where they are names, a comma at the end of a group of `use`, and what follows the end of the
/// program.
pub(super) fn php(text: &str) -> Vec<String> {
    let mut mended = text.as_bytes().to_vec();
    for at in find_all(text, "<?xml") {
        let end = text[at..].find("?>").map_or(text.len(), |end| at + end + 2);
        blank(&mut mended, at..end);
    }
    for at in find_all(text, "function readonly(") {
        mended[at + "function ".len()] = b'_';
    }
    for visible in ["readonly public ", "readonly protected ", "readonly private "] {
        for at in find_all(text, visible) {
            blank(&mut mended, at..at + "readonly".len());
        }
    }
    for at in find_all(text, "readonly ") {
        if text[..at].trim_end().ends_with(['(', ',']) {
            blank(&mut mended, at..at + "readonly".len());
        }
    }
    if let Some(end) = text.find("__halt_compiler();") {
        blank(&mut mended, end..text.len());
    }
    for at in find_all(text, "\\{") {
        let close = text[at..].find('}').map_or(at, |close| at + close);
        let inside = text[at..close].trim_end();
        if inside.ends_with(',') {
            mended[at + inside.len() - 1] = b' ';
        }
    }
    for at in find_all(text, "->class") {
        mended[at + "->".len()] = b'_';
    }
    for at in find_all(text, "clone $") {
        let name = &text[at + "clone $".len()..];
        let after = name.trim_start_matches(is_word).trim_start();
        if after.starts_with('=') && !after.starts_with("==") {
            blank(&mut mended, at..at + "clone".len());
        }
    }
    // `f(Binary::X)`: taken for the name of an argument.
    for at in find_all(text, "::") {
        let name = text[..at].trim_end_matches(is_word).len();
        if CASTS.iter().any(|cast| cast.eq_ignore_ascii_case(&text[name..at])) {
            mended[name] = b'_';
        }
    }
    into_versions(mended)
}

/// PHP's words for types in a cast, which are not kept from being names of classes.
const CASTS: &[&str] = &["array", "binary", "bool", "boolean", "double", "float", "int", "integer", "object", "real", "string", "unset"];

/// C#: without what the preprocessor takes out, once with no symbol defined and once with all, and with `async` and other
/// words that are keywords in some places only as names.
pub(super) fn csharp(text: &str) -> Vec<String> {
    [false, true].into_iter().flat_map(|defined| into_versions(preprocessed(text, defined))).collect()
}

/// Whether the grammar of C# is lost in a text: in `unsafe` code it refuses `*p` in most places.
pub(super) fn is_unsafe(text: &str) -> bool {
    text.contains("unsafe")
}

/// A C# text with its directives and the branches that are not taken blanked. Unlike C's, this preprocessor only chooses.
fn preprocessed(text: &str, defined: bool) -> Vec<u8> {
    let mut out = text.as_bytes().to_vec();
    // Of each open `#if`: whether this branch is taken, and whether one was.
    let mut open: Vec<(bool, bool)> = Vec::new();
    for line in lines(text) {
        let content = text[line.clone()].trim_start_matches(['\u{feff}', ' ', '\t']);
        let taken = open.iter().all(|branch| branch.0);
        let Some(directive) = content.strip_prefix('#').map(str::trim_start) else {
            if !taken {
                blank(&mut out, line);
            }
            continue;
        };
        let condition = |word: &str| directive.strip_prefix(word).filter(|rest| !rest.starts_with(char::is_alphanumeric));
        if let Some(rest) = condition("if") {
            let holds = holds(rest, defined);
            open.push((holds, holds));
        } else if let Some(rest) = condition("elif") {
            if let Some(branch) = open.last_mut() {
                *branch = (!branch.1 && holds(rest, defined), branch.1 || holds(rest, defined));
            }
        } else if condition("else").is_some() {
            if let Some(branch) = open.last_mut() {
                *branch = (!branch.1, true);
            }
        } else if condition("endif").is_some() {
            open.pop();
        }
        blank(&mut out, line);
    }
    // `a[b] = [c]`: a collection of one name.
    for at in find_all(text, "= [") {
        let name = text[at + 3..].find(|c: char| !is_word(c)).map_or(text.len(), |end| at + 3 + end);
        if name > at + 3 && text[name..].starts_with("];") {
            (out[at + 2], out[name]) = (b'(', b')');
        }
    }
    for word in ["async", "file", "record", "required", "scoped"] {
        for at in find_all(text, word) {
            let before = text[..at].chars().next_back();
            let after = &text[at + word.len()..];
            // Before a name or a `(` it is the keyword; in a longer word it is neither.
            let is_name = !after.starts_with(is_word) && !after.trim_start().starts_with(|c: char| is_word(c) || c == '(' || c == '@');
            if is_name && !before.is_some_and(|c| is_word(c) || c == '@') && out[at].is_ascii_lowercase() {
                out[at] = out[at].to_ascii_uppercase();
            }
        }
    }
    out
}

/// A condition of `#if`, in which every symbol is `defined` or none is.
fn holds(condition: &str, defined: bool) -> bool {
    let condition = condition.split("//").next().unwrap_or_default();
    let mut words: Vec<&str> = Vec::new();
    let mut rest = condition.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())
        } else if ["&&", "||", "==", "!="].iter().any(|mark| rest.starts_with(mark)) {
            2
        } else {
            first.len_utf8()
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    // Deeper conditions than this are nobody's.
    if words.iter().filter(|word| matches!(**word, "(" | "!")).count() > 50 {
        return defined;
    }
    either(&words, &mut 0, defined)
}

fn either(words: &[&str], at: &mut usize, defined: bool) -> bool {
    let mut value = both(words, at, defined);
    while words.get(*at) == Some(&"||") {
        *at += 1;
        value |= both(words, at, defined);
    }
    value
}

fn both(words: &[&str], at: &mut usize, defined: bool) -> bool {
    let mut value = one(words, at, defined);
    while let Some(&mark) = words.get(*at).filter(|mark| matches!(**mark, "&&" | "==" | "!=")) {
        *at += 1;
        let right = one(words, at, defined);
        value = match mark {
            "&&" => value && right,
            "==" => value == right,
            _ => value != right,
        };
    }
    value
}

fn one(words: &[&str], at: &mut usize, defined: bool) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    match word {
        "!" => !one(words, at, defined),
        "(" => {
            let value = either(words, at, defined);
            *at += 1;
            value
        }
        "true" => true,
        "false" => false,
        _ => defined,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn blank(out: &mut [u8], line: Range<usize>) {
    out[line].iter_mut().filter(|byte| !matches!(byte, b'\r' | b'\n')).for_each(|byte| *byte = b' ');
}

fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\r', '\n']).len()
    })
}

fn find_all(text: &str, word: &str) -> Vec<usize> {
    memchr::memmem::find_iter(text.as_bytes(), word).collect()
}

/// Only whole characters are ever replaced, so this is text.
fn into_versions(mended: Vec<u8>) -> Vec<String> {
    String::from_utf8(mended).into_iter().collect()
}
