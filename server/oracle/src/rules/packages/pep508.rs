//! Requirements of Python's packages, as PEP 508 has them.

use super::pep440::wrong_specifiers;

/// A requirement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Requirement<'a> {
    /// The name, as written.
    pub name: &'a str,
    /// What is between the brackets.
    pub extras: &'a str,
    /// The versions or the address.
    pub versions: &'a str,
    /// The marker, without the `;`.
    pub marker: &'a str,
}

/// The variables of markers, the old spellings included.
const VARIABLES: &[&str] = &[
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "extras",
    "dependency_groups",
    "os.name",
    "sys.platform",
    "platform.version",
    "platform.machine",
    "platform.python_implementation",
    "python_implementation",
];

/// Reads a requirement.
///
/// # Errors
///
/// What is wrong with it.
pub(super) fn requirement(text: &str) -> Result<Requirement<'_>, String> {
    let body = text.trim();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = body.find(|c| !is_name(c)).unwrap_or(body.len());
    let name = &body[..end];
    if name.is_empty() || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) || !name.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return Err(format!("`{body}` does not begin with the name of a package"));
    }
    let mut rest = body[end..].trim_start();
    let mut extras = "";
    if let Some(inside) = rest.strip_prefix('[') {
        let Some((found, after)) = inside.split_once(']') else { return Err("the `[` of the extras has no `]`".to_owned()) };
        let is_extra = |extra: &str| !extra.is_empty() && extra.chars().all(is_name);
        if !found.trim().is_empty()
            && let Some(wrong) = found.split(',').map(str::trim).find(|extra| !is_extra(extra))
        {
            return Err(format!("`{wrong}` is no name of an extra"));
        }
        extras = found;
        rest = after.trim_start();
    }
    if let Some(url) = rest.strip_prefix('@') {
        let url = url.trim_start();
        let end = url.find(char::is_whitespace).unwrap_or(url.len());
        if end == 0 {
            return Err("behind `@` there is no address".to_owned());
        }
        let marker = url[end..].trim_start();
        return match marker.strip_prefix(';') {
            Some(marker) => read_marker(marker).map(|()| Requirement { name, extras, versions: &url[..end], marker: marker.trim() }),
            None if marker.is_empty() => Ok(Requirement { name, extras, versions: url, marker: "" }),
            None => Err(format!("`{marker}` stands behind the address")),
        };
    }
    let (versions, marker) = match rest.split_once(';') {
        Some((versions, marker)) => {
            read_marker(marker)?;
            (versions.trim(), marker.trim())
        }
        None => (rest.trim(), ""),
    };
    let versions = match versions.strip_prefix('(') {
        Some(inside) => inside.strip_suffix(')').ok_or_else(|| "the `(` has no `)`".to_owned())?,
        None => versions,
    };
    match wrong_specifiers(versions) {
        Some(wrong) => Err(wrong),
        None => Ok(Requirement { name, extras, versions: versions.trim(), marker }),
    }
}

/// Reads a marker whole.
fn read_marker(text: &str) -> Result<(), String> {
    let mut words = words(text)?.into_iter().peekable();
    any(&mut words, 0)?;
    match words.next() {
        None => Ok(()),
        Some(word) => Err(format!("`{word}` stands where `and`, `or` or the end of the marker is expected")),
    }
}

type Words<'a> = std::iter::Peekable<std::vec::IntoIter<&'a str>>;

/// Comparisons joined by `and` and `or`.
fn any(words: &mut Words<'_>, depth: usize) -> Result<(), String> {
    if depth > 50 {
        return Err("the marker nests too deep".to_owned());
    }
    loop {
        if words.next_if_eq(&"(").is_some() {
            any(words, depth + 1)?;
            if words.next() != Some(")") {
                return Err("a `(` of the marker has no `)`".to_owned());
            }
        } else {
            value(words)?;
            match words.next() {
                Some("===" | "==" | "~=" | "!=" | "<=" | ">=" | "<" | ">" | "in") => {}
                Some("not") if words.next() == Some("in") => {}
                Some(other) => return Err(format!("`{other}` stands where a comparison such as `==` is expected")),
                None => return Err("the marker ends where a comparison such as `==` is expected".to_owned()),
            }
            value(words)?;
        }
        if words.next_if(|word| matches!(*word, "and" | "or")).is_none() {
            return Ok(());
        }
    }
}

fn value(words: &mut Words<'_>) -> Result<(), String> {
    match words.next() {
        Some(word) if word.starts_with(['"', '\'']) || VARIABLES.contains(&word) => Ok(()),
        Some(word) => {
            let near = schemas::closest(word, VARIABLES[..12].iter().copied());
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(format!("`{word}` is no variable of markers{hint}"))
        }
        None => Err("the marker ends where a variable or a text is expected".to_owned()),
    }
}

fn words(text: &str) -> Result<Vec<&str>, String> {
    let (mut out, mut rest) = (Vec::new(), text.trim_start());
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => 1,
            '"' | '\'' => rest[1..].find(first).map(|end| end + 2).ok_or_else(|| "a text in the marker has no end".to_owned())?,
            '<' | '>' | '=' | '!' | '~' => rest.find(|c| !matches!(c, '<' | '>' | '=' | '!' | '~')).unwrap_or(rest.len()),
            c if c.is_ascii_alphanumeric() || c == '_' => {
                rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(rest.len())
            }
            c => return Err(format!("`{c}` has no meaning in a marker")),
        };
        out.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::requirement;

    #[test]
    fn requirements() {
        for good in [
            "requests",
            "Foo.Bar_baz >=1,<2 ; python_version < '3.9'",
            "uvicorn[standard]~=0.20",
            "a[b, c] (>=1,<2)",
            "a[]",
            "pip @ https://example.org/pip.zip",
            "pip@ https://example.org/pip.zip ; os_name == 'nt'",
            "a @ {root:uri}/a",
            "a; (python_version >= \"3\" and sys_platform not in 'win32 darwin') or extra == 'x'",
            "a; '3.8' <= python_version",
            "a==1.*; platform.machine == 'x86_64'",
        ] {
            assert!(requirement(good).is_ok(), "{good}: {:?}", requirement(good));
        }
        for (bad, words) in [
            ("", "name"),
            ("./a", "name"),
            ("git+https://example.org/x.git", "operator"),
            ("a b", "operator"),
            ("a 1.0", "operator"),
            ("a^1.0", "other tools"),
            ("a>=1.*", "takes no"),
            ("a=1.0", "one `=`"),
            ("a[b", "no `]`"),
            ("a; python_versoin < '3'", "did you mean `python_version`"),
            ("a; python_version", "comparison"),
            ("a; python_version < 3.9", "`3.9`"),
            ("a; python_version < '3' and", "ends"),
            ("a; python_version < '3", "no end"),
            ("a @", "address"),
            ("a (>=1", "no `)`"),
        ] {
            let message = requirement(bad).expect_err(bad);
            assert!(message.contains(words), "{bad}: {message}");
        }
    }
}
