//! What the DNA says of a component or a layer, in a few lines.

use dna::agents::{Agent, Builtin, Need};
use dna::{Component, Dna, Layer, Name};
use graph::architecture::{Named, mention_at};
use workspace::{Db, File, Span};

/// More ids are counted, not named.
const SHOWN: usize = 12;

/// The text about what a DNA names at `offset`, and the range of the name.
pub fn describe(db: &dyn Db, file: File, offset: u32) -> Option<(Span, String)> {
    let mention = mention_at(db, file, offset)?;
    let dna = dna::dna(db, file.root(db)?)?;
    let text = match &mention.named {
        Named::Id(Name::Component(number)) => component(&dna, dna.component_at(*number)?),
        Named::Id(Name::Layer(number)) => layer(&dna, dna.layer(*number)?),
        Named::Id(Name::Agent(number)) => agent(&dna, dna.agent(*number)?),
        Named::Path(path) => {
            let owner = dna.component_of(path).map_or_else(String::new, |owner| format!(" belongs to `{}`", owner.id.value));
            format!("`{path}`{owner}")
        }
        Named::Preset(name) => {
            let text = dna::presets::text(name)?;
            format!("```yaml\n{}\n```", text.trim_end())
        }
    };
    Some((mention.span, text))
}

fn component(dna: &Dna, component: &Component) -> String {
    let kind = component.kind.as_ref().map_or_else(String::new, |kind| format!(" ({})", kind.value));
    let mut out = format!("component `{}`{kind}", component.id.value);
    if let Some(description) = &component.description {
        out.push_str(&format!("\n\n{}", description.value));
    }
    out.push('\n');
    let mut line = |what: &str, said: String| out.push_str(&format!("\n- {what}: {said}"));
    if !component.paths.is_empty() {
        line("path", listed(component.paths.iter().map(|path| path.to_string())));
    }
    if let Some(layer) = dna.layer_of(component) {
        line("layer", format!("`{}`", layer.id.value));
    }
    if let Some(owner) = &component.owner {
        line("owner", owner.to_string());
    }
    let others = dna.components.len() - 1;
    line("may use", some_of(&dna.used_by(component), others));
    line("may be used by", some_of(&dna.users_of(component), others));
    out
}

fn layer(dna: &Dna, layer: &Layer) -> String {
    let mut out = format!("layer `{}`\n", layer.id.value);
    let mut line = |what: &str, ids: Vec<String>| {
        let said = if ids.is_empty() { "nothing".to_owned() } else { listed(ids.into_iter()) };
        out.push_str(&format!("\n- {what}: {said}"));
    };
    let inside = dna.components.iter().filter(|component| dna.layer_of(component) == Some(layer));
    line("components", inside.map(|component| component.id.to_string()).collect());
    let lower = dna.layers.iter().filter(|other| other.rank > layer.rank);
    line("may use the layers", lower.map(|other| other.id.to_string()).collect());
    out
}

fn agent(dna: &Dna, agent: &Agent) -> String {
    let mut out = format!("agent `{}`", agent.id.value);
    if let Some(description) = &agent.description {
        out.push_str(&format!("\n\n{}", description.value));
    }
    out.push('\n');
    let mut line = |what: &str, said: String| out.push_str(&format!("\n- {what}: {said}"));
    match agent.builtin.map(|builtin| builtin.value) {
        Some(Builtin::Oracle) => line("is", "the one that verifies".to_owned()),
        Some(Builtin::Alpha) => line("is", "the one that generates".to_owned()),
        Some(Builtin::Cartographer) => line("is", "the one that reads the architecture back".to_owned()),
        None => {}
    }
    if let Some(component) = agent.component.and_then(|component| dna.component_at(component.value)) {
        line("works for", format!("`{}`", component.id.value));
    }
    if !agent.capabilities.is_empty() {
        line("can", listed(agent.capabilities.iter().map(|name| name.to_string())));
    }
    let needs = agent.needs.iter().filter_map(|need| match need.value {
        Need::Component(number) => dna.component_at(number).map(|component| component.id.to_string()),
        Need::Agent(number) => dna.agent(number).map(|agent| agent.id.to_string()),
        Need::Unknown => None,
    });
    let needs: Vec<String> = needs.collect();
    if !needs.is_empty() {
        line("needs", listed(needs.into_iter()));
    }
    out
}

fn some_of(components: &[&Component], all: usize) -> String {
    match components.len() {
        0 => "nothing".to_owned(),
        many if many == all => "everything".to_owned(),
        _ => listed(components.iter().map(|component| component.id.to_string())),
    }
}

fn listed(ids: impl ExactSizeIterator<Item = String>) -> String {
    let count = ids.len();
    let mut shown: Vec<String> = ids.take(SHOWN).map(|id| format!("`{id}`")).collect();
    if count > SHOWN {
        shown.push(format!("{} more", count - SHOWN));
    }
    shown.join(", ")
}
