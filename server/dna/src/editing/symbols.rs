//! The outline of a document: its sections, and what each of them declares.

use workspace::{Db, File, Span};

use super::subject;
use crate::project::document;
use documents::{Node, Value};

/// More of one section are not shown.
const MOST: usize = 2000;

/// An entry of the outline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// A few words about it.
    pub detail: Option<String>,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: Span,
    /// Its name.
    pub name_span: Span,
    /// What it holds.
    pub children: Vec<Symbol>,
}

/// What an entry of the outline is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SymbolKind {
    /// A section of the document.
    Section,
    /// A component.
    Component,
    /// A layer.
    Layer,
    /// A rule.
    Rule,
    /// An agent.
    Agent,
    /// A generator.
    Generator,
    /// A target of deployment.
    Target,
    /// A file that a generator makes.
    Output,
    /// Any other key.
    Key,
}

/// The outline of a file; empty for files that are nothing of ours, or that are no YAML.
pub fn symbols(db: &dyn Db, file: File) -> Vec<Symbol> {
    if subject(db, file).is_none() {
        return Vec::new();
    }
    let document = document(db, file);
    let Some(Node { value: Value::Map(sections), .. }) = document.as_ref().as_ref().ok().and_then(|document| document.root.as_ref()) else {
        return Vec::new();
    };
    sections.iter().filter_map(|(key, value)| section(key, value)).collect()
}

fn section(key: &Node, value: &Node) -> Option<Symbol> {
    let name = key.text()?;
    let kind = match name {
        "components" => SymbolKind::Component,
        "layers" => SymbolKind::Layer,
        "rules" => SymbolKind::Rule,
        "agents" => SymbolKind::Agent,
        "generators" => SymbolKind::Generator,
        "deploy" => SymbolKind::Target,
        "outputs" => SymbolKind::Output,
        _ => SymbolKind::Key,
    };
    let mut out = symbol(name, SymbolKind::Section, key, value);
    match &value.value {
        Value::Map(entries) => {
            out.children = entries.iter().take(MOST).filter_map(|(key, value)| Some(symbol(key.text()?, kind, key, value))).collect();
        }
        Value::List(items) => {
            let rows = items.iter().take(MOST).flat_map(|item| match &item.value {
                Value::List(siblings) => siblings.iter().collect(),
                _ => vec![item],
            });
            out.children = rows.filter_map(|item| of_item(item, kind)).collect();
        }
        Value::Scalar { .. } => out.detail = value.text().map(str::to_owned),
    }
    Some(out)
}

/// An item of a list, by what identifies it.
fn of_item(item: &Node, kind: SymbolKind) -> Option<Symbol> {
    let name = match &item.value {
        Value::Map(entries) => {
            let named = |wanted: &str| entries.iter().find(|(key, _)| key.text() == Some(wanted)).map(|(_, value)| value);
            ["id", "name", "path", "code"].iter().find_map(|key| named(key)).filter(|name| name.text().is_some())?
        }
        _ => item,
    };
    Some(Symbol { span: covering(item.span, name.span), ..symbol(name.text()?, kind, name, item) })
}

fn symbol(name: &str, kind: SymbolKind, key: &Node, value: &Node) -> Symbol {
    let detail = match &value.value {
        Value::Map(entries) if kind == SymbolKind::Component => {
            let path = entries.iter().find(|(key, _)| key.text() == Some("path"));
            path.and_then(|(_, path)| path.text()).map(str::to_owned)
        }
        _ => None,
    };
    // An empty name is refused by editors.
    let name = if name.is_empty() { "\"\"" } else { name };
    Symbol { name: name.to_owned(), detail, kind, span: covering(key.span, value.span), name_span: key.span, children: Vec::new() }
}

/// Both; of what an alias brings in from elsewhere, the first alone.
fn covering(a: Span, b: Span) -> Span {
    if b.start < a.start && b.end <= a.start && b.end != b.start { a } else { Span { start: a.start.min(b.start), end: a.end.max(b.end) } }
}
