//! Typed access to the tree: each function takes a node, says what is wrong with it, and returns what
//! can be used.

use compact_str::CompactString;
use workspace::Span;

use crate::keys::Keys;
use crate::mistake::{Fix, MOST_MISTAKES, Mistake, SCHEMA, UNKNOWN_ID, closest};
use crate::model::{Dna, Name, Reference};
use crate::ownership;
use crate::span::{SourceId, SpanId, Spanned, Spans};
use documents::{Node, Scalar, Value};

/// Collects places and mistakes while a DNA is read.
pub(crate) struct Reader {
    /// The text that is being read.
    pub source: SourceId,
    /// Whether a part of the whole is missing, so that an unknown id proves nothing.
    pub lacking: bool,
    spans: Spans,
    mistakes: Vec<Mistake>,
    pub references: Vec<Reference>,
    guesses: usize,
}

/// How many mistakes get a suggestion.
const MOST_GUESSES: usize = 100;
/// Of how many candidates one is suggested.
const MOST_CANDIDATES: usize = 1000;

/// The entries of a mapping whose keys are known.
pub(crate) struct Fields<'n>(&'n [(Node, Node)]);

impl<'n> Fields<'n> {
    /// The value of a key; the first when it is written twice, which is reported elsewhere.
    pub fn get(&self, name: &str) -> Option<&'n Node> {
        self.key(name).map(|(_, value)| value)
    }

    /// The key and its value.
    pub fn key(&self, name: &str) -> Option<(&'n Node, &'n Node)> {
        self.0.iter().find(|(key, _)| key.text() == Some(name)).map(|(key, value)| (key, value))
    }
}

/// An entry of a mapping.
pub(crate) fn entry<'n>(map: &'n Node, name: &str) -> Option<(&'n Node, &'n Node)> {
    match &map.value {
        Value::Map(entries) => Fields(entries).key(name),
        _ => None,
    }
}

impl Reader {
    pub fn new() -> Reader {
        Reader {
            source: SourceId::default(),
            lacking: false,
            spans: Spans::default(),
            mistakes: Vec::new(),
            references: Vec::new(),
            guesses: 0,
        }
    }

    pub fn finish(self) -> (Spans, Vec<Mistake>) {
        (self.spans, self.mistakes)
    }

    /// Reports a mistake in the text that is being read, unless there are enough.
    pub fn mistake(&mut self, mistake: Mistake) {
        if !self.has_enough() {
            self.mistakes.push(Mistake { source: self.source, ..mistake });
        }
    }

    /// Reads what something else overrides. Only its shape can be wrong: what it names may have gone with the
    /// override, and what it declares is declared by the override.
    pub fn overridden(&mut self, read: impl FnOnce(&mut Reader)) {
        let (mistakes, references) = (self.mistakes.len(), self.references.len());
        read(self);
        self.references.truncate(references);
        let found = self.mistakes.split_off(mistakes.min(self.mistakes.len()));
        self.mistakes.extend(found.into_iter().filter(|mistake| mistake.code == SCHEMA));
    }

    /// Whether further mistakes would be dropped.
    fn has_enough(&self) -> bool {
        self.mistakes.len() >= MOST_MISTAKES
    }

