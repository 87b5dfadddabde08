//! Generators in the format that was before generator files: one document with the templates in it, and no key that
//! says its version.
//!
//! It is read into the same [`Generator`]. What its templates saw - providers, a namespace, a configuration - becomes
//! the schema of what it is given, so that defaults, checks and messages are those of any other generator. Python text
//! in `helpers` and `hooks` is kept to be named in findings, and never run.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::sync::Arc;

use compact_str::CompactString;
use workspace::{Db, Directory, File, Root};

use crate::data::{Data, DataValue};
use crate::generator::{Generator, Mode, Output};
use crate::keys;
use crate::mistake::{Mistake, SCHEMA};
use crate::project::{document, is_named_dna};
use crate::read::{Fields, Reader, entry};
use crate::span::{SpanId, Spanned};
use documents::{Node, Value};

/// A name that nobody gives, in a path.
const UNDEFINED_VARIABLE: &str = "L3/undefined-variable";

/// What only the older format has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct V0 {
    /// Functions in Python, by name.
    pub helpers: Vec<Spanned<CompactString>>,
    /// Scripts in Python, by the moment they were for.
    pub hooks: Vec<Spanned<CompactString>>,
}

/// What an output is made once for each of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Per {
    /// Of `providers`; each is `provider` then.
    Provider,
    /// Of the `techniques` of each of `providers`; they are `technique` and `provider` then.
    Technique,
}

/// Where the outputs go when nobody says.
pub const OUTPUT_DIR: &str = "./generated";

/// Whether a document is a generator in the older format. It has lists where the newer has mappings, and words of its own.
pub(crate) fn is_v0(root: &Node) -> bool {
    let has = |name: &str| entry(root, name).is_some();
    let list = |name: &str| entry(root, name).is_some_and(|(_, value)| matches!(value.value, Value::List(_)));
    !has("dna") && !has("generator") && (list("templates") || has("outputs") && ["system", "codename", "category"].into_iter().any(has))
}

/// The files of a root that are named as DNA is and hold a generator in the older format, by path.
pub fn v0_files(db: &dyn Db, root: Root) -> Arc<[File]> {
    root.top(db).map_or_else(|| Arc::from([]), |top| below(db, top))
}

#[salsa::tracked(returns(clone))]
fn below(db: &dyn Db, folder: Directory) -> Arc<[File]> {
    let entries = folder.entries(db);
    let named = entries.files().filter(|file| is_named_dna(file.path(db).name()) && holds_v0(db, *file));
    let mut out: Vec<File> = named.collect();
    for inner in entries.directories() {
        out.extend(below(db, inner).iter().copied());
    }
    out.into()
}

#[salsa::tracked(returns(copy))]
fn holds_v0(db: &dyn Db, file: File) -> bool {
    document(db, file).as_ref().as_ref().is_ok_and(|document| document.root.as_ref().is_some_and(is_v0))
}

fn either<'n>(fields: &Fields<'n>, names: [&str; 2]) -> Option<&'n Node> {
    names.into_iter().find_map(|name| fields.get(name))
}

impl Reader {
    /// Reads a generator in the older format.
    pub fn generator_v0(&mut self, root: &Node) -> Option<Generator> {
        let fields = self.fields(root, &keys::V0)?;
        for name in ["id", "name", "system", "codename", "description", "version", "category", "outputs", "templates"] {
            if fields.get(name).is_none() {
                self.mistake(Mistake::new(SCHEMA, root.heading(), format!("a generator has the key `{name}`; this one has not")));
            }
        }
        let mut text = |name: &str| fields.get(name).and_then(|node| self.text(node, &format!("`{name}`")));
        let (id, version, description) = (text("id")?, text("version"), text("description"));
        let items = |reader: &mut Reader, name: &str| {
            fields.get(name).map_or(&[][..], |node| if node.is_null() { &[] } else { reader.items(node, &format!("`{name}`")) })
        };
        let mut inline = Vec::new();
        for node in items(self, "templates") {
            self.template_v0(node, &mut inline);
        }
        let outputs = items(self, "outputs").iter().filter_map(|node| self.output_v0(node)).collect();
        let helpers = items(self, "helpers").iter().filter_map(|node| self.script(node, &keys::V0_HELPER, "name")).collect();
        let hooks = items(self, "hooks").iter().filter_map(|node| self.script(node, &keys::V0_HOOK, "type")).collect();
        let schema = either(&fields, ["configSchema", "config_schema"])
            .filter(|node| matches!(node.value, Value::Map(_)))
            .map(|node| self.data(node));
        Some(Generator {
            config: Some(context(id.span, schema)),
            id,
            version,
            description,
            uses: None,
            into: None,
            with: None,
            outputs,
            templates: None,
            inline,
            delimiters: None,
            format: Vec::new(),
            tests: Vec::new(),
            v0: Some(Box::new(V0 { helpers, hooks })),
        })
    }

