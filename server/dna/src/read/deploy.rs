//! `deploy`: what is shipped, and how.

use compact_str::CompactString;

use super::fields::{Reader, cut};
use crate::agents::{Platform, Target};
use crate::keys;
use crate::mistake::{Fix, Mistake, SCHEMA};
use crate::model::Dna;
use crate::span::Spanned;
use documents::{Node, Scalar, Value};

impl Reader {
    /// Reads one text's targets; one that an earlier text declares wins as a whole.
    pub fn deploy(&mut self, dna: &mut Dna, node: &Node) {
        for (name, key, value) in self.entries(node, "`deploy`") {
            if !self.sound_id(key.span, name) {
                continue;
            }
            let id = Spanned::new(CompactString::from(name), self.mark(key.span));
            if dna.deploy.iter().any(|known| known.id.value == name) {
                self.overridden(|reader| {
                    reader.target(dna, id, value);
                });
                continue;
            }
            let target = self.target(dna, id, value);
            dna.deploy.extend(target);
        }
    }

    fn target(&mut self, dna: &Dna, id: Spanned<CompactString>, node: &Node) -> Option<Target> {
        let fields = self.fields(node, &keys::TARGET)?;
        let written = fields.get("platform").and_then(|value| self.choice(value, "`platform`", Platform::WORDS));
        let platform = written.map(|written| written.value).or_else(|| Platform::of_name(&id));
        let (_, place) = self.place(id.span);
        if platform.is_none() && fields.get("platform").is_none() {
            let words = Platform::WORDS.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let message = format!("what is `{}` made for? its name does not say: write `platform`, one of {words}", cut(&id));
            self.mistake(Mistake::new(SCHEMA, place, message));
        }
        let components = match fields.get("component") {
            Some(Node { value: Value::List(items), .. }) => {
                items.iter().filter_map(|item| self.component_id(dna, item, "an item of `component`")).collect()
            }
            Some(value) => self.component_id(dna, value, "`component`").into_iter().collect(),
            None => {
                self.mistake(Mistake::new(SCHEMA, place, "a target has a `component`, which it ships; this one has none"));
                Vec::new()
            }
        };
        let port = fields.get("port").and_then(|value| self.whole(value, "`port`", 1..=u32::from(u16::MAX)));
        let replicas = fields.get("replicas").and_then(|value| self.whole(value, "`replicas`", 0..=u32::MAX));
        let probe = fields.get("probe").and_then(|value| self.probe_path(value));
        if let (Some((key, _)), None) = (fields.key("probe"), fields.key("port")) {
            self.mistake(Mistake::new(SCHEMA, key.span, "a target with a `probe` has the `port` that it is asked at; this one has none"));
        }
        let image = fields.get("image").and_then(|value| self.text(value, "`image`"));
        let env = fields.get("env").map_or_else(Vec::new, |value| self.variables(value));
        let description = fields.get("description").and_then(|value| self.text(value, "`description`"));
        let port = port.map(|port| port.map(|port| u16::try_from(port).unwrap_or(u16::MAX)));
        let span = id.span;
        Some(Target { id, platform, components, port, probe, replicas, image, env, description, span })
    }

    /// A path on the component's port.
    fn probe_path(&mut self, node: &Node) -> Option<Spanned<CompactString>> {
        let text = self.text(node, "`probe`")?;
        if text.starts_with('/') && !text.contains(char::is_whitespace) {
            return Some(text);
        }
        let mut mistake = Mistake::new(SCHEMA, node.span, format!("`probe` is a path as in `/health`, not `{}`", cut(&text)));
        if text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'))
            && matches!(node.value, Value::Scalar { kind: Scalar::Text, .. })
        {
            mistake.fix =
                Some(Fix { title: format!("Change to `/{}`", text.value), span: node.span, text: format!("/{}", text.value), safe: false });
        }
        self.mistake(mistake);
        None
    }
}
