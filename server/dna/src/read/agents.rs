//! `agents`: the workers, and what each of them needs.

use compact_str::CompactString;

use super::fields::{Fields, Reader, cut};
use crate::agents::{Agent, AgentId, Builtin, Heal, Health, Limits, Need, Restart, Sandbox, Writes};
use crate::keys;
use crate::mistake::{DUPLICATE_ID, Mistake, SCHEMA, UNKNOWN_ID};
use crate::model::{ComponentId, Dna, Name, Reference};
use crate::span::{SourceId, Spanned};
use documents::Node;

const BUILTINS: &[(&str, Builtin)] = &[("oracle", Builtin::Oracle), ("alpha", Builtin::Alpha), ("cartographer", Builtin::Cartographer)];

const WRITES: &[(&str, Writes)] = &[("open", Writes::Open), ("root", Writes::Root), ("read_only", Writes::ReadOnly)];

const NETWORK: &[(&str, bool)] = &[("open", true), ("none", false)];

const HEAL: &[(&str, Heal)] = &[("auto", Heal::Auto), ("manual", Heal::Manual), ("off", Heal::Off)];

/// What agents say, before it is read: what they need may be declared further down.
#[derive(Default)]
pub(crate) struct AgentBodies<'n> {
    own: Vec<(SourceId, &'n Node)>,
    overridden: Vec<(SourceId, &'n Node, AgentId, &'n Node)>,
}