    fn script(&mut self, node: &Node, keys: &keys::Keys, name: &str) -> Option<Spanned<CompactString>> {
        let fields = self.fields(node, keys)?;
        fields.get(name).and_then(|node| self.text(node, &format!("`{name}`")))
    }

    /// A template, and its partials under their own names. Where two templates have different partials of one name, that
    /// of the later one is kept as [`scoped`] to it.
    fn template_v0(&mut self, node: &Node, out: &mut Vec<(Spanned<CompactString>, Spanned<CompactString>)>) {
        let Some(fields) = self.fields(node, &keys::V0_TEMPLATE) else { return };
        let Some(id) = fields.get("id").and_then(|node| self.text(node, "`id`")) else { return };
        if let Some(node) = fields.get("partials") {
            for (name, key, value) in self.entries(node, "`partials`") {
                let Some(text) = self.any_text(value, "a partial") else { continue };
                let name = match out.iter().find(|(known, _)| known.value == name) {
                    Some((_, known)) if known.value == text.value => continue,
                    Some(_) => scoped(&id, name).into(),
                    None => CompactString::from(name),
                };
                out.push((Spanned::new(name, self.mark(key.span)), text));
            }
        }
        if let Some(text) = fields.get("content").and_then(|node| self.any_text(node, "`content`")) {
            // A template is found by its id whatever partials are called.
            out.retain(|(known, _)| known.value != id.value);
            out.push((id, text));
        }
    }

    fn output_v0(&mut self, node: &Node) -> Option<Output> {
        let fields = self.fields(node, &keys::V0_OUTPUT)?;
        let path_node = fields.get("path")?;
        let (path, template) = (self.text(path_node, "`path`")?, self.text(fields.get("template")?, "`template`")?);
        let mut flag = |names: [&str; 2]| {
            either(&fields, names)
                .filter(|node| !node.is_null())
                .and_then(|node| self.boolean(node, &format!("`{}`", names[0])))
                .unwrap_or_default()
        };
        let (per_technique, per_provider) = (flag(["per_technique", "perTechnique"]), flag(["per_provider", "perProvider"]));
        // A path that names one is only sound with one, whether or not the output says so.
        let per = match () {
            () if per_technique || path.contains("{technique.") => Some(Per::Technique),
            () if per_provider || path.contains("{provider.") => Some(Per::Provider),
            () => None,
        };
        let (pattern, left) = pattern(&path, per);
        for range in left {
            let message = format!(
                "nothing is put in the place of `{}`: it stays in the path; there are `{{provider.id}}` and `{{technique.id}}` with their other keys, `{{namespace}}`, `{{version}}`, `{{environment}}` and `{{config.…}}`",
                &path[range.clone()]
            );
            self.mistake(Mistake::new(UNDEFINED_VARIABLE, path_node.part(range), message));
        }
        let when = fields.get("condition").filter(|node| !node.is_null()).and_then(|node| {
            let text = node.text()?.trim();
            let bare = text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map_or(text, str::trim);
            (!bare.is_empty()).then(|| Spanned::new(bare.into(), self.mark(node.span)))
        });
        let span = self.mark(node.heading());
        Some(Output {
            path: Spanned::new(pattern.into(), path.span),
            template,
            each: None,
            when,
            mode: Mode::Managed,
            anchor: None,
            // What it wrote had no such line.
            provenance: false,
            delimiters: None,
            span,
            per,
        })
    }
}

