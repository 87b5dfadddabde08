//! `components` and `layers`, and the one namespace their ids share.

use compact_str::CompactString;
use workspace::{RelPath, Span};

use super::fields::{Reader, cut};
use crate::keys;
use crate::mistake::{DUPLICATE_ID, Mistake, SCHEMA, UNKNOWN_ID};
use crate::model::{Component, ComponentId, Dna, Layer, LayerId, Name, Reference, is_glob};
use crate::ownership::folder_of;
use crate::selector::{Selector, Selectors};
use crate::span::{SourceId, Spanned};
use documents::{Node, Value};

/// What components say, before it is read.
#[derive(Default)]
pub(crate) struct Bodies<'n> {
    /// By the component's number.
    own: Vec<(SourceId, &'n Node)>,
    /// What a text says of a component that one before it declares: its key, the number of the one that counts.
    overridden: Vec<(SourceId, &'n Node, ComponentId, &'n Node)>,
}

impl Reader {
    /// Takes down the ids of one text's components, so that everything can refer to everything, and the owners'
    /// names. What each component says is added to `bodies`, still to be read by [`Reader::components`].
    pub fn declare<'n>(&mut self, dna: &mut Dna, components: &'n Node, bodies: &mut Bodies<'n>) {
        for (name, key, value) in self.entries(components, "`components`") {
            if !self.sound_id(key.span, name) {
                continue;
            }
            if let Some(Name::Component(number)) = dna.names.get(name) {
                bodies.overridden.push((self.source, key, *number, value));
                continue;
            }
            let number = ComponentId(dna.components.len() as u32);
            let id = Spanned::new(CompactString::from(name), self.mark(key.span));
            dna.names.insert(id.value.clone(), Name::Component(number));
            dna.components.push(empty(number, id));
            bodies.own.push((self.source, value));
            // Selectors name owners, which may be written further down.
            let owner = super::fields::entry(value, "owner").and_then(|(_, owner)| Some((owner.text()?, owner)));
            if let (Some((owner, node)), Some(component)) = (owner.filter(|(owner, _)| !owner.is_empty()), dna.components.last_mut()) {
                component.owner = Some(Spanned::new(owner.into(), self.mark(node.span)));
            }
        }
    }

    /// Takes down the ids of the layers.
    pub fn layers(&mut self, dna: &mut Dna, layers: &Node) {
        for (rank, row) in self.items(layers, "`layers`").iter().enumerate() {
            let siblings = match &row.value {
                Value::List(siblings) => siblings.as_slice(),
                _ => std::slice::from_ref(row),
            };
            for layer in siblings {
                if let Some(id) = self.text(layer, "a layer") {
                    self.declare_layer(dna, id, rank as u32);
                }
            }
        }
    }

    /// Reads layers that another text's list replaces.
    pub fn overridden_layers(&mut self, layers: &Node) {
        self.overridden(|reader| reader.layers(&mut Dna::default(), layers));
    }

    fn declare_layer(&mut self, dna: &mut Dna, id: Spanned<CompactString>, rank: u32) {
        let (_, span) = self.place(id.span);
        if !self.sound_id(span, &id) {
            return;
        }
        let before = match dna.names.get(&id.value) {
            Some(Name::Component(number)) => dna.component_at(*number).map(|component| ("a component", component.id.span)),
            Some(Name::Layer(number)) => dna.layer(*number).map(|layer| ("a layer", layer.id.span)),
            Some(Name::Agent(_)) | None => None,
        };
        if let Some((what, before)) = before {
            let message = format!("`{}` is already the id of {what}: components and layers share their ids", id.value);
            let mistake = Mistake::new(DUPLICATE_ID, span, message).related(self.place(before), "declared here first");
            self.mistake(mistake);
            return;
        }
        dna.names.insert(id.value.clone(), Name::Layer(LayerId(dna.layers.len() as u32)));
        dna.layers.push(Layer { id, rank });
    }

    /// Reads what each component says; `bodies` are those of [`Reader::declare`].
    pub fn components(&mut self, dna: &mut Dna, bodies: &Bodies<'_>) {
        for (number, (source, body)) in bodies.own.iter().enumerate().filter(|(_, (_, body))| !body.is_null()) {
            self.source = *source;
            let read = self.component(dna, &dna.components[number], body);
            dna.components[number] = read;
        }
        for &(source, key, number, body) in &bodies.overridden {
            self.source = source;
            let at = self.mark(key.span);
            if let (Some(id), false) = (key.text(), body.is_null()) {
                self.overridden(|reader| {
                    reader.component(dna, &empty(number, Spanned::new(id.into(), at)), body);
                });
            }
            // Its id is a use of the one that counts.
            let id = key.text().map(|id| Spanned::new(CompactString::from(id), at));
            self.references.extend(id.map(|id| Reference { id, target: Some(Name::Component(number)) }));
        }
    }

    fn component(&mut self, dna: &Dna, declared: &Component, node: &Node) -> Component {
        let mut component = declared.clone();
        let Some(fields) = self.fields(node, &keys::COMPONENT) else { return component };
        if let Some(value) = fields.get("path") {
            component.paths = self.paths(value);
        }
        component.layer = fields.get("layer").and_then(|value| {
            let id = self.text(value, "`layer`")?;
            match self.refer(dna, &id, value.span, true)? {
                Name::Layer(number) => Some(id.map(|_| number)),
                Name::Component(_) | Name::Agent(_) => None,
            }
        });
        component.owner = fields.get("owner").and_then(|value| self.text(value, "`owner`"));
        component.kind = fields.get("kind").and_then(|value| self.text(value, "`kind`"));
        component.description = fields.get("description").and_then(|value| self.text(value, "`description`"));
        component.uses = self.exhaustive(dna, fields.get("uses"), "`uses`");
        component.visible_to = self.exhaustive(dna, fields.get("visible_to"), "`visible_to`");
        component.deprecated = fields.get("deprecated").map_or_else(Vec::new, |value| self.selector_list(dna, value, "`deprecated`"));
        component.exports = fields.get("exports").map(|value| {
            let names = self.texts(value, "`exports`");
            Spanned::new(names, self.mark(value.span))
        });
        if let Some(files) =
            fields.get("requires").and_then(|value| self.fields(value, &keys::REQUIRES)).and_then(|requires| requires.get("files"))
        {
            component.required_files = self.required_files(files);
        }
        component
    }

    /// A list that forbids what is not in it. Nothing in its place is no list: it might mean either.
    fn exhaustive(&mut self, dna: &Dna, node: Option<&Node>, what: &str) -> Option<Spanned<Selectors>> {
        let node = node?;
        if node.is_null() {
            let message = format!("{what} is a list, not nothing: write `[]` for none, or leave it out for any");
            self.mistake(Mistake::new(SCHEMA, node.span, message));
            return None;
        }
        let Value::List(items) = &node.value else {
            self.wrong_type(node, what, "a list of ids");
            return None;
        };
        // An item that cannot be read may have meant anything.
        let selectors = items.iter().map(|item| match self.selector(dna, item, what) {
            Some(selector) => selector,
            None => Spanned::new(Selector::Unknown, self.mark(item.span)),
        });
        let selectors = selectors.collect();
        Some(Spanned::new(selectors, self.mark(node.span)))
    }

    /// A list of selectors.
    pub fn selector_list(&mut self, dna: &Dna, node: &Node, what: &str) -> Selectors {
        self.items(node, what).iter().filter_map(|item| self.selector(dna, item, what)).collect()
    }

    fn selector(&mut self, dna: &Dna, node: &Node, what: &str) -> Option<Spanned<Selector>> {
        let text = self.text(node, &format!("an item of {what}"))?;
        self.selector_text(dna, &text, node.span, |part| node.part(part))
    }

    /// A selector written as `text` at `span`; `part` gives the places of its parts.
    pub fn selector_text(
        &mut self,
        dna: &Dna,
        text: &str,
        span: Span,
        part: impl Fn(std::ops::Range<usize>) -> Span,
    ) -> Option<Spanned<Selector>> {
        let selector = match text.split_once(':') {
            None if text == "*" => Selector::All,
            None => match self.refer(dna, text, span, false) {
                Some(Name::Component(number)) => Selector::Component(number),
                Some(Name::Layer(number)) => Selector::Layer(number),
                Some(Name::Agent(_)) | None => Selector::Unknown,
            },
            Some(("layer", id)) => match self.refer(dna, id, part(text.len() - id.len()..text.len()), true) {
                Some(Name::Layer(number)) => Selector::Layer(number),
                _ => Selector::Unknown,
            },
            Some(("owner", owner)) => self.owner(dna, owner, part(text.len() - owner.len()..text.len())),
            Some((prefix, _)) => {
                let message = format!("a selector is an id, `layer:ID`, `owner:NAME` or `*`; there is no `{}:`", cut(prefix));
                let mut mistake = Mistake::new(SCHEMA, part(0..prefix.len()), message);
                mistake = mistake.suggest(self.meant(prefix, ["layer", "owner"]));
                self.mistake(mistake);
                Selector::Unknown
            }
        };
        Some(Spanned::new(selector, self.mark(span)))
    }

    fn owner(&mut self, dna: &Dna, owner: &str, span: Span) -> Selector {
        let owners = || dna.components.iter().filter_map(|component| component.owner.as_ref().map(|owner| owner.as_str()));
        if owners().any(|known| known == owner) {
            return Selector::Owner(owner.into());
        }
        let message = format!("no component has the owner `{}`", cut(owner));
        let meant = self.meant(owner, owners());
        if !self.lacking {
            self.mistake(Mistake::new(UNKNOWN_ID, span, message).suggest(meant));
        }
        Selector::Unknown
    }

    fn paths(&mut self, node: &Node) -> Vec<Spanned<RelPath>> {
        let nodes = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut paths: Vec<Spanned<RelPath>> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let Some(text) = self.text(node, "`path`") else { continue };
            let Some(path) = RelPath::root().resolve(&text) else {
                self.mistake(Mistake::new(SCHEMA, node.span, format!("`{}` leads out of the root; paths are seen from there", cut(&text))));
                continue;
            };
            if !is_glob(folder_of(path.as_str())) || self.sound_glob(node, path.as_str()) {
                paths.push(text.map(|_| path));
            }
        }
        paths
    }

    fn required_files(&mut self, node: &Node) -> Vec<Spanned<CompactString>> {
        let mut files = Vec::new();
        for item in self.items(node, "`files`") {
            if let Some(file) = self.text(item, "an item of `files`") {
                files.extend(self.sound_glob(item, &file).then_some(file));
            }
        }
        files
    }
}

fn empty(number: ComponentId, id: Spanned<CompactString>) -> Component {
    Component {
        number,
        id,
        paths: Vec::new(),
        layer: None,
        owner: None,
        kind: None,
        description: None,
        uses: None,
        exports: None,
        required_files: Vec::new(),
        deprecated: Vec::new(),
        visible_to: None,
    }
}
