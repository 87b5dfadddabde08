//! What can be written at a cursor: keys and values of the schema, ids, owners, presets, codes of rules.

use schemas::Step;
use schemas::outline::{self, Shape};
use serde_json::Value as Json;
use workspace::{Db, File, Span};

use super::ids::{Ids, Takes, takes};
use super::makers::{Makers, given, is_use};
use super::{Subject, subject};
use crate::{presets, project};
use documents::cursor::{self, Place};
use documents::{Node, Scalar, Value, core_schema, is_plain};

/// Something to write in place of the word at the cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// What is shown.
    pub label: String,
    /// What is written.
    pub text: String,
    /// The range that it replaces.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// What it is for.
    pub description: Option<String>,
    /// A word about it, as in `required`.
    pub detail: Option<&'static str>,
}

/// What a proposal is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A key of the schema.
    Key,
    /// A value that the schema names.
    Value,
    /// The id of a component.
    Component,
    /// The id of a layer.
    Layer,
    /// The id of an agent.
    Agent,
    /// The owner of a component.
    Owner,
    /// A preset.
    Preset,
    /// A file to extend.
    File,
    /// The code of a rule.
    Code,
    /// A word of a selector.
    Operator,
}

/// What can be written at `offset` of a file, best first. `codes` are those of all rules, `makers` what is known of
/// generators. Empty for files that are nothing of ours.
pub fn completion(db: &dyn Db, file: File, offset: u32, codes: &[&str], makers: &dyn Makers) -> Vec<Proposal> {
    let (Some(subject), Some(text)) = (subject(db, file), project::text(db, file)) else { return Vec::new() };
    let Some(schema) = subject.schema() else { return Vec::new() };
    let span = cursor::word(&text, offset as usize);
    let after = text.get(span.end as usize..).unwrap_or_default();
    let mut writing = Writing {
        span,
        is_json: file.path(db).name().ends_with(".json"),
        in_quotes: text.get(..span.start as usize).is_some_and(|before| before.ends_with(['"', '\''])),
        has_colon: after.trim_start_matches(['"', '\'']).starts_with(':'),
        out: Vec::new(),
    };
    for place in cursor::places(&text, offset as usize) {
        if let Some((schema, path)) = given(&place.root, &place.path, makers).filter(|_| subject == Subject::Project) {
            if place.is_key {
                writing.keys(&schema, path, &place);
            } else {
                writing.values(&schema, path);
            }
        } else if place.is_key {
            writing.keys(schema.source(), &place.path, &place);
            if subject == Subject::Project && is_at(&place.path, &["checks", "severity"]) {
                let levels = ["L0", "L1", "L2", "L3", "L4", "L5", "L6"];
                codes.iter().chain(&levels).for_each(|code| writing.key(code, Kind::Code, None, false, Shape::Scalar));
            }
        } else {
            // In the middle of a text nothing needs quotes.
            writing.in_quotes |= !place.before.is_empty();
            if subject == Subject::Project
                && let Some(taken) = takes(&place.path)
            {
                writing.names(taken, &place, &Ids::of(db, file, &place.root), codes);
                if taken == Takes::Extends {
                    writing.files(db, file);
                }
            }
            if subject == Subject::Project && is_use(&place.path) {
                makers.named().iter().for_each(|(name, description)| writing.maker(name, description.as_deref()));
            }
            writing.values(schema.source(), &place.path);
        }
    }
    writing.out
}

fn is_at(path: &[Step], keys: &[&str]) -> bool {
    path.len() == keys.len() && path.iter().zip(keys).all(|(step, key)| matches!(step, Step::Key(name) if name == key))
}

struct Writing {
    span: Span,
    is_json: bool,
    in_quotes: bool,
    has_colon: bool,
    out: Vec<Proposal>,
}

impl Writing {
    fn maker(&mut self, name: &str, description: Option<&str>) {
        let kind = if name.starts_with(presets::PREFIX) { Kind::Preset } else { Kind::File };
        self.value(name, true, kind, None);
        if let Some(proposal) = self.out.last_mut().filter(|proposal| proposal.label == name) {
            proposal.description = description.map(str::to_owned);
        }
    }

    fn values(&mut self, schema: &Json, path: &[Step]) {
        for value in outline::values(&outline::at(schema, path)) {
            self.value(&value.text, value.is_text, Kind::Value, value.is_default.then_some("default"));
        }
    }

