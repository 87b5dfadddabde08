//! The architecture as text in languages for drawings, and as a picture.

pub mod dot;
mod layout;
pub mod mermaid;
pub mod structurizr;
pub mod svg;

use std::collections::BTreeMap;

use super::architecture::Map;

/// For each pair of components, their places in the map, what ties them, in words: `12 imports, 1 declaration`.
fn pairs(map: &Map) -> BTreeMap<(usize, usize), String> {
    let place = |id: &str| map.components.iter().position(|component| component.id == id);
    let mut out: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for edge in &map.edges {
        let (Some(from), Some(to)) = (place(&edge.from), place(&edge.to)) else { continue };
        let words = out.entry((from, to)).or_default();
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(&format!("{} {}{}", edge.count, edge.kind.noun(), if edge.count == 1 { "" } else { "s" }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::architecture::{Component, Dependency, Kind, Map};

    /// A map with a circle, a name that would break every sink, and a component that stands alone.
    pub fn map() -> Map {
        let component = |id: &str, layer: Option<&str>| Component {
            id: id.to_owned(),
            kind: "library".to_owned(),
            layer: layer.map(str::to_owned),
            description: Some("It \"does\" <things>\n& more".to_owned()),
            declared: true,
            files: 2,
        };
        let edge = |from: &str, to: &str, count| Dependency {
            from: from.to_owned(),
            to: to.to_owned(),
            kind: Kind::Import,
            count,
            path: "a.py".to_owned(),
            line: 1,
        };
        let odd = "odd \"]-->x;\n<script>`";
        Map {
            name: "shop".to_owned(),
            components: vec![
                component("alone", None),
                component("api", Some("top")),
                component("core", Some("low")),
                component("db", None),
                component(odd, None),
            ],
            edges: vec![edge("api", "core", 3), edge("api", "db", 1), edge("core", "db", 1), edge("db", "core", 2), edge("core", odd, 1)],
        }
    }

    #[test]
    fn drawings_stay_what_they_are() {
        insta::assert_snapshot!("mermaid", super::mermaid::write(&map()));
        insta::assert_snapshot!("dot", super::dot::write(&map()));
        insta::assert_snapshot!("structurizr", super::structurizr::write(&map()));
        insta::assert_snapshot!("svg", super::svg::write(&map()).unwrap());
    }
}
