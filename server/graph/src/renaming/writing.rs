//! Whether a name can be written at a place as it is, without quotes and escapes that are not there.

use syntax::Language;
use workspace::Span;

use crate::quotes;

/// Says why not: a verb for what `new` would be there.
pub(super) fn check(language: Language, text: &str, span: Span, new: &str) -> Result<(), &'static str> {
    let before = text[..span.start as usize].chars().next_back();
    let after = text[span.end as usize..].chars().next();
    if in_quotes(text, span) {
        let escapes = |c: char| c.is_control() || matches!(c, '"' | '\'' | '`' | '\\');
        return if new.contains(escapes) { Err("would need escapes") } else { Ok(()) };
    }
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | '+');
    // The rest of a longer text is what it was.
    let alone = !before.is_some_and(|c| bare(c) || c == ':') && !after.is_some_and(bare);
    let sound = match language {
        Language::Toml => new.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')),
        Language::Yaml => new.chars().all(bare) && !(alone && (new.starts_with(['-', '@']) || is_no_text(new))),
        _ => new.chars().all(|c| bare(c) || c == ':'),
    };
    if sound { Ok(()) } else { Err("would need quotes") }
}

/// Whether a range lies between quotes of its line.
fn in_quotes(text: &str, span: Span) -> bool {
    quotes::open_at(text, span.start as usize)
        .is_some_and(|quote| text[span.end as usize..].lines().next().is_some_and(|rest| rest.contains(quote)))
}

/// What YAML, in either of its versions, reads as something else than text.
fn is_no_text(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))
        && (text.parse::<f64>().is_ok()
            || word.starts_with("0x")
            || word.starts_with("0o")
            || text.bytes().all(|b| b.is_ascii_digit() || b == b'_'));
    number || matches!(&*word, "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | ".nan" | ".inf" | "~")
}
