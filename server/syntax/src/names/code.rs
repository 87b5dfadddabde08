//! Queries about code, and what they find in a tree.
//!
//! A file of queries is tree-sitter's own: a pattern with a node captured as `@definition.NAMESPACE` or `@reference.NAMESPACE`, the
//! name as `@name` and, where it is a name within something, that as `@scope`. `@prefix` is put before the name, and `@own.NAMESPACE`
//! are names that the text gives to things of its own. `#set!` says what no node does: `role`, `scope`, a `match` that the name is
//! cut out by, the `form` that it is written in, and `optional`. A line `; literals: a b` at the top names the words of which a text must have
//! one to be parsed at all.

use std::ops::ControlFlow;
use std::sync::OnceLock;
use std::time::Duration;

use memchr::memmem;
use rustc_hash::FxHashSet;
use tree_sitter::{Query, QueryCursor, QueryCursorOptions, StreamingIterator, Tree};
use workspace::Span;

use super::form::Form;
use super::pattern;
use crate::effort::spent;
use crate::facts::{Flags, Namespace};
use crate::output::Output;
use crate::stored::constant;
use crate::tree::{Grammar, parse};

/// How long one query may look at one text.
const LIMIT: Duration = Duration::from_millis(500);
/// How many matches may be open at once; more make a query slow, and no name has so many beginnings.
const OPEN: u32 = 4_096;

/// The queries of one file, for one grammar.
#[derive(Debug)]
pub struct Queries {
    /// The grammar.
    pub grammar: Grammar,
    /// A text that has none of these is not parsed.
    pub literals: Vec<String>,
    text: String,
    compiled: OnceLock<Option<Compiled>>,
}

/// Queries that can be asked. Compiling takes milliseconds, so it waits for the first text that needs it.
#[derive(Debug)]
struct Compiled {
    query: Query,
    patterns: Vec<Pattern>,
}

/// What a pattern says beside its nodes.
#[derive(Debug)]
struct Pattern {
    found: Vec<(u32, bool, Namespace)>,
    role: &'static str,
    scope: Option<String>,
    cut: Option<pattern::Pattern>,
    form: Form,
    flags: Flags,
    own: Vec<(u32, Namespace)>,
}

/// A query that cannot be used, with the offset in its file.
#[derive(Debug)]
pub struct Refused {
    /// Where.
    pub at: usize,
    /// Why.
    pub message: String,
}

impl Queries {
    /// Takes a file of queries as it is.
    ///
    /// # Errors
    /// It does not say which words a text must have.
    pub fn read(grammar: Grammar, text: &str) -> Result<Queries, Refused> {
        let literals: Vec<String> = text
            .lines()
            .map_while(|line| line.trim().is_empty().then_some("").or_else(|| line.trim().strip_prefix(';')))
            .filter_map(|line| line.trim_start_matches(';').trim().strip_prefix("literals:"))
            .flat_map(|words| words.split_whitespace().map(str::to_owned))
            .collect();
        if literals.is_empty() {
            let message = "expected a line `; literals: WORD...` at the top: without such words every file would be parsed".to_owned();
            return Err(Refused { at: text.find(['(', '[', '"']).unwrap_or(0), message });
        }
        Ok(Queries { grammar, literals, text: text.to_owned(), compiled: OnceLock::new() })
    }

    /// Whether it can be asked: its grammar knows it, or is not part of this build.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn validate(&self) -> Result<(), Refused> {
        let compiled = Compiled::of(self.grammar, &self.text).transpose()?;
        self.compiled.get_or_init(|| compiled);
        Ok(())
    }

    fn compiled(&self) -> Option<&Compiled> {
        let compile = || {
            let compiled = Compiled::of(self.grammar, &self.text)?;
            compiled.inspect_err(|refused| tracing::error!(at = refused.at, "a query cannot be used: {}", refused.message)).ok()
        };
        self.compiled.get_or_init(compile).as_ref()
    }

    /// Whether a text could have what is asked for.
    pub fn may_match(&self, text: &str) -> bool {
        self.literals.iter().any(|literal| memmem::find(text.as_bytes(), literal.as_bytes()).is_some())
    }
}

