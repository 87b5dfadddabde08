//! `generators`, and the file of one.

use compact_str::CompactString;

use super::fields::{Fields, Reader, cut};
use crate::generator::{Delimiters, Formatter, Generator, GoldenTest, Mode, Output};
use crate::keys;
use crate::mistake::{Mistake, SCHEMA};
use crate::model::Dna;
use crate::span::Spanned;
use documents::{Node, Value};

impl Reader {
    /// Reads the generators of one text; one that an earlier text declares wins as a whole.
    pub fn generators(&mut self, dna: &mut Dna, node: &Node) {
        for (name, key, value) in self.entries(node, "`generators`") {
            if !self.sound_id(key.span, name) {
                continue;
            }
            if dna.generators.iter().any(|known| known.id.value == name) {
                self.overridden(|reader| {
                    let id = Spanned::new(name.into(), reader.mark(key.span));
                    reader.generator(id, value, &keys::GENERATOR);
                });
                continue;
            }
            let id = Spanned::new(CompactString::from(name), self.mark(key.span));
            dna.generators.extend(self.generator(id, value, &keys::GENERATOR));
        }
    }

    /// Reads the file of a generator.
    pub fn generator_file(&mut self, root: &Node) -> Option<Generator> {
        let fields = self.fields(root, &keys::GENERATOR_FILE)?;
        match fields.get("generator") {
            Some(node) if node.text() == Some("1") => {}
            Some(node) => self.mistake(Mistake::new(SCHEMA, node.span, "the version of a generator file is the number 1")),
            None => self.mistake(Mistake::new(SCHEMA, root.heading(), "the key `generator` is missing: write `generator: 1`")),
        }
        let Some(id) = fields.get("id").and_then(|node| self.text(node, "`id`")) else {
            if fields.get("id").is_none() {
                self.mistake(Mistake::new(SCHEMA, root.heading(), "a generator has an `id`; this one has none"));
            }
            return None;
        };
        self.generator_fields(id, &fields)
    }

    fn generator(&mut self, id: Spanned<CompactString>, node: &Node, keys: &keys::Keys) -> Option<Generator> {
        let fields = self.fields(node, keys)?;
        let generator = self.generator_fields(id, &fields)?;
        if generator.uses.is_none() && generator.outputs.is_empty() && fields.get("outputs").is_none() {
            let (_, span) = self.place(generator.id.span);
            self.mistake(Mistake::new(SCHEMA, span, "a generator has `outputs`, or says with `use` which one it is; this has neither"));
        }
        if let (Some(_), Some((key, _))) = (&generator.uses, fields.key("outputs")) {
            self.mistake(Mistake::new(
                SCHEMA,
                key.span,
                "a generator with `use` makes the outputs of that one; it has no `outputs` of its own",
            ));
        }
        Some(generator)
    }

    fn generator_fields(&mut self, id: Spanned<CompactString>, fields: &Fields<'_>) -> Option<Generator> {
        let mut text = |name: &str| fields.get(name).and_then(|node| self.text(node, &format!("`{name}`")));
        let (version, description, uses, into) = (text("version"), text("description"), text("use"), text("into"));
        let mapping = |reader: &mut Reader, name: &str| match fields.get(name) {
            Some(node) if matches!(node.value, Value::Map(_)) => Some(reader.data(node)),
            Some(node) if node.is_null() => None,
            Some(node) => {
                reader.wrong_type(node, &format!("`{name}`"), "a mapping");
                None
            }
            None => None,
        };
        let (config, with) = (mapping(self, "config"), mapping(self, "with"));
        let outputs = fields.get("outputs").map_or(&[][..], |node| self.items(node, "`outputs`"));
        let outputs = outputs.iter().filter_map(|node| self.output(node)).collect();
        let (mut templates, mut inline) = (None, Vec::new());
        if let Some(fields) = fields.get("templates").and_then(|node| self.fields(node, &keys::TEMPLATES)) {
            templates = fields.get("dir").and_then(|node| self.text(node, "`dir`"));
            if let Some(node) = fields.get("inline") {
                for (name, key, value) in self.entries(node, "`inline`") {
                    let name = Spanned::new(CompactString::from(name), self.mark(key.span));
                    inline.extend(self.any_text(value, "a template").map(|text| (name, text)));
                }
            }
        }
        let delimiters = fields.get("delimiters").and_then(|node| self.delimiters(node));
        let format = fields.get("format").map_or(&[][..], |node| self.items(node, "`format`"));
        let format = format.iter().filter_map(|node| self.formatter(node)).collect();
        let tests = fields.get("tests").map_or(&[][..], |node| self.items(node, "`tests`"));
        let tests = tests.iter().filter_map(|node| self.golden_test(node)).collect();
        Some(Generator {
            id,
            version,
            description,
            uses,
            into,
            config,
            with,
            outputs,
            templates,
            inline,
            delimiters,
            format,
            tests,
            v0: None,
        })
    }

