//! Several sources for what is not said to be a folder.

use syntax::Language;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/copy-many-into-file",
    severity: Severity::Warning,
    summary: "Several files are copied to a destination that does not end with `/`.",
    page: include_str!("copy_many_into_file.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for step in context.steps().iter().filter(|step| matches!(step.name.as_str(), "COPY" | "ADD") && !step.is_exec) {
        let Some(((target, span), sources)) = step.words.split_last() else { continue };
        let is_folder = target.ends_with(['/', '\\', '.', '"', '\'']) || target.contains('$');
        if sources.len() > 1 && !is_folder && sources.iter().all(|(source, _)| !source.starts_with(['"', '\''])) {
            let message =
                format!("`{target}` gets several files: expected `{target}/`, since without the slash it may be taken for a file");
            found.at(*span, message).propose(format!("Change to `{target}/`"), *span, format!("{target}/"));
        }
    }
}
