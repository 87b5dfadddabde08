//! Variables that a program reads and that the file which documents the others does not have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::CompactString;
use graph::names::{self, Defined};
use graph::referred::{Referred, referred};
use graph::said::{Voice, plain, said, voice};
use syntax::{Flags, Mention, Role, place};
use workspace::{Db, File};

use super::environment::{Component, ENV, component_of, components, is_everybodys, runs};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};
use crate::rules::slip::is_slip_of_one;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/undefined-env",
    severity: Severity::Warning,
    summary: "A program reads an environment variable that the file which documents the others does not have.",
    page: include_str!("undefined_env.md"),
    check: Check::Root(check),
};

/// How many others have to be documented, so that a file counts as complete.
const COMPLETE: usize = 5;

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let components = components(db, root);
    let Some(top) = root.top(db).filter(|_| !components.is_empty()) else { return };
    let defined = names::defined(db, root, ENV);
    let used = referred(db, root, ENV);
    // A field of a class of settings gives its variable a name, and nothing gives it a value.
    let is_field = |one: &Defined| one.mention(db).role == FIELD;
    let is_given = |name: &CompactString| defined.get(name).is_some_and(|all| !all.iter().all(is_field));
    // What the programs of each component read, by name.
    let mut reads: Vec<BTreeMap<&CompactString, Vec<Read>>> = components.iter().map(|_| BTreeMap::new()).collect();
    let references = used.iter().flat_map(|(name, all)| all.iter().map(move |one| (name, Read::new(one.file, one.mention(db)))));
    let fields = defined.iter().flat_map(|(name, all)| all.iter().filter(|one| is_field(one)).map(move |one| (name, one)));
    for (name, one) in references.chain(fields.map(|(name, one)| (name, Read::new(one.file, one.mention(db))))) {
        if let Some(at) = component_of(db, &components, one.file).filter(|_| runs(db, one.file)) {
            reads[at].entry(name).or_default().push(one);
        }
    }
    let mut asked: Vec<(Missing<'_>, Vec<CompactString>)> = Vec::new();
    for (component, reads) in components.iter().zip(&reads) {
        let unknown = |name: &CompactString| !is_given(name) && !is_everybodys(name);
        let slips = reads.keys().filter(|name| !is_given(name)).filter_map(|name| {
            // Compose hands a variable on under its name, and tests set it: whoever it is for has to read it.
            let is_handed_on = |other: &CompactString, one: &Referred| {
                let gives = || defined.get(other).is_some_and(|given| given.iter().any(|given| given.file == one.file));
                place::is_test(one.file.path(db).as_str()) || gives()
            };
            let is_read = |other: &CompactString| {
                used.get(other).is_some_and(|all| !all.iter().all(|one| is_handed_on(other, one)))
                    || defined.get(other).is_some_and(|all| all.iter().any(is_field))
            };
            let mut close = component.documented.keys().filter(|other| is_slip_of_one(name, other) && !is_read(other));
            Some((*name, close.next()?))
        });
        let slips: BTreeMap<&CompactString, &CompactString> = slips.collect();
        for (name, instead) in &slips {
            let missing = Missing { component, name, reads: &reads[*name], given: defined.get(*instead), reason: Reason::Slip(instead) };
            asked.push((missing, vec![plain(name), plain(instead)]));
        }
        let required: BTreeSet<&CompactString> = reads
            .iter()
            // Whether a field has a default is not read.
            .filter(|(_, reads)| reads.iter().all(|one| !one.mention.flags.has(Flags::OPTIONAL) && !one.is_field()))
            .map(|(name, _)| *name)
            .filter(|name| !is_everybodys(name))
            .collect();
        let documented = required.iter().filter(|name| component.documented.contains_key(**name)).count();
        let missing: Vec<&CompactString> = required.into_iter().filter(|name| unknown(name) && !slips.contains_key(name)).collect();
        if documented >= COMPLETE && missing.len() * COMPLETE <= documented {
            for name in missing {
                asked.push((
                    Missing { component, name, reads: &reads[name], given: None, reason: Reason::Rest(documented) },
                    vec![plain(name)],
                ));
            }
        }
    }
    let sought: Arc<[CompactString]> = asked.iter().flat_map(|(_, names)| names.iter().cloned()).collect();
    let mut told = said(db, top, sought).into_iter();
    for (missing, names) in asked {
        let told: Vec<Vec<File>> = told.by_ref().take(names.len()).collect();
        // Nobody else speaks of it; and of the name that is meant nobody but those that document it.
        let others = told[0].iter().any(|file| {
            !missing.reads.iter().any(|one| one.file == *file)
                && !used.get(missing.name).is_some_and(|all| all.iter().any(|one| one.file == *file))
        });
        let is_used = told.get(1).is_some_and(|files| files.iter().any(|file| !documents(db, &missing, *file) && !missing.gives(*file)));
        if !others && !is_used {
            missing.say(db, out);
        }
    }
}