impl Compiled {
    /// `None`: the grammar is not part of this build.
    fn of(grammar: Grammar, text: &str) -> Option<Result<Compiled, Refused>> {
        let query = match Query::new(&grammar.language()?, text) {
            Ok(query) => query,
            Err(error) => return Some(Err(Refused { at: error.offset, message: error.message.trim().to_owned() })),
        };
        Some(Compiled::with(query))
    }

    fn with(query: Query) -> Result<Compiled, Refused> {
        let read = |number| Pattern::read(&query, number).map_err(|message| Refused { at: query.start_byte_for_pattern(number), message });
        let patterns = (0..query.pattern_count()).map(read).collect::<Result<_, _>>()?;
        Ok(Compiled { query, patterns })
    }

    fn collect(&self, text: &str, tree: &Tree, own: &mut FxHashSet<(Namespace, String)>, out: &mut Output) {
        let names = self.query.capture_names();
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(OPEN);
        let until = spent() + LIMIT;
        let mut in_time =
            |_: &tree_sitter::QueryCursorState| if spent() < until { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        let options = QueryCursorOptions::new().progress_callback(&mut in_time);
        let mut matches = cursor.matches_with_options(&self.query, tree.root_node(), text.as_bytes(), options);
        while let Some(found) = matches.next() {
            let pattern = &self.patterns[found.pattern_index];
            let mut scope = pattern.scope.clone().unwrap_or_default();
            let mut prefix = String::new();
            let mut spans = Vec::new();
            let mut kinds = Vec::new();
            for capture in found.captures() {
                let span = unquoted(text, Span::new(capture.node.start_byte(), capture.node.end_byte()));
                match names[capture.index as usize] {
                    "name" => spans.push(span),
                    "prefix" => {
                        prefix.push_str(text.get(span.range()).unwrap_or_default());
                        if !prefix.is_empty() && !prefix.ends_with('_') {
                            prefix.push('_');
                        }
                    }
                    "scope" => scope = text.get(span.range()).unwrap_or_default().to_owned(),
                    _ => {}
                }
                let named = pattern.own.iter().filter(|(index, _)| *index == capture.index);
                own.extend(named.map(|(_, namespace)| (*namespace, text.get(span.range()).unwrap_or_default().to_owned())));
                kinds.extend(
                    pattern
                        .found
                        .iter()
                        .filter(|(index, ..)| *index == capture.index)
                        .map(|(_, defines, namespace)| (*defines, *namespace)),
                );
            }
            kinds.dedup();
            for span in spans {
                for (defines, namespace) in &kinds {
                    pattern.record(text, span, [&prefix, &scope], *defines, *namespace, out);
                }
            }
        }
    }
}

impl Pattern {
    /// What a query says of its pattern `number`.
    fn read(query: &Query, number: usize) -> Result<Pattern, String> {
        let mut pattern =
            Pattern { found: Vec::new(), role: "", scope: None, cut: None, form: Form::Plain, flags: Flags::default(), own: Vec::new() };
        let quantifiers = query.capture_quantifiers(number);
        let has = |index: usize| quantifiers[index] != tree_sitter::CaptureQuantifier::Zero;
        for (index, name) in query.capture_names().iter().enumerate().filter(|(index, _)| has(*index)) {
            pattern.capture(index as u32, name)?;
        }
        if pattern.found.is_empty() && pattern.own.is_empty() {
            return Err("expected a capture `@definition.NAMESPACE` or `@reference.NAMESPACE` in this pattern".to_owned());
        }
        for setting in query.property_settings(number) {
            pattern.set(&setting.key, setting.value.as_deref().unwrap_or_default())?;
        }
        Ok(pattern)
    }

