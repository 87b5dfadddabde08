//! `go.mod`, line by line: its grammar is small, and there is no parser of it to borrow.

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use workspace::Span;

use super::DependencyKind;
use super::draft::Draft;
use super::tree::Text;
use crate::facts::Flags;
use crate::output::{Output, Source};

/// What a line may start with, outside of a block.
const DIRECTIVES: [&str; 10] = ["module", "go", "toolchain", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore"];

/// More mistakes than this tell nothing new.
const MAX_ERRORS: usize = 20;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let mut errors = Vec::new();
    let mut draft = Draft::new(out);
    let mut replaced: FxHashMap<&str, &str> = FxHashMap::default();
    // The block that is open: its directive, and where.
    let mut block: Option<(&str, Span)> = None;
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let (code, comment) = split_comment(line);
        let words = words(code, at);
        let Some(&first) = words.first() else { continue };
        let last = words.last().copied().unwrap_or(first);
        let (directive, arguments) = match block {
            Some(_) if first.text == ")" => {
                block = None;
                expect_end(&words[1..], &mut errors);
                continue;
            }
            Some((directive, _)) => (directive, &words[..]),
            None if !DIRECTIVES.contains(&first.text) => {
                errors.push((first.span, format!("found `{}`: expected a directive ({})", first.text, DIRECTIVES.join(", "))));
                if last.text == "(" {
                    block = Some(("", last.span));
                }
                continue;
            }
            None if last.text == "(" && words.len() == 2 && first.text != "module" => {
                block = Some((first.text, last.span));
                continue;
            }
            None => (first.text, &words[1..]),
        };
        let whole = Span { start: first.span.start, end: last.span.end };
        match read(directive, arguments, comment, &mut draft) {
            Ok(Some((module, path))) => drop(replaced.insert(module, path)),
            Ok(None) => {}
            Err(expected) => errors.push((whole, format!("expected {expected}, found `{}`", code.trim()))),
        }
    }
    if let Some((_, open)) = block {
        errors.push((open, "the block is not closed: expected `)` on a line of its own".to_owned()));
    }
    for dependency in &mut draft.manifest.dependencies {
        dependency.path = replaced.get(dependency.name.as_str()).map(|path| CompactString::from(*path));
    }
    draft.manifest.complete = errors.is_empty();
    draft.finish();
    for (span, message) in errors.into_iter().take(MAX_ERRORS) {
        out.syntax_error(span, message);
    }
}

/// Reads one directive; a module that is replaced by a folder is returned with it. The error says what was expected.
fn read<'t>(
    directive: &str,
    arguments: &[Text<'t>],
    comment: &str,
    draft: &mut Draft<'_>,
) -> Result<Option<(&'t str, &'t str)>, &'static str> {
    let written: Vec<&str> = arguments.iter().map(|argument| argument.text).collect();
    match (directive, &written[..]) {
        // What an unknown block holds is not known either.
        ("", _) => {}
        ("module", [_]) => draft.name(Some(arguments[0])),
        ("module", _) => return Err("`module` and one path"),
        ("go", [version]) if version.starts_with(|c: char| c.is_ascii_digit()) => {}
        ("go", _) => return Err("`go` and a version such as `1.22`"),
        ("toolchain", [_]) => {}
        ("toolchain", _) => return Err("`toolchain` and one name"),
        ("godebug", [setting]) if setting.contains('=') => {}
        ("godebug", _) => return Err("`godebug` and `key=value`"),
        ("tool", [_]) => draft.go_tool(arguments[0]),
        ("ignore", [_]) => {}
        ("tool" | "ignore", _) => return Err("one path"),
        ("require", [module, version]) if is_version(version) => {
            let kind = if comment.split([';', ',']).any(|word| word.trim() == "indirect") {
                DependencyKind::Locked
            } else {
                DependencyKind::Normal
            };
            draft.depend(module, kind, arguments[0].span);
        }
        ("require", _) => return Err("a module and a version such as `v1.2.3`"),
        ("exclude", [_, version]) if is_version(version) => {}
        ("exclude", _) => return Err("a module and a version such as `v1.2.3`"),
        ("retract", [_, ..]) => {}
        ("replace", [module, rest @ ..]) => {
            let target = match rest {
                ["=>", target] | [_, "=>", target] if is_local(target) => Some(target),
                ["=>", _, version] | [_, "=>", _, version] if is_version(version) => None,
                ["=>", _] | [_, "=>", _] => return Err("`=>` and a folder that starts with `./` or `../`, or a module and a version"),
                _ => return Err("`replace old => new`"),
            };
            if let (Some(&target), Some(last)) = (target, arguments.last()) {
                draft.path("replace", *last, Flags::FOLDER);
                return Ok(Some((module, target)));
            }
        }
        _ => return Err("an argument"),
    }
    Ok(None)
}

/// A version, or what `go mod tidy` makes one of: a branch or a commit.
fn is_version(word: &str) -> bool {
    !matches!(word, "=>" | "(" | ")") && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_' | '/'))
}

fn is_local(path: &str) -> bool {
    path.starts_with("./") || path.starts_with("../") || matches!(path, "." | "..") || path.starts_with('/')
}

fn expect_end(rest: &[Text<'_>], errors: &mut Vec<(Span, String)>) {
    if let Some(word) = rest.first() {
        errors.push((word.span, format!("found `{}` after `)`: expected the end of the line", word.text)));
    }
}

/// The line without its comment, and the comment without its slashes.
fn split_comment(line: &str) -> (&str, &str) {
    let comment = line.match_indices("//").map(|(at, _)| at).find(|&at| at == 0 || line[..at].ends_with([' ', '\t', '(', ')']));
    comment.map_or((line, ""), |at| (&line[..at], line[at + 2..].trim()))
}

/// The words of a line; quotes around one are not part of it.
fn words(line: &str, at: usize) -> Vec<Text<'_>> {
    let mut words = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start();
        let start = line.len() - rest.len();
        let Some(first) = rest.chars().next() else { return words };
        let end = match first {
            '"' | '`' => rest[1..].find(first).map_or(rest.trim_end().len(), |found| found + 2),
            '(' | ')' => 1,
            _ => rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).unwrap_or(rest.len()),
        };
        let text = rest[..end].trim_matches(['"', '`']);
        let left = start + rest[..end].find(text).unwrap_or_default();
        words.push(Text { text, span: Span::new(at + left, at + left + text.len()) });
        rest = &rest[end..];
    }
}
