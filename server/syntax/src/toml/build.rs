//! From the events of the TOML grammar to a tree, and to what the grammar does not know: which tables and keys
//! may not be defined a second time.

use std::borrow::Cow;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};
use toml_parser::{ParseError, Source};
use workspace::Span;

use super::text;
use crate::manifest::tree::{Tree, Value};
use crate::output::Output;

/// Arrays and inline tables nested deeper are not read: the grammar's parser recurses.
const MAX_NESTING: u32 = 128;
/// How often reading starts again after a bracket that nobody closed.
const MAX_RESUMED: usize = 5;
/// More mistakes in one file tell nothing new.
const MAX_REPORTED: usize = 20;

/// Reads `text`; `None` when it nests too deep.
pub fn build<'a>(text: &'a str, out: &mut Output) -> Option<Tree<'a>> {
    let mut builder = Builder::new(text);
    let mut from = 0;
    for _ in 0..=MAX_RESUMED {
        match builder.read(from) {
            Read::All => break,
            Read::UpTo(next) => from = next,
            Read::TooDeep(span) => {
                let message =
                    format!("arrays and inline tables nest deeper than {MAX_NESTING} levels, the depth limit: the file is not checked");
                out.problem("L1/too-deep", span, message);
                out.skip();
                return None;
            }
        }
    }
    builder.mistakes.sort_by_key(|mistake| mistake.span);
    for mistake in builder.mistakes.into_iter().take(MAX_REPORTED) {
        match mistake.duplicate {
            true => out.problem("L1/duplicate-key", mistake.span, mistake.message),
            false => out.syntax_error(mistake.span, mistake.message),
        }
        if let Some((span, message)) = mistake.related {
            out.related(span, message);
        }
    }
    Some(builder.tree)
}

/// How far a round of reading came.
enum Read {
    All,
    /// A bracket was left open; the next statement is at this offset.
    UpTo(usize),
    TooDeep(Span),
}

struct Mistake {
    span: Span,
    message: String,
    related: Option<(Span, &'static str)>,
    duplicate: bool,
    /// The statement it is in, counted within one round of reading.
    statement: usize,
    /// Whether the grammar was hurt, so that the next statement may be part of this one.
    grammar: bool,
}

/// How a table came to be; decides what may be added to it. A set of the constants.
type Made = u8;
/// By a header or dotted key that names something inside it.
const IMPLICIT: Made = 1;
/// By a dotted key: its table may not be opened by a header.
const DOTTED: Made = 2;
/// By its own header.
const HEADER: Made = 4;
/// As a value: complete where it stands.
const VALUE: Made = 8;
/// By `[[header]]`: the list of its tables.
const LIST_OF_TABLES: Made = 16;

type Key<'a> = (Cow<'a, str>, Span);