impl Reader {
    /// Takes down the ids of one text's agents; see [`Reader::agents`].
    pub fn declare_agents<'n>(&mut self, dna: &mut Dna, agents: &'n Node, bodies: &mut AgentBodies<'n>) {
        for (name, key, value) in self.entries(agents, "`agents`") {
            if !self.sound_id(key.span, name) || !self.sound_agent_id(key.span, name) {
                continue;
            }
            if let Some(at) = dna.agents.iter().position(|known| known.id.value == name) {
                bodies.overridden.push((self.source, key, AgentId(at as u32), value));
                continue;
            }
            let before = match dna.names.get(name) {
                Some(Name::Component(number)) => dna.component_at(*number).map(|component| ("a component", component.id.span)),
                Some(Name::Layer(number)) => dna.layer(*number).map(|layer| ("a layer", layer.id.span)),
                _ => None,
            };
            if let Some((what, before)) = before {
                let message = format!("`{}` is already the id of {what}: agents share their ids with components and layers", cut(name));
                let mistake = Mistake::new(DUPLICATE_ID, key.span, message).related(self.place(before), "declared here first");
                self.mistake(mistake);
            }
            dna.agents.push(empty(Spanned::new(CompactString::from(name), self.mark(key.span))));
            bodies.own.push((self.source, value));
        }
    }

    /// An agent's id is a part of addresses, file names and metrics.
    fn sound_agent_id(&mut self, span: workspace::Span, id: &str) -> bool {
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let is_sound = id.len() <= 63 && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.split('-').all(is_word);
        if !is_sound {
            let message =
                format!("`{}` is no id of an agent: that is lower-case words and digits joined by `-`, 63 characters at most", cut(id));
            self.mistake(Mistake::new(SCHEMA, span, message));
        }
        is_sound
    }

    /// Reads what each agent says; `bodies` are those of [`Reader::declare_agents`].
    pub fn agents(&mut self, dna: &mut Dna, bodies: &AgentBodies<'_>) {
        for (number, (source, body)) in bodies.own.iter().enumerate() {
            self.source = *source;
            let read = self.agent(dna, dna.agents[number].clone(), body);
            dna.agents[number] = read;
        }
        for &(source, key, number, body) in &bodies.overridden {
            self.source = source;
            let id = Spanned::new(CompactString::from(key.text().unwrap_or_default()), self.mark(key.span));
            self.overridden(|reader| {
                reader.agent(dna, empty(id.clone()), body);
            });
            // Its id is a use of the one that counts.
            self.references.push(Reference { id, target: Some(Name::Agent(number)) });
        }
    }

    fn agent(&mut self, dna: &Dna, mut agent: Agent, node: &Node) -> Agent {
        let Some(fields) = self.fields(node, &keys::AGENT) else { return agent };
        agent.description = fields.get("description").and_then(|value| self.text(value, "`description`"));
        agent.component = fields.get("component").and_then(|value| self.component_id(dna, value, "`component`"));
        agent.builtin = fields.get("builtin").and_then(|value| self.choice(value, "`builtin`", BUILTINS));
        agent.command = fields.get("command").map_or_else(Vec::new, |value| self.texts(value, "`command`"));
        agent.cwd = fields.get("cwd").and_then(|value| self.folder(value));
        agent.env = fields.get("env").map_or_else(Vec::new, |value| self.variables(value));
        agent.capabilities = fields.get("capabilities").map_or_else(Vec::new, |value| self.capabilities(value));
        let needs = fields.get("needs").map_or(&[][..], |value| self.items(value, "`needs`"));
        agent.needs = needs.iter().filter_map(|item| self.need(dna, item)).collect();
        agent.concurrency = fields.get("concurrency").and_then(|value| self.whole(value, "`concurrency`", 1..=u32::MAX));
        agent.timeout = fields.get("timeout").and_then(|value| self.duration(value, "`timeout`"));
        agent.heartbeat = fields.get("heartbeat").and_then(|value| self.duration(value, "`heartbeat`"));
        agent.limits = fields.get("limits").map_or_else(Limits::default, |value| self.limits(value));
        agent.sandbox = fields.get("sandbox").map_or_else(Sandbox::default, |value| self.sandbox(value));
        agent.stop_within = fields.get("stop_within").and_then(|value| self.duration(value, "`stop_within`"));
        agent.health = fields.get("health").map_or_else(Health::default, |value| self.health(value));
        agent.restart = fields.get("restart").map_or_else(Restart::default, |value| self.restart(value));
        self.runs(&agent, &fields);
        agent
    }

    /// That it is known what runs.
    fn runs(&mut self, agent: &Agent, fields: &Fields<'_>) {
        let (_, id) = self.place(agent.id.span);
        match (fields.key("command"), fields.key("builtin")) {
            (None, None) => {
                let message = "an agent has a `command`, the program and its arguments, or is `builtin`; this one is neither";
                self.mistake(Mistake::new(SCHEMA, id, message));
            }
            (Some((key, _)), Some((other, _))) => {
                let mistake = Mistake::new(SCHEMA, key.span, "an agent that is `builtin` has no `command`");
                self.mistake(mistake.related((self.source, other.span), "`builtin`"));
            }
            (Some((key, value)), None) if matches!(&value.value, documents::Value::List(items) if items.is_empty()) => {
                self.mistake(Mistake::new(SCHEMA, key.span, "`command` is empty: it is the program and its arguments"));
            }
            _ => {}
        }
    }

    fn health(&mut self, node: &Node) -> Health {
        let Some(fields) = self.fields(node, &keys::HEALTH) else { return Health::default() };
        let mut duration = |name: &str| fields.get(name).and_then(|value| self.duration(value, &format!("`{name}`")));
        let (every, timeout) = (duration("every"), duration("timeout"));
        let (stale_after, start_within) = (duration("stale_after"), duration("start_within"));
        let failures = fields.get("failures").and_then(|value| self.whole(value, "`failures`", 1..=u32::MAX));
        let heal = fields.get("heal").and_then(|value| self.choice(value, "`heal`", HEAL));
        if let (Some(every), Some(stale), Some(node)) = (every, stale_after, fields.get("stale_after"))
            && stale.value <= every.value
        {
            let message = "`stale_after` is not longer than `every`: the agent would be stale before it is asked again";
            self.mistake(Mistake::new(SCHEMA, node.span, message));
        }
        Health { every, timeout, failures, stale_after, start_within, heal }
    }

    fn restart(&mut self, node: &Node) -> Restart {
        let Some(fields) = self.fields(node, &keys::RESTART) else { return Restart::default() };
        let mut duration = |name: &str| fields.get(name).and_then(|value| self.duration(value, &format!("`{name}`")));
        let (wait, wait_at_most, within) = (duration("wait"), duration("wait_at_most"), duration("within"));
        Restart { wait, wait_at_most, within, times: fields.get("times").and_then(|value| self.whole(value, "`times`", 0..=u32::MAX)) }
    }

    fn limits(&mut self, node: &Node) -> Limits {
        let Some(fields) = self.fields(node, &keys::LIMITS) else { return Limits::default() };
        let mut whole =
            |name: &str, least: u32| fields.get(name).and_then(|value| self.whole(value, &format!("`{name}`"), least..=u32::MAX));
        // With fewer files no process starts.
        let (files, processes, cpu) = (whole("files", 8), whole("processes", 1), whole("cpu", 1));
        Limits { memory: fields.get("memory").and_then(|value| self.size(value, "`memory`")), files, processes, cpu }
    }

    fn sandbox(&mut self, node: &Node) -> Sandbox {
        let Some(fields) = self.fields(node, &keys::SANDBOX) else { return Sandbox::default() };
        Sandbox {
            files: fields.get("files").and_then(|value| self.choice(value, "`files`", WRITES)),
            network: fields.get("network").and_then(|value| self.choice(value, "`network`", NETWORK)),
        }
    }

    fn capabilities(&mut self, node: &Node) -> Vec<Spanned<CompactString>> {
        let mut out: Vec<Spanned<CompactString>> = Vec::new();
        for item in self.items(node, "`capabilities`") {
            let Some(name) = self.text(item, "a capability") else { continue };
            // As MCP names its tools.
            if name.len() > 128 || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
                let message = format!("a capability is named with letters, digits, `_`, `-` and `.`, not `{}`", cut(&name));
                self.mistake(Mistake::new(SCHEMA, item.span, message));
            } else if let Some(before) = out.iter().find(|known| known.value == name.value) {
                let mistake = Mistake::new(SCHEMA, item.span, format!("`{}` is listed twice", cut(&name)));
                let mistake = mistake.related(self.place(before.span), "listed here first");
                self.mistake(mistake);
            } else {
                out.push(name);
            }
        }
        out
    }

    /// A folder below the root.
    fn folder(&mut self, node: &Node) -> Option<Spanned<CompactString>> {
        let text = self.text(node, "`cwd`")?;
        if workspace::RelPath::root().resolve(&text).is_none() {
            let message = format!("`{}` leads out of the root; paths are seen from there", cut(&text));
            self.mistake(Mistake::new(SCHEMA, node.span, message));
            return None;
        }
        Some(text)
    }

    /// A component or an agent.
    fn need(&mut self, dna: &Dna, node: &Node) -> Option<Spanned<Need>> {
        let id = self.text(node, "an item of `needs`")?;
        let agent = || dna.agents.iter().position(|agent| agent.id.value == id.value).map(|at| Name::Agent(AgentId(at as u32)));
        let target = dna.names.get(&id.value).copied().filter(|name| !matches!(name, Name::Layer(_))).or_else(agent);
        self.references.push(Reference { id: id.clone(), target });
        let need = match target {
            Some(Name::Component(number)) => Need::Component(number),
            Some(Name::Agent(number)) => Need::Agent(number),
            Some(Name::Layer(_)) | None => {
                let message = match dna.names.get(&id.value) {
                    Some(_) => format!("`{}` is a layer; an agent needs components or agents", cut(&id)),
                    None => format!("no component or agent `{}` is declared", cut(&id)),
                };
                let agents = dna.agents.iter().map(|agent| agent.id.as_str());
                let meant = self.meant(&id, dna.components.iter().map(|component| component.id.as_str()).chain(agents));
                self.unknown(node, message, meant);
                Need::Unknown
            }
        };
        Some(id.map(|_| need))
    }

    /// The id of a component.
    pub fn component_id(&mut self, dna: &Dna, node: &Node, what: &str) -> Option<Spanned<ComponentId>> {
        let id = self.text(node, what)?;
        let target = dna.names.get(&id.value).copied().filter(|name| matches!(name, Name::Component(_)));
        self.references.push(Reference { id: id.clone(), target });
        if let Some(Name::Component(number)) = target {
            return Some(id.map(|_| number));
        }
        let message = match dna.names.get(&id.value) {
            Some(_) => format!("`{}` is a layer, not a component", cut(&id)),
            None => format!("no component `{}` is declared", cut(&id)),
        };
        let meant = self.meant(&id, dna.components.iter().map(|component| component.id.as_str()));
        self.unknown(node, message, meant);
        None
    }

    fn unknown(&mut self, node: &Node, message: String, meant: Option<&str>) {
        if !self.lacking {
            self.mistake(Mistake::new(UNKNOWN_ID, node.span, message).suggest(meant));
        }
    }
}

fn empty(id: Spanned<CompactString>) -> Agent {
    Agent {
        id,
        description: None,
        component: None,
        builtin: None,
        command: Vec::new(),
        cwd: None,
        env: Vec::new(),
        capabilities: Vec::new(),
        needs: Vec::new(),
        concurrency: None,
        timeout: None,
        heartbeat: None,
        health: Health::default(),
        restart: Restart::default(),
        stop_within: None,
        limits: Limits::default(),
        sandbox: Sandbox::default(),
    }
}
