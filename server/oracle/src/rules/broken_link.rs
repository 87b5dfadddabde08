//! Links of documentation to files that do not exist.

use compact_str::CompactString;
use graph::{Miss, links, nearest::nearest};
use syntax::{Flags, Language, Namespace, Reference};
use workspace::{Directory, Entry};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/broken-link",
    severity: Severity::Error,
    summary: "A document links to a file or folder that does not exist.",
    page: include_str!("broken_link.md"),
    check: Check::File(check),
};

/// So many links into a folder that is not there are told one by one, beside the first.
const MOST_LOST: usize = 3;

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let resolutions = context.resolutions();
    if resolutions.is_empty() || is_kept_as_it_was(context.file.path(context.db).as_str()) {
        return;
    }
    let mut lost: Vec<(Directory, CompactString, Vec<Finding>)> = Vec::new();
    for (reference, resolution) in context.facts.references.iter().zip(resolutions.iter()) {
        let is_document = context.facts.kind.language == Language::Markdown;
        let is_include = is_document && reference.namespace == Namespace::FILE && reference.role == "include";
        let is_link = reference.namespace == Namespace::LINK && !reference.flags.has(Flags::OPTIONAL);
        if !(is_link || is_include) || reference.flags.has(Flags::BROKEN) {
            continue;
        }
        let Some(Miss::Part { folder, name }) = resolution.miss() else { continue };
        let finding = judge(context, reference, *folder, name);
        let is_folder = !reference.name.trim_end_matches('/').ends_with(name.as_str());
        if is_folder && finding.fixes.is_empty() {
            match lost.iter_mut().find(|(known, missing, _)| known == folder && missing == name) {
                Some((.., findings)) => findings.push(finding),
                None => lost.push((*folder, name.clone(), vec![finding])),
            }
        } else {
            out.push(finding);
        }
    }
    // Whoever lost a folder wants to hear of it once.
    for (_, name, mut findings) in lost {
        let others = findings.len() - 1;
        if others > MOST_LOST {
            findings.truncate(1);
            findings[0].message.push_str(&format!("; {others} more links of this document lead into `{name}`"));
        }
        out.append(&mut findings);
    }
}

/// Whether a document is the log of years past, put where it is when its links were as they are: `docs/CHANGELOG_ARCHIVE.md`,
/// `changelogs/CHANGES-2019.md`.
fn is_kept_as_it_was(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let is_year = |word: &str| word.len() == 4 && word.starts_with("20") && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_of_past = |word: &str| matches!(word, "archive" | "archived" | "old" | "pre") || is_year(word);
    name.starts_with("change") && name.split(['-', '_', '.']).any(is_of_past)
}

fn judge(context: &FileContext<'_>, reference: &Reference, folder: Directory, missing: &str) -> Finding {
    let (db, written) = (context.db, reference.name.as_str());
    let (what, severity) = match reference.role {
        "image" => ("image", Severity::Warning),
        "include" => ("included file", RULE.severity),
        _ if is_unused(reference) => ("link target", Severity::Info),
        _ => ("link target", RULE.severity),
    };
    let place = if folder.path(db).as_str().is_empty() { "the top folder".to_owned() } else { format!("`{}/`", folder.path(db)) };
    let mut message = format!("{what} `{written}` does not exist: there is no `{missing}` in {place}");
    if is_unused(reference) {
        message.push_str(", and no link uses this definition");
    }
    let anchor = Anchor::Fact(reference.span);
    let mut finding = Finding::new(RULE.code, severity, context.file, anchor, message);
    let Some((path, note, safe)) = proposal(context, reference, folder, missing) else { return finding };
    finding.message.push_str(&note);
    // The closing bracket was cut off with a query, or stands in the fragment: what was meant is not known to its end.
    if written.starts_with(['(', '[', '"', '\'', '“']) && (!written.ends_with([')', ']', '"', '\'', '”']) || reference.member.is_some())
    {
        return finding;
    }
    // An include has more than a path (`:anchor`), but its range is the path alone.
    let fragment = reference.member.as_deref().map(|member| format!("#{member}")).unwrap_or_default();
    let text = format!("{}{fragment}", escaped(&path));
    finding = finding.fix(format!("Change to `{text}`"), context.file, anchor, text, safe);
    finding
}

/// Whether it is a definition (`[label]: path`) that no link of its document uses, so that nobody ever follows it.
pub(super) fn is_unused(reference: &Reference) -> bool {
    reference.role == "unused-definition"
}

/// What was probably meant: its path as a link, how to say so, and whether that is certain.
fn proposal(context: &FileContext<'_>, reference: &Reference, folder: Directory, missing: &str) -> Option<(String, String, bool)> {
    let (db, root, written) = (context.db, context.root, reference.name.as_str());
    if let Some(url) = links::address(written) {
        return Some((url.clone(), format!("; did you mean `{url}`?"), false));
    }
    let path = context.folder.path(db).resolve(written)?;
    let link = |path: &workspace::RelPath| {
        if written.starts_with('/') { format!("/{path}") } else { path.relative_to(context.folder.path(db)) }
    };
    if let Some(other) = links::in_other_case(db, root, &path) {
        let text = link(&other);
        return Some((text.clone(), format!("; the name differs in case: `{text}`"), true));
    }
    let entries = folder.entries(db);
    if let Some(before) = written.strip_suffix(missing) {
        // Nobody means the page that he is on.
        let may_be_meant =
            |entry: Entry| matches!(entry, Entry::File(file) if file != context.file) || matches!(entry, Entry::Directory(_));
        let alike = entries.iter().filter(|(_, entry)| may_be_meant(*entry)).map(|(name, _)| name);
        if let Some(close) = nearest(missing, alike) {
            let text = format!("{before}{close}");
            return Some((text.clone(), format!("; did you mean `{text}`?"), false));
        }
    }
    let elsewhere = links::only_file_named(db, root, path.name().into()).filter(|file| *file != context.file)?;
    let text = link(elsewhere.path(db));
    Some((text.clone(), format!("; did you mean `{text}`?"), false))
}

/// As a destination of a link: what would end it is escaped.
fn escaped(path: &str) -> String {
    path.replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}
