//! The anchors that renderers give to headings.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

/// Counts the slugs of one document, since the second heading of a name becomes `name-1`.
#[derive(Default)]
pub(super) struct Slugs(FxHashMap<CompactString, usize>);

impl Slugs {
    /// The anchor of the next heading that reads `text`.
    pub(super) fn next(&mut self, text: &str) -> CompactString {
        let slug = slug(text);
        let before = self.0.entry(slug.clone()).or_default();
        *before += 1;
        match *before {
            1 => slug,
            count => compact_str::format_compact!("{slug}-{}", count - 1),
        }
    }
}

/// GitHub's: lower case, only letters, marks, numbers, connectors, `-` and spaces, which become `-`.
pub(super) fn slug(text: &str) -> CompactString {
    let lower = text.to_lowercase();
    lower.chars().filter(|&c| c == ' ' || c == '-' || is_word(c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Ruby's `\p{Word}`.
fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric() || !c.is_ascii() && (is_connector(c) || is_mark(c))
}

fn is_connector(c: char) -> bool {
    matches!(c, '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'..='\u{fe4f}' | '\u{ff3f}')
}

/// Marks that are not alphabetic by themselves: accents, viramas, tone and vowel signs, and the selectors
/// behind emoji. Living scripts only.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{6df}'..='\u{6e0}' | '\u{6ea}'..='\u{6ec}'
        | '\u{93c}' | '\u{94d}' | '\u{951}'..='\u{954}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}' | '\u{a4d}' | '\u{abc}' | '\u{acd}' | '\u{b3c}' | '\u{b4d}'
        | '\u{bcd}' | '\u{c4d}' | '\u{cbc}' | '\u{ccd}' | '\u{d4d}' | '\u{dca}' | '\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{eba}' | '\u{ec8}'..='\u{ecd}'
        | '\u{f35}' | '\u{f37}' | '\u{f39}' | '\u{f82}'..='\u{f84}' | '\u{1037}' | '\u{1039}'..='\u{103a}' | '\u{135d}'..='\u{135f}'
        | '\u{17b4}'..='\u{17b5}' | '\u{17c9}'..='\u{17d3}' | '\u{17dd}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}'..='\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The ids in `{#id …}` or `{: #id … }` at the start of `text`, each with its offset.
pub(super) fn ids_in_attributes(text: &str) -> Vec<(&str, usize)> {
    if ["{#", "{ #", "{:"].iter().any(|start| text.starts_with(start)) { ids_in_braces(text) } else { Vec::new() }
}

/// The ids in `{ .class #id … }` or `{ id = "id" }` at the start of `text`, each with its offset.
pub(super) fn ids_in_braces(text: &str) -> Vec<(&str, usize)> {
    let inner = if text.starts_with("{:") { 2 } else { 1 };
    // Attributes are short; a lone brace must not make every other one search the whole text.
    let window = &text.as_bytes()[..text.len().min(400)];
    let Some(close) = memchr::memchr2(b'}', b'\n', window).filter(|&at| window[at] == b'}') else { return Vec::new() };
    let inside = &text[inner..close];
    let mut found = Vec::new();
    let mut at = inner;
    for part in inside.split_inclusive([' ', '\t']) {
        if let Some(id) = part.trim_end().strip_prefix('#').filter(|id| is_id(id)) {
            found.push((id, at + 1));
        }
        at += part.len();
    }
    found.extend(assigned(inside).filter(|(id, _)| is_id(id)).map(|(id, at)| (id, inner + at)));
    found
}

/// What the attribute `id` is set to, with or without quotes and spaces, and where that stands.
fn assigned(inside: &str) -> Option<(&str, usize)> {
    let (at, _) = inside
        .match_indices("id")
        .find(|&(at, _)| (at == 0 || inside[..at].ends_with([' ', '\t'])) && inside[at + 2..].trim_start().starts_with('='))?;
    let value = inside[at + 2..].trim_start()[1..].trim_start();
    let start = inside.len() - value.len();
    match value.chars().next()? {
        quote @ ('"' | '\'') => Some((value[1..].split(quote).next()?, start + 1)),
        _ => Some((value.split([' ', '\t']).next()?, start)),
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| is_word(c) || matches!(c, '-' | '.' | ':' | '/'))
}

/// The id in brackets at the end of a heading that reads `text` (`## Title [#id]`), as it is written and as a slug, and the text
/// before it: what Elastic's docs-builder makes of one. Whoever has no such generator has such a heading for another reason,
/// and no link to what is in it.
pub(super) fn id_in_brackets(text: &str) -> Option<(&str, &str)> {
    let (before, id) = text.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    let id = id.trim_start_matches('#');
    (!id.is_empty()).then(|| (before.trim(), id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_github_s() {
        for (text, expected) in [
            ("Hello World", "hello-world"),
            ("What's new in 3.12?", "whats-new-in-312"),
            ("C++ & C#", "c--c"),
            ("snake_case-and `code`", "snake_case-and-code"),
            ("Ünïcödé Straße", "ünïcödé-straße"),
            ("中文 标题", "中文-标题"),
            ("🚀 Launch", "-launch"),
            (":rocket: Launch", "rocket-launch"),
            ("⚠\u{fe0f} Careful", "\u{fe0f}-careful"),
            ("a  b", "a--b"),
            ("हिन्दी", "हिन्दी"),
            ("x\u{a0}y – z…", "xy--z"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
        let mut slugs = Slugs::default();
        assert_eq!(["A", "a", "A!"].map(|text| slugs.next(text).to_string()), ["a", "a-1", "a-2"]);
    }

    #[test]
    fn attributes_give_ids() {
        assert_eq!(ids_in_attributes("{#a-b .c}"), [("a-b", 2)]);
        assert_eq!(ids_in_attributes("{: .x #y }"), [("y", 7)]);
        assert_eq!(ids_in_attributes("{#if x}"), [("if", 2)]);
        assert_eq!(ids_in_attributes("{ #mkdocs-locale }: the locale"), [("mkdocs-locale", 3)]);
        assert_eq!(ids_in_attributes("{#a\n}"), []);
        assert_eq!(ids_in_attributes("{#{a}}"), []);
        for written in ["{id=a}", "{ id = a }", "{.x id=\"a\"}", "{id = 'a' .x}"] {
            assert_eq!(
                ids_in_braces(written).iter().map(|(id, at)| (*id, &written[*at..at + 1])).collect::<Vec<_>>(),
                [("a", "a")],
                "{written}"
            );
        }
        assert_eq!(ids_in_braces("{valid=a id: b id=}"), []);
        assert_eq!(id_in_brackets("A b [#c]"), Some(("A b", "c")));
        assert_eq!((id_in_brackets("A [] "), id_in_brackets("A]")), (None, None));
    }
}
