//! When two keys of a mapping are the same key.

use std::borrow::Cow;

use granit_parser::{ScalarStyle, Tag};

/// A scalar key, equal to another exactly when every reader of YAML takes the two for one.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Key<'a> {
    text: Cow<'a, str>,
    kind: Kind,
}

#[derive(PartialEq, Eq, Hash)]
enum Kind {
    /// A string, however it is quoted.
    String,
    /// Plain text that some schema reads as a number, a boolean, a date or null: not the string of the same letters.
    Other,
    /// Whatever the tag makes of it.
    Tagged(String),
}

impl<'a> Key<'a> {
    /// The key, or `None` for merge keys, which may be repeated.
    pub(super) fn new(text: Cow<'a, str>, style: ScalarStyle, tag: Option<&Tag>) -> Option<Key<'a>> {
        if text == "<<" {
            return None;
        }
        let kind = match tag {
            Some(tag) if tag.is_yaml_core_schema_tag("str") || tag.parts() == ("", "!") || tag.parts() == ("!", "") => Kind::String,
            Some(tag) => Kind::Tagged(tag.parts().0.to_owned() + tag.parts().1),
            None if style == ScalarStyle::Plain && !surely_a_string(&text) => Kind::Other,
            None => Kind::String,
        };
        Some(Key { text, kind })
    }

    /// The key as it is read.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// Whether plain text is a string in YAML 1.2 and in 1.1 alike. Wrong only towards "no", where it costs
/// that `"007"` and `007` are not compared.
fn surely_a_string(text: &str) -> bool {
    let first = text.as_bytes().first();
    let numeric = first.is_none_or(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-' | b'~' | b'='));
    let word = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"].iter().any(|word| text.eq_ignore_ascii_case(word));
    !numeric && !word
}
