//! What an editor asks about any document that has a schema, as data: completion and hover. What the schema is says
//! [`crate::document`], for findings and for this alike.

mod completion;
mod hover;

use documents::{Document, Node, read};
use syntax::{Language, Templating};
use workspace::{Db, File, Span};

use crate::document::{DocumentContext, Held, in_root, schemas_for, tree};

pub use completion::completion;
pub use hover::hover;

/// Larger texts are not read again for a question about one place.
const MOST: usize = 2 << 20;

/// A file that an editor asks about: a text in one of the three languages, in whatever state.
struct Asked<'db> {
    db: &'db dyn Db,
    file: File,
    language: Language,
    text: String,
}

impl<'db> Asked<'db> {
    /// `None`: nothing of this is said here.
    fn new(db: &'db dyn Db, file: File) -> Option<Asked<'db>> {
        let kind = graph::facts(db, file).kind;
        if !kind.language.is_tree() || kind.templating != Templating::None || dna::editing::subject(db, file).is_some() {
            return None;
        }
        let text = graph::text(db, file).filter(|text| text.len() <= MOST)?;
        Some(Asked { db, file, language: kind.language, text })
    }

    /// The part of the text that holds the document at `offset`.
    fn part(&self, offset: usize) -> Span {
        let whole = Span::new(0, self.text.len());
        if self.language != Language::Yaml {
            return whole;
        }
        let mut part = whole;
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let end = at + line.len();
            if line.starts_with("---") && line[3..].trim_start().is_empty() {
                if end <= offset {
                    part.start = end as u32;
                } else {
                    part.end = at as u32;
                    break;
                }
            }
            at = end;
        }
        part
    }

    /// The tree of one document, as far as it can be read.
    fn tree(&self, text: &str) -> Option<Node> {
        match self.language {
            Language::Yaml => read(text).ok()?.root,
            Language::Json | Language::Jsonc => {
                read(text).ok().and_then(|document| document.root).or_else(|| tree::read(Language::Jsonc, text)?.root)
            }
            _ => tree::read(self.language, text)?.root,
        }
    }

    /// What the document `root` of `text` is held to.
    fn held(&self, text: &str, root: Node) -> (Option<Held>, Document) {
        let documents = [Document { root: Some(root), second: None, nodes: 0 }];
        let (kind, path) = (graph::facts(self.db, self.file).kind, self.file.path(self.db));
        let settings = self.file.root(self.db).map(|root| root.settings(self.db)).unwrap_or_default();
        let context = DocumentContext::new(path, kind, text, &settings);
        let held = in_root(self.db, self.file, context, &|context| schemas_for(context, &documents).pop().flatten());
        let [document] = documents;
        (held, document)
    }
}
