//! Paths of components that do not exist.

use globset::Glob;
use graph::nearest::nearest;
use workspace::{Db, RelPath, Root};

use crate::finding::{Anchor, Finding, Place, Severity};
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
    let Some(dna) = &declared.dna else { return };
    let found = |span, message| Finding::dna(RULE.code, RULE.severity, &declared, span, message);
    for path in dna.declared_paths() {
        let what = format!("component `{}`", path.component.id.value);
        if path.is_glob {
            if !any_matches(db, root, path.path.as_str()) {
                out.extend(found(path.span, format!("{what}: nothing matches `{}`", path.path)));
            }
            continue;
        }
        if root.entry(db, path.path).is_some() {
            continue;
        }
        let Some(mut finding) = found(path.span, format!("{what}: `{}` does not exist", path.path)) else { continue };
        let folder = path.path.parent().and_then(|parent| root.directory(db, &parent));
        if let Some(close) =
            folder.and_then(|folder| nearest(path.path.name(), folder.entries(db).iter().map(|(name, _)| name)).map(str::to_owned))
        {
            let text = format!("{}{close}", path.path.as_str().strip_suffix(path.path.name()).unwrap_or(""));
            finding.message.push_str(&format!("; did you mean `{text}`?"));
            if let (Place::File(file), None) = (finding.place, declared.preset_of(path.span)) {
                finding = finding.fix(format!("Change to `{text}`"), file, Anchor::Dna(path.span), text, false);
            }
        }
        out.push(finding);
    }
}

/// Whether a file or folder of the root matches the glob.
pub(crate) fn any_matches(db: &dyn Db, root: Root, glob: &str) -> bool {
    let Ok(glob) = Glob::new(glob) else { return true };
    let matcher = glob.compile_matcher();
    root.files(db).iter().any(|file| {
        let path = file.path(db);
        matcher.is_match(path.as_str())
            || std::iter::successors(path.parent(), RelPath::parent).any(|folder| matcher.is_match(folder.as_str()))
    })
}
