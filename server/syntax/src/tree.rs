//! tree-sitter with bounds: a parser per thread, a limit on time, and its error nodes as a short list.
//!
//! Everything walks with a cursor; nothing recurses, as a syntax tree may be as deep as the text is long.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use tree_sitter::{Language, Node, ParseOptions, Parser, Query, Tree};
use workspace::Span;

/// How long one text may take.
const LIMIT: Duration = Duration::from_millis(1500);

/// The languages that tree-sitter reads here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Grammar {
    /// Go.
    Go,
}

impl Grammar {
    fn language(self) -> Language {
        match self {
            Grammar::Go => tree_sitter_go::LANGUAGE.into(),
        }
    }

    /// A query of ours, from `queries/`. One that does not compile finds nothing, says so in the log, and fails a test.
    pub fn query(self, name: &str, text: &str) -> Option<Query> {
        Query::new(&self.language(), text).inspect_err(|error| tracing::error!("{name}: {error}")).ok()
    }
}

thread_local! {
    static PARSERS: RefCell<FxHashMap<Grammar, Parser>> = RefCell::default();
}

/// The tree of `text`; `None` when it takes too long or the language does not fit the library.
pub fn parse(grammar: Grammar, text: &str) -> Option<Tree> {
    PARSERS.with_borrow_mut(|parsers| {
        let parser = parsers.entry(grammar).or_insert_with(|| {
            let mut parser = Parser::new();
            if let Err(error) = parser.set_language(&grammar.language()) {
                tracing::error!("a grammar does not fit the library: {error}");
            }
            parser
        });
        let until = Instant::now() + LIMIT;
        let mut in_time =
            |_: &tree_sitter::ParseState| if Instant::now() < until { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        let options = ParseOptions::new().progress_callback(&mut in_time);
        let bytes = text.as_bytes();
        let tree = parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options));
        if tree.is_none() {
            // What is left of a parse that was cut off would be resumed with the next text.
            parser.reset();
        }
        tree
    })
}

/// A place where the grammar did not fit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ErrorNode<'tree> {
    /// What was skipped; empty where something is missing.
    pub span: Span,
    /// The token that the parser put in to go on.
    pub missing: Option<&'tree str>,
}

/// The outermost error nodes in order, at most `most`.
pub fn errors(tree: &Tree, most: usize) -> Vec<ErrorNode<'_>> {
    let mut found = Vec::new();
    let mut cursor = tree.walk();
    'walk: loop {
        let node: Node<'_> = cursor.node();
        let error = node.is_error() || node.is_missing();
        if error {
            let missing = node.is_missing().then(|| node.kind());
            found.push(ErrorNode { span: Span::new(node.start_byte(), node.end_byte()), missing });
            if found.len() == most {
                break;
            }
        }
        if !error && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                break 'walk;
            }
        }
    }
    found
}
