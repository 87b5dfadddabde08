//! Paths of components that do not exist.

use dna::PathRole;
use globset::Glob;
use graph::nearest::nearest;
use workspace::{Db, RelPath, Root};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L0/missing-component",
    severity: Severity::Error,
    summary: "The DNA declares a component at a path that does not exist.",
    page: include_str!("missing_component.md"),
    check: Check::Root(check),
};

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let declared = dna::declared(db, root);
    let (Some(file), Some(dna)) = (declared.file, &declared.dna) else { return };
    for path in dna.declared_paths() {
        let anchor = Anchor::Dna(path.span);
        let (what, from) = match path.role {
            PathRole::Component(component) => (format!("component `{}`", component.id.value), RelPath::root()),
            PathRole::Preset => ("`extends`".to_owned(), file.path(db).parent().unwrap_or_else(RelPath::root)),
        };
        if path.is_glob {
            if !any_matches(db, root, path.path) {
                out.push(Finding::new(RULE.code, RULE.severity, file, anchor, format!("{what}: nothing matches `{}`", path.path)));
            }
            continue;
        }
        let Some(wanted) = from.resolve(path.path) else { continue };
        if root.entry(db, &wanted).is_some() {
            continue;
        }
        let mut finding = Finding::new(RULE.code, RULE.severity, file, anchor, format!("{what}: `{}` does not exist", path.path));
        let folder = wanted.parent().and_then(|parent| root.directory(db, &parent));
        if let Some(close) =
            folder.and_then(|folder| nearest(wanted.name(), folder.entries(db).iter().map(|(name, _)| name)).map(str::to_owned))
        {
            let text = format!("{}{close}", path.path.strip_suffix(wanted.name()).unwrap_or(""));
            finding.message.push_str(&format!("; did you mean `{text}`?"));
            finding = finding.fix(format!("Change to `{text}`"), file, anchor, text, false);
        }
        out.push(finding);
    }
}

/// Whether a file or folder of the root matches the glob.
pub(super) fn any_matches(db: &dyn Db, root: Root, glob: &str) -> bool {
    let Ok(glob) = Glob::new(glob) else { return true };
    let matcher = glob.compile_matcher();
    root.files(db).iter().any(|file| {
        let path = file.path(db);
        matcher.is_match(path.as_str())
            || std::iter::successors(path.parent(), RelPath::parent).any(|folder| matcher.is_match(folder.as_str()))
    })
}
