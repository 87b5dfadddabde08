//! Values of TypeScript's options that it does not know.

use documents::{Node, Scalar, Value};
use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-compiler-option",
    severity: Severity::Error,
    summary: "An option of TypeScript has a value that it does not know.",
    page: include_str!("invalid_compiler_option.md"),
    check: Check::Document(&[Subject::Role(Role::Tsconfig)], check),
};

/// Options that take one of several words, whatever the case of its letters.
const CHOICES: &[(&str, &[&str])] = &[
    ("jsx", &["preserve", "react-native", "react-jsx", "react-jsxdev", "react"]),
    (
        "module",
        &[
            "None", "CommonJS", "AMD", "System", "UMD", "ES6", "ES2015", "ES2020", "ES2022", "ESNext", "Node16", "Node18", "Node20",
            "NodeNext", "Preserve",
        ],
    ),
    ("moduleDetection", &["auto", "legacy", "force"]),
    ("moduleResolution", &["Node10", "Node", "Classic", "Node16", "NodeNext", "Bundler"]),
    ("newLine", &["crlf", "lf"]),
    (
        "target",
        &[
            "ES3", "ES5", "ES6", "ES2015", "ES2016", "ES2017", "ES2018", "ES2019", "ES2020", "ES2021", "ES2022", "ES2023", "ES2024",
            "ES2025", "ES2026", "ESNext",
        ],
    ),
];

/// What names of libraries begin with.
const LIBRARIES: &[&str] = &["es3", "es5", "es6", "es7", "esnext", "dom", "webworker", "scripthost", "decorators"];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for options in context.roots().filter_map(|root| root.get("compilerOptions")) {
        for (name, choices) in CHOICES {
            let Some((value, text)) = options.get(name).and_then(|value| Some((value, written(value)?))) else { continue };
            if !choices.iter().any(|choice| choice.eq_ignore_ascii_case(text)) {
                say(value, format!("`{name}` does not take `{text}`"), choices, found);
            }
        }
        for value in options.items_of("lib") {
            let Some(text) = written(value) else { continue };
            let lower = text.to_ascii_lowercase();
            let first = lower.split('.').next().unwrap_or_default();
            let is_year = first.strip_prefix("es20").is_some_and(|year| year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()));
            // Deno reads such files too, and has libraries of its own.
            if !is_year && first != "deno" && !LIBRARIES.contains(&first) {
                say(value, format!("there is no library `{text}`"), LIBRARIES, found);
            }
        }
    }
}

fn written(value: &Node) -> Option<&str> {
    match &value.value {
        Value::Scalar { text, kind: Scalar::Text, .. } if !text.contains("${") => Some(text),
        _ => None,
    }
}

fn say(value: &Node, message: String, choices: &[&'static str], found: &mut Found) {
    found.misspelt(value.span, message, schemas::closest(value.text().unwrap_or_default(), choices.iter().copied()));
}
