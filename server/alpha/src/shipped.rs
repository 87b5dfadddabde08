//! The generators that come with the program: the folders below `templates`, each with a README that says what it is for.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use dna::GeneratorFile;

use crate::engine::Sources;

/// Paths below `templates`, and texts. Written by the build script.
const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// A generator that comes with the program.
pub struct Shipped {
    /// Its name, without the prefix.
    pub name: &'static str,
    /// What it says of itself.
    pub file: GeneratorFile,
    /// The same as text.
    pub text: &'static str,
    /// Its templates.
    pub sources: Arc<Sources>,
    /// What it is for and what it is given, in Markdown.
    pub readme: &'static str,
}

static ALL: LazyLock<BTreeMap<&'static str, Shipped>> = LazyLock::new(|| {
    let generators = FILES.iter().filter_map(|(path, text)| Some((path.strip_suffix("/generator.yaml")?, *text)));
    generators.map(|(name, text)| (name, shipped(name, text))).collect()
});

fn shipped(name: &'static str, text: &'static str) -> Shipped {
    let file = dna::generator_text(text);
    let dir = file.generator.as_ref().and_then(|generator| generator.templates.as_ref()).map_or("templates", |dir| dir.value.as_str());
    let prefix = format!("{name}/{dir}/");
    let sources = FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?.to_owned(), Arc::from(*text)))).collect();
    let readme = FILES.iter().find(|(path, _)| *path == format!("{name}/README.md")).map_or("", |(_, text)| text);
    Shipped { name, file, text, sources: Arc::new(sources), readme }
}

/// Their names, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.keys().copied()
}

/// One of them.
pub fn find(name: &str) -> Option<&'static Shipped> {
    ALL.get(name)
}
