//! Structurizr's DSL: the root as a software system of the C4 model, its components as containers.

use std::fmt::Write as _;

use oracle::escape;

use super::arrows;
use crate::operations::architecture::Map;

/// The map as a workspace.
pub fn write(map: &Map) -> String {
    let mut out = format!("workspace {} {{\n    model {{\n        system = softwareSystem {} {{\n", quoted(&map.name), quoted(&map.name));
    for (number, component) in map.components.iter().enumerate() {
        let description = component.description.as_deref().unwrap_or_default();
        let tags = component.layer.as_ref().map(|layer| format!(" {}", quoted(&layer.replace(',', " ")))).unwrap_or_default();
        let _ = writeln!(
            out,
            "            c{number} = container {} {} {}{tags}",
            quoted(&component.id),
            quoted(description),
            quoted(&component.kind)
        );
    }
    out.push_str("        }\n");
    for ((from, to), arrow) in arrows(map) {
        let _ = writeln!(out, "        system.c{from} -> system.c{to} {} {}", quoted(&arrow.words), quoted(arrow.standing.word()));
    }
    out.push_str("    }\n    views {\n        container system {\n            include *\n            autoLayout tb\n        }\n    }\n}\n");
    out
}

/// A text in quotes, on one line; a backslash at its end would take the quote away, so there are none.
fn quoted(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // `${...}` is replaced by constants.
    let line = escape::terminal(&line).replace('\\', "/").replace('"', "'").replace("${", "$ {");
    format!("\"{line}\"")
}
