//! The actions of a Go template, and the words in them.

use workspace::Span;

/// One word of an action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word<'t> {
    /// A keyword, a function, a number.
    Name(&'t str),
    /// What stands between quotes, as written.
    Text(&'t str, Span),
    /// Fields one after the other, `.Values.image.tag` or `$.Values.image.tag`, and where they start; of a variable the
    /// name stands before the first dot.
    Fields(&'t str, usize),
    /// A bracket, a pipe, a comma, or anything else.
    Mark(u8),
}

/// Tells each action of `text` by its words. Comments are none; a text that ends inside one has no more.
pub(super) fn actions<'t>(text: &'t str, mut tell: impl FnMut(&[Word<'t>])) {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memmem::find(&text.as_bytes()[at..], b"{{") {
        let start = at + open + 2;
        let inside = text[start..].strip_prefix('-').unwrap_or(&text[start..]).trim_start();
        if inside.starts_with("/*") {
            let Some(end) = memchr::memmem::find(&text.as_bytes()[start..], b"*/") else { return };
            at = start + end + 2;
            continue;
        }
        words.clear();
        at = words_of(text, start, &mut words);
        tell(&words);
    }
}

/// Reads words from `at` on until the action ends, and gives the offset behind it.
fn words_of<'t>(text: &'t str, mut at: usize, out: &mut Vec<Word<'t>>) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'}' if bytes.get(at + 1) == Some(&b'}') => return at + 2,
            b'"' | b'`' => {
                let end = end_of_text(bytes, at + 1, byte);
                out.push(Word::Text(&text[at + 1..end], Span::new(at + 1, end)));
                at = (end + 1).min(bytes.len());
            }
            b'.' | b'$' => {
                let end = at + run(&bytes[at..], |byte| is_word(byte) || matches!(byte, b'.' | b'$'));
                out.push(Word::Fields(&text[at..end], at));
                at = end;
            }
            _ if is_word(byte) => {
                let end = at + run(&bytes[at..], is_word);
                out.push(Word::Name(&text[at..end]));
                at = end;
            }
            _ if byte.is_ascii_whitespace() => at += 1,
            _ => {
                out.push(Word::Mark(byte));
                at += 1;
            }
        }
    }
    at
}

/// Where a text ends that began before `at`; the end of everything when it does not.
fn end_of_text(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while let Some(&byte) = bytes.get(at) {
        if byte == quote {
            return at;
        }
        // Between backquotes nothing is escaped.
        at += if byte == b'\\' && quote == b'"' { 2 } else { 1 };
    }
    bytes.len()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn run(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is(**byte)).count()
}
