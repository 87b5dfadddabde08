//! Regular expressions as ECMA-262 has them, where they stand in other documents.

use oxc_allocator::Allocator;
use oxc_regular_expression::{LiteralParser, Options};

/// Longer ones, and those that nest deeper, are not judged: the parser recurses.
const LONGEST: usize = 20_000;
const DEEPEST: usize = 200;

/// What is wrong with a regular expression, as the parser says it; `None`: it is one, with the flag `u` or without, or
/// it is not judged.
pub fn mistake(pattern: &str) -> Option<String> {
    if pattern.len() > LONGEST || pattern.bytes().filter(|byte| matches!(byte, b'(' | b'[')).count() > DEEPEST {
        return None;
    }
    let allocator = Allocator::default();
    let parsed = |flags| LiteralParser::new(&allocator, pattern, flags, Options::default()).parse();
    // Without it more is allowed; with it, properties of characters and named groups.
    let plain = parsed(None).err()?;
    if [Some("u"), Some("v")].into_iter().any(|flags| parsed(flags).is_ok()) {
        return None;
    }
    let said = plain.message.trim_start_matches("Invalid regular expression: ").trim_end_matches('.').to_owned();
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::mistake;

    #[test]
    fn mistakes() {
        for right in [
            "",
            "^a+$",
            r"^[\w-.]+$",
            r"\p{L}",
            r"(?<year>\d{4})\k<year>",
            r"(?=a)(?!b)(?<=c)(?<!d)",
            r"a{,3}",
            r"\-",
            "]",
            "{",
            r"[\p{L}--a]",
            "(?i:a)",
        ] {
            assert_eq!(mistake(right), None, "{right}");
        }
        for wrong in ["(", ")", "*a", "a**", "[b-a]", "(?P<x>a)", "(?i)a", "a{3,1}", "[", "(?>a)", "a++"] {
            assert!(mistake(wrong).is_some(), "{wrong}");
        }
        assert_eq!(mistake(&"(".repeat(100_000)), None);
    }
}
