//! Text of a repository in messages: one line, nothing hidden, not without end.
//!
//! Names, keys and links are chosen by whoever wrote the repository, and messages go to terminals, editors and
//! viewers. What each of them would take for markup is its own affair; what no person could read is ours.

use std::borrow::Cow;

/// Longer messages are cut: a name of a megabyte tells nobody more.
const LONGEST: usize = 1000;

/// Whether a terminal, or a person, may take `c` for something else than it is: control characters, and the
/// marks that reorder or hide the text around them.
pub fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        )
}

/// How a treacherous character is shown: `␛` where Unicode has a picture of it, else `\u{9b}`.
pub fn visible(c: char) -> Cow<'static, str> {
    match c {
        '\0'..='\u{1F}' => Cow::Owned(char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}').to_string()),
        '\u{7F}' => Cow::Borrowed("␡"),
        _ => Cow::Owned(format!("\\u{{{:x}}}", c as u32)),
    }
}

/// `text` for people: treacherous characters made visible, the middle of what is too long left out.
pub fn legible(text: &str) -> String {
    // Both ends say more than the beginning alone: names stand first, and what to do last.
    let cut = text.chars().nth(LONGEST).is_some().then(|| {
        let half = LONGEST / 2;
        let head = text.char_indices().nth(half).map_or(text.len(), |(at, _)| at);
        let tail = text.char_indices().rev().nth(half - 1).map_or(0, |(at, _)| at);
        format!("{} … {}", &text[..head], &text[tail..])
    });
    let text = cut.as_deref().unwrap_or(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_treacherous(c) { out.push_str(&visible(c)) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_can_read_it() {
        assert_eq!(legible("a\u{1b}[31m\r\n\u{9b}2J\u{202e}größe 日本"), "a␛[31m␍␊\\u{9b}2J\\u{202e}größe 日本");
        let long = format!("cannot find `{}`: declare it", "ü".repeat(1 << 20));
        let said = legible(&long);
        assert!(said.starts_with("cannot find `ü") && said.ends_with("ü`: declare it") && said.chars().count() == LONGEST + 3);
        assert_eq!(legible(&"x".repeat(LONGEST)), "x".repeat(LONGEST));
    }
}
