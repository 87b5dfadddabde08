//! The parts of `package.json` and `tsconfig.json` that change how names are resolved, and nothing else.
//!
//! A new version number, script or compiler flag leaves these texts equal, and so every resolution.

use std::io::Read;
use std::sync::Arc;

use serde_json::{Map, Value};
use workspace::{Content, Db, File};

/// What `package.json` says about the files of a package.
const PACKAGE: [&str; 10] = ["name", "type", "main", "module", "browser", "types", "typings", "source", "exports", "imports"];

/// What a configuration of TypeScript says about names and about which files it is for.
const PROJECT: [&str; 5] = ["extends", "files", "include", "exclude", "references"];
const OPTIONS: [&str; 3] = ["baseUrl", "paths", "rootDirs"];

/// Whether a file of this name, in a folder of that name, is read for resolution.
pub fn is_settings(name: &str, folder: &str) -> bool {
    let Some(stem) = name.strip_suffix(".json") else { return false };
    let about = |word: &str| word.contains("tsconfig") || word.contains("jsconfig") || word.contains("typescript-config");
    // Bases to extend from have any name, but lie in a folder that tells, or are called so.
    stem == "package" || about(stem) || stem == "base" || about(folder)
}

/// The part of `file` that matters, as JSON; `None` for what is no JSON object.
#[salsa::tracked(returns(clone))]
pub fn settings(db: &dyn Db, file: File) -> Option<Arc<str>> {
    let text = match file.content(db) {
        Content::Buffer(text) => text.to_string(),
        Content::Bytes(bytes) => String::from_utf8(bytes).ok()?,
        Content::Unreadable(_) => return None,
    };
    let Value::Object(mut all) = parse(&text)? else { return None };
    let kept = if file.path(db).name() == "package.json" {
        let mut kept = keep(&mut all, &PACKAGE);
        // A field of the wrong type would make the whole package unreadable.
        kept.retain(|key, value| value.is_string() || matches!(key.as_str(), "exports" | "imports" | "browser"));
        kept
    } else {
        let mut kept = keep(&mut all, &PROJECT);
        let mut options = match all.remove("compilerOptions") {
            Some(Value::Object(mut options)) => keep(&mut options, &OPTIONS),
            _ => Map::new(),
        };
        // Names mean the same in JavaScript beside TypeScript, whoever compiles it.
        options.insert("allowJs".into(), Value::Bool(true));
        kept.insert("compilerOptions".into(), Value::Object(options));
        kept
    };
    serde_json::to_string(&kept).ok().map(Arc::from)
}

/// Reads JSON with comments and trailing commas.
pub fn parse(text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut plain = String::with_capacity(text.len());
    json_strip_comments::StripComments::new(text.as_bytes()).read_to_string(&mut plain).ok()?;
    serde_json::from_str(&plain).ok()
}

fn keep(from: &mut Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    keys.iter().filter_map(|key| Some(((*key).to_owned(), from.remove(*key)?))).collect()
}
