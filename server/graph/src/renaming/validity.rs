//! What the systems that names are for allow as one.

use syntax::Namespace;

/// Says what is wrong with a name.
pub(super) fn check(namespace: Namespace, name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("it is empty".to_owned());
    }
    if let Some(bad) = name.chars().find(|c| c.is_control() || c.is_whitespace()) {
        return Err(format!("it has {bad:?} in it"));
    }
    let (system, kind) = namespace.as_str().split_once('.').unwrap_or((namespace.as_str(), ""));
    match (system, kind) {
        ("k8s", "service") => label(name, true),
        ("k8s", "namespace") => label(name, false),
        ("k8s", kind) if kind.ends_with("port") => label(name, false),
        ("k8s", "role" | "clusterrole" | "rolebinding") => Ok(()),
        ("k8s", kind) if kind.ends_with("key") => {
            only(name, 253, |c| c.is_ascii_alphanumeric() || "-_.".contains(c), "letters, digits, `-`, `_` and `.`")
        }
        ("k8s", kind) if kind.starts_with("label") => {
            only(name, 63, |c| c.is_ascii_alphanumeric() || "-_.".contains(c), "letters, digits, `-`, `_` and `.`")
        }
        ("k8s", _) => subdomain(name),
        ("compose", _) => only(name, 255, |c| c.is_ascii_alphanumeric() || "-_.".contains(c), "letters, digits, `-`, `_` and `.`"),
        ("env", _) => starting(name, |c| c.is_ascii_alphanumeric() || c == '_', "letters, digits and `_`, and starts with no digit"),
        ("metric", _) => {
            starting(name, |c| c.is_ascii_alphanumeric() || c == '_' || c == ':', "letters, digits, `_` and `:`, and starts with no digit")
        }
        ("workflow", _) => {
            starting(name, |c| c.is_ascii_alphanumeric() || c == '_' || c == '-', "letters, digits, `_` and `-`, and starts with no digit")
        }
        ("helm", "value") => {
            starting(name, |c| c.is_ascii_alphanumeric() || c == '_' || c == '.', "letters, digits and `_`, and starts with no digit")
        }
        ("make", _) => only(name, 255, |c| !":#=$%|;&\\".contains(c), "no `:`, `#`, `=`, `$`, `%`, `|`, `;`, `&` and `\\`"),
        ("http", "route") if !name.starts_with('/') => Err("a route starts with `/`".to_owned()),
        _ => Ok(()),
    }
}

fn only(name: &str, most: usize, allowed: impl Fn(char) -> bool, what: &str) -> Result<(), String> {
    if name.len() > most {
        return Err(format!("it has more than {most} characters"));
    }
    name.chars().all(allowed).then_some(()).ok_or_else(|| format!("it has {what}"))
}

fn starting(name: &str, allowed: impl Fn(char) -> bool, what: &str) -> Result<(), String> {
    let sound = name.chars().all(allowed) && !name.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    sound.then_some(()).ok_or_else(|| format!("it has {what}"))
}

/// RFC 1123, and 1035 where it must start with a letter.
fn label(name: &str, letter_first: bool) -> Result<(), String> {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let sound = name.len() <= 63
        && name.chars().all(|c| lower(c) || c == '-')
        && name.starts_with(|c: char| if letter_first { c.is_ascii_lowercase() } else { lower(c) })
        && name.ends_with(lower);
    let first = if letter_first { "starts with a letter" } else { "starts with a letter or digit" };
    sound
        .then_some(())
        .ok_or_else(|| format!("Kubernetes wants at most 63 lowercase letters, digits and `-`; it {first} and ends with no `-`"))
}

fn subdomain(name: &str) -> Result<(), String> {
    let sound = name.len() <= 253 && name.split('.').all(|part| part.len() <= 63 && label(part, false).is_ok());
    sound.then_some(()).ok_or_else(|| {
        "Kubernetes wants lowercase letters, digits, `-` and `.`, with a letter or digit at both ends of each part".to_owned()
    })
}