    /// Of `candidates`, what `word` may have meant: asked for a limited number of times, since each asks
    /// all candidates.
    pub fn meant<'a>(&mut self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        self.guesses += 1;
        if self.guesses > MOST_GUESSES { None } else { closest(word, candidates.into_iter().take(MOST_CANDIDATES)) }
    }

    pub fn mark(&mut self, span: Span) -> SpanId {
        self.spans.add(self.source, span)
    }

    /// The same for all of a text, parts of which are told too.
    pub fn mark_text(&mut self, node: &Node) -> SpanId {
        let id = self.mark(node.span);
        if let Value::Scalar { block: Some(lines), .. } = &node.value {
            self.spans.add_block(id, lines.clone());
        }
        id
    }

    pub fn place(&self, id: SpanId) -> (SourceId, Span) {
        (id.source, self.spans.get(id))
    }

    /// Says that `node` is not what is wanted.
    pub fn wrong_type(&mut self, node: &Node, what: &str, wanted: &str) {
        self.mistake(Mistake::new(SCHEMA, node.heading(), format!("{what} is {wanted}, not {}", node.describe())));
    }

    /// The entries of a mapping; says which keys nobody reads.
    pub fn fields<'n>(&mut self, node: &'n Node, keys: &Keys) -> Option<Fields<'n>> {
        let Value::Map(entries) = &node.value else {
            self.wrong_type(node, keys.what, "a mapping");
            return None;
        };
        for (key, _) in entries {
            if self.has_enough() {
                break;
            }
            let Some(name) = key.text() else {
                self.wrong_type(key, &format!("a key of {}", keys.what), "text");
                continue;
            };
            if !keys.names.contains(&name) {
                let unwritten = keys.names.iter().copied().filter(|name| !entries.iter().any(|(key, _)| key.text() == Some(name)));
                let message = format!("{} has no key `{}`", keys.what, cut(name));
                let mut mistake = Mistake::new(SCHEMA, key.span, message).suggest(self.meant(name, unwritten));
                if mistake.fix.is_none() {
                    let known = keys.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    mistake.message.push_str(&format!("; it has {known}"));
                }
                self.mistake(mistake);
            }
        }
        Some(Fields(entries))
    }

    /// The entries of a mapping with free keys: key text, key, value. Nothing at all is an empty mapping.
    pub fn entries<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(&'n str, &'n Node, &'n Node)> {
        let Value::Map(entries) = &node.value else {
            if !node.is_null() {
                self.wrong_type(node, what, "a mapping");
            }
            return Vec::new();
        };
        let mut out: Vec<(&str, &Node, &Node)> = Vec::with_capacity(entries.len());
        let mut known = rustc_hash::FxHashSet::default();
        for (key, value) in entries {
            match key.text() {
                // A key written twice is a finding about the file's syntax; the first counts.
                Some(name) => out.extend(known.insert(name).then_some((name, key, value))),
                None => self.wrong_type(key, &format!("a key of {what}"), "text"),
            }
        }
        out
    }

    /// The items of a list.
    pub fn items<'n>(&mut self, node: &'n Node, what: &str) -> &'n [Node] {
        match &node.value {
            Value::List(items) => items,
            _ => {
                self.wrong_type(node, what, "a list");
                &[]
            }
        }
    }

    /// Text. A number or boolean in its place is used as it is written, and said.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<Spanned<CompactString>> {
        let Value::Scalar { text, kind, .. } = &node.value else {
            self.wrong_type(node, what, "text");
            return None;
        };
        match kind {
            Scalar::Text if !text.is_empty() => {}
            Scalar::Text => {
                self.mistake(Mistake::new(SCHEMA, node.span, format!("{what} is empty")));
                return None;
            }
            Scalar::Null => {
                self.wrong_type(node, what, "text");
                return None;
            }
            Scalar::Bool | Scalar::Number => {
                let mut mistake =
                    Mistake::new(SCHEMA, node.span, format!("{what} is text, not {}: put `{text}` in quotes", node.describe()));
                mistake.fix = Some(Fix { title: "Put it in quotes".to_owned(), span: node.span, text: format!("\"{text}\""), safe: true });
                self.mistake(mistake);
            }
        }
        Some(Spanned::new(text.clone(), self.mark(node.span)))
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        match &node.value {
            Value::Scalar { text, kind: Scalar::Bool, .. } => Some(text.eq_ignore_ascii_case("true")),
            _ => {
                self.wrong_type(node, what, "`true` or `false`");
                None
            }
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &Node, what: &str) -> Vec<Spanned<CompactString>> {
        let each = format!("an item of {what}");
        self.items(node, what).iter().filter_map(|item| self.text(item, &each)).collect()
    }

    /// A text, or a list of them.
    pub fn one_or_many(&mut self, node: &Node, what: &str) -> Vec<Spanned<CompactString>> {
        match node.value {
            Value::List(_) => self.texts(node, what),
            _ => self.text(node, what).into_iter().collect(),
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, node: &Node, what: &str, choices: &[(&str, T)]) -> Option<Spanned<T>> {
        let Some(text) = node.text() else {
            self.wrong_type(node, what, &listed(choices));
            return None;
        };
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(Spanned::new(*value, self.mark(node.span)));
        }
        // What an editor that still speaks YAML 1.1 makes of `off`.
        let meant = match self.meant(text, choices.iter().map(|(word, _)| *word)) {
            None if text.eq_ignore_ascii_case("false") => choices.iter().map(|(word, _)| *word).find(|word| *word == "off"),
            meant => meant,
        };
        let message = format!("{what} is {}, not `{}`", listed(choices), cut(text));
        self.mistake(Mistake::new(SCHEMA, node.span, message).suggest(meant));
        None
    }

    /// The version of the format. Any is read as the one there is.
    pub fn version(&mut self, node: &Node) -> Option<Spanned<u32>> {
        let written = match &node.value {
            Value::Scalar { text, kind: Scalar::Number, .. } => text.parse::<u32>().ok(),
            _ => None,
        };
        if written != Some(1) {
            let mut mistake = Mistake::new(SCHEMA, node.span, "the version of DNA is the number 1");
            if let Value::Scalar { literal: true, text, .. } = &node.value {
                let safe = text.parse() == Ok(1.0);
                mistake.fix = Some(Fix { title: "Change to `1`".to_owned(), span: node.span, text: "1".to_owned(), safe });
            }
            self.mistake(mistake);
        }
        written.map(|version| Spanned::new(version, self.mark(node.span)))
    }

    /// Whether a text that may be a glob is a sound one; says so when not.
    pub fn sound_glob(&mut self, node: &Node, glob: &str) -> bool {
        match ownership::compile(glob) {
            Ok(_) => true,
            Err(error) => {
                self.mistake(Mistake::new(SCHEMA, node.span, format!("`{}` is no glob: {}", cut(glob), error.kind())));
                false
            }
        }
    }

    /// An id as a name for something new: it must be usable in selectors.
    pub fn sound_id(&mut self, span: Span, id: &str) -> bool {
        let bad = id.chars().find(|c| c.is_whitespace() || c.is_control() || matches!(c, ',' | ':' | '*' | '@' | '>'));
        let message = match bad {
            Some(bad) => format!("an id has no {bad:?} in it: selectors give that a meaning"),
            None if id.is_empty() => "an id is empty".to_owned(),
            None => return true,
        };
        self.mistake(Mistake::new(SCHEMA, span, message));
        false
    }

    /// Looks an id up and remembers that it was used; an unknown one is a mistake.
    pub fn refer(&mut self, dna: &Dna, id: &str, span: Span, layers_only: bool) -> Option<Name> {
        let found = dna.names.get(id).copied().filter(|name| !layers_only || matches!(name, Name::Layer(_)));
        let at = self.mark(span);
        self.references.push(Reference { id: Spanned::new(id.into(), at), target: found });
        if found.is_none() && !self.lacking {
            let components = dna.components.iter().filter(|_| !layers_only).map(|component| component.id.as_str());
            let layers = dna.layers.iter().map(|layer| layer.id.as_str());
            let meant = self.meant(id, components.chain(layers));
            let what = match (layers_only, dna.names.contains_key(id)) {
                (true, true) => format!("`{}` is a component, not a layer", cut(id)),
                (true, false) => format!("no layer `{}` is declared in `layers`", cut(id)),
                _ => format!("no component or layer `{}` is declared", cut(id)),
            };
            self.mistake(Mistake::new(UNKNOWN_ID, span, what).suggest(meant.filter(|meant| *meant != id)));
        }
        found
    }
}

/// Text that a message can quote.
pub(crate) fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut cut: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        cut.push('…');
    }
    cut
}

fn listed<T>(choices: &[(&str, T)]) -> String {
    let words: Vec<_> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
