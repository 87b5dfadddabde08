//! Templates that others extend, include or import and that are not there.

use graph::resolution::resolutions;
use syntax::{Flags, Namespace, Reference, place};
use workspace::{Db, Directory, File, RelPath};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::slip::is_slip;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-include",
    severity: Severity::Error,
    summary: "A Jinja template extends, includes or imports one that is not there.",
    page: include_str!("unresolved_include.md"),
    check: Check::File(check),
};

/// Endings that libraries do not give to the templates which come with them.
const OWN: &[&str] = &["j2", "jinja", "jinja2"];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let is_one = |reference: &Reference| reference.namespace == Namespace::JINJA && !reference.flags.has(Flags::OPTIONAL);
    let (db, references) = (context.db, &context.facts.references);
    // What a generator lacks is said where it is declared.
    if !references.iter().any(is_one) || place::is_test(context.file.path(db).as_str()) || is_of_a_generator(db, context.folder) {
        return;
    }
    let resolutions = resolutions(db, context.file);
    for (reference, _) in references.iter().zip(resolutions.iter()).filter(|(one, resolution)| is_one(one) && resolution.file().is_none()) {
        let near = beside(db, context.folder, &reference.name);
        let close = near.iter().find(|(name, _)| is_slip(name, &reference.name));
        // A library may bring any other.
        let is_own = || RelPath::new(&reference.name).extension().is_some_and(|extension| OWN.contains(&extension)) && !near.is_empty();
        if close.is_none() && !is_own() {
            continue;
        }
        let mut message = format!("`{}` names the template `{}`, which is in none of the folders above", reference.role, reference.name);
        if let Some((name, _)) = close {
            message.push_str(&format!("; did you mean `{name}`?"));
        }
        let finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(reference.span), message);
        out.push(match close {
            Some((name, file)) => finding.related(*file, Anchor::Start, "this one is there").change_to(name.as_str()),
            None => finding,
        });
    }
}

/// Whether a template belongs to a generator of the repository: a DNA lies in a folder above.
fn is_of_a_generator(db: &dyn Db, folder: Directory) -> bool {
    let mut above = std::iter::successors(Some(folder), |folder| folder.parent(db));
    above.any(|folder| {
        folder.entries(db).files().any(|file| file.path(db).name().ends_with(".dna.yaml") && file.path(db).parts().count() > 1)
    })
}

/// The templates that lie where `name` would, seen from any folder on the way up, with what they would be called.
fn beside(db: &dyn Db, folder: Directory, name: &str) -> Vec<(String, File)> {
    let (within, _) = name.rsplit_once('/').unwrap_or(("", name));
    let root = folder.root(db);
    let mut above = std::iter::successors(Some(folder), |folder| folder.parent(db));
    let found = above.find_map(|base| {
        let path = base.path(db).resolve(&format!("./{within}"))?;
        let entries = root.directory(db, &path)?.entries(db);
        let files: Vec<File> = entries.files().filter(|file| file.path(db).extension() == RelPath::new(name).extension()).collect();
        (!files.is_empty()).then_some(files)
    });
    let called = |file: File| {
        let name = file.path(db).name();
        if within.is_empty() { name.to_owned() } else { format!("{within}/{name}") }
    };
    found.unwrap_or_default().into_iter().map(|file| (called(file), file)).collect()
}
