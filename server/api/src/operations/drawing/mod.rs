//! The architecture as text in languages for drawings, and as a picture.

pub mod dot;
pub mod graphml;
mod layout;
pub mod mermaid;
pub mod structurizr;
pub mod svg;

use std::collections::BTreeMap;

use super::architecture::Map;

/// An arrow of a drawing.
struct Arrow {
    /// What ties the two, in words: `12 imports, 1 declaration`.
    words: String,
    /// What the DNA says of it.
    standing: Standing,
}

/// An arrow in the reflexion model.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The DNA allows it, or says nothing.
    Allowed,
    /// It is there, and the DNA denies it.
    Denied,
    /// The DNA declares it, and it is not there.
    Absent,
}

impl Standing {
    /// For styles and tags.
    fn word(self) -> &'static str {
        match self {
            Standing::Allowed => "allowed",
            Standing::Denied => "denied",
            Standing::Absent => "absent",
        }
    }
}

/// The arrows, by the places of two components in the map.
fn arrows(map: &Map) -> BTreeMap<(usize, usize), Arrow> {
    let place = |id: &str| map.components.iter().position(|component| component.id == id);
    let mut out: BTreeMap<(usize, usize), Arrow> = BTreeMap::new();
    for edge in &map.edges {
        let (Some(from), Some(to)) = (place(&edge.from), place(&edge.to)) else { continue };
        let standing = if edge.denied.is_some() { Standing::Denied } else { Standing::Allowed };
        let arrow = out.entry((from, to)).or_insert(Arrow { words: String::new(), standing });
        if !arrow.words.is_empty() {
            arrow.words.push_str(", ");
        }
        arrow.words.push_str(&format!("{} {}{}", edge.count, edge.kind.noun(), if edge.count == 1 { "" } else { "s" }));
    }
    for absence in &map.absent {
        let (Some(from), Some(to)) = (place(&absence.from), place(&absence.to)) else { continue };
        out.entry((from, to)).or_insert(Arrow { words: "not used".to_owned(), standing: Standing::Absent });
    }
    out
}
