//! The tokens of JSON that have an inside: strings and numbers.

use std::borrow::Cow;

/// Bytes that end the plain part of a string: the quote, the backslash, and control characters.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 0x20 {
        table[at] = true;
        at += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// The next byte at or after `at` that is not plain content of a string.
#[inline]
pub fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && !SPECIAL[bytes[at] as usize] {
        at += 1;
    }
    at
}

/// How many bytes the escape that starts at `at` with a backslash has, and whether JSON knows it.
pub fn escape(bytes: &[u8], at: usize) -> (usize, bool) {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => (2, true),
        Some(b'u') => {
            let digits = bytes[at + 2..].iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
            (2 + digits, digits == 4)
        }
        // A line end is left for the check that strings end on their line.
        None | Some(b'\n' | b'\r') => (1, false),
        Some(first) if first.is_ascii() => (2, false),
        Some(first) => (1 + first.leading_ones() as usize, false),
    }
}

/// The content of a string, between its quotes, with escapes decoded. Wrong ones stay as they are; half a
/// surrogate pair becomes U+FFFD.
pub fn decode(content: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', content.as_bytes()) else { return Cow::Borrowed(content) };
    let mut text = String::with_capacity(content.len());
    text.push_str(&content[..first]);
    let bytes = content.as_bytes();
    let mut at = first;
    while at < bytes.len() {
        let plain = memchr::memchr(b'\\', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        text.push_str(&content[at..plain]);
        at = plain;
        if at == bytes.len() {
            break;
        }
        let (length, known) = escape(bytes, at);
        match (known, bytes.get(at + 1)) {
            (true, Some(b'u')) => {
                let unit = hex(content, at);
                let low =
                    if bytes[at + length..].starts_with(b"\\u") && escape(bytes, at + length).1 { hex(content, at + length) } else { 0 };
                if (0xD800..0xDC00).contains(&unit) && (0xDC00..0xE000).contains(&low) {
                    let scalar = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                    text.push(char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER));
                    at += 6;
                } else {
                    text.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
            }
            (true, Some(b'b')) => text.push('\u{8}'),
            (true, Some(b'f')) => text.push('\u{c}'),
            (true, Some(b'n')) => text.push('\n'),
            (true, Some(b'r')) => text.push('\r'),
            (true, Some(b't')) => text.push('\t'),
            (true, Some(&byte)) => text.push(byte as char),
            _ => text.push_str(&content[at..at + length]),
        }
        at += length;
    }
    Cow::Owned(text)
}

/// The number of the `\uXXXX` at `at`, which was checked.
fn hex(content: &str, at: usize) -> u32 {
    content.get(at + 2..at + 6).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0xFFFD)
}

/// The end of the run of characters that a number or a bare word may be made of.
pub fn word_end(bytes: &[u8], at: usize) -> usize {
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_' | b'$') || byte >= 0x80;
    bytes[at..].iter().position(|&byte| !in_word(byte)).map_or(bytes.len(), |found| at + found)
}

/// Where a valid number that starts at `at` ends; `None` when it is not one.
pub fn number_end(bytes: &[u8], at: usize) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |found| from + found);
    let whole = if bytes.get(at) == Some(&b'-') { at + 1 } else { at };
    let mut end = digits(whole);
    if end == whole || bytes[whole] == b'0' && end > whole + 1 {
        return None;
    }
    if bytes.get(end) == Some(&b'.') {
        let fraction = end + 1;
        end = digits(fraction);
        if end == fraction {
            return None;
        }
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        let exponent = end + 1 + usize::from(sign);
        end = digits(exponent.min(bytes.len()));
        if end <= exponent {
            return None;
        }
    }
    let follows = bytes.get(end).is_some_and(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.' | b'_'));
    (!follows).then_some(end)
}

/// Why `word`, which starts like a number, is none.
pub fn why_no_number(word: &str) -> &'static str {
    let unsigned = word.trim_start_matches(['+', '-']);
    let digits = unsigned.bytes().take_while(u8::is_ascii_digit).count();
    if word.starts_with('+') {
        "a number has no leading `+`"
    } else if unsigned.starts_with("Infinity") {
        "JSON has no infinite numbers"
    } else if unsigned.starts_with('.') {
        "a number needs a digit before its `.`"
    } else if unsigned.starts_with("0x") || unsigned.starts_with("0X") {
        "JSON has decimal numbers only"
    } else if digits > 1 && unsigned.starts_with('0') {
        "a number has no leading zeros"
    } else if digits > 0 && unsigned[digits..].starts_with('.') && !unsigned[digits + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        "a number needs a digit after its `.`"
    } else if unsigned.ends_with(['e', 'E', '+', '-']) {
        "a number needs digits at its end"
    } else {
        "not a number"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded() {
        for (written, meant) in [
            ("plain", "plain"),
            (r"a\nb\t\/\\\u0041", "a\nb\t/\\A"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d.", "\u{fffd}."),
            (r"\ud83d\u0041", "\u{fffd}A"),
            (r"\x\u12", r"\x\u12"),
        ] {
            assert_eq!(decode(written), meant, "{written}");
        }
    }

    #[test]
    fn numbers_follow_the_grammar() {
        for good in ["0", "-0", "10", "-1.5", "1e3", "1E+3", "1.0e-10", "0.1"] {
            assert_eq!(number_end(good.as_bytes(), 0), Some(good.len()), "{good}");
        }
        for bad in ["01", ".5", "5.", "1e", "1e+", "-", "+1", "0x10", "1.2.3", "1_000", "--1", "1a"] {
            assert_eq!(number_end(bad.as_bytes(), 0), None, "{bad}");
        }
    }
}