/// Whether the name that is meant stands in `file` only because a `.env` file, a text for people, the DNA, a chart or a test has it.
fn documents(db: &dyn Db, missing: &Missing<'_>, file: File) -> bool {
    matches!(voice(db, file), Voice::Variables | Voice::Prose)
        || matches!(graph::facts(db, file).kind.role, Role::Dna | Role::HelmTemplate)
        || place::is_test(file.path(db).as_str())
        || missing.reads.iter().any(|one| one.file == file)
}

/// The role of fields of classes of settings.
const FIELD: &str = "settings";

/// A place where a program reads a variable.
struct Read {
    file: File,
    mention: Mention,
}

impl Read {
    fn new(file: File, mention: Mention) -> Read {
        Read { file, mention }
    }

    fn is_field(&self) -> bool {
        self.mention.role == FIELD
    }
}

struct Missing<'a> {
    component: &'a Component,
    name: &'a CompactString,
    reads: &'a [Read],
    /// Who gives the name that is meant.
    given: Option<&'a Vec<Defined>>,
    reason: Reason<'a>,
}

enum Reason<'a> {
    /// This one is documented and read by nobody.
    Slip(&'a CompactString),
    /// So many others are documented.
    Rest(usize),
}

impl Missing<'_> {
    /// Whether a file gives the name that is meant to programs, and does not read it.
    fn gives(&self, file: File) -> bool {
        self.given.is_some_and(|given| given.iter().any(|one| one.file == file))
    }

    fn say(&self, db: &dyn Db, out: &mut Vec<Finding>) {
        let Some(first) = self.reads.iter().min_by_key(|one| (one.file.path(db).clone(), one.mention.span)) else { return };
        let mention = &first.mention;
        let anchor = Anchor::Fact(mention.span);
        let shown = |name: &CompactString| self.component.documented.get(name).copied();
        match self.reason {
            Reason::Slip(instead) => {
                let Some(there) = shown(instead) else { return };
                let message = format!(
                    "`{}` reads the environment variable `{}`, which nothing gives; `{}` documents `{instead}`, which nothing reads: is it meant?",
                    mention.role,
                    self.name,
                    there.file.path(db).name()
                );
                let finding = Finding::new(RULE.code, RULE.severity, first.file, anchor, message);
                let finding = finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{instead}` is documented here"));
                // A field is written in small letters, and without what all of them begin with.
                out.push(if first.is_field() { finding } else { finding.change_to(instead.as_str()) });
            }
            Reason::Rest(count) => {
                let Some(there) = self.component.documented.values().next() else { return };
                let message = format!(
                    "`{}` reads the environment variable `{}` without a default, and `{}`, which documents {count} others that are read so, does not have it",
                    mention.role,
                    self.name,
                    there.file.path(db)
                );
                let finding = Finding::new(RULE.code, Severity::Info, first.file, anchor, message);
                out.push(finding.related(there.file, Anchor::Start, "the others are documented here"));
            }
        }
    }
}
