//! What the actions of one template define, include and read.

use rustc_hash::FxHashSet;
use workspace::Span;

use super::action::{Word, actions};
use super::{MADE, TEMPLATE, VALUE, VALUES, chart_of};
use crate::facts::Flags;
use crate::output::{Output, Source};

/// Functions and keywords that look at a value which may not be there.
const GUARDS: &[&str] = &[
    "if",
    "with",
    "range",
    "default",
    "coalesce",
    "ternary",
    "dig",
    "hasKey",
    "get",
    "empty",
    "required",
    "or",
    "and",
    "not",
    "index",
    "fail",
    "kindIs",
    "typeIs",
    "kindOf",
    "typeOf",
    "eq",
    "ne",
    "pluck",
    "merge",
    "mergeOverwrite",
    "isset",
];

/// A value that an action reads.
struct Read<'t> {
    /// Its path below the values.
    path: &'t str,
    /// Where the path starts.
    at: usize,
    /// Whether it may not be there.
    guarded: bool,
}

/// Reads one template.
pub(crate) fn extract(source: &Source<'_>, out: &mut Output) {
    let Some(chart) = chart_of(source.path) else { return };
    let text = source.text;
    let mut reads: Vec<Read<'_>> = Vec::new();
    actions(text, |words| {
        names(words, out);
        let guarded = words.iter().any(|word| matches!(word, Word::Name(name) if GUARDS.contains(name)));
        reads.extend(words.iter().filter_map(|word| read(word, guarded)));
    });
    let asked: FxHashSet<&str> = reads.iter().filter(|read| read.guarded).map(|read| read.path).collect();
    for read in &reads {
        value(&chart, read, &asked, out);
    }
    made(text, out);
}

/// The templates that an action defines and includes.
fn names(words: &[Word<'_>], out: &mut Output) {
    for pair in words.windows(2) {
        let [Word::Name(what), Word::Text(name, span)] = pair else { continue };
        let (defines, role) = match *what {
            "define" | "block" => (true, "define"),
            "include" => (false, "include"),
            "template" => (false, "template"),
            _ => continue,
        };
        if !name.is_empty() && !name.contains(['\\', '\n']) {
            out.mention(defines, TEMPLATE, name, &[], role, Flags::default(), *span);
        }
    }
}

fn read<'t>(word: &Word<'t>, guarded: bool) -> Option<Read<'t>> {
    let Word::Fields(fields, at) = word else { return None };
    let (path, start) = match fields.strip_prefix(".Values.") {
        Some(path) => (path, ".Values.".len()),
        // Of any other variable it is not known that it is what the template was given.
        None => (fields.strip_prefix("$.Values.")?, "$.Values.".len()),
    };
    let plain = !path.is_empty() && path.split('.').all(|part| !part.is_empty() && !part.contains('$'));
    plain.then_some(Read { path, at: at + start, guarded })
}

/// Tells each step of a path.
fn value(chart: &str, read: &Read<'_>, asked: &FxHashSet<&str>, out: &mut Output) {
    let mut start = 0;
    let is_global = read.path.split('.').next() == Some("global");
    // What is asked for anywhere in the file, or is a part of that, may be missing.
    let mut guarded = is_global;
    while start < read.path.len() {
        let end = read.path[start..].find('.').map_or(read.path.len(), |dot| start + dot);
        guarded |= asked.contains(&read.path[..end]);
        let parent = if start == 0 { VALUES.to_owned() } else { format!("{VALUES}.{}", &read.path[..start - 1]) };
        let flags = if guarded || read.guarded { Flags::OPTIONAL } else { Flags::default() };
        let span = Span::new(read.at + start, read.at + end);
        out.mention(false, VALUE, &read.path[start..end], &[chart.to_owned(), parent], "Values", flags, span);
        start = end + 1;
    }
}

/// Names that are written out where a template makes an object.
fn made(text: &str, out: &mut Output) {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start().trim_start_matches("- ");
        if let Some(value) = ["name:", "secretName:", "serviceName:"].iter().find_map(|key| trimmed.strip_prefix(key)) {
            let name = value.trim().trim_matches(['"', '\'']);
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
            if !name.is_empty() && name.bytes().all(plain) {
                let at = offset + line.find(name).unwrap_or(0);
                out.mention(true, MADE, name, &[], "name", Flags::default(), Span::new(at, at + name.len()));
            }
        }
        offset += line.len();
    }
}