/// The name under which a partial of one template only is kept.
pub fn scoped(template: &str, partial: &str) -> String {
    format!("{template}#{partial}")
}

/// A path with plain placeholders in the newer form: `{provider.id}` is an expression, every other brace itself. With it,
/// what looks like a placeholder and is none.
fn pattern(path: &str, per: Option<Per>) -> (String, Vec<std::ops::Range<usize>>) {
    let (mut out, mut left) = (String::new(), Vec::new());
    let mut at = 0;
    while let Some(c) = path[at..].chars().next() {
        let name = path[at..].strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(name, _)| name).filter(|name| is_name(name));
        match (c, name) {
            (_, Some(name)) => {
                let known = match name.split('.').next().unwrap_or_default() {
                    "namespace" | "version" | "environment" | "config" => true,
                    "provider" => per.is_some(),
                    "technique" => per == Some(Per::Technique),
                    _ => false,
                };
                let end = at + name.len() + 2;
                if known {
                    out.push_str(&path[at..end]);
                } else {
                    out.push_str(&format!("{{{{{name}}}}}"));
                    // Between two braces it is for somebody else.
                    left.extend((!path[..at].ends_with('{')).then_some(at..end));
                }
                at = end;
            }
            ('{' | '}', None) => {
                out.extend([c, c]);
                at += 1;
            }
            _ => {
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    (out, left)
}

fn is_name(text: &str) -> bool {
    text.split('.').all(|part| {
        !part.is_empty() && !part.starts_with(|c: char| c.is_ascii_digit()) && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// The JSON Schema of what a generator in the older format is given, `config` inside of it.
fn context(at: SpanId, config: Option<Data>) -> Data {
    let schema = Schema(at);
    let named = |more: Vec<(&str, Data)>| {
        let strings = ["id", "name", "version", "description", "category"].into_iter().map(|name| (name, schema.of("string", vec![])));
        schema.of(
            "object",
            vec![("required", schema.list(vec![schema.text("id")])), ("properties", schema.map(strings.chain(more).collect()))],
        )
    };
    let empty = || ("default", schema.list(Vec::new()));
    let technique = named(Vec::new());
    let provider = named(vec![
        ("system", schema.map(vec![("default", schema.value(DataValue::Null))])),
        ("techniques", schema.of("array", vec![empty(), ("items", technique)])),
    ]);
    let mut config = config.unwrap_or_else(|| schema.map(Vec::new()));
    if let DataValue::Map(entries) = &mut config.value
        && entries.iter().all(|(key, _)| key.value != "default")
    {
        entries.push((Spanned::new("default".into(), at), schema.map(Vec::new())));
    }
    let text = |default: &str| schema.of("string", vec![("default", schema.text(default))]);
    let properties = vec![
        ("providers", schema.of("array", vec![empty(), ("items", provider)])),
        ("namespace", text("ouroboros")),
        ("version", text("0.1.0")),
        ("environment", schema.map(Vec::new())),
        ("output_dir", text(OUTPUT_DIR)),
        ("config", config),
    ];
    schema.of("object", vec![("properties", schema.map(properties))])
}

/// Writes values that nobody wrote: all are placed where the generator is named.
struct Schema(SpanId);

impl Schema {
    fn value(&self, value: DataValue) -> Data {
        Data { value, span: self.0 }
    }

    fn text(&self, text: &str) -> Data {
        self.value(DataValue::Text(text.into()))
    }

    fn list(&self, items: Vec<Data>) -> Data {
        self.value(DataValue::List(items))
    }

    fn map(&self, entries: Vec<(&str, Data)>) -> Data {
        self.value(DataValue::Map(entries.into_iter().map(|(key, value)| (Spanned::new(key.into(), self.0), value)).collect()))
    }

    fn of(&self, kind: &str, mut more: Vec<(&str, Data)>) -> Data {
        more.insert(0, ("type", self.text(kind)));
        self.map(more)
    }
}
