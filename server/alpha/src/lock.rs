//! `ouroboros.lock`: what was made from what. One line for each output, sorted, so that two branches merge well.

use std::collections::BTreeMap;
use std::fmt::Write;

use compact_str::CompactString;
use dna::generator::Mode;
use serde_json::Value as Json;
use workspace::RelPath;

/// Its name, in the root.
pub const NAME: &str = "ouroboros.lock";
/// The folder of what merged outputs were before anybody edited them.
pub const BASE: &str = ".ouroboros/base";
/// The version of the format that is written.
const VERSION: u64 = 1;

/// A hash of some text: 128 bits of xxh3 as 32 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Digest(CompactString);

impl Digest {
    /// That of `bytes`.
    pub fn of(bytes: impl AsRef<[u8]>) -> Digest {
        Digest(format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes.as_ref())).into())
    }

    /// That of several texts one after the other: other pieces give another digest.
    pub fn of_all<'t>(parts: impl IntoIterator<Item = &'t str>) -> Digest {
        let mut hasher = xxhash_rust::xxh3::Xxh3::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Digest(format!("{:032x}", hasher.digest128()).into())
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an output is known by: its path, and the name of its region if it is one.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Key {
    /// Below the root.
    pub path: RelPath,
    /// The region.
    pub anchor: Option<CompactString>,
}

/// What is known of one output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What the DNA called its generator.
    pub generator: CompactString,
    /// Who owns it. `None`: it was ejected, and no generator writes it again.
    pub mode: Option<Mode>,
    /// What was written: of the whole file, or of the region. Of a merged one: before anybody's edits were joined to it.
    pub output: Digest,
    /// What the template gave, before any formatter.
    pub rendered: Digest,
    /// The texts of the template and of what it may include.
    pub template: Digest,
    /// What the generator was given.
    pub config: Digest,
    /// What the generator says of itself.
    pub definition: Digest,
    /// What the template saw of the DNA besides; of nothing when it does not ask.
    pub dna: Digest,
    /// The commands that it went through before it was written; empty: none.
    pub format: Digest,
}

/// The whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lock {
    /// By what they are known by.
    pub outputs: BTreeMap<Key, Entry>,
}

const EJECTED: &str = "ejected";

impl Lock {
    /// Reads the text of a lock file.
    ///
    /// # Errors
    /// What is wrong with it. Lines that two branches have both written are what one expects.
    pub fn parse(text: &str) -> Result<Lock, String> {
        if text.contains("\n<<<<<<< ") || text.starts_with("<<<<<<< ") {
            return Err("it holds the marks of a merge that was not finished: take either side, then generate again".to_owned());
        }
        let json: Json = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        if json["version"] != VERSION {
            return Err(format!("its version is {}, and this program reads version {VERSION}", json["version"]));
        }
        let mut outputs = BTreeMap::new();
        for entry in json["outputs"].as_array().ok_or("it has no list `outputs`")? {
            let text = |name: &str| entry[name].as_str().map(CompactString::from).ok_or_else(|| format!("an output lacks `{name}`"));
            let digest = |name: &str| text(name).map(Digest);
            let path = text("path")?;
            let path = RelPath::root()
                .resolve(&path)
                .filter(|resolved| resolved.as_str() == path && !path.is_empty())
                .ok_or_else(|| format!("`{path}` is no path of an output"))?;
            let mode = text("mode")?;
            let known = Mode::WORDS.iter().find(|(word, _)| *word == mode).map(|(_, mode)| *mode);
            if known.is_none() && mode != EJECTED {
                return Err(format!("`{path}` has the unknown mode `{mode}`"));
            }
            let key = Key { path, anchor: entry["anchor"].as_str().map(CompactString::from) };
            let entry = Entry {
                generator: text("generator")?,
                mode: known,
                output: digest("output")?,
                rendered: digest("rendered")?,
                template: digest("template")?,
                config: digest("config")?,
                definition: digest("definition")?,
                dna: digest("dna")?,
                format: entry["format"].as_str().map_or_else(Digest::default, |digest| Digest(digest.into())),
            };
            outputs.insert(key, entry);
        }
        Ok(Lock { outputs })
    }

    /// Its text; that of an empty one is empty, and there is no file then.
    pub fn text(&self) -> String {
        if self.outputs.is_empty() {
            return String::new();
        }
        let mut out = format!("{{\n\"version\": {VERSION},\n\"outputs\": [\n");
        for (at, (key, entry)) in self.outputs.iter().enumerate() {
            let mut fields: Vec<(&str, &str)> = vec![("path", key.path.as_str())];
            fields.extend(key.anchor.as_ref().map(|anchor| ("anchor", anchor.as_str())));
            fields.extend([
                ("generator", entry.generator.as_str()),
                ("mode", entry.mode.map_or(EJECTED, Mode::as_str)),
                ("output", entry.output.as_str()),
                ("rendered", entry.rendered.as_str()),
                ("template", entry.template.as_str()),
                ("config", entry.config.as_str()),
                ("definition", entry.definition.as_str()),
                ("dna", entry.dna.as_str()),
            ]);
            // Most outputs go through none.
            fields.extend(Some(("format", entry.format.as_str())).filter(|(_, digest)| !digest.is_empty()));
            out.push_str(if at == 0 { "{" } else { ",\n{" });
            for (at, (name, value)) in fields.into_iter().enumerate() {
                let comma = if at == 0 { "" } else { ", " };
                let _ = write!(out, "{comma}\"{name}\": {}", Json::from(value));
            }
            out.push('}');
        }
        out.push_str("\n]\n}\n");
        out
    }

    /// Where the pristine text of a merged output is kept.
    pub fn base(path: &RelPath) -> RelPath {
        RelPath::new(&format!("{BASE}/{path}"))
    }
}
