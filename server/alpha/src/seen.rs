//! What templates see of the project: the declaration as plain data.

use dna::{Dna, RuleKind, Selector, Spanned};
use serde_json::{Map, Value as Json, json};

/// The declaration as `dna`: `name`, `components` by id, `layers` top first, `rules`, `agents`, `deploy`.
pub fn project(dna: &Dna) -> Json {
    let components: Map<String, Json> = dna
        .components
        .iter()
        .map(|component| {
            let text = |text: &Option<Spanned<_>>| text.as_ref().map(|text: &Spanned<compact_str::CompactString>| text.to_string());
            let body = json!({
                "id": component.id.as_str(),
                "paths": component.paths.iter().map(|path| path.to_string()).collect::<Vec<_>>(),
                "layer": dna.layer_of(component).map(|layer| layer.id.to_string()),
                "owner": text(&component.owner),
                "kind": text(&component.kind),
                "description": text(&component.description),
                "uses": component.uses.as_ref().map(|uses| uses.iter().map(|selector| selector_text(dna, selector)).collect::<Vec<_>>()),
                "exports": component.exports.as_ref().map(|exports| exports.iter().map(|export| export.to_string()).collect::<Vec<_>>()),
            });
            (component.id.to_string(), body)
        })
        .collect();
    let mut layers: Vec<Vec<String>> = Vec::new();
    for layer in &dna.layers {
        let rank = layer.rank as usize;
        layers.resize_with(layers.len().max(rank + 1), Vec::new);
        layers[rank].push(layer.id.to_string());
    }
    let rules: Vec<Json> = dna
        .rules
        .iter()
        .map(|rule| {
            let list = |selectors: &[Spanned<Selector>]| selectors.iter().map(|selector| selector_text(dna, selector)).collect::<Vec<_>>().join(", ");
            let (kind, demand) = match &rule.kind {
                RuleKind::Deny { from, to } => ("deny", format!("{} -> {}", list(from), list(to))),
                RuleKind::Forbid { from, to } => ("forbid", format!("{} -> {}", list(from), list(to))),
                RuleKind::Acyclic(of) => ("acyclic", list(of)),
                RuleKind::Require { of, glob } => ("require", format!("{} has {}", list(of), glob.value)),
                RuleKind::Independent(of) => ("independent", list(of)),
            };
            json!({ "id": rule.id.as_str(), "kind": kind, "demand": demand, "why": rule.why.as_ref().map(|why| why.to_string()) })
        })
        .collect();
    json!({
        "name": dna.name.as_ref().map_or("", |name| name.value.as_str()),
        "components": components,
        "layers": layers,
        "rules": rules,
        "agents": {},
        "deploy": {},
    })
}

fn selector_text(dna: &Dna, selector: &Selector) -> String {
    match selector {
        Selector::All => "*".to_owned(),
        Selector::Component(number) => dna.component_at(*number).map_or_else(String::new, |component| component.id.to_string()),
        Selector::Layer(number) => dna.layer(*number).map_or_else(String::new, |layer| format!("layer:{}", layer.id.value)),
        Selector::Owner(owner) => format!("owner:{owner}"),
        Selector::Unknown => "?".to_owned(),
    }
}