    fn output(&mut self, node: &Node) -> Option<Output> {
        let fields = self.fields(node, &keys::OUTPUT)?;
        let mut text = |name: &str| fields.get(name).and_then(|node| self.text(node, &format!("`{name}`")));
        let (path, template, each, anchor) = (text("path"), text("template"), text("each"), text("anchor"));
        let when = fields.get("when").and_then(|node| match node.text() {
            // `when: true` is an expression too.
            Some(word) if !word.is_empty() => Some(Spanned::new(word.into(), self.mark(node.span))),
            _ => self.text(node, "`when`"),
        });
        for (name, value) in [("path", &path), ("template", &template)] {
            if value.is_none() && fields.get(name).is_none() {
                self.mistake(Mistake::new(SCHEMA, node.heading(), format!("an output has a `{name}`; this one has none")));
            }
        }
        let mode = fields.get("mode").and_then(|node| self.choice(node, "`mode`", &Mode::WORDS)).map_or(Mode::default(), |mode| mode.value);
        match (mode, &anchor) {
            (Mode::Inject, None) if fields.get("anchor").is_none() => {
                self.mistake(Mistake::new(
                    SCHEMA,
                    node.heading(),
                    "an output of mode `inject` has an `anchor`, the name of its region; this one has none",
                ));
            }
            (Mode::Inject, _) | (_, None) => {}
            (_, Some(anchor)) => {
                let (_, span) = self.place(anchor.span);
                self.mistake(Mistake::new(SCHEMA, span, format!("only mode `inject` has an `anchor`; this is `{}`", mode.as_str())));
            }
        }
        let provenance = fields.get("provenance").and_then(|node| self.boolean(node, "`provenance`")).unwrap_or(true);
        let delimiters = fields.get("delimiters").and_then(|node| self.delimiters(node));
        let span = self.mark(node.heading());
        Some(Output { path: path?, template: template?, each, when, mode, anchor, provenance, delimiters, span, per: None })
    }

    fn delimiters(&mut self, node: &Node) -> Option<Delimiters> {
        let fields = self.fields(node, &keys::DELIMITERS)?;
        let mut out = Delimiters::default();
        for (name, place) in [("variable", &mut out.variable), ("block", &mut out.block), ("comment", &mut out.comment)] {
            let Some(node) = fields.get(name) else { continue };
            match self.texts(node, &format!("`{name}`")).as_slice() {
                [start, end] => *place = (start.value.clone(), end.value.clone()),
                _ => self.mistake(Mistake::new(SCHEMA, node.heading(), format!("`{name}` is two texts, the start and the end"))),
            }
        }
        let all = [&out.variable.0, &out.block.0, &out.comment.0];
        if all[0] == all[1] || all[1] == all[2] || all[0] == all[2] {
            self.mistake(Mistake::new(SCHEMA, node.heading(), format!("two kinds of delimiters start alike: `{}`", cut(all[1]))));
            return None;
        }
        Some(out)
    }

    fn formatter(&mut self, node: &Node) -> Option<Formatter> {
        let fields = self.fields(node, &keys::FORMATTER)?;
        let glob = fields.get("glob").and_then(|node| self.text(node, "`glob`").filter(|glob| self.sound_glob(node, glob)));
        let command = fields.get("command").map_or_else(Vec::new, |node| self.texts(node, "`command`"));
        let span = self.mark(node.heading());
        if command.is_empty() {
            self.mistake(Mistake::new(
                SCHEMA,
                node.heading(),
                "a formatter has a `command`, the program and its arguments; this one has none",
            ));
            return None;
        }
        Some(Formatter { glob: glob?, command, span })
    }

    fn golden_test(&mut self, node: &Node) -> Option<GoldenTest> {
        let fields = self.fields(node, &keys::GOLDEN_TEST)?;
        let name = fields.get("name").and_then(|node| self.text(node, "`name`"));
        let golden = fields.get("golden").and_then(|node| self.text(node, "`golden`"));
        let with = fields.get("with").filter(|node| matches!(node.value, Value::Map(_))).map(|node| self.data(node));
        for (key, value) in [("name", &name), ("golden", &golden)] {
            if value.is_none() && fields.get(key).is_none() {
                self.mistake(Mistake::new(SCHEMA, node.heading(), format!("a test has a `{key}`; this one has none")));
            }
        }
        Some(GoldenTest { name: name?, with, golden: golden? })
    }

    /// Text that may be empty.
    pub fn any_text(&mut self, node: &Node, what: &str) -> Option<Spanned<CompactString>> {
        match node.text() {
            Some("") => Some(Spanned::new(CompactString::default(), self.mark(node.span))),
            Some(text) => Some(Spanned::new(text.into(), self.mark_text(node))),
            None => self.text(node, what),
        }
    }
}
