//! The file of a generator, `generator.yaml`: read by itself, with places of its own.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::sync::Arc;

use workspace::{Db, File, Span};

use crate::generator::Generator;
use crate::mistake::{Mistake, SCHEMA};
use crate::project::document;
use crate::read::{Reader, tidy};
use crate::span::Spans;
use documents::{Document, Unread};

/// What the file of a generator says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GeneratorFile {
    /// The generator; `None` when the file is no YAML, or does not say enough.
    pub generator: Option<Arc<Generator>>,
    /// The places that it names.
    pub spans: Spans,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake>,
}

/// Reads the file of a generator.
#[salsa::tracked(returns(clone))]
pub fn generator_file(db: &dyn Db, file: File) -> Arc<GeneratorFile> {
    Arc::new(read(document(db, file).as_ref().as_ref().map(|document| &**document)))
}

/// The same for a text that is in no database.
pub fn generator_text(text: &str) -> GeneratorFile {
    read(documents::read(text).as_ref())
}

fn read(document: Result<&Document, &Unread>) -> GeneratorFile {
    let mut reader = Reader::new();
    let generator = match document {
        Ok(Document { root: Some(root), .. }) if !root.is_null() => {
            if super::v0::is_v0(root) {
                reader.generator_v0(root)
            } else {
                reader.generator_file(root)
            }
        }
        Ok(_) => {
            reader.mistake(Mistake::new(SCHEMA, Span::default(), "an empty file: a generator starts with `generator: 1`"));
            None
        }
        // Who reads files for L1 reports it.
        Err(Unread::Syntax) => None,
        Err(Unread::Excess(span, message)) => {
            reader.mistake(Mistake::new(SCHEMA, *span, message.clone()));
            None
        }
    };
    let (spans, mut mistakes) = reader.finish();
    tidy(&mut mistakes);
    GeneratorFile { generator: generator.map(Arc::new), spans, mistakes }
}
