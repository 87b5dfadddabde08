//! Where a cursor is in a document that may be half written.
//!
//! The word at the cursor is replaced by a marker and the text is read again, once with the marker as a value and
//! once as a key; where that gives no document, only what stands before the cursor is read, with its brackets
//! closed. Whatever holds the marker then is the place.

use schemas::Step;
use workspace::Span;

use crate::{Node, Value};

const MARKER: &str = "ouroborosCursor";

/// A place at which something can be written.
#[derive(PartialEq, Debug)]
pub struct Place {
    /// The document, with a marker at the cursor.
    pub root: Node,
    /// To the mapping of which a key is written; else to the value that is written.
    pub path: Vec<Step>,
    /// Whether a key is written.
    pub is_key: bool,
    /// What stands before the word in the same value.
    pub before: String,
}

/// The word at a cursor, which completion replaces: from its start to its end.
pub fn word(text: &str, offset: usize) -> Span {
    let is_word = |c: char| !c.is_whitespace() && !matches!(c, ',' | '[' | ']' | '{' | '}' | '"' | '\'' | '#');
    let before = text.get(..offset).unwrap_or(text);
    let mut start = before.rfind(|c| !is_word(c)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    // `key:value` is a word; `key:` is the end of a key, and what follows starts anew.
    if before[start..].ends_with(':') && !before[start..].contains('/') && !matches!(&before[start..], "layer:" | "owner:" | "ouroboros:") {
        start = offset;
    }
    let after = text.get(offset..).unwrap_or("");
    let mut length = after.find(|c| !is_word(c)).unwrap_or(after.len());
    if let Some(colon) =
        after[..length].find(':').filter(|colon| after[colon + 1..].starts_with(|c: char| c.is_whitespace()) || colon + 1 == after.len())
    {
        length = colon;
    }
    Span::new(start, offset + length)
}

/// The places that a cursor may be at: as a value, and as a key.
pub fn places(text: &str, offset: usize) -> Vec<Place> {
    let read = |text: &str| crate::read(text).ok()?.root;
    places_as(text, offset, &Form { key: "ouroborosCursor: ~", value: MARKER, read: &read })
}

/// How a language writes what is put at the cursor, and how it is read. The marker is in both, as `ouroborosCursor`.
pub struct Form<'a> {
    /// A key with any value.
    pub key: &'a str,
    /// A value; a key too, where a colon or an equals sign follows.
    pub value: &'a str,
    /// From a text to its tree, as far as it can be read.
    pub read: &'a dyn Fn(&str) -> Option<Node>,
}

/// The same in any language.
pub fn places_as(text: &str, offset: usize, form: &Form<'_>) -> Vec<Place> {
    let word = word(text, offset);
    let (Some(before), Some(after)) = (text.get(..word.start as usize), text.get(word.end as usize..)) else { return Vec::new() };
    let mut out = Vec::new();
    for is_key in [false, true] {
        let has_colon = after.trim_start_matches(['"', '\'']).trim_start_matches(' ').starts_with([':', '=']);
        let in_quotes = before.ends_with(['"', '\'']);
        let marker = match is_key && !has_colon {
            true if !in_quotes => form.key,
            false if !in_quotes => form.value,
            _ => MARKER,
        };
        // Half a line below or above may be what is broken.
        let whole = format!("{before}{marker}{after}");
        let head = format!("{before}{marker}{}", closing(before));
        let found = [whole, head].iter().find_map(|text| {
            let root = (form.read)(text)?;
            let (path, found_key, before) = find(&root, &mut Vec::new())?;
            Some(Place { root, path, is_key: found_key, before })
        });
        out.extend(found.filter(|place| place.is_key == is_key));
    }
    out
}

/// What closes the brackets and quotes that are open at the end of `text`.
fn closing(text: &str) -> String {
    let mut open = Vec::new();
    let mut quote = None;
    let mut last = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some('"'), '\\') => {
                letters.next();
            }
            (Some(mark), _) if mark == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if last.is_whitespace() || matches!(last, '[' | '{' | ',' | ':') => quote = Some(letter),
            (None, '#') if last.is_whitespace() => while letters.next_if(|letter| *letter != '\n').is_some() {},
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ']' | '}') => {
                open.pop();
            }
            _ => {}
        }
        last = letter;
    }
    quote.into_iter().chain(open.into_iter().rev()).collect()
}

/// Where the marker is: the path, whether it is a key, what stands before it.
fn find(node: &Node, path: &mut Vec<Step>) -> Option<(Vec<Step>, bool, String)> {
    match &node.value {
        Value::Scalar { text, .. } => {
            let before = &text[..text.find(MARKER)?];
            Some((path.clone(), false, before.to_owned()))
        }
        Value::List(items) => items.iter().enumerate().find_map(|(index, item)| {
            path.push(Step::Index(index));
            let found = find(item, path);
            path.pop();
            found
        }),
        Value::Map(entries) => entries.iter().find_map(|(key, value)| {
            if key.text().is_some_and(|text| text.contains(MARKER)) {
                return Some((path.clone(), true, String::new()));
            }
            path.push(Step::Key(key.text().unwrap_or_default().to_owned()));
            let found = find(value, path);
            path.pop();
            found
        }),
    }
}

/// What stands at `offset` of a whole document: the path, and whether the key at its end is meant. The innermost.
pub fn at(root: &Node, offset: u32) -> Option<(Vec<Step>, bool, Span)> {
    let mut path = Vec::new();
    let mut node = root;
    loop {
        match &node.value {
            Value::Scalar { .. } => return node.span.touches(offset).then_some((path, false, node.span)),
            Value::List(items) => {
                let index = items.iter().position(|item| item.span.touches(offset))?;
                path.push(Step::Index(index));
                node = &items[index];
            }
            Value::Map(entries) => {
                let on_key = entries.iter().find(|(key, _)| key.span.touches(offset));
                let (key, value) = on_key.or_else(|| entries.iter().find(|(_, value)| value.span.touches(offset)))?;
                path.push(Step::Key(key.text()?.to_owned()));
                if on_key.is_some() {
                    return Some((path, true, key.span));
                }
                node = value;
            }
        }
    }
}