    fn capture(&mut self, index: u32, name: &str) -> Result<(), String> {
        let named = |namespace| Namespace::named(constant(namespace));
        match name.split_once('.') {
            Some(("definition", namespace)) => self.found.push((index, true, named(namespace))),
            Some(("reference", namespace)) => self.found.push((index, false, named(namespace))),
            Some(("own", namespace)) => self.own.push((index, named(namespace))),
            _ if matches!(name, "name" | "scope" | "prefix") || name.starts_with('_') => {}
            _ => {
                return Err(format!(
                    "`@{name}` says nothing: expected `@definition.NAMESPACE`, `@reference.NAMESPACE`, `@own.NAMESPACE`, `@name`, `@scope`, `@prefix` or `@_private`"
                ));
            }
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "role" => self.role = constant(value),
            "scope" => self.scope = Some(value.to_owned()),
            "optional" => self.flags |= Flags::OPTIONAL,
            "match" => self.cut = Some(pattern::Pattern::read(value).map_err(|error| format!("`match` is no pattern: {error}"))?),
            "form" => self.form = Form::named(value)?,
            key => return Err(format!("`#set! {key}` says nothing: there are `role`, `scope`, `match`, `form` and `optional`")),
        }
        Ok(())
    }

    fn record(&self, text: &str, span: Span, around: [&str; 2], defines: bool, namespace: Namespace, out: &mut Output) {
        let [prefix, scope] = around;
        let written = text.get(span.range()).unwrap_or_default();
        let mut mention = |name: &str, span: Span| {
            let scope = if scope.is_empty() { Vec::new() } else { vec![scope.to_owned()] };
            for (said, range) in self.form.names(&format!("{prefix}{name}")) {
                let inside = prefix.is_empty() && range.end <= (span.end - span.start) as usize;
                let span = if inside { Span::new(span.start as usize + range.start, span.start as usize + range.end) } else { span };
                out.mention(defines, namespace, &said, &scope, self.role, self.flags, span);
            }
        };
        match &self.cut {
            // The path of a route may be empty.
            None if !written.is_empty() || self.form == Form::Route => mention(written, span),
            None => {}
            Some(cut) => {
                for found in cut.regex().captures_iter(written) {
                    let part = found.name("name").or_else(|| found.get(0)).filter(|part| !part.is_empty());
                    if let Some(part) = part {
                        let start = span.start as usize;
                        mention(part.as_str(), Span::new(start + part.start(), start + part.end()));
                    }
                }
            }
        }
    }
}

/// The range between quotes, where a name stands in some.
fn unquoted(text: &str, span: Span) -> Span {
    let written = text.get(span.range()).unwrap_or_default();
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    match quote {
        Some(quote) if written.len() > 1 && written.ends_with(quote) => Span { start: span.start + 1, end: span.end - 1 },
        _ => span,
    }
}

/// Puts what `queries`, all of one grammar, find in `text` into `out`.
pub(super) fn collect(queries: &[Queries], text: &str, out: &mut Output) {
    let mut wanted = queries.iter().filter(|queries| queries.may_match(text)).peekable();
    let Some(tree) = wanted.peek().and_then(|first| parse(first.grammar, text)) else { return };
    let mut own = FxHashSet::default();
    wanted.filter_map(Queries::compiled).for_each(|queries| queries.collect(text, &tree, &mut own, out));
    settle(&own, out);
}

/// Puts right what several patterns say of one place: it gives a name rather than using it, and where one pattern knows that the name
/// must stand for something, it must. What a text calls by names of its own is nobody else's.
fn settle(own: &FxHashSet<(Namespace, String)>, out: &mut Output) {
    let spans = &out.spans;
    let mut seen = FxHashSet::default();
    let names = &mut out.names;
    names.definitions.retain(|mention| seen.insert((mention.namespace, spans[mention.span.0 as usize], mention.name.clone())));
    let required: FxHashSet<_> = {
        let required = names.references.iter().filter(|mention| !mention.flags.has(Flags::OPTIONAL));
        required.map(|mention| (mention.namespace, spans[mention.span.0 as usize])).collect()
    };
    names.references.retain(|mention| {
        let place = spans[mention.span.0 as usize];
        let superseded = mention.flags.has(Flags::OPTIONAL) && required.contains(&(mention.namespace, place));
        let is_own = !own.is_empty() && own.contains(&(mention.namespace, mention.name.to_string()));
        !superseded && !is_own && seen.insert((mention.namespace, place, mention.name.clone()))
    });
}
