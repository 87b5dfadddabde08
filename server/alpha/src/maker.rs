//! A generator of the project, with all that it needs to work: what the DNA says of it joined with what the
//! generator that it uses says of itself, and the texts of its templates.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use compact_str::CompactString;
use dna::generator::{Delimiters, Generator};
use dna::{Data, SpanId, Spans};
use schemas::Step;
use serde_json::Value as Json;
use workspace::{File, RelPath};

use crate::engine::Sources;
use crate::problem::Place;

/// A generator that is ready to work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Maker {
    /// What the DNA calls it.
    pub name: CompactString,
    /// The entry of the DNA.
    pub entry: Arc<Generator>,
    /// What says what it makes: the entry, or the generator that the entry uses.
    pub definition: Arc<Generator>,
    /// Where the definition is written.
    pub home: Home,
    /// The folder that outputs go to.
    pub into: RelPath,
    /// The texts of its templates, by name.
    pub sources: Arc<Sources>,
    /// The files that those texts are in, as far as they are files of the root.
    pub files: BTreeMap<String, File>,
    /// What it is given, defaults added.
    pub config: Arc<Json>,
}

/// Where the definition of a generator is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Home {
    /// In the DNA itself.
    Dna,
    /// In a file of the root, with the places of that.
    File(File, Arc<Spans>),
    /// It comes with the program.
    Shipped(&'static str),
}

impl Maker {
    /// Where a span of the definition is.
    pub fn place(&self, span: SpanId) -> Place {
        match &self.home {
            Home::Dna => Place::Dna(span),
            Home::File(file, spans) => Place::Text(*file, spans.get(span).range()),
            Home::Shipped(name) => Place::Shipped(format!("{}{name}", dna::presets::PREFIX)),
        }
    }

    /// Some bytes of the text that stands at `span` of the definition.
    pub fn part(&self, span: SpanId, part: Range<usize>) -> Place {
        match self.place(span) {
            Place::Text(file, whole) if whole.len() >= part.end => Place::Text(file, whole.start + part.start..whole.start + part.end),
            place => place,
        }
    }

    /// Where a place of a template is; of one that is written in the definition: there.
    pub fn in_template(&self, name: &str, range: Range<usize>) -> Place {
        if let Some(file) = self.files.get(name) {
            return Place::Text(*file, range);
        }
        match self.definition.inline.iter().find(|(key, _)| key.value == name) {
            Some((_, text)) => match (self.place(text.span), &self.home) {
                (Place::Text(file, whole), Home::File(_, spans)) => {
                    Place::Text(file, spans.part(text.span, &text.value, range).map_or(whole, |span| span.range()))
                }
                (place, _) => place,
            },
            None => Place::Shipped(name.to_owned()),
        }
    }

    /// Where the DNA says what the generator is given at `path`, or the nearest to that.
    pub fn given(&self, path: &[Step]) -> Place {
        Place::Dna(self.entry.with.as_ref().map_or(self.entry.id.span, |with: &Data| with.nearest(path)))
    }

    /// The entry in the DNA.
    pub fn asked(&self) -> Place {
        Place::Dna(self.entry.id.span)
    }

    /// What an output's template uses for its tags.
    pub fn delimiters(&self, output: usize) -> Delimiters {
        let own = self.definition.outputs.get(output).and_then(|output| output.delimiters.as_ref());
        own.or(self.definition.delimiters.as_ref()).cloned().unwrap_or_default()
    }
}
