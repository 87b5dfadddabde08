//! Hosts of URLs, wherever they stand: settings name by them what they talk to, `http://orders:8080`.
//!
//! Only names of one part count, and those within a cluster (`orders.shop.svc`): what has a domain is somebody else's.

use memchr::memmem;
use workspace::Span;

use super::{Spoken, Word};
use crate::kind::Language;
use crate::output::Output;

/// More are not kept of a file: it is a list of addresses.
const MOST: usize = 256;
/// What stands before the `@` of an address is not longer.
const LONGEST_USER: usize = 128;

/// Whether texts in a language are settings or code, where hosts are meant and not shown.
fn counts(language: Language) -> bool {
    !matches!(language, Language::Markdown | Language::Html | Language::Css | Language::Xml)
}

/// Puts the hosts of a text into `out`.
pub(crate) fn collect(language: Language, text: &str, out: &mut Output) {
    if !counts(language) {
        return;
    }
    let mut count = 0;
    for at in memmem::find_iter(text.as_bytes(), "://") {
        let has_scheme = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let Some(span) = host(text, at + 3).filter(|_| has_scheme) else { continue };
        let word = Word { name: text[span.range()].into(), how: Spoken::Host, span: out.span(span) };
        out.names.spoken.push(word);
        count += 1;
        if count == MOST {
            return;
        }
    }
}

/// The name of the host that starts at `start` or behind the user that does.
fn host(text: &str, start: usize) -> Option<Span> {
    let rest = &text.as_bytes()[start..];
    let authority = rest.iter().take(LONGEST_USER).position(|byte| !byte.is_ascii_graphic() || b"/?#\"'`<>\\|,;".contains(byte));
    let authority = &rest[..authority.unwrap_or(rest.len().min(LONGEST_USER))];
    let begin = memchr::memrchr(b'@', authority).map_or(0, |at| at + 1);
    let authority = &authority[begin..];
    let length =
        authority.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))).unwrap_or(authority.len());
    let (name, behind) = authority.split_at(length);
    let is_label = name.first().is_some_and(u8::is_ascii_alphabetic) && name != b"localhost";
    let ends = match behind.first() {
        None => true,
        Some(b':') => behind.get(1).is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'$' | b'{' | b'%')),
        // Within a cluster: `orders.shop.svc.cluster.local`.
        Some(b'.') => behind.split(|byte| matches!(byte, b'.' | b':')).any(|part| part == b"svc"),
        Some(byte) => matches!(byte, b')' | b']' | b'}'),
    };
    (is_label && ends).then(|| Span::new(start + begin, start + begin + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Vec<String> {
        let mut out = Output::default();
        collect(Language::Python, text, &mut out);
        out.names.spoken.iter().map(|word| word.name.to_string()).collect()
    }

    #[test]
    fn hosts_of_one_part() {
        let text = "a = 'http://orders:8080/x'\nb = \"postgres://shop:{pw}@db/shop\"\nc = `redis://cache`\n# https://example.com/orders\n\
            http://orders.shop.svc.cluster.local:80 http://localhost:1 ://x http://a.b git+ssh://host/x http://{host}/ amqp://mq:${PORT}";
        assert_eq!(hosts(text), ["orders", "db", "cache", "orders", "host", "mq"]);
        assert_eq!(hosts("http://"), [] as [&str; 0]);
        assert_eq!(hosts(&"http://orders ".repeat(1000)).len(), MOST);
        assert_eq!(hosts("http://\u{e9}t\u{e9}"), [] as [&str; 0]);
    }
}
