//! The schemas of Kubernetes' own objects, of several releases.
//!
//! They are made by the program in `server/schemas/kubernetes`, which says how, and in which form. What releases share is
//! there once. Of a schema no more is read than it refers to, and it is compiled when an object is first held to it.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{LazyLock, OnceLock};

use serde_json::{Map, Value};

use crate::near::closest;
use crate::schema::Schema;

/// The minor releases of Kubernetes 1 whose schemas ship, the newest last.
pub const RELEASES: [u8; 5] = [33, 34, 35, 36, 37];

/// The newest of them.
pub const NEWEST: u8 = RELEASES[RELEASES.len() - 1];

static DATA: &[u8] = include_bytes!("../data/kubernetes.json.zz");

struct Release {
    /// By name, the line.
    definitions: BTreeMap<String, usize>,
    /// By `apiVersion kind`.
    kinds: BTreeMap<String, Kind>,
}

struct Kind {
    line: usize,
    schema: OnceLock<Schema>,
}

#[derive(Default)]
struct All {
    /// Of each definition, its text.
    lines: Vec<&'static str>,
    releases: Vec<Release>,
}

/// A test reads it, so that it cannot fail elsewhere.
static ALL: LazyLock<All> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Option<All> {
    let mut text = String::new();
    flate2::read::ZlibDecoder::new(DATA).read_to_string(&mut text).ok()?;
    // Read once, and kept to the end.
    let (index, lines) = text.leak().split_once('\n')?;
    let index: Value = serde_json::from_str(index).ok()?;
    let places = |of: &Value| -> Option<Vec<(String, usize)>> {
        of.as_object()?.iter().map(|(name, at)| Some((name.clone(), usize::try_from(at.as_u64()?).ok()?))).collect()
    };
    let releases = RELEASES.iter().map(|minor| {
        let release = index.get(format!("1.{minor}"))?;
        let kinds = places(release.get("kinds")?)?.into_iter();
        Some(Release {
            definitions: places(release.get("definitions")?)?.into_iter().collect(),
            kinds: kinds.map(|(kind, line)| (kind, Kind { line, schema: OnceLock::new() })).collect(),
        })
    });
    Some(All { releases: releases.collect::<Option<_>>()?, lines: lines.lines().collect() })
}

/// The schema of an object, in Kubernetes 1.`minor`; `None` for what is not Kubernetes' own.
pub fn kubernetes(minor: u8, api_version: &str, kind: &str) -> Option<&'static Schema> {
    let release = ALL.release(minor)?;
    let kind = release.kinds.get(&format!("{api_version} {kind}"))?;
    Some(kind.schema.get_or_init(|| Schema::new(ALL.assembled(release, kind.line))))
}

/// What was probably meant by a kind that Kubernetes 1.`minor` does not have in an API of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OtherKind {
    /// The kind is in this API.
    Api(&'static str),
    /// The API has this kind.
    Kind(&'static str),
}

/// What is meant by `kind`, where `api_version` is an API of Kubernetes 1.`minor` itself that has no such kind.
pub fn meant_kind(minor: u8, api_version: &str, kind: &str) -> Option<OtherKind> {
    let release = ALL.release(minor)?;
    let all = || release.kinds.keys().filter_map(|known| known.split_once(' '));
    if all().any(|known| known == (api_version, kind)) || !all().any(|(api, _)| api == api_version) {
        return None;
    }
    match most_stable(all().filter(|(_, known)| *known == kind).map(|(api, _)| api)) {
        Some(api) => Some(OtherKind::Api(api)),
        None => closest(kind, all().filter(|(api, _)| *api == api_version).map(|(_, known)| known)).map(OtherKind::Kind),
    }
}

/// A kind that Kubernetes 1.`minor` serves no longer and an earlier release that ships did: the first release without it,
/// and the API that has the kind now.
pub fn removed_kind(minor: u8, api_version: &str, kind: &str) -> Option<(u8, Option<&'static str>)> {
    let key = format!("{api_version} {kind}");
    let has = |minor: &u8| ALL.release(*minor).is_some_and(|release| release.kinds.contains_key(&key));
    let last = RELEASES.iter().filter(|release| **release <= minor).rfind(|release| has(release))?;
    let since = RELEASES.iter().find(|release| **release > *last && **release <= minor)?;
    let now = ALL.release(minor)?.kinds.keys().filter_map(|known| known.split_once(' ')).filter(|(_, known)| *known == kind);
    Some((*since, most_stable(now.map(|(api, _)| api))))
}

/// Of several APIs that have one kind, the one to write it for.
fn most_stable<'a>(apis: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Of several stable versions the latest.
    apis.max_by_key(|api| (!api.contains("alpha"), !api.contains("beta"), *api))
}

impl All {
    fn release(&self, minor: u8) -> Option<&Release> {
        self.releases.get(RELEASES.iter().position(|known| *known == minor)?)
    }

    /// The definition in a line, with all that it refers to.
    fn assembled(&self, release: &Release, line: usize) -> Value {
        let read = |line: usize| self.lines.get(line).and_then(|text| serde_json::from_str::<Value>(text).ok());
        let mut schema = read(line).unwrap_or_default();
        let (mut wanted, mut definitions) = (Vec::new(), Map::new());
        references(&schema, &mut wanted);
        while let Some(name) = wanted.pop() {
            if definitions.contains_key(&name) {
                continue;
            }
            if let Some(definition) = release.definitions.get(&name).and_then(|line| read(*line)) {
                references(&definition, &mut wanted);
                definitions.insert(name, definition);
            }
        }
        if let Value::Object(schema) = &mut schema {
            schema.insert("$defs".to_owned(), definitions.into());
        }
        schema
    }
}

fn references(schema: &Value, out: &mut Vec<String>) {
    match schema {
        Value::Array(items) => items.iter().for_each(|item| references(item, out)),
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str().filter(|_| key == "$ref") {
                    Some(to) => out.extend(to.strip_prefix("#/$defs/").map(str::to_owned)),
                    None => references(value, out),
                }
            }
        }
        _ => {}
    }
}
