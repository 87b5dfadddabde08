//! One schema of the repository, with the files that it refers to.

use std::collections::VecDeque;
use std::hash::Hasher;
use std::sync::Arc;

use rustc_hash::{FxHashSet, FxHasher};
use schemas::{Broken, Schema};
use serde_json::{Value, json};
use workspace::{Content, Db, File, RelPath, Root};

/// More files are not joined to one schema.
const MOST_FILES: usize = 300;
/// The scheme of the addresses that files have when they name none.
const SCHEME: &str = "root:///";

/// A schema that was read, or why it was not.
#[derive(Debug)]
pub struct Loaded {
    schema: Schema,
    unread: Option<String>,
    state: u64,
}

impl PartialEq for Loaded {
    fn eq(&self, other: &Loaded) -> bool {
        self.state == other.state && self.unread == other.unread
    }
}

impl Loaded {
    /// The schema; one that allows anything when there is none to be had.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Why nothing can be judged by it, without a full stop; `None` when it can, or when it wants what is elsewhere.
    pub fn unusable(&self) -> Option<String> {
        if let Some(why) = &self.unread {
            return Some(why.clone());
        }
        Some(match self.schema.broken()? {
            Broken::NotFetched(uri) => match uri.strip_prefix(SCHEME) {
                Some(path) => format!("it refers to `{path}`, which is not there"),
                // What is elsewhere is not known to be missing.
                None => return None,
            },
            Broken::Unresolved(what) => format!("it refers to `{what}`, which is not there"),
            Broken::Unsound { pointer, message } if pointer.is_empty() => format!("it is no JSON Schema: {message}"),
            Broken::Unsound { pointer, message } => format!("it is unsound at `{pointer}`: {message}"),
            Broken::Excess(what) => format!("it {what}"),
            Broken::Exhausted => return None,
        })
    }
}

/// The schema in a file, or in a part of it.
#[salsa::tracked(returns(clone))]
pub(super) fn loaded(db: &dyn Db, file: File, fragment: String) -> Arc<Loaded> {
    let unread = |why: &str| Arc::new(Loaded { schema: Schema::new(Value::Bool(true)), unread: Some(why.to_owned()), state: 0 });
    let Some(root) = file.root(db) else { return unread("it is in no folder") };
    match read(db, file) {
        Ok((source, hash)) => {
            let base = address(file.path(db), &source);
            let joining = Joining { db, root: Some(root), beside: Vec::new(), state: FxHasher::default() };
            joining.join(Some(file.path(db).clone()), base, source, hash, &fragment)
        }
        Err(why) => unread(why),
    }
}

/// The schema at an address elsewhere, or in a part of it; `None` when it was not fetched.
#[salsa::tracked(returns(clone))]
pub(super) fn fetched(db: &dyn Db, address: String, fragment: String) -> Option<Arc<Loaded>> {
    let (source, hash) = elsewhere(db, &address)?;
    let joining = Joining { db, root: None, beside: Vec::new(), state: FxHasher::default() };
    Some(joining.join(None, address, source, hash, &fragment))
}

/// A schema of elsewhere; what is none there counts as not fetched.
fn elsewhere(db: &dyn Db, address: &str) -> Option<(Value, u64)> {
    let text = workspace::remote::text(db, address)?;
    parsed(&text, address.ends_with(".yaml") || address.ends_with(".yml")).ok()
}

/// One schema in the making.
struct Joining<'db> {
    db: &'db dyn Db,
    root: Option<Root>,
    beside: Vec<(String, Value)>,
    state: FxHasher,
}

impl Joining<'_> {
    /// Adds to a schema what it refers to, and what that refers to. `path` is its file, when it has one.
    fn join(mut self, path: Option<RelPath>, base: String, source: Value, hash: u64, fragment: &str) -> Arc<Loaded> {
        self.state.write(fragment.as_bytes());
        self.state.write_u64(hash);
        let mut known: FxHashSet<String> = std::iter::once(base.clone()).collect();
        let mut open: VecDeque<(Option<RelPath>, String, Vec<String>)> = [(path, base.clone(), wanted(&source, &base))].into();
        while let Some((path, base, wanted)) = open.pop_front() {
            for uri in wanted {
                if self.beside.len() >= MOST_FILES || !known.insert(uri.clone()) {
                    continue;
                }
                let Some((path, value, hash)) = self.find(path.as_ref(), &base, &uri) else { continue };
                self.state.write_u64(hash);
                open.push_back((path, uri.clone(), self::wanted(&value, &uri)));
                self.beside.push((uri, value));
            }
        }
        let (base, source) = if fragment.is_empty() {
            (base, source)
        } else {
            self.beside.push((base.clone(), source));
            (format!("{SCHEME}.part"), json!({"$ref": format!("{base}#{fragment}")}))
        };
        Arc::new(Loaded { schema: Schema::at(base, source, self.beside), unread: None, state: self.state.finish() })
    }

    /// What another document refers to: a file beside it, else one from elsewhere.
    fn find(&self, path: Option<&RelPath>, base: &str, uri: &str) -> Option<(Option<RelPath>, Value, u64)> {
        let file = self.root.zip(path).and_then(|(root, path)| root.file(self.db, &local(path, base, uri)?));
        if let Some(file) = file {
            let (value, hash) = read(self.db, file).ok()?;
            return Some((Some(file.path(self.db).clone()), value, hash));
        }
        // The drafts are known to whoever judges.
        if !syntax::is_url(uri) || uri.contains("://json-schema.org/") {
            return None;
        }
        let (value, hash) = elsewhere(self.db, uri)?;
        Some((None, value, hash))
    }
}

