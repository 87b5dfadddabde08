//! The languages that tree-sitter alone judges: one row each, and nothing about them elsewhere.

use super::accepted;
use super::lexis::{self, Lexis};
use crate::kind::Language;
use crate::tree::Grammar;

/// Whether a grammar's refusal may be put to a person as an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    /// It refuses nothing that the language's own tools accept, as far as thousands of files show.
    On,
    /// It refuses valid files. Only what is certain without it is reported, unless the DNA asks for more.
    Off,
}

/// One language.
#[derive(Debug)]
pub struct Row {
    /// The language of the documents.
    pub language: Language,
    /// Its name in the DNA's `checks.languages`.
    pub id: &'static str,
    /// The cargo feature that its grammar belongs to.
    pub group: &'static str,
    /// Its grammar.
    pub grammar: Grammar,
    /// What the grammar's verdict is worth.
    pub trust: Trust,
    /// How its literals and comments are told from code, where that can be done without the grammar.
    pub lexis: Option<&'static Lexis>,
    /// Whether brackets that do not pair are wrong whatever the grammar says. Not so where macros or directives hide some.
    pub pairs: bool,
    /// What the language accepts and the grammar does not know.
    pub accepts: fn(&accepted::Refused<'_>) -> bool,
}

/// All of them.
pub const ROWS: &[Row] = &[
    Row {
        language: Language::Bash,
        id: "bash",
        group: "scripting",
        grammar: Grammar::Bash,
        trust: Trust::On,
        lexis: None,
        pairs: false,
        accepts: accepted::nothing,
    },
    Row {
        language: Language::C,
        id: "c",
        group: "c-family",
        grammar: Grammar::C,
        trust: Trust::Off,
        lexis: Some(&lexis::C),
        pairs: false,
        accepts: accepted::nothing,
    },
    Row {
        language: Language::Cpp,
        id: "cpp",
        group: "c-family",
        grammar: Grammar::Cpp,
        trust: Trust::Off,
        lexis: Some(&lexis::C),
        pairs: false,
        accepts: accepted::nothing,
    },
    Row {
        language: Language::CSharp,
        id: "csharp",
        group: "c-family",
        grammar: Grammar::CSharp,
        trust: Trust::On,
        lexis: None,
        pairs: false,
        accepts: accepted::nothing,
    },
    Row {
        language: Language::Java,
        id: "java",
        group: "jvm",
        grammar: Grammar::Java,
        trust: Trust::On,
        lexis: Some(&lexis::JAVA),
        pairs: true,
        accepts: accepted::nothing,
    },
    Row {
        language: Language::Kotlin,
        id: "kotlin",
        group: "jvm",
        grammar: Grammar::Kotlin,
        trust: Trust::On,
        lexis: None,
        pairs: false,
        accepts: accepted::nothing,
    },
    Row {
        language: Language::Php,
        id: "php",
        group: "web",
        grammar: Grammar::Php,
        trust: Trust::On,
        lexis: None,
        pairs: false,
        accepts: accepted::nothing,
    },
    Row {
        language: Language::Ruby,
        id: "ruby",
        group: "scripting",
        grammar: Grammar::Ruby,
        trust: Trust::On,
        lexis: None,
        pairs: false,
        accepts: accepted::nothing,
    },
];

/// The row of a language; `None` for those with a reader of their own.
pub fn row(language: Language) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.language == language)
}
