//! What a person wants to see in this editor. Never changes what is found: that is the DNA's matter.

use std::collections::BTreeMap;

use oracle::Level;
use serde_json::Value;
use syntax::Language;

/// The section of the editor's settings that is ours.
pub const SECTION: &str = "ouroboros";

/// The JSON Schema of that section, which editors and their extensions take its keys, types and defaults from.
pub fn schema() -> &'static str {
    include_str!("settings.schema.json")
}

/// The settings by name: what is read, and what the schema has.
const FIELDS: [(&str, Read); 2] = [("level", Settings::read_level), ("levels", Settings::read_levels)];

/// Takes one setting, and tells the mistakes in it.
type Read = fn(&mut Settings, &Value, &mut Vec<String>);

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
        for (name, read) in FIELDS {
            if let Some(given) = value.get(name).filter(|given| !given.is_null()) {
                read(&mut out, given, &mut mistakes);
            }
        }
        (out, mistakes)
    }

    fn read_level(&mut self, value: &Value, mistakes: &mut Vec<String>) {
        // Up to the last is all: nothing need be looked at for that.
        self.level = level(value, "level", mistakes).filter(|highest| *highest < Level::L6);
    }

    fn read_levels(&mut self, value: &Value, mistakes: &mut Vec<String>) {
        let Some(languages) = value.as_object() else {
            mistakes.push(format!("the setting {SECTION}.levels holds {value}: an object of languages was expected"));
            return;
        };
        for (language, levels) in languages {
            let place = format!("levels.{language}");
            let levels = levels.as_array().map_or(std::slice::from_ref(levels), Vec::as_slice);
            self.hidden.insert(language.clone(), levels.iter().filter_map(|hidden| level(hidden, &place, mistakes)).collect());
        }
    }

    /// Whether a finding of this level is shown in a file of this language.
    pub fn shows(&self, language: Language, level: Level) -> bool {
        let hides = |id: &str| self.hidden.get(id).is_some_and(|levels| levels.contains(&level));
        self.level.is_none_or(|highest| level <= highest) && !hides("*") && !id(language).is_some_and(hides)
    }
}

/// One level that stands at `place`.
fn level(value: &Value, place: &str, mistakes: &mut Vec<String>) -> Option<Level> {
    let level = value.as_str().and_then(|text| text.parse().ok());
    if level.is_none() {
        mistakes.push(format!("the setting {SECTION}.{place} holds {value}, which is no level: L0 to L6 are"));
    }
    level
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
    #[test]
    fn the_schema_and_the_reader_know_the_same_settings() {
        let schema: Value = serde_json::from_str(schema()).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(properties.keys().map(String::as_str).collect::<Vec<_>>(), names);
        for (name, property) in properties {
            assert!(property["description"].is_string(), "{name} is not described");
            let (settings, mistakes) = Settings::read(&json!({ name: property["default"] }));
            assert!(mistakes.is_empty(), "{name}: the default is refused: {mistakes:?}");
            assert!(settings.shows(Language::Python, Level::L6), "{name}: the default hides something");
            assert_eq!(Settings::read(&json!({ name: 9 })).1.len(), 1, "{name}: what is of no use is taken");
        }
    }

    #[test]
    fn the_schema_and_the_reader_know_the_same_levels() {
        let schema: Value = serde_json::from_str(schema()).unwrap();
        let all = Level::ALL.map(|level| level.to_string());
        for pointer in ["/properties/level/enum", "/properties/levels/additionalProperties/items/enum"] {
            assert_eq!(schema.pointer(pointer), Some(&json!(all)), "{pointer}");
        }
        assert_eq!(schema["properties"]["level"]["enumDescriptions"].as_array().unwrap().len(), all.len());
        for level in &all {
            assert!(Settings::read(&json!({"level": level, "levels": {"*": [level]}})).1.is_empty(), "{level}");
        }
        let example = &schema["properties"]["levels"]["examples"][0];
        assert!(Settings::read(&json!({ "levels": example })).1.is_empty());
    }
}
