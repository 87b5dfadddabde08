//! Which names can be written where, and which names there are.

use schemas::Step;
use workspace::{Db, File};

use crate::model::{Dna, Name};
use crate::presets;
use crate::project::{declared, document};
use crate::read::extends;
use documents::{Node, Value};

/// More texts are not looked at.
const MOST_TEXTS: usize = 32;

/// What a place of a project DNA takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Takes {
    /// The id of a layer.
    Layer,
    /// The id of a component.
    Component,
    /// The id of a component or an agent.
    Need,
    /// A selector.
    Selector,
    /// Who answers for a component.
    Owner,
    /// A preset, or the path of a text.
    Extends,
    /// The code of a rule.
    Code,
}

/// What the value at `path` takes, if it takes names.
pub(crate) fn takes(path: &[Step]) -> Option<Takes> {
    let keys: Vec<&str> = path.iter().filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).collect();
    Some(match keys.as_slice() {
        ["components", _, "layer"] => Takes::Layer,
        ["components", _, "uses" | "deprecated" | "visible_to"] => Takes::Selector,
        ["components", _, "owner"] => Takes::Owner,
        ["rules", "deny" | "forbid" | "require" | "except" | "acyclic" | "independent"] => Takes::Selector,
        ["agents", _, "component"] | ["deploy", _, "component"] => Takes::Component,
        ["agents", _, "needs"] => Takes::Need,
        ["extends"] => Takes::Extends,
        ["checks", "suppress", "code"] => Takes::Code,
        _ => return None,
    })
}

/// The names that a DNA declares, each once, in the order they are written.
#[derive(Default, Debug)]
pub(crate) struct Ids {
    pub components: Vec<String>,
    pub layers: Vec<String>,
    pub agents: Vec<String>,
    pub owners: Vec<String>,
}

impl Ids {
    /// Those of `root`, a text as it is being written, of what it extends, and of the project as it was last read.
    pub fn of(db: &dyn Db, file: File, root: &Node) -> Ids {
        let mut ids = Ids::default();
        ids.read(root);
        let mut left = MOST_TEXTS;
        ids.follow(db, Some(file), root, &mut left);
        if let Some(dna) = file.root(db).and_then(|root| declared(db, root).dna.clone()) {
            ids.join(&dna);
        }
        ids
    }

    fn follow(&mut self, db: &dyn Db, file: Option<File>, root: &Node, left: &mut usize) {
        for (name, _) in extends(root) {
            if *left == 0 {
                return;
            }
            *left -= 1;
            if let Some(preset) = name.strip_prefix(presets::PREFIX) {
                if let Some(root) = presets::document(preset).and_then(|(_, text)| text.root.clone()) {
                    self.read(&root);
                    self.follow(db, None, &root, left);
                }
            } else if let Some(from) = file
                && let Some(path) = from.path(db).parent().unwrap_or_else(workspace::RelPath::root).resolve(name)
                && let Some(base) = from.root(db).and_then(|root| root.file(db, &path))
                && let Ok(text) = &*document(db, base)
                && let Some(root) = &text.root
            {
                self.read(root);
                self.follow(db, Some(base), root, left);
            }
        }
    }

    fn join(&mut self, dna: &Dna) {
        for (name, id) in dna.names() {
            add(
                match name {
                    Name::Component(_) => &mut self.components,
                    Name::Layer(_) => &mut self.layers,
                    Name::Agent(_) => &mut self.agents,
                },
                id,
            );
        }
        for component in &dna.components {
            component.owner.iter().for_each(|owner| add(&mut self.owners, owner));
        }
    }

    fn read(&mut self, root: &Node) {
        let section = |name: &str| root.find(&[Step::Key(name.to_owned())]).map(|(_, value)| value);
        for (key, value) in section("components").map_or(&[][..], entries) {
            key.text().into_iter().for_each(|id| add(&mut self.components, id));
            let owner = value.find(&[Step::Key("owner".to_owned())]).and_then(|(_, owner)| owner.text());
            owner.into_iter().for_each(|owner| add(&mut self.owners, owner));
        }
        for (key, _) in section("agents").map_or(&[][..], entries) {
            key.text().into_iter().for_each(|id| add(&mut self.agents, id));
        }
        if let Some(Node { value: Value::List(rows), .. }) = section("layers") {
            for row in rows {
                match &row.value {
                    Value::List(siblings) => siblings.iter().filter_map(Node::text).for_each(|id| add(&mut self.layers, id)),
                    _ => row.text().into_iter().for_each(|id| add(&mut self.layers, id)),
                }
            }
        }
    }
}

fn entries(node: &Node) -> &[(Node, Node)] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

fn add(names: &mut Vec<String>, name: &str) {
    if !name.is_empty() && !name.contains("ouroborosCursor") && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}