struct Builder<'a> {
    text: &'a str,
    tree: Tree<'a>,
    made: Vec<Made>,
    index: FxHashMap<(u32, CompactString), u32>,
    mistakes: Vec<Mistake>,
    /// The table that the last header opened.
    current: u32,
    /// The arrays and inline tables that are open, and whether they are arrays.
    open: Vec<(u32, bool)>,
    /// The key that is being read.
    path: Vec<Key<'a>>,
    /// The statement that is being read.
    statement: usize,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Builder<'a> {
        let mut tree = Tree::default();
        tree.add(0, Cow::Borrowed(""), Span::default(), Value::Table, Span::new(0, text.len()));
        let (index, mistakes) = (FxHashMap::default(), Vec::new());
        Builder { text, tree, made: vec![HEADER], index, mistakes, current: 0, open: Vec::new(), path: Vec::new(), statement: 0 }
    }

    fn read(&mut self, from: usize) -> Read {
        let source = Source::new(&self.text[from..]);
        let tokens = source.lex().into_vec();
        let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
        let mut errors: Vec<ParseError> = Vec::new();
        parse_document(&tokens, &mut RecursionGuard::new(&mut events, MAX_NESTING), &mut errors);
        drop(tokens);
        if let Some(deep) = errors.iter().find(|error| error.description().starts_with("cannot recurse")) {
            return Read::TooDeep(deep.unexpected().map(|span| Span::new(from + span.start(), from + span.end())).unwrap_or_default());
        }
        let begin = self.mistakes.len();
        let statements = statements(&events);
        let statement_of = |offset: usize| statements.partition_point(|&start| start <= offset);
        let (mut until, mut resume, mut last) = (usize::MAX, None, usize::MAX);
        // Of brackets that are open at the end, the outermost is the one somebody forgot.
        let unclosed = errors.iter().filter(|error| matches!(error.description(), "unclosed array" | "unclosed inline table"));
        let unclosed = unclosed.filter_map(|error| error.context()).min_by_key(|open| open.start());
        if let Some(open) = unclosed
            && let Some(next) = text::next_statement(self.text, from + open.start())
        {
            // What the parser made of the rest of the file is about another text than the author's.
            until = statements.get(statement_of(open.start()).saturating_sub(1)).copied().unwrap_or(0);
            resume = Some(next);
            let opening = &self.text[from + open.start()..from + open.end()];
            let (what, closing) = if opening.starts_with('[') { ("array", "]") } else { ("inline table", "}") };
            let span = Span::new(from + open.start(), from + open.end());
            self.statement = statement_of(open.start());
            self.mistake(span, format!("the {what} is not closed: expected `{closing}` before the next statement"), None);
        }
        let mut broken = vec![false; statements.len() + 1];
        errors.sort_by_key(|error| error.unexpected().map_or(0, |span| span.start()));
        for error in &errors {
            let at = error.unexpected().map_or(0, |span| span.start());
            // One statement's second mistake follows from its first.
            let statement = statement_of(at.min(error.context().map_or(at, |context| context.start())));
            broken[statement] = true;
            if at < until && statement != last {
                last = statement;
                let (span, message) = text::describe(error, self.text, from);
                self.mistakes.push(Mistake { span, message, related: None, duplicate: false, statement, grammar: true });
            }
        }
        let events = events.iter().filter(|event| event.span().start() < until);
        for event in events {
            self.statement = statement_of(event.span().start());
            self.event(event, source, from, broken[self.statement]);
        }
        self.forget_consequences(begin);
        self.open.clear();
        self.path.clear();
        resume.map_or(Read::All, Read::UpTo)
    }

    /// Drops mistakes in the grammar of statements that follow a broken one without a sound one between: they are
    /// most likely its remains.
    fn forget_consequences(&mut self, begin: usize) {
        let mut round = self.mistakes.split_off(begin);
        round.sort_by_key(|mistake| mistake.span);
        let mut last = None;
        for mistake in round {
            let follows = mistake.grammar && last.is_some_and(|last| mistake.statement <= last + 1);
            if !mistake.duplicate {
                last = Some(mistake.statement);
            }
            if !follows {
                self.mistakes.push(mistake);
            }
        }
    }

    /// What follows is in a table that nobody can tell, so that it must not look like part of another one.
    fn detach(&mut self, span: Span) {
        self.current = self.add(0, (Cow::Borrowed(""), Span::default()), Value::Table, span, HEADER);
    }

    /// Takes one event. `quiet` when its statement is known to be broken.
    fn event(&mut self, event: &Event, source: Source<'a>, from: usize, quiet: bool) {
        let span = Span::new(from + event.span().start(), from + event.span().end());
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.path.clear();
                if quiet {
                    self.detach(span);
                }
            }
            EventKind::SimpleKey if quiet && self.open.is_empty() && text::is_broken_header(self.text, span.start as usize) => {
                self.detach(span)
            }
            EventKind::StdTableClose => self.header(false, span),
            EventKind::ArrayTableClose => self.header(true, span),
            EventKind::SimpleKey => {
                let Some(raw) = source.get(event) else { return };
                let mut key = Cow::Borrowed("");
                if raw.is_empty() {
                    if !quiet {
                        let found = text::found(self.text, span.start as usize);
                        self.mistake(text::widen(self.text, span), format!("found {found}: expected a key"), None);
                    }
                } else {
                    let mut errors = Vec::new();
                    raw.decode_key(&mut key, &mut errors);
                    self.first_of(&errors, event.encoding(), span, from, quiet);
                }
                self.path.push((key, text::content(self.text, span, event.encoding())));
            }
            EventKind::Scalar => {
                let (value, content) = self.scalar(event, source, span, from, quiet);
                self.place(value, content);
            }
            EventKind::ArrayOpen | EventKind::InlineTableOpen => {
                let list = event.kind() == EventKind::ArrayOpen;
                let id = self.place(if list { Value::List } else { Value::Table }, span);
                self.open.push((id, list));
            }
            EventKind::ArrayClose | EventKind::InlineTableClose => {
                if let Some((id, _)) = self.open.pop() {
                    self.tree.close(id, span.end);
                }
            }
            EventKind::Comment | EventKind::Newline => {
                if let Some(raw) = source.get(event) {
                    let mut errors = Vec::new();
                    if event.kind() == EventKind::Comment {
                        raw.decode_comment(&mut errors);
                    } else {
                        raw.decode_newline(&mut errors);
                        if self.open.is_empty() {
                            // A key without a value ends with its line.
                            self.path.clear();
                        }
                    }
                    self.first_of(&errors, None, span, from, quiet);
                }
            }
            EventKind::KeySep | EventKind::KeyValSep | EventKind::ValueSep | EventKind::Whitespace | EventKind::Error => {}
        }
    }

    fn scalar(&mut self, event: &Event, source: Source<'a>, span: Span, from: usize, quiet: bool) -> (Value<'a>, Span) {
        let content = text::content(self.text, span, event.encoding());
        let Some(raw) = source.get(event) else { return (Value::Other, content) };
        if raw.is_empty() {
            if !quiet {
                let found = text::found(self.text, span.start as usize);
                self.mistake(text::widen(self.text, span), format!("found {found}: expected a value"), None);
            }
            return (Value::Other, content);
        }
        let mut errors = Vec::new();
        let mut decoded = Cow::Borrowed("");
        let kind = raw.decode_scalar(&mut decoded, &mut errors);
        if !errors.is_empty() {
            self.first_of(&errors, event.encoding(), span, from, quiet);
            return (Value::Other, content);
        }
        let wrong = match kind {
            ScalarKind::String => return (Value::Text(decoded), content),
            ScalarKind::Boolean(value) => return (Value::Bool(value), content),
            ScalarKind::DateTime => decoded.parse::<toml_datetime::Datetime>().err().map(|error| format!("no valid date or time: {error}")),
            ScalarKind::Float => decoded.parse::<f64>().is_err().then(|| "no valid number".to_owned()),
            // How large integers may be is left to the reader: Python takes any.
            ScalarKind::Integer(_) => None,
        };
        if let Some(message) = wrong.filter(|_| !quiet) {
            self.mistake(span, format!("found `{}`: {message}", raw.as_str()), None);
        }
        (Value::Other, content)
    }

    /// Opens the table that a header names.
    fn header(&mut self, list: bool, span: Span) {
        let mut path = std::mem::take(&mut self.path);
        let Some((key, key_span)) = path.pop() else { return };
        let start = path.first().map_or(key_span, |(_, first)| *first);
        let whole = Span { start: start.start, end: span.start };
        let mut table = 0;
        for (key, span) in path {
            match self.descend(table, key, span, false) {
                Some(next) => table = next,
                None => return self.detach(whole),
            }
        }
        let existing = self.index.get(&(table, CompactString::from(key.as_ref()))).copied();
        self.current = match existing {
            None if list => {
                let all = self.add_named(table, (key, key_span), Value::List, whole, LIST_OF_TABLES);
                self.add(all, (Cow::Borrowed(""), Span::default()), Value::Table, whole, HEADER)
            }
            None => self.add_named(table, (key, key_span), Value::Table, whole, HEADER),
            Some(all) if list && self.made[all as usize] == LIST_OF_TABLES => {
                self.add(all, (Cow::Borrowed(""), Span::default()), Value::Table, whole, HEADER)
            }
            Some(id) if !list && self.made[id as usize] == IMPLICIT => {
                self.made[id as usize] = HEADER;
                id
            }
            Some(id) => {
                let what = if list { "array of tables" } else { "table" };
                self.duplicate(id, whole, format!("the {what} `{key}` is already defined"));
                self.add(table, (key, key_span), Value::Table, whole, HEADER)
            }
        };
    }

    /// Puts a value where it was named, or at the end of the open array.
    fn place(&mut self, value: Value<'a>, span: Span) -> u32 {
        let mut path = std::mem::take(&mut self.path);
        let mut table = match self.open.last() {
            Some(&(list, true)) => return self.add(list, (Cow::Borrowed(""), Span::default()), value, span, VALUE),
            Some(&(table, false)) => table,
            None => self.current,
        };
        let Some((key, key_span)) = path.pop() else {
            return self.add(table, (Cow::Borrowed(""), Span::default()), value, span, VALUE);
        };
        for (key, span) in path {
            match self.descend(table, key, span, true) {
                Some(next) => table = next,
                None => return self.add(table, (Cow::Borrowed(""), Span::default()), value, span, VALUE),
            }
        }
        if let Some(&first) = self.index.get(&(table, CompactString::from(key.as_ref()))) {
            if !key.is_empty() || key_span != Span::empty(key_span.start as usize) {
                self.duplicate(first, key_span, format!("duplicate key `{key}`"));
            }
            return self.add(table, (key, key_span), value, span, VALUE);
        }
        self.add_named(table, (key, key_span), value, span, VALUE)
    }

    /// The table `key` of `table`, made when there is none yet; `None`, and a mistake, when something else has that name.
    fn descend(&mut self, table: u32, key: Cow<'a, str>, span: Span, dotted: bool) -> Option<u32> {
        let made = if dotted { IMPLICIT | DOTTED } else { IMPLICIT };
        let Some(&id) = self.index.get(&(table, CompactString::from(key.as_ref()))) else {
            return Some(self.add_named(table, (key, span), Value::Table, span, made));
        };
        let existing = self.made[id as usize];
        if existing & VALUE != 0 {
            let first = self.tree.key_span(id);
            self.mistake(
                span,
                format!("`{key}` already has a value, which nothing can be added to: expected a table"),
                Some((first, "its value is here")),
            );
            None
        } else if dotted && existing & IMPLICIT == 0 {
            self.duplicate(id, span, format!("the table `{key}` is already defined, and a dotted key cannot add to it"));
            None
        } else if existing == LIST_OF_TABLES {
            Some(self.tree.last_child(id).unwrap_or(id))
        } else {
            self.made[id as usize] |= made;
            Some(id)
        }
    }

    fn add(&mut self, parent: u32, (key, key_span): Key<'a>, value: Value<'a>, span: Span, made: Made) -> u32 {
        self.made.push(made);
        self.tree.add(parent, key, key_span, value, span)
    }

    fn add_named(&mut self, parent: u32, key: Key<'a>, value: Value<'a>, span: Span, made: Made) -> u32 {
        let name = CompactString::from(key.0.as_ref());
        let id = self.add(parent, key, value, span, made);
        self.index.insert((parent, name), id);
        id
    }

    fn mistake(&mut self, span: Span, message: String, related: Option<(Span, &'static str)>) {
        self.mistakes.push(Mistake { span, message, related, duplicate: false, statement: self.statement, grammar: false });
    }

    fn duplicate(&mut self, first: u32, span: Span, message: String) {
        let related = Some((self.tree.key_span(first), "first defined here"));
        self.mistakes.push(Mistake { span, message, related, duplicate: true, statement: self.statement, grammar: false });
    }

    /// Reports the first mistake inside one token.
    fn first_of(&mut self, errors: &[ParseError], encoding: Option<Encoding>, token: Span, from: usize, quiet: bool) {
        let Some(error) = errors.first().filter(|_| !quiet) else { return };
        let (span, message) = text::describe_inside(error, self.text, token, encoding, from);
        self.mistake(span, message, None);
    }
}

/// Where statements start: headers, and keys outside of any value.
fn statements(events: &[Event]) -> Vec<usize> {
    let mut starts = Vec::new();
    let (mut depth, mut inside) = (0usize, false);
    for event in events {
        match event.kind() {
            EventKind::ArrayOpen | EventKind::InlineTableOpen => depth += 1,
            EventKind::ArrayClose | EventKind::InlineTableClose => depth = depth.saturating_sub(1),
            EventKind::Newline if depth == 0 => inside = false,
            EventKind::StdTableOpen | EventKind::ArrayTableOpen | EventKind::SimpleKey if depth == 0 && !inside => {
                inside = true;
                starts.push(event.span().start());
            }
            _ => {}
        }
    }
    starts
}
