//! What branches, tags and `HEAD` stand for.
//!
//! A ref is a file of its own, else a line of `packed-refs`. Names are tried in the order that git tries them;
//! one that two kinds of ref have is refused where git would only warn, since whoever may push a tag must not be
//! able to say what `origin/main` is.

use gix_hash::ObjectId;

use super::place::Place;
use super::problem::Problem;

/// Refs may name refs; git follows as many.
const MAX_LINKS: usize = 5;

/// What a ref says.
enum Value {
    Object(ObjectId),
    Ref(String),
}

/// The object that `HEAD` is; `None` before the first commit.
pub fn head(place: &Place) -> Result<Option<ObjectId>, Problem> {
    let text = place.read_own("HEAD")?.ok_or_else(|| Problem::Broken("it has no `HEAD`".to_owned()))?;
    match parse(&text) {
        Some(Value::Object(id)) => Ok(Some(id)),
        Some(Value::Ref(name)) if name == "refs/heads/.invalid" => {
            Err(Problem::Refused("the repository keeps its refs as a reftable, which is not read".to_owned()))
        }
        Some(Value::Ref(name)) => follow(place, &name),
        None if text.trim_ascii().len() == 64 => Err(sha256()),
        None => Err(Problem::Broken("its `HEAD` names nothing".to_owned())),
    }
}

/// What `name` may stand for: full names of refs, with their objects.
pub fn meanings(place: &Place, name: &str) -> Result<Vec<(String, ObjectId)>, Problem> {
    if !is_name(name) {
        return Ok(Vec::new());
    }
    let forms = ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map(|folder| format!("{folder}{name}"));
    let mut out = Vec::new();
    for full in forms.into_iter().chain([format!("refs/remotes/{name}/HEAD")]).filter(|full| full.starts_with("refs/")) {
        if let Some(id) = follow(place, &full)? {
            out.push((full, id));
        }
    }
    Ok(out)
}

fn follow(place: &Place, name: &str) -> Result<Option<ObjectId>, Problem> {
    let mut name = name.to_owned();
    for _ in 0..MAX_LINKS {
        if !name.starts_with("refs/") || !is_name(&name) {
            return Ok(None);
        }
        let own = ["refs/worktree/", "refs/bisect/", "refs/rewritten/"].iter().any(|folder| name.starts_with(folder));
        let text = if own { place.read_own(&name)? } else { place.read(&name)? };
        match text.as_deref().map(parse) {
            Some(Some(Value::Object(id))) => return Ok(Some(id)),
            Some(Some(Value::Ref(next))) => name = next,
            Some(None) if text.is_some_and(|text| text.trim_ascii().len() == 64) => return Err(sha256()),
            Some(None) => return Err(Problem::Broken(format!("the ref `{name}` names nothing"))),
            None => return packed(place, &name),
        }
    }
    Ok(None)
}

/// The ref's line in `packed-refs`; lines of another form are passed over.
fn packed(place: &Place, name: &str) -> Result<Option<ObjectId>, Problem> {
    let text = place.read("packed-refs")?.unwrap_or_default();
    let line = text.split(|&byte| byte == b'\n').find_map(|line| {
        let (id, rest) = line.split_at_checked(40)?;
        (rest.trim_ascii_end() == format!(" {name}").as_bytes()).then_some(id)
    });
    Ok(line.and_then(|id| ObjectId::from_hex(id).ok()))
}

fn parse(text: &[u8]) -> Option<Value> {
    let text = text.trim_ascii();
    match text.strip_prefix(b"ref:") {
        Some(name) => String::from_utf8(name.trim_ascii().to_vec()).ok().map(Value::Ref),
        None if text.len() == 40 => ObjectId::from_hex(text).ok().map(Value::Object),
        None => None,
    }
}

/// Whether git would take `name` for a ref's. What it refuses could climb out of the folder or hide in a message.
fn is_name(name: &str) -> bool {
    let bad = |c: char| c.is_control() || matches!(c, ' ' | '~' | '^' | ':' | '?' | '*' | '[' | '\\');
    !name.is_empty()
        && name.len() < 1024
        && !name.contains(bad)
        && !name.contains("..")
        && !name.contains("@{")
        && name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.ends_with(".lock"))
}

/// Of repositories that name objects in another way.
fn sha256() -> Problem {
    Problem::Refused("the repository names its objects by SHA-256, which is not read yet".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for good in ["main", "origin/main", "refs/heads/feature/x-1", "v1.0", "日本"] {
            assert!(is_name(good), "{good}");
        }
        for bad in
            ["", "/etc/passwd", "a/../b", "../x", ".git", "a/.b", "a//b", "a b", "a\u{1b}[31m", "a~1", "x.lock", "a@{1}", "a\\b", "a."]
        {
            assert!(!is_name(bad), "{bad:?}");
        }
    }
}
