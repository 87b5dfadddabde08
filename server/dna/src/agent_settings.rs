//! The section `agents` of a person's own configuration: what agents may be given, and what the API may start.
//!
//! ```yaml
//! agents:
//!   env: [GITHUB_TOKEN]                  # given to those that ask for it
//!   commands:                            # of manifests that are posted to the API
//!     - [python3, -m, todo_counter]      # with these words first
//! ```
//!
//! Whatever is not understood is an error, never skipped: a word too many may have been meant to restrict something.

use std::collections::BTreeSet;

use crate::approvals::{list, top};
use documents::{Node, Value};

const SECTION: &str = "agents";

/// What the section says. The default allows nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AgentSettings {
    /// Names of the variables of ours that an agent gets when it asks for them.
    pub env: BTreeSet<String>,
    /// Commands that manifests of the API may have: their first words.
    pub commands: Vec<Vec<String>>,
}

impl AgentSettings {
    /// Reads the text of the file; an empty one allows nothing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<AgentSettings, String> {
        let mut out = AgentSettings::default();
        let Some((_, section)) = top(text)?.into_iter().find(|(key, _)| key == SECTION) else { return Ok(out) };
        if section.is_null() {
            return Ok(out);
        }
        let Value::Map(entries) = &section.value else { return Err(format!("`{SECTION}` is a mapping, not {}", section.describe())) };
        let mut seen = BTreeSet::new();
        for (key, value) in entries {
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

fn texts(node: &Node, what: &str) -> Result<Vec<String>, String> {
    let items = list(node, what)?.iter();
    items
        .map(|item| item.text().map(str::to_owned).ok_or_else(|| format!("{what} has {} where a text is expected", item.describe())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str]) -> Vec<String> {
        all.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_is_written_is_allowed_and_nothing_else() {
        let text = "agents:\n  env: [TOKEN, HOST]\n  commands:\n    - [python3, -m, todo]\n    - [./run]\ntrust: []\n";
        let settings = AgentSettings::parse(text).unwrap();
        assert!(settings.env.contains("TOKEN") && !settings.env.contains("PATH"));
        assert!(settings.allows(&words(&["python3", "-m", "todo"])) && settings.allows(&words(&["python3", "-m", "todo", "--x"])));
        for other in [&["python3", "-m"][..], &["python3", "-m", "todos"], &["python", "-m", "todo"], &["run"], &[]] {
            assert!(!settings.allows(&words(other)), "{other:?}");
        }
        assert_eq!(AgentSettings::parse("# nothing\n"), Ok(AgentSettings::default()));
        assert!(!AgentSettings::default().allows(&words(&["true"])));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for (text, expected) in [
            ("agents: [TOKEN]\n", "is a mapping"),
            ("agents: {env: TOKEN}\n", "is a list"),
            ("agents: {env: [[A]]}\n", "where a text is expected"),
            ("agents: {env: [A=b]}\n", "no name of an environment variable"),
            ("agents: {commands: [python3]}\n", "is a list"),
            ("agents: {commands: [[]]}\n", "names no program"),
            ("agents: {commands: [['']]}\n", "names no program"),
            ("agents: {deny: [A]}\n", "`deny` in `agents` is not known"),
            ("agents: {env: [], env: [A]}\n", "twice"),
            ("agents: {\n", "no YAML"),
        ] {
            let message = AgentSettings::parse(text).unwrap_err();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
