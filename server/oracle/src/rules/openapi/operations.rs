//! The operations of an OpenAPI document, of any version, as the rules about them see them.

use documents::Node;

use crate::document::DocumentContext;
use crate::rules::json_schema::pointers::Pointers;

/// Methods that a path may have an operation for.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// References in a row.
const MAX_HOPS: usize = 16;

/// One document of a text.
pub struct Api<'n> {
    /// Its root.
    pub root: &'n Node,
    pointers: Pointers<'n>,
}

/// A path, and what is said of it.
pub struct Path<'n> {
    /// The key.
    pub key: &'n Node,
    /// Its template.
    pub template: &'n str,
    /// The path item.
    pub item: &'n Node,
}

/// An operation of a path.
pub struct Operation<'n> {
    /// The method, as a key.
    pub method: &'n Node,
    /// What it is.
    pub node: &'n Node,
}

/// Whether the name in braces is of the parameter `name`: gateways and frameworks write more there than that, as in `{proxy+}`, `{path*}` and
/// `{id:[0-9]+}`.
pub fn stands_for(in_braces: &str, name: &str) -> bool {
    let bare = in_braces.split(':').next().unwrap_or(in_braces);
    in_braces == name || bare.trim_start_matches(['+', '*']).trim_end_matches(['+', '*']) == name
}

/// A parameter, references followed.
#[derive(Clone, Copy)]
pub struct Parameter<'n> {
    /// Where it is listed: the reference, or the parameter itself.
    pub listed: &'n Node,
    /// Its name.
    pub name: &'n Node,
    /// Where it is given: `path`, `query`.
    pub place: &'n str,
}

/// The API documents of a text.
pub fn apis<'n>(context: &'n DocumentContext<'_>) -> impl Iterator<Item = Api<'n>> {
    let roots = context.roots();
    roots.map(|root| Api { root, pointers: Pointers::new(root) })
}

impl<'n> Api<'n> {
    /// Its paths. Webhooks are none: their names are no templates.
    pub fn paths(&self) -> impl Iterator<Item = Path<'n>> {
        let entries = self.root.entries_of("paths");
        entries.iter().filter_map(|(key, item)| {
            let template = key.text().filter(|text| text.starts_with('/'))?;
            Some(Path { key, template, item })
        })
    }

    /// What a node is, references within the document followed; `None`: it is elsewhere, or nowhere.
    pub fn resolved(&self, node: &'n Node) -> Option<&'n Node> {
        let mut at = node;
        for _ in 0..MAX_HOPS {
            let Some(reference) = at.get("$ref") else { return Some(at) };
            at = self.pointers.find(reference.text()?.strip_prefix('#')?)?;
        }
        None
    }

    /// The parameters that a path item or an operation lists; `None` when one of them is not known.
    pub fn parameters(&self, node: &'n Node) -> Option<Vec<Parameter<'n>>> {
        let listed = node.items_of("parameters");
        listed
            .iter()
            .map(|listed| {
                let own = self.resolved(listed)?;
                Some(Parameter { listed, name: own.get("name").filter(|name| name.text().is_some())?, place: own.get("in")?.text()? })
            })
            .collect()
    }
}

impl<'n> Path<'n> {
    /// Its operations.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'n>> {
        let methods = self.item.entries().iter().filter(|(key, _)| key.text().is_some_and(|key| METHODS.contains(&key)));
        methods.map(|(method, node)| Operation { method, node })
    }

    /// The names in its braces, each with its range in the template.
    pub fn names(&self) -> Vec<(&'n str, std::ops::Range<usize>)> {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(open) = self.template[at..].find('{').map(|open| at + open + 1) {
            let Some(close) = self.template[open..].find('}').map(|close| open + close) else { break };
            out.push((&self.template[open..close], open..close));
            at = close;
        }
        out
    }
}

impl Parameter<'_> {
    /// What it is called.
    pub fn called(&self) -> &str {
        self.name.text().unwrap_or_default()
    }
}
