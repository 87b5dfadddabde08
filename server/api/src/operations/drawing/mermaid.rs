//! Mermaid, for Markdown.

use std::fmt::Write as _;

use oracle::escape;

use super::{Arrow, Standing, arrows};
use crate::operations::architecture::Map;

/// The map as a flow chart; layers are boxes around their components.
pub fn write(map: &Map) -> String {
    let mut out = String::from("graph TD\n");
    let mut layers: Vec<&str> = map.components.iter().filter_map(|component| component.layer.as_deref()).collect();
    layers.sort_unstable();
    layers.dedup();
    let node = |number: usize| format!("c{number}[\"{}\"]", quoted(&map.components[number].id));
    let of = |layer: Option<&str>| {
        let own = move |(_, component): &(usize, &crate::operations::architecture::Component)| component.layer.as_deref() == layer;
        map.components.iter().enumerate().filter(own).map(|(number, _)| number).collect::<Vec<_>>()
    };
    for number in of(None) {
        let _ = writeln!(out, "  {}", node(number));
    }
    for (place, layer) in layers.into_iter().enumerate() {
        let _ = writeln!(out, "  subgraph l{place}[\"{}\"]", quoted(layer));
        for number in of(Some(layer)) {
            let _ = writeln!(out, "    {}", node(number));
        }
        out.push_str("  end\n");
    }
    let arrows = arrows(map);
    for ((from, to), Arrow { words, standing }) in &arrows {
        let line = if *standing == Standing::Absent { "-.->" } else { "-->" };
        let _ = writeln!(out, "  c{from} {line}|\"{words}\"| c{to}");
    }
    for (number, _) in arrows.values().enumerate().filter(|(_, arrow)| arrow.standing == Standing::Denied) {
        let _ = writeln!(out, "  linkStyle {number} stroke:red,color:red");
    }
    out
}

/// In Mermaid's own form of entities: everything that means something to it or to HTML.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in escape::terminal(text).chars() {
        if matches!(c, '"' | '#' | '<' | '>' | '&' | ';' | '`') {
            let _ = write!(out, "#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
