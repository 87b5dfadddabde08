//! `ADD` where `COPY` would do.

use syntax::Language;
use syntax::dockerfile::Step;

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/add-for-plain-file",
    severity: Severity::Info,
    summary: "`ADD` copies plain files, as `COPY` does.",
    page: include_str!("add_for_plain_file.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for step in context.steps().iter().filter(|step| step.name == "ADD" && same_flags(step) && !step.is_exec && !step.has_heredocs) {
        let Some((_, sources)) = step.words.split_last().filter(|(_, sources)| !sources.is_empty()) else { continue };
        if sources.iter().all(|(source, _)| is_plain(source)) {
            found.at(step.span, "`ADD` unpacks archives and fetches addresses: expected `COPY` for plain files").propose(
                "Replace it by `COPY`",
                step.span,
                "COPY",
            );
        }
    }
}

/// Whether `COPY` has its flags too.
fn same_flags(step: &Step) -> bool {
    step.flags.iter().all(|(name, ..)| matches!(name.as_str(), "chown" | "chmod" | "link"))
}

/// Whether this is neither an archive nor an address, for certain.
fn is_plain(source: &str) -> bool {
    let archive = [".tar", ".tar.", ".tgz", ".tbz", ".txz", ".tzst", ".gz", ".bz2", ".xz", ".zst"].iter().any(|mark| source.contains(mark));
    // A variable in the middle of a path that ends like a text is part of it, whatever it holds.
    let is_text = || [".yaml", ".yml", ".json", ".toml", ".conf", ".sh", ".py", ".txt"].iter().any(|end| source.ends_with(end));
    let is_known = !source.contains('$') || !source.starts_with('$') && is_text();
    !archive && is_known && !source.contains(['*', '?', '[', '"', '\'']) && !source.contains("://") && !source.starts_with("git@")
}
