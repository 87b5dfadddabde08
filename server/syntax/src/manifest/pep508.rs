//! The little of Python's packaging standards that resolution needs: names (PEP 503, PEP 508) and the oldest
//! version that a specifier allows (PEP 440, and Poetry's way of writing it).

/// The part of a requirement that is needed here.
#[derive(Debug, PartialEq)]
pub struct Requirement<'a> {
    /// The distribution's name, as written.
    pub name: &'a str,
    /// Where the name starts.
    pub start: usize,
    /// What follows the name: extras, versions, a URL, a marker.
    pub rest: &'a str,
}

impl<'a> Requirement<'a> {
    /// The extra that a marker asks for: `x ; extra == "name"`.
    pub fn extra(&self) -> Option<&'a str> {
        let (_, marker) = self.rest.split_once(';')?;
        let mut rest = marker;
        while let Some(at) = rest.find("extra") {
            let alone = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            rest = &rest[at + "extra".len()..];
            if let Some(value) = rest.trim_start().strip_prefix("==").filter(|_| alone) {
                return value.trim_start().strip_prefix(['"', '\'']).and_then(|value| value.split(['"', '\'']).next());
            }
        }
        None
    }
}

/// Reads a requirement; `None` for what names no distribution, such as a path or a bare URL.
pub fn requirement(text: &str) -> Option<Requirement<'_>> {
    let start = text.len() - text.trim_start().len();
    let body = &text[start..];
    let end = body.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(body.len());
    let name = &body[..end];
    let rest = body[end..].trim_start();
    let follows = rest.is_empty() || rest.starts_with(['[', '(', '<', '>', '=', '!', '~', '@', ';', ',']);
    let valid = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    (valid && follows).then_some(Requirement { name, start, rest: &body[end..] })
}

/// The name as an index knows it: lower case, runs of `-`, `_` and `.` as one `-`.
pub fn normalise(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            c => normal.push(c.to_ascii_lowercase()),
        }
    }
    normal
}

/// The oldest Python that a specifier allows, as (major, minor). `None` when it sets no lower bound.
pub fn oldest_python(specifier: &str) -> Option<(u8, u8)> {
    let mut oldest: Option<(u8, u8)> = None;
    for alternative in specifier.split('|').filter(|alternative| !alternative.trim().is_empty()) {
        let bound = lower_bound(alternative)?;
        oldest = Some(oldest.map_or(bound, |other| other.min(bound)));
    }
    oldest
}

/// The highest of the lower bounds, all of which hold.
fn lower_bound(specifier: &str) -> Option<(u8, u8)> {
    let mut bound = None;
    let mut rest = specifier;
    loop {
        rest = rest.trim_start_matches([',', ' ', '\t', '(', ')']);
        let operator_end = rest.find(|c| !matches!(c, '<' | '>' | '=' | '!' | '~' | '^')).unwrap_or(rest.len());
        let (operator, after) = rest.split_at(operator_end);
        let after = after.trim_start();
        let version_end = after.find([',', ' ', '\t', ')', '<', '>', '=', '!', '~', '^']).unwrap_or(after.len());
        let (version, next) = after.split_at(version_end);
        if version.is_empty() {
            return bound;
        }
        if !matches!(operator, "<" | "<=" | "!=") {
            bound = bound.max(parse_version(version));
        }
        rest = next;
    }
}

fn parse_version(version: &str) -> Option<(u8, u8)> {
    let mut parts = version.trim_start_matches('v').split('.');
    let number = |part: &str| part[..part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len())].parse::<u8>().ok();
    let major = number(parts.next()?)?;
    Some((major, parts.next().and_then(number).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_name_distributions() {
        for (text, name) in [
            ("requests", Some("requests")),
            ("  Foo.Bar_baz >=1,<2 ; python_version < '3.9'", Some("Foo.Bar_baz")),
            ("uvicorn[standard]~=0.20", Some("uvicorn")),
            ("pip @ https://example.org/pip.zip", Some("pip")),
            ("pkg(>=1)", Some("pkg")),
            ("a;extra=='b'", Some("a")),
            ("./local", None),
            ("git+https://example.org/x.git", None),
            ("https://example.org/x.whl", None),
            ("", None),
            ("-r other.txt", None),
            ("name-", None),
            ("two words", None),
        ] {
            assert_eq!(requirement(text).map(|requirement| requirement.name), name, "{text}");
        }
        assert_eq!(normalise("Foo.-_Bar"), "foo-bar");
        assert_eq!(requirement("a ; python_version > '3' and extra == \"test\"").and_then(|r| r.extra()), Some("test"));
        assert_eq!(requirement("a ; os_name == 'nt'").and_then(|r| r.extra()), None);
    }

    #[test]
    fn specifiers_have_a_lower_bound() {
        for (specifier, oldest) in [
            (">=3.10,<4", Some((3, 10))),
            ("~=3.9", Some((3, 9))),
            ("~=3.9.2", Some((3, 9))),
            ("==3.12.*", Some((3, 12))),
            ("^3.8", Some((3, 8))),
            (">=3.8 <4.0", Some((3, 8))),
            (">= 3.7, != 3.8.*", Some((3, 7))),
            ("<4,>=3.11", Some((3, 11))),
            (">=3", Some((3, 0))),
            (">3.9", Some((3, 9))),
            ("3.10", Some((3, 10))),
            ("~2.7 || ^3.6", Some((2, 7))),
            (">=3.13.0rc1", Some((3, 13))),
            ("<4", None),
            ("*", None),
            ("", None),
            ("nonsense", None),
        ] {
            assert_eq!(oldest_python(specifier), oldest, "{specifier}");
        }
    }
}
