//! One text, as rules about documents see it.

use std::cell::OnceCell;

use documents::{Document, Node};
use syntax::dockerfile::Step;
use syntax::dotenv::Variable;
use syntax::place::is_test;
use syntax::{DocumentKind, Language};
use workspace::{RelPath, Settings};

use super::kubernetes::{Object, Objects};
use super::named::{Library, NoFiles};
use super::tree;
use crate::rules::workflows::{Use, uses};

/// A document and what is known about it. What is read of it is read once, by the first rule that asks.
pub struct DocumentContext<'a> {
    /// Where it is, below its root.
    pub path: &'a RelPath,
    /// What it is.
    pub kind: DocumentKind,
    /// Its text.
    pub text: &'a str,
    /// What the team has said about how it is judged.
    pub settings: &'a Settings,
    /// Where schemas that it names come from.
    pub(super) library: &'a dyn Library,
    documents: OnceCell<Vec<Document>>,
    expressions: OnceCell<Vec<Use>>,
    steps: OnceCell<Vec<Step>>,
    variables: OnceCell<Vec<Variable>>,
    objects: OnceCell<Objects>,
    patch: OnceCell<bool>,
    kustomized: OnceCell<bool>,
    laid_over: OnceCell<bool>,
}

impl<'a> DocumentContext<'a> {
    /// Of a text that is in no database, too.
    pub fn new(path: &'a RelPath, kind: DocumentKind, text: &'a str, settings: &'a Settings) -> DocumentContext<'a> {
        DocumentContext {
            path,
            kind,
            text,
            settings,
            library: &NoFiles,
            documents: OnceCell::new(),
            expressions: OnceCell::new(),
            steps: OnceCell::new(),
            variables: OnceCell::new(),
            objects: OnceCell::new(),
            patch: OnceCell::new(),
            kustomized: OnceCell::new(),
            laid_over: OnceCell::new(),
        }
    }

    /// The same in a repository, whose files are schemas.
    #[must_use]
    pub(super) fn among(self, library: &'a dyn Library) -> DocumentContext<'a> {
        DocumentContext { library, ..self }
    }

    /// The documents of a YAML, JSON or TOML text, in order: those that read, and are not empty.
    pub fn documents(&self) -> &[Document] {
        self.documents.get_or_init(|| match self.kind.language {
            Language::Yaml => documents::read_all(self.text).into_iter().flatten().filter(|document| document.root.is_some()).collect(),
            Language::Json | Language::Jsonc | Language::Toml => tree::read(self.kind.language, self.text).into_iter().collect(),
            _ => Vec::new(),
        })
    }

    /// What each of them says, in order.
    pub fn roots(&self) -> impl Iterator<Item = &Node> {
        self.documents().iter().filter_map(|document| document.root.as_ref())
    }

    /// Whether this Compose file may be read together with others, so that it need not be whole.
    pub(crate) fn is_laid_over(&self) -> bool {
        *self.laid_over.get_or_init(|| self.library.is_laid_over(self.path))
    }

    /// The expressions of a workflow or an action, in order.
    pub(crate) fn expressions(&self) -> &[Use] {
        self.expressions.get_or_init(|| uses(self))
    }

    /// The objects of a Kubernetes manifest, in order; of a list's items one each.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        let documents = self.documents();
        self.objects.get_or_init(|| Objects::of(documents)).among(documents)
    }

    /// Whether the objects here are laid over others: a kustomization says so, or the file does by where it is.
    pub fn is_patch(&self) -> bool {
        // What Chainsaw and KUTTL wait for is as much of an object as they compare.
        let is_test = is_test(self.path.as_str());
        let is_compared = |word: &str| is_test && matches!(word, "assert" | "asserts" | "error" | "errors");
        let is_word = |word: &str| matches!(word, "overlay" | "overlays" | "patch" | "patches") || is_compared(word);
        let says = |part: &str| part.split(|c: char| !c.is_ascii_alphanumeric()).any(is_word);
        *self.patch.get_or_init(|| self.path.parts().any(says) || self.library.is_patched(self.path))
    }

    /// Whether Kustomize may read the file, which fills in selectors, images and namespaces, and whose YAML is that of 1.2.
    pub fn is_kustomized(&self) -> bool {
        *self.kustomized.get_or_init(|| self.library.is_kustomized(self.path))
    }

    /// Whether `name` is what the project is called, or whose it is.
    pub fn is_own_name(&self, name: &str) -> bool {
        self.library.is_own_name(self.path, name)
    }

    /// Whether `image` is one of the project itself, whose latest version is meant.
    pub fn is_own_image(&self, image: &str) -> bool {
        self.library.is_own_image(self.path, image)
    }

    /// Whether manifests of the repository run something with the rights of their node.
    pub fn runs_privileged(&self) -> bool {
        self.library.runs_privileged()
    }

    /// The instructions of a Dockerfile; none of one that cannot be read whole.
    pub fn steps(&self) -> &[Step] {
        self.steps.get_or_init(|| syntax::dockerfile::steps(self.text).unwrap_or_default())
    }

    /// The variables of a `.env` file.
    pub fn variables(&self) -> &[Variable] {
        self.variables.get_or_init(|| syntax::dotenv::variables(self.text))
    }
}
