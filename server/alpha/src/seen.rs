//! What templates see of the project: the declaration as plain data.

use compact_str::CompactString;
use dna::agents::{Agent, AgentId, Need, Target};
use dna::{ComponentId, Dna, RuleKind, Selector, Spanned};
use serde_json::{Map, Value as Json, json};

/// The declaration as `dna`: `name`, `components` by id, `layers` top first, `rules`, `agents`, `deploy`.
pub fn project(dna: &Dna) -> Json {
    let components: Map<String, Json> = dna
        .components
        .iter()
        .map(|component| {
            let body = json!({
                "id": component.id.as_str(),
                "paths": component.paths.iter().map(|path| path.to_string()).collect::<Vec<_>>(),
                "layer": dna.layer_of(component).map(|layer| layer.id.to_string()),
                "owner": text(&component.owner),
                "kind": text(&component.kind),
                "description": text(&component.description),
                "uses": component.uses.as_ref().map(|uses| uses.iter().map(|selector| selector_text(dna, selector)).collect::<Vec<_>>()),
                "exports": component.exports.as_ref().map(|exports| texts(exports)),
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
            let list = |selectors: &[Spanned<Selector>]| {
                selectors.iter().map(|selector| selector_text(dna, selector)).collect::<Vec<_>>().join(", ")
            };
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
        "agents": dna.agents.iter().map(|agent| (agent.id.to_string(), self::agent(dna, agent))).collect::<Map<_, _>>(),
        "deploy": dna.deploy.iter().map(|target| (target.id.to_string(), self::target(dna, target))).collect::<Map<_, _>>(),
    })
}

fn agent(dna: &Dna, agent: &Agent) -> Json {
    json!({
        "id": agent.id.as_str(),
        "description": text(&agent.description),
        "component": agent.component.and_then(|number| component_id(dna, number.value)),
        "command": texts(&agent.command),
        "capabilities": texts(&agent.capabilities),
        "env": texts(&agent.env),
        "needs": agent.needs.iter().filter_map(|need| match need.value {
            Need::Component(number) => component_id(dna, number),
            Need::Agent(AgentId(number)) => dna.agents.get(number as usize).map(|agent| agent.id.to_string()),
            Need::Unknown => None,
        }).collect::<Vec<_>>(),
    })
}

fn target(dna: &Dna, target: &Target) -> Json {
    json!({
        "id": target.id.as_str(),
        "components": target.components.iter().filter_map(|number| component_id(dna, number.value)).collect::<Vec<_>>(),
        "port": target.port.map(|port| port.value),
        "probe": text(&target.probe),
        "replicas": target.replicas.map(|replicas| replicas.value),
        "image": text(&target.image),
        "env": texts(&target.env),
        "description": text(&target.description),
    })
}

fn component_id(dna: &Dna, number: ComponentId) -> Option<String> {
    dna.component_at(number).map(|component| component.id.to_string())
}

fn text(text: &Option<Spanned<CompactString>>) -> Option<String> {
    text.as_ref().map(|text| text.to_string())
}

fn texts(texts: &[Spanned<CompactString>]) -> Vec<String> {
    texts.iter().map(|text| text.to_string()).collect()
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