/// A file as a schema, with what tells its states apart.
fn read(db: &dyn Db, file: File) -> Result<(Value, u64), &'static str> {
    let text = match file.content(db) {
        Content::Buffer(text) => text.to_string(),
        Content::Bytes(bytes) => String::from_utf8(bytes).map_err(|_| "it is no text in UTF-8")?,
        Content::Unreadable(_) => return Err("it cannot be read"),
    };
    parsed(&text, matches!(file.path(db).extension(), Some("yaml" | "yml")))
}

fn parsed(text: &str, is_yaml: bool) -> Result<(Value, u64), &'static str> {
    let text = text.trim_start_matches('\u{feff}');
    let mut value = if is_yaml {
        let document = documents::read(text).map_err(|_| "it is no YAML, or too large")?;
        document.root.map(|root| root.to_json()).ok_or("it is empty")?
    } else {
        match serde_json::from_str(text) {
            Ok(value) => value,
            Err(_) => {
                let document = super::super::tree::read(syntax::Language::Jsonc, text).filter(|_| is_json(text));
                document.and_then(|document| document.root).map(|root| root.to_json()).ok_or("it is no JSON")?
            }
        }
    };
    if !matches!(value, Value::Object(_) | Value::Bool(_)) {
        return Err("it is no JSON Schema: that is a mapping");
    }
    // A dialect of somebody's own is read as the newest draft.
    if let Some(object) = value.as_object_mut()
        && object.get("$schema").is_some_and(|named| named.as_str().is_none_or(|named| schemas::metaschema(named).is_none()))
    {
        object.remove("$schema");
    }
    Ok((value, xxhash_rust::xxh3::xxh3_64(text.as_bytes())))
}

/// Whether a text is JSON but for comments and commas.
fn is_json(text: &str) -> bool {
    let (facts, _) = syntax::extract_text(&RelPath::new("tsconfig.json"), text, syntax::Options::default());
    facts.status == syntax::Status::Parsed
}

/// The address of a file: the one that it gives itself, else one made of its path.
fn address(path: &RelPath, schema: &Value) -> String {
    let own = ["$id", "id"].iter().find_map(|key| schema.get(key)?.as_str());
    let own = own.map(|id| id.trim_end_matches('#')).filter(|id| id.contains("://") && !id.contains('#'));
    own.map_or_else(|| format!("{SCHEME}{}", path.as_str().replace(' ', "%20")), str::to_owned)
}

/// The addresses of other documents that a schema with the address `base` refers to.
fn wanted(schema: &Value, base: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open = vec![(schema, base.to_owned())];
    while let Some((value, base)) = open.pop() {
        match value {
            Value::Object(object) => {
                let id = ["$id", "id"].iter().find_map(|key| object.get(*key)?.as_str()).filter(|id| !id.starts_with('#'));
                let base = id.map_or(base.clone(), |id| joined(&base, id));
                for key in ["$ref", "$dynamicRef"] {
                    let Some(reference) = object.get(key).and_then(Value::as_str) else { continue };
                    let target = reference.split('#').next().unwrap_or_default();
                    if !target.is_empty() && !out.iter().any(|known| known == target) {
                        out.push(joined(&base, target));
                    }
                }
                open.extend(object.values().map(|value| (value, base.clone())));
            }
            Value::Array(items) => open.extend(items.iter().map(|value| (value, base.clone()))),
            _ => {}
        }
    }
    out
}

/// A reference as an address, seen from `base`.
fn joined(base: &str, reference: &str) -> String {
    if reference.contains("://") || reference.starts_with("urn:") {
        return reference.trim_end_matches('#').to_owned();
    }
    let Some((scheme, rest)) = base.split_once("://") else { return reference.to_owned() };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut parts: Vec<&str> = if reference.starts_with('/') { Vec::new() } else { path.split('/').collect() };
    parts.pop();
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{scheme}://{host}/{}", parts.join("/"))
}

/// The file that an address means, as far as it lies beside that of a file which is known: `base` is the address of `path`.
fn local(path: &RelPath, base: &str, uri: &str) -> Option<RelPath> {
    let split = |uri: &str| -> Option<(String, Vec<String>)> {
        let (scheme, rest) = uri.split_once("://")?;
        let (host, below) = rest.split_once('/')?;
        Some((format!("{scheme}://{host}"), below.split('/').map(str::to_owned).collect()))
    };
    let ((host, mut from), (other, to)) = (split(base)?, split(uri)?);
    if host != other {
        return None;
    }
    from.pop();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut way = vec![".."; from.len() - common];
    way.extend(to[common..].iter().map(String::as_str));
    path.parent().unwrap_or_else(RelPath::root).resolve(&way.join("/").replace("%20", " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(joined("root:///a/b.json", "../c.json"), "root:///c.json");
        assert_eq!(joined("https://x.org/s/b.json", "c/d.json"), "https://x.org/s/c/d.json");
        assert_eq!(joined("https://x.org/s/b.json", "/d.json"), "https://x.org/d.json");
        let path = RelPath::new("schemas/b.json");
        let found = |base, uri| local(&path, base, uri).map(|path| path.to_string());
        assert_eq!(found("https://x.org/s/b.json", "https://x.org/s/c/d.json").as_deref(), Some("schemas/c/d.json"));
        assert_eq!(found("https://x.org/s/b.json", "https://x.org/t.json").as_deref(), Some("t.json"));
        assert_eq!(found("https://x.org/s/b.json", "https://y.org/s/c.json"), None);
        assert_eq!(found("root:///schemas/b.json", "root:///etc/x").as_deref(), Some("etc/x"));
    }
}
