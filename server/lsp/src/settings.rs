//! What a person wants to see in this editor. Never changes what is found: that is the DNA's matter.

use std::collections::BTreeMap;

use oracle::Level;
use serde_json::Value;
use syntax::Language;

/// The section of the editor's settings that is ours.
pub const SECTION: &str = "ouroboros";

/// Filters.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// The highest level that is shown; all when absent.
    level: Option<Level>,
    /// Levels that are hidden, by language id; `*` stands for every language.
    hidden: BTreeMap<String, Vec<Level>>,
}

impl Settings {
    /// Reads `{"level": "L4", "levels": {"python": ["L1"]}}`, with the mistakes that were made in it. What is
    /// not mentioned is shown.
    pub fn read(value: &Value) -> (Settings, Vec<String>) {
        let (mut out, mut mistakes) = (Settings::default(), Vec::new());
        let mut level = |value: &Value, place: &str| match value.as_str().map(str::parse) {
            Some(Ok(level)) => Some(level),
            _ => {
                mistakes.push(format!("the setting {SECTION}.{place} holds {value}, which is no level: L0 to L6 are"));
                None
            }
        };
        if let Some(highest) = value.get("level").filter(|highest| !highest.is_null()) {
            out.level = level(highest, "level");
        }
        match value.get("levels") {
            None | Some(Value::Null) => {}
            Some(Value::Object(languages)) => {
                for (language, levels) in languages {
                    let place = format!("levels.{language}");
                    let levels = levels.as_array().map_or(std::slice::from_ref(levels), Vec::as_slice);
                    out.hidden.insert(language.clone(), levels.iter().filter_map(|hidden| level(hidden, &place)).collect());
                }
            }
            Some(other) => mistakes.push(format!("the setting {SECTION}.levels holds {other}: an object of languages was expected")),
        }
        (out, mistakes)
    }

    /// Whether a finding of this level is shown in a file of this language.
    pub fn shows(&self, language: Language, level: Level) -> bool {
        let hides = |id: &str| self.hidden.get(id).is_some_and(|levels| levels.contains(&level));
        self.level.is_none_or(|highest| level <= highest) && !hides("*") && !id(language).is_some_and(hides)
    }
}

/// The protocol's id of a language.
fn id(language: Language) -> Option<&'static str> {
    Some(match language {
        Language::Python | Language::PythonStub => "python",
        Language::JavaScript => "javascript",
        Language::TypeScript => "typescript",
        Language::Tsx => "typescriptreact",
        Language::Rust => "rust",
        Language::Go => "go",
        Language::GoMod => "go.mod",
        Language::Yaml => "yaml",
        Language::Json => "json",
        Language::Jsonc => "jsonc",
        Language::Toml => "toml",
        Language::Markdown => "markdown",
        Language::Dockerfile => "dockerfile",
        Language::Jinja => "jinja",
        Language::Java => "java",
        Language::Kotlin => "kotlin",
        Language::C => "c",
        Language::Cpp => "cpp",
        Language::CSharp => "csharp",
        Language::Ruby => "ruby",
        Language::Php => "php",
        Language::Bash => "shellscript",
        Language::Xml => "xml",
        Language::Html => "html",
        Language::Css => "css",
        Language::Make => "makefile",
        Language::Hcl => "terraform",
        Language::Protobuf => "proto3",
        Language::GraphQl => "graphql",
        Language::Sql => "sql",
        Language::Ini => "ini",
        Language::CMake => "cmake",
        Language::Nix => "nix",
        Language::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn levels_are_hidden_by_language_and_above_the_highest() {
        let (settings, mistakes) = Settings::read(&json!({"level": "L4", "levels": {"python": ["L1"], "*": ["L3"]}}));
        assert!(mistakes.is_empty());
        let cases = [
            (Language::Python, Level::L1, false),
            (Language::PythonStub, Level::L1, false),
            (Language::Yaml, Level::L1, true),
            (Language::Yaml, Level::L3, false),
            (Language::Other, Level::L4, true),
            (Language::Yaml, Level::L5, false),
        ];
        for (language, level, shown) in cases {
            assert_eq!(settings.shows(language, level), shown, "{language:?} {level}");
        }
    }

    #[test]
    fn mistakes_are_told_and_hide_nothing() {
        for value in [json!({"level": 9}), json!({"levels": ["L1"]}), json!({"levels": {"python": "L9"}}), json!({"level": "all"})] {
            let (settings, mistakes) = Settings::read(&value);
            assert_eq!(mistakes.len(), 1, "{value}");
            assert!(settings.shows(Language::Python, Level::L6), "{value}");
        }
        assert!(Settings::read(&Value::Null).1.is_empty() && Settings::read(&json!({"level": null, "levels": null})).1.is_empty());
    }
}
