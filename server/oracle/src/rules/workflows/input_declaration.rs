//! Declarations of inputs that contradict themselves.

use documents::{Node, Scalar, Value};
use syntax::Role;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/input-declaration",
    severity: Severity::Warning,
    summary: "The default of an input is not of its type, not among its options, or never used.",
    page: include_str!("input_declaration.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for root in context.roots() {
        for event in ["workflow_dispatch", "workflow_call"] {
            for (name, input) in root.path(&["on", event, "inputs"]).map_or(&[][..], Node::entries) {
                judge(event, name, input, found);
            }
        }
    }
}

fn judge(event: &str, name: &Node, input: &Node, found: &mut Found) {
    let named = name.text().unwrap_or_default();
    let kind = input.get("type").and_then(Node::text).unwrap_or("string");
    let default = input.get("default");
    let options = input.items_of("options");
    if kind == "choice" && input.get("options").is_none() {
        let span = input.get("type").map_or(name.span, |kind| kind.span);
        found.at(span, format!("the input `{named}` is a choice without `options` to choose from"));
        return;
    }
    if kind != "choice"
        && let Some((key, _)) = input.entry("options")
    {
        found.at(key.span, format!("the input `{named}` has options, and its type is `{kind}`: expected `type: choice`"));
        return;
    }
    let Some((default, text)) = default.and_then(|default| Some((default, default.text()?))) else { return };
    let is = |wanted: Scalar| matches!(&default.value, Value::Scalar { kind, .. } if *kind == wanted);
    match kind {
        _ if text.contains("${{") => {}
        "boolean" if !is(Scalar::Bool) && !matches!(text, "true" | "false") => {
            found.at(default.span, format!("the default of `{named}` is `{text}`, and its type is `boolean`: expected `true` or `false`"));
        }
        "number" if !is(Scalar::Number) && text.parse::<f64>().is_err() => {
            found.at(default.span, format!("the default of `{named}` is `{text}`, and its type is `number`"));
        }
        // One that is empty chooses nothing, on purpose.
        "choice"
            if !text.is_empty()
                && !options.iter().any(|option| option.text().is_none_or(|option| option == text || option.contains("${{"))) =>
        {
            let near = schemas::closest(text, options.iter().filter_map(Node::text)).map(|near| format!("; did you mean `{near}`?"));
            found.at(default.span, format!("the default `{text}` of `{named}` is none of its options{}", near.unwrap_or_default()));
        }
        _ => {}
    }
    let is_required = input.get("required").and_then(Node::text) == Some("true");
    if event == "workflow_call" && is_required {
        let message = format!("who calls the workflow must give `{named}`, as it is required, and so this default is never used");
        found.at(default.span, message);
    }
}
