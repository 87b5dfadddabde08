//! The objects of a text, which all rules about manifests share.

use compact_str::CompactString;
use documents::{Document, Node};

/// Lists in lists are nobody's.
const DEEPEST_LIST: usize = 3;

/// One object, of a list's items one each.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    /// All of it.
    pub node: &'a Node,
    /// Which of the text's documents it stands in.
    pub document: usize,
    /// Its API, as in `apps/v1`.
    pub api_version: &'a str,
    /// The group of its API; empty for the core.
    pub group: &'a str,
    /// Its kind.
    pub kind: &'a str,
}

/// Where a text's objects are: found once, and looked up for each rule.
#[derive(Default)]
pub struct Objects(Vec<Place>);

struct Place {
    document: usize,
    /// For each list on the way, which item.
    items: Vec<usize>,
    api_version: CompactString,
    kind: CompactString,
}

/// Whether an object was read from a cluster: nobody else knows an owner, or writes one down without what tells it from others.
fn is_dump(node: &Node) -> bool {
    let owners = node.get("metadata").map_or(&[][..], |metadata| metadata.items_of("ownerReferences"));
    owners.iter().any(|owner| owner.get("uid").is_none())
}

impl Objects {
    /// Finds them.
    pub fn of(documents: &[Document]) -> Objects {
        let mut out = Objects::default();
        for (at, document) in documents.iter().enumerate() {
            if let Some(root) = &document.root {
                out.collect(root, at, &mut Vec::new(), None);
            }
        }
        out
    }

    /// Takes an object, or what a list holds. `of` is the API and kind that items of a typed list need not repeat.
    fn collect(&mut self, node: &Node, document: usize, way: &mut Vec<usize>, of: Option<(&str, &str)>) {
        let read = |key| node.get(key).and_then(Node::text);
        let (Some(api), Some(kind)) = (read("apiVersion").or(of.map(|of| of.0)), read("kind").or(of.map(|of| of.1))) else { return };
        if let (Some(item), Some(items)) = (kind.strip_suffix("List"), node.get("items")) {
            let of = (!item.is_empty()).then_some((api, item));
            let items = if way.len() < DEEPEST_LIST { items.items() } else { &[] };
            for (at, item) in items.iter().enumerate() {
                way.push(at);
                self.collect(item, document, way, of);
                way.pop();
            }
            return;
        }
        if is_dump(node) {
            return;
        }
        self.0.push(Place { document, items: way.clone(), api_version: api.into(), kind: kind.into() });
    }

    /// The objects in order, from the documents that they were found in.
    pub fn among<'a>(&'a self, documents: &'a [Document]) -> impl Iterator<Item = Object<'a>> {
        self.0.iter().filter_map(|place| {
            let root = documents.get(place.document)?.root.as_ref()?;
            let node = place.items.iter().try_fold(root, |node, item| node.items_of("items").get(*item))?;
            let api_version = place.api_version.as_str();
            let group = api_version.split_once('/').map_or("", |(group, _)| group);
            Some(Object { node, document: place.document, api_version, group, kind: &place.kind })
        })
    }
}
