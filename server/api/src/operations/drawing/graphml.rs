//! GraphML 1.0, which yEd, Gephi, networkx and igraph read.

use std::fmt::Write as _;

use oracle::escape;

use super::{Standing, arrows};
use crate::operations::architecture::Map;

/// An attribute: its name, and its type in GraphML.
pub type Key = (&'static str, &'static str);

/// A document that is being written: nodes first, then edges.
pub struct GraphMl {
    out: String,
    nodes: usize,
}

impl GraphMl {
    /// One whose nodes and edges have these attributes, each a name and a type of GraphML.
    pub fn new(nodes: &[Key], edges: &[Key]) -> GraphMl {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
        );
        for (of, keys) in [("node", nodes), ("edge", edges)] {
            for (number, (name, kind)) in keys.iter().enumerate() {
                let _ = writeln!(out, "  <key id=\"{of}{number}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>");
            }
        }
        out.push_str("  <graph id=\"ouroboros\" edgedefault=\"directed\">\n");
        GraphMl { out, nodes: 0 }
    }

    /// Another node, with a value for each attribute that it has. They are numbered from 0.
    pub fn node(&mut self, values: &[Option<&str>]) {
        let start = format!("<node id=\"n{}\">", self.nodes);
        self.nodes += 1;
        self.data("node", &start, values);
    }

    /// An edge from a node to another, by their numbers.
    pub fn edge(&mut self, from: usize, to: usize, values: &[Option<&str>]) {
        let start = format!("<edge source=\"n{from}\" target=\"n{to}\">");
        self.data("edge", &start, values);
    }

    fn data(&mut self, of: &str, start: &str, values: &[Option<&str>]) {
        let _ = write!(self.out, "    {start}");
        for (number, value) in values.iter().enumerate() {
            if let Some(value) = value {
                let _ = write!(self.out, "<data key=\"{of}{number}\">{}</data>", escape::xml(value));
            }
        }
        let _ = writeln!(self.out, "</{of}>");
    }

    /// The text.
    pub fn finish(mut self) -> String {
        self.out.push_str("  </graph>\n</graphml>\n");
        self.out
    }
}

/// The map: an edge for each kind of tie, and for each that is declared and absent.
pub fn write(map: &Map) -> String {
    let mut out = GraphMl::new(
        &[("id", "string"), ("kind", "string"), ("layer", "string"), ("description", "string"), ("declared", "boolean"), ("files", "int")],
        &[("kind", "string"), ("count", "int"), ("path", "string"), ("line", "int"), ("standing", "string"), ("denied", "string")],
    );
    for component in &map.components {
        out.node(&[
            Some(&component.id),
            Some(&component.kind),
            component.layer.as_deref(),
            component.description.as_deref(),
            Some(if component.declared { "true" } else { "false" }),
            Some(&component.files.to_string()),
        ]);
    }
    let place = |id: &str| map.components.iter().position(|component| component.id == id);
    for edge in &map.edges {
        let (Some(from), Some(to)) = (place(&edge.from), place(&edge.to)) else { continue };
        let standing = if edge.denied.is_some() { Standing::Denied } else { Standing::Allowed };
        out.edge(
            from,
            to,
            &[
                Some(edge.kind.noun()),
                Some(&edge.count.to_string()),
                Some(&edge.path),
                Some(&edge.line.to_string()),
                Some(standing.word()),
                edge.denied.as_deref(),
            ],
        );
    }
    for ((from, to), _) in arrows(map).into_iter().filter(|(_, arrow)| arrow.standing == Standing::Absent) {
        out.edge(from, to, &[None, None, None, None, Some(Standing::Absent.word())]);
    }
    out.finish()
}
