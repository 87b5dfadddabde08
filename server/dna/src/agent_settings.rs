//! The section `agents` of a person's own configuration: what agents may be given, and what the API may start.
//!
//! ```yaml
//! agents:
//!   env: [GITHUB_TOKEN]                  # given to those that ask for it
//!   commands:                            # of manifests that are posted to the API
//!     - [python3, -m, todo_counter]      # with these words first
//!   schedules:                           # tasks that come by the clock
//!     - { name: nightly, cron: "30 2 * * *", zone: Europe/Berlin, capability: verify, input: {} }
//! ```
//!
//! Whatever is not understood is an error, never skipped: a word too many may have been meant to restrict something.

use std::collections::BTreeSet;

use crate::approvals::{list, section};
use documents::{Node, Value};

const SECTION: &str = "agents";

/// What the section says. The default allows nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AgentSettings {
    /// Names of the variables of ours that an agent gets when it asks for them.
    pub env: BTreeSet<String>,
    /// Commands that manifests of the API may have: their first words.
    pub commands: Vec<Vec<String>>,
    /// Tasks that come by the clock.
    pub schedules: Vec<ScheduledTask>,
}

/// A task that comes by the clock, as it is written: whether there is such a time is for who runs it to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScheduledTask {
    /// What it is called; no two are called alike.
    pub name: String,
    /// When: five fields, or a word like `@daily`.
    pub cron: String,
    /// The time zone that is read in, as in `Europe/Berlin`; UTC when absent.
    pub zone: Option<String>,
    /// What is to be done.
    pub capability: String,
    /// What it takes.
    pub input: serde_json::Value,
}

impl AgentSettings {
    /// Reads the text of the file; an empty one allows nothing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<AgentSettings, String> {
        let mut out = AgentSettings::default();
        let entries = section(text, SECTION)?;
        let mut seen = BTreeSet::new();
        for (key, value) in &entries {
            let name = key.text().unwrap_or("?");
            if !seen.insert(name) {
                return Err(format!("`{SECTION}` has the key `{name}` twice"));
            }
            match name {
                "env" => out.env = texts(value, "`agents.env`")?.into_iter().collect(),
                "commands" => {
                    for item in list(value, "`agents.commands`")? {
                        let words = texts(item, "an item of `agents.commands`")?;
                        if words.first().is_none_or(|program| program.trim().is_empty()) {
                            return Err("an item of `agents.commands` names no program".to_owned());
                        }
                        out.commands.push(words);
                    }
                }
                "schedules" => {
                    for item in list(value, "`agents.schedules`")? {
                        let task = scheduled(item)?;
                        if out.schedules.iter().any(|known| known.name == task.name) {
                            return Err(format!("two schedules are called `{}`", task.name));
                        }
                        out.schedules.push(task);
                    }
                }
                _ => return Err(format!("the key `{name}` in `{SECTION}` is not known to this version")),
            }
        }
        let bad = out.env.iter().find(|name| !crate::read::is_variable(name));
        bad.map_or(Ok(()), |bad| Err(format!("`{bad}` in `agents.env` is no name of an environment variable")))?;
        Ok(out)
    }

    /// Whether a manifest of the API may run `words`: they begin with an allowed command, word by word.
    pub fn allows(&self, words: &[String]) -> bool {
        self.commands.iter().any(|allowed| words.starts_with(allowed))
    }
}

fn scheduled(item: &Node) -> Result<ScheduledTask, String> {
    let Value::Map(entries) = &item.value else { return Err(format!("a schedule is a mapping, not {}", item.describe())) };
    let known = ["name", "cron", "zone", "capability", "input"];
    if let Some((key, _)) = entries.iter().find(|(key, _)| key.text().is_none_or(|key| !known.contains(&key))) {
        return Err(format!("the key `{}` of a schedule is not known to this version", key.text().unwrap_or("?")));
    }
    let text = |name: &str| match item.get(name).map(|value| (value, value.text())) {
        None => Ok(None),
        Some((_, Some(text))) if !text.trim().is_empty() => Ok(Some(text.to_owned())),
        Some((value, _)) => Err(format!("`{name}` of a schedule is a text, not {}", value.describe())),
    };
    let needed = |name: &str| text(name)?.ok_or_else(|| format!("a schedule has the key `{name}`; this one has not"));
    Ok(ScheduledTask {
        name: needed("name")?,
        cron: needed("cron")?,
        zone: text("zone")?,
        capability: needed("capability")?,
        input: item.get("input").map_or_else(|| serde_json::json!({}), Node::to_json),
    })
}

fn texts(node: &Node, what: &str) -> Result<Vec<String>, String> {
    let items = list(node, what)?.iter();
    items
        .map(|item| item.text().map(str::to_owned).ok_or_else(|| format!("{what} has {} where a text is expected", item.describe())))
        .collect()
}
