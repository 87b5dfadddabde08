//! Variables that a project asks people to set, and that nothing reads.

use std::sync::Arc;

use compact_str::CompactString;
use graph::names::{self, Defined};
use graph::referred::referred;
use graph::said::{Voice, plain, said, voice};
use syntax::Flags;
use syntax::dotenv::{DOCUMENTED, SET};
use workspace::{Db, File};

use super::environment::{ENV, component_of, components, is_everybodys, runs};
use crate::finding::{Anchor, Finding, Severity, Tag};
use crate::rule::{Check, RootContext, Rule};
use crate::rules::slip::is_slip_of_one;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unused-env",
    severity: Severity::Info,
    summary: "An environment variable that is documented for people to set is read by nothing.",
    page: include_str!("unused_env.md"),
    check: Check::Root(check),
};

/// How many others of the same first word have to be read by name, so that reading by name is how it is done here.
const ALIKE: usize = 3;

/// The keys by which Compose and others hand a whole file to a container.
const WHOLE: [&str; 2] = ["env_file", "env-file"];

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let components = components(db, root);
    let Some(top) = root.top(db).filter(|_| !components.is_empty()) else { return };
    let used = referred(db, root, ENV);
    let defined = names::defined(db, root, ENV);
    let mut asked: Vec<(&CompactString, Defined, CompactString)> = Vec::new();
    for (number, component) in components.iter().enumerate() {
        let is_read = |name: &str| {
            used.get(name)
                .is_some_and(|reads| reads.iter().any(|one| runs(db, one.file) && component_of(db, &components, one.file) == Some(number)))
        };
        for (name, defined_at) in &component.documented {
            let Some((first, rest)) = name.split_once('_').filter(|(_, rest)| !rest.is_empty()) else { continue };
            let elsewhere = defined.get(name).is_some_and(|all| all.iter().any(|one| ![DOCUMENTED, SET].contains(&one.mention(db).role)));
            if used.contains_key(name) || elsewhere || is_everybodys(name) || defined_at.mention(db).flags.has(Flags::OPTIONAL) {
                continue;
            }
            let alike = |other: &CompactString| other != name && other.split('_').next() == Some(first);
            // All of the others, and enough of them.
            let others: Vec<&CompactString> = component.documented.keys().filter(|other| alike(other)).collect();
            let read = others.iter().filter(|other| is_read(other)).count();
            // A slip is said where the name is read.
            let is_meant = used.keys().any(|read| is_slip_of_one(read, name) && !defined.contains_key(read));
            if read >= ALIKE && read * 4 >= others.len() * 3 && !is_meant {
                asked.push((name, *defined_at, plain(rest)));
            }
        }
    }
    let mut sought: Vec<CompactString> = asked.iter().map(|(.., sought)| sought.clone()).collect();
    if sought.is_empty() {
        return;
    }
    sought.extend(WHOLE.map(plain));
    let told = said(db, top, Arc::from(sought));
    let programs = |files: &[File]| files.iter().any(|file| matches!(voice(db, *file), Voice::Program | Voice::Document));
    if told[told.len() - WHOLE.len()..].iter().any(|files| programs(files)) {
        return;
    }
    for ((name, there, _), files) in asked.iter().zip(&told) {
        if programs(files) {
            continue;
        }
        let message = format!("nothing in this repository reads the environment variable `{name}`, which is documented here");
        let mut finding = Finding::new(RULE.code, RULE.severity, there.file, Anchor::Fact(there.mention(db).span), message);
        finding.tags.push(Tag::Unnecessary);
        out.push(finding);
    }
}
