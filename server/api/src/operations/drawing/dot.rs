//! Graphviz's language.

use std::fmt::Write as _;

use oracle::escape;

use super::{Arrow, Standing, arrows};
use crate::operations::architecture::Map;

/// The map as a digraph.
pub fn write(map: &Map) -> String {
    let mut out = String::from("digraph ouroboros {\n  rankdir=TB;\n  node [shape=box];\n");
    for component in &map.components {
        let _ = writeln!(out, "  {};", quoted(&component.id));
    }
    for ((from, to), Arrow { words, standing }) in arrows(map) {
        let look = match standing {
            Standing::Allowed => "",
            Standing::Denied => ", color=red, fontcolor=red",
            Standing::Absent => ", style=dashed",
        };
        let _ = writeln!(out, "  {} -> {} [label=\"{words}\"{look}];", quoted(&map.components[from].id), quoted(&map.components[to].id));
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escape::terminal(text).replace('\\', "\\\\").replace('"', "\\\""))
}
