//! Addresses of the web that were written as if they were paths.

/// Ends of first parts that are hosts and no folders.
const HOSTS: [&str; 7] = [".com", ".org", ".io", ".net", ".dev", ".rs", ".ai"];

/// What may stand around an address by mistake, since Markdown has brackets of its own: `[text]((https://example.org))`.
const AROUND: [(char, char); 5] = [('(', ')'), ('[', ']'), ('"', '"'), ('\'', '\''), ('“', '”')];

/// The address that the destination `name` was meant to be: one in brackets or quotes of its own, or one without its scheme.
pub fn address(name: &str) -> Option<String> {
    let inner = AROUND.iter().find_map(|(open, close)| {
        let rest = name.strip_prefix(*open)?;
        Some(rest.strip_suffix(*close).unwrap_or(rest))
    });
    match inner {
        Some(inner) => ["https://", "http://"].iter().any(|scheme| inner.starts_with(scheme)).then(|| inner.to_owned()),
        None => is_host(name).then(|| format!("https://{name}")),
    }
}

/// Whether it starts with the name of a host: `www.example.org`, `example.org/page`. One that is alone may be a name in code.
fn is_host(name: &str) -> bool {
    let (host, rest) = name.split_once('/').map_or((name, None), |(host, rest)| (host, Some(rest)));
    let is_named = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) && !host.starts_with('.');
    let ends = HOSTS.iter().any(|end| host.len() > end.len() && host.ends_with(end));
    is_named && (rest.is_some() && ends || host.starts_with("www.") && host[4..].contains('.'))
}