    fn keys(&mut self, schema: &Json, path: &[Step], place: &Place) {
        let written = |name: &str| match place.root.find(&place.path) {
            Some((_, Node { value: Value::Map(entries), .. })) => entries.iter().any(|(key, _)| key.text() == Some(name)),
            _ => false,
        };
        for key in outline::keys_left(schema, &outline::at(schema, path), written) {
            self.key(key.name, Kind::Key, key.description, key.is_required, key.shape);
        }
    }

    fn key(&mut self, name: &str, kind: Kind, description: Option<&str>, is_required: bool, shape: Shape) {
        let quoted = if self.is_json && !self.in_quotes { format!("\"{name}\"") } else { name.to_owned() };
        let text = match shape {
            _ if self.has_colon || self.in_quotes => quoted,
            Shape::Map if !self.is_json => format!("{quoted}:"),
            _ => format!("{quoted}: "),
        };
        let detail = is_required.then_some("required");
        self.push(name, text, kind, description, detail);
    }

    fn value(&mut self, value: &str, is_text: bool, kind: Kind, detail: Option<&'static str>) {
        let needs_quotes = is_text && !self.in_quotes && (self.is_json || core_schema(value) != Scalar::Text || !is_safe(value));
        let text = if needs_quotes { format!("\"{value}\"") } else { value.to_owned() };
        self.push(value, text, kind, None, detail);
    }

    fn push(&mut self, label: &str, text: String, kind: Kind, description: Option<&str>, detail: Option<&'static str>) {
        if !self.out.iter().any(|known| known.label == label && known.kind == kind) {
            let description = description.map(str::to_owned);
            self.out.push(Proposal { label: label.to_owned(), text, span: self.span, kind, description, detail });
        }
    }

    fn names(&mut self, taken: Takes, place: &Place, ids: &Ids, codes: &[&str]) {
        // Nothing uses or needs itself.
        let own = match place.path.as_slice() {
            [Step::Key(section), Step::Key(own), ..] if section == "components" || section == "agents" => Some(own),
            _ => None,
        };
        let mut all = |names: &[String], kind: Kind| {
            names.iter().filter(|name| Some(*name) != own).for_each(|name| self.value(name, true, kind, None));
        };
        match taken {
            Takes::Layer => all(&ids.layers, Kind::Layer),
            Takes::Component => all(&ids.components, Kind::Component),
            Takes::Need => {
                all(&ids.components, Kind::Component);
                all(&ids.agents, Kind::Agent);
            }
            Takes::Owner => all(&ids.owners, Kind::Owner),
            Takes::Code => codes.iter().for_each(|code| self.value(code, true, Kind::Code, None)),
            Takes::Extends => {
                for name in presets::names() {
                    self.value(&format!("{}{name}", presets::PREFIX), true, Kind::Preset, None);
                }
            }
            Takes::Selector => {
                let before = place.before.trim_end();
                if before.contains(" has") {
                    return;
                }
                // After a whole selector comes what joins it to the next.
                if !before.is_empty() && !before.ends_with(['>', ',']) {
                    match place.path.last() {
                        Some(Step::Key(key)) if key == "require" => self.value("has", true, Kind::Operator, None),
                        Some(Step::Key(key)) if (key == "deny" || key == "forbid") && !before.contains("->") => {
                            self.value("->", true, Kind::Operator, None);
                        }
                        _ => {}
                    }
                    return;
                }
                all(&ids.components, Kind::Component);
                all(&ids.layers, Kind::Layer);
                for layer in &ids.layers {
                    self.value(&format!("layer:{layer}"), true, Kind::Layer, None);
                }
                for owner in &ids.owners {
                    self.value(&format!("owner:{owner}"), true, Kind::Owner, None);
                }
                self.value("*", true, Kind::Operator, None);
            }
        }
    }

    /// The other texts beside a file that it may extend.
    fn files(&mut self, db: &dyn Db, file: File) {
        let Some(folder) = file.folder(db) else { return };
        for other in folder.entries(db).files().filter(|other| *other != file) {
            let name = other.path(db).name();
            if project::is_named_dna(name) && subject(db, other) == Some(Subject::Project) {
                self.value(&format!("./{name}"), true, Kind::File, None);
            }
        }
    }
}

/// Whether a value of ours means itself without quotes.
fn is_safe(text: &str) -> bool {
    // A colon or an at sign in the middle is a letter like any other.
    is_plain(text)
        || text == "->"
        || !text.starts_with(['@', '*', '-', '&', '!', '%', '`', '>'])
            && text.chars().all(|c| is_plain(c.encode_utf8(&mut [0; 4])) || matches!(c, ':' | '@' | '-'))
}
