//! tree-sitter with bounds: a parser per thread, a limit on time, and its error nodes as a short list.
//!
//! Everything walks with a cursor; nothing recurses, as a syntax tree may be as deep as the text is long.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustc_hash::FxHashMap;
use tree_sitter::{Language, LogType, Node, ParseOptions, Parser, Query, Tree};
use workspace::Span;

use crate::effort::spent;

pub use trace::Refusal;
use trace::Trace;

mod trace;

/// How long one text may take.
const LIMIT: Duration = Duration::from_millis(1500);

/// The grammars there are. What is made of their verdict is said in [`crate::grammar`]'s table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // each is the grammar of the language of its name
pub enum Grammar {
    Go,
    Java,
    Kotlin,
    C,
    Cpp,
    CSharp,
    Ruby,
    Php,
    Bash,
    Python,
    TypeScript,
    Tsx,
    Rust,
}

impl Grammar {
    /// The grammar itself; `None` when its group was left out of the build.
    pub(crate) fn language(self) -> Option<Language> {
        match self {
            Grammar::Python => Some(tree_sitter_python::LANGUAGE.into()),
            Grammar::TypeScript => Some(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()),
            Grammar::Tsx => Some(tree_sitter_typescript::LANGUAGE_TSX.into()),
            Grammar::Rust => Some(tree_sitter_rust::LANGUAGE.into()),
            Grammar::Go => Some(tree_sitter_go::LANGUAGE.into()),
            #[cfg(feature = "jvm")]
            Grammar::Java => Some(tree_sitter_java::LANGUAGE.into()),
            #[cfg(feature = "jvm")]
            Grammar::Kotlin => Some(tree_sitter_kotlin_ng::LANGUAGE.into()),
            #[cfg(feature = "c-family")]
            Grammar::C => Some(tree_sitter_c::LANGUAGE.into()),
            #[cfg(feature = "c-family")]
            Grammar::Cpp => Some(tree_sitter_cpp::LANGUAGE.into()),
            #[cfg(feature = "c-family")]
            Grammar::CSharp => Some(tree_sitter_c_sharp::LANGUAGE.into()),
            #[cfg(feature = "scripting")]
            Grammar::Ruby => Some(tree_sitter_ruby::LANGUAGE.into()),
            #[cfg(feature = "scripting")]
            Grammar::Bash => Some(tree_sitter_bash::LANGUAGE.into()),
            #[cfg(feature = "web")]
            Grammar::Php => Some(tree_sitter_php::LANGUAGE_PHP.into()),
            #[allow(unreachable_patterns)] // not with every feature
            _ => None,
        }
    }

    /// Whether the grammar is part of this build.
    pub fn is_built_in(self) -> bool {
        self.language().is_some()
    }

    /// A query of ours, from `queries/`. One that does not compile finds nothing, says so in the log, and fails a test.
    pub fn query(self, name: &str, text: &str) -> Option<Query> {
        Query::new(&self.language()?, text).inspect_err(|error| tracing::error!("{name}: {error}")).ok()
    }
}

thread_local! {
    static PARSERS: RefCell<FxHashMap<Grammar, Parser>> = RefCell::default();
}

/// The tree of `text`; `None` when it takes too long, or the grammar is not part of this build.
pub fn parse(grammar: Grammar, text: &str) -> Option<Tree> {
    parse_until(grammar, text, spent() + LIMIT)
}

/// The same with a limit that several readings share.
pub fn parse_until(grammar: Grammar, text: &str, until: Duration) -> Option<Tree> {
    with_parser(grammar, |parser| run(parser, text, until))?
}

/// The tree of `text` and what the parser did when it met something that did not fit, in order.
pub fn parse_tracing(grammar: Grammar, text: &str, until: Duration) -> Option<(Tree, Vec<Refusal>)> {
    with_parser(grammar, |parser| {
        let trace: Arc<Mutex<Trace>> = Arc::default();
        let sink = Arc::clone(&trace);
        parser.set_logger(Some(Box::new(move |kind, line| {
            if kind == LogType::Parse {
                sink.lock().unwrap_or_else(PoisonError::into_inner).read(line);
            }
        })));
        let tree = run(parser, text, until);
        parser.set_logger(None);
        let refusals = std::mem::take(&mut *trace.lock().unwrap_or_else(PoisonError::into_inner)).finish(text);
        Some((tree?, refusals))
    })?
}

fn with_parser<T>(grammar: Grammar, use_it: impl FnOnce(&mut Parser) -> T) -> Option<T> {
    let language = grammar.language()?;
    PARSERS.with_borrow_mut(|parsers| {
        let parser = parsers.entry(grammar).or_insert_with(|| {
            let mut parser = Parser::new();
            if let Err(error) = parser.set_language(&language) {
                tracing::error!("a grammar does not fit the library: {error}");
            }
            parser
        });
        Some(use_it(parser))
    })
}

fn run(parser: &mut Parser, text: &str, until: Duration) -> Option<Tree> {
    let mut asked = 0_u32;
    let mut in_time = |_: &tree_sitter::ParseState| {
        asked += 1;
        // The clock is the system's to ask: not every time.
        if !asked.is_multiple_of(32) || spent() < until { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut in_time);
    let bytes = text.as_bytes();
    let tree = parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options));
    if tree.is_none() {
        // What is left of a parse that was cut off would be resumed with the next text.
        parser.reset();
    }
    tree
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
