//! Which component owns a file, looked up in a table that is made once per DNA.
//!
//! A file asks upwards: first itself, then its folder, then the one above. The first of these that a
//! component names decides. A glob that ends in `/**` stands for the folder before it, or it would beat
//! every deeper path.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{ComponentId, is_glob};

/// From paths to components.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owners {
    literal: FxHashMap<Box<str>, ComponentId>,
    /// The folders that the literal paths lie in.
    above: FxHashSet<Box<str>>,
    globs: Vec<(Box<str>, ComponentId)>,
    matcher: GlobSet,
}

/// The matcher follows from the globs.
impl PartialEq for Owners {
    fn eq(&self, other: &Owners) -> bool {
        self.literal == other.literal && self.globs == other.globs
    }
}

impl Eq for Owners {}

impl Owners {
    /// From normalised paths and globs, in order of declaration; of equal ones the first counts.
    pub fn new<'a>(paths: impl Iterator<Item = (&'a str, ComponentId)>) -> Owners {
        let mut owners = Owners::default();
        let mut builder = GlobSetBuilder::new();
        for (path, component) in paths {
            let path = folder_of(path);
            if !is_glob(path) {
                owners.literal.entry(path.into()).or_insert(component);
                if !path.is_empty() {
                    owners.above.insert(path.rfind('/').map_or("", |slash| &path[..slash]).into());
                }
            } else if let Ok(glob) = compile(path) {
                builder.add(glob);
                owners.globs.push((path.into(), component));
            }
        }
        owners.matcher = builder.build().unwrap_or_default();
        owners
    }

    /// Whether a path, not a glob, lies directly in `folder`.
    pub fn has_in(&self, folder: &str) -> bool {
        self.above.contains(folder)
    }

    /// Who owns `path`.
    pub fn owner(&self, path: &str) -> Option<ComponentId> {
        let mut at = path;
        loop {
            if let Some(&component) = self.literal.get(at) {
                return Some(component);
            }
            if !self.globs.is_empty()
                && let Some(&first) = self.matcher.matches(at).iter().min()
            {
                return self.globs.get(first).map(|(_, component)| *component);
            }
            if at.is_empty() {
                return None;
            }
            at = at.rfind('/').map_or("", |slash| &at[..slash]);
        }
    }
}

/// `a/**` and `a/**/*` own what `a` owns.
pub(crate) fn folder_of(path: &str) -> &str {
    let mut path = path;
    while let Some(shorter) = path.strip_suffix("/**").or_else(|| path.strip_suffix("/**/*")) {
        path = shorter;
    }
    if matches!(path, "**" | "**/*") { "" } else { path }
}

/// A glob as DNA means it: `*` stays within one part of a path.
pub(crate) fn compile(glob: &str) -> Result<globset::Glob, globset::Error> {
    GlobBuilder::new(glob).literal_separator(true).build()
}
