//! The languages that tree-sitter alone judges: one row each, and nothing about them elsewhere.

use super::lexis::{self, Lexis};
use super::{mend, second};
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
    /// The text written so that the grammar knows what the language accepts: of equal length, one or more versions of
    /// which one has to be right. Asked only about texts that the grammar refuses.
    pub mend: Option<fn(&str) -> Vec<String>>,
    /// Whether what the grammar refuses in this text is not worth telling.
    pub lost: Option<fn(&str) -> bool>,
    /// Whether another parser refuses the text too. Where there is one, nothing is said without it.
    pub second: Option<fn(&str) -> bool>,
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
        mend: None,
        lost: None,
        second: Some(second::bash),
    },
    Row {
        language: Language::C,
        id: "c",
        group: "c-family",
        grammar: Grammar::C,
        trust: Trust::Off,
        lexis: Some(&lexis::C),
        pairs: false,
        mend: None,
        lost: None,
        second: None,
    },
    Row {
        language: Language::Cpp,
        id: "cpp",
        group: "c-family",
        grammar: Grammar::Cpp,
        trust: Trust::Off,
        lexis: Some(&lexis::C),
        pairs: false,
        mend: None,
        lost: None,
        second: None,
    },
    Row {
        language: Language::CSharp,
        id: "csharp",
        group: "c-family",
        grammar: Grammar::CSharp,
        trust: Trust::Off,
        lexis: None,
        pairs: false,
        mend: Some(mend::csharp),
        lost: Some(mend::is_unsafe),
        second: None,
    },
    Row {
        language: Language::Java,
        id: "java",
        group: "jvm",
        grammar: Grammar::Java,
        trust: Trust::On,
        lexis: Some(&lexis::JAVA),
        pairs: true,
        mend: Some(mend::java),
        lost: None,
        second: None,
    },
    Row {
        language: Language::Kotlin,
        id: "kotlin",
        group: "jvm",
        grammar: Grammar::Kotlin,
        trust: Trust::Off,
        lexis: Some(&lexis::KOTLIN),
        pairs: true,
        mend: None,
        lost: None,
        second: None,
    },
    Row {
        language: Language::Php,
        id: "php",
        group: "web",
        grammar: Grammar::Php,
        trust: Trust::On,
        lexis: None,
        pairs: false,
        mend: Some(mend::php),
        lost: None,
        second: None,
    },
    Row {
        language: Language::Ruby,
        id: "ruby",
        group: "scripting",
        grammar: Grammar::Ruby,
        trust: Trust::On,
        lexis: None,
        pairs: false,
        mend: None,
        lost: None,
        second: Some(second::ruby),
    },
];

/// The row of a language; `None` for those with a reader of their own.
pub fn row(language: Language) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.language == language)
}
