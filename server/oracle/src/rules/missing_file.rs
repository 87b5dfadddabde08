//! Paths that a manifest declares and that are not there.

use graph::{Miss, nearest::nearest, resolutions};
use syntax::{Flags, Namespace};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L0/missing-file",
    severity: Severity::Error,
    summary: "A manifest names a file or folder that does not exist.",
    page: include_str!("missing_file.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let resolutions = resolutions(context.db, context.file);
    for (reference, resolution) in context.facts.references.iter().zip(resolutions.iter()) {
        // What a build makes is not there before it has run.
        if reference.namespace != Namespace::FILE
            || [Flags::BUILT, Flags::GLOB, Flags::OPTIONAL, Flags::BROKEN].iter().any(|flag| reference.flags.has(*flag))
        {
            continue;
        }
        let (role, name) = (reference.role, &reference.name);
        let anchor = Anchor::Fact(reference.span);
        match resolution.miss() {
            Some(Miss::Outside) => out.push(Finding::new(
                RULE.code,
                RULE.severity,
                context.file,
                anchor,
                format!("`{role}` names `{name}`, which is outside the repository"),
            )),
            Some(Miss::Part { folder, name: last }) => {
                let what = if reference.flags.has(Flags::FOLDER) { "folder" } else { "file" };
                let mut finding = Finding::new(
                    RULE.code,
                    RULE.severity,
                    context.file,
                    anchor,
                    format!("`{role}` names the {what} `{name}`, which does not exist"),
                );
                let entries = folder.entries(context.db);
                // Only where the folder is right can the last part alone be wrong.
                if let Some(close) = nearest(last, entries.iter().map(|(entry, _)| entry)).filter(|_| name.ends_with(last.as_str())) {
                    let text = format!("{}{close}", &name[..name.len() - last.len()]);
                    finding.message.push_str(&format!("; did you mean `{text}`?"));
                    finding = finding.fix(format!("Change to `{text}`"), context.file, anchor, text.clone(), false);
                }
                out.push(finding);
            }
            _ => {}
        }
    }
}
