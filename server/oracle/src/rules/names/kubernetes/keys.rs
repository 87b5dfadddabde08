//! Keys of ConfigMaps and Secrets, and ports of Services: what an object offers by name, all of it written down.

use graph::Resolution;
use graph::names::{Defined, defined};
use syntax::{Mention, Namespace};
use workspace::Db;

use super::objects::is_changed;
use super::world::{World, is_judged, is_plain, may_be_made, part};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{FileContext, Rule};
use crate::rules::names::references;

/// Parts that objects of one kind offer.
pub(super) struct Parts {
    /// What the objects are, as a namespace.
    pub(super) object: &'static str,
    /// What their parts are, as a namespace.
    pub(super) part: &'static str,
    /// Their kind.
    pub(super) kind: &'static str,
    /// What a part is called.
    pub(super) what: &'static str,
}

/// How many parts a message lists before it counts them.
const LISTED: usize = 8;

/// Judges the parts of objects that a file uses.
pub(super) fn check(context: &FileContext<'_>, rule: &Rule, parts: &Parts, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let mentions = references(context, Namespace::named(parts.part));
    let mut plain = mentions.filter(|mention| is_plain(mention) && !part(&mention.scope, 1).is_empty()).peekable();
    if plain.peek().is_none() || !is_judged(context) {
        return;
    }
    let (objects, index) = (defined(db, root, parts.object), defined(db, root, parts.part));
    let of = |defined: &Defined, name: &str| part(&defined.mention(db).scope, 1) == name;
    let mut world = None;
    for mention in plain {
        let name = part(&mention.scope, 1);
        let Some(known) = objects.get(name) else { continue };
        // An annotation of a load balancer says where it leads, in place of a port.
        let is_offered = |defined: &Vec<Defined>| defined.iter().any(|defined| of(defined, name));
        if mention.name == "use-annotation" || index.get(&mention.name).is_some_and(is_offered) {
            continue;
        }
        let filled = defined(db, root, "k8s.filled").contains_key(name);
        let world = world.get_or_insert_with(|| World::of(context));
        // A chart or an operator makes none here, where all is known.
        let is_made = !world.closed && may_be_made(db, root, name);
        if filled || is_made || is_changed(context, &[parts.kind], name) || !world.has_any(known) {
            continue;
        }
        let mut offered: Vec<(&str, &Defined)> = index
            .iter()
            .flat_map(|(part, defined)| defined.iter().filter(|defined| of(defined, name)).map(|defined| (part.as_str(), defined)))
            .collect();
        offered.sort_by_key(|(part, defined)| (*part, defined.file.path(db).clone()));
        let of_missing = offered.iter().any(|(part, defined)| is_of_missing_file(db, defined, part));
        if !offered.is_empty() && !of_missing {
            out.push(say(context, rule, parts, mention, &offered));
        }
    }
}

/// Whether a key is called as a file that is not there: that is said where the file is named, and is the cause.
fn is_of_missing_file(db: &dyn Db, defined: &Defined, key: &str) -> bool {
    let (facts, resolutions) = (graph::facts(db, defined.file), graph::resolutions(db, defined.file));
    let mut named = facts.references.iter().zip(resolutions.iter());
    named.any(|(reference, resolution)| {
        matches!(resolution, Resolution::Missing(_))
            && reference.namespace == Namespace::FILE
            && reference.name.rsplit('/').next() == Some(key)
    })
}

fn say(context: &FileContext<'_>, rule: &Rule, parts: &Parts, mention: &Mention, offered: &[(&str, &Defined)]) -> Finding {
    let db = context.db;
    let mut names: Vec<&str> = offered.iter().map(|(name, _)| *name).collect();
    names.dedup();
    let close = graph::nearest::nearest(&mention.name, names.iter().copied());
    let name = part(&mention.scope, 1);
    let listed = match names.len() {
        0..=LISTED => format!("it has `{}`", names.join("`, `")),
        count => format!("none of its {count} has that name"),
    };
    let meant = close.map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
    let message = format!("the {} `{name}` has no {} `{}`; {listed}{meant}", parts.kind, parts.what, mention.name);
    let anchor = Anchor::Fact(mention.span);
    let mut finding = Finding::new(rule.code, Severity::Error, context.file, anchor, message);
    let shown = offered.iter().find(|(name, _)| Some(*name) == close).or(offered.first());
    if let Some((shown, defined)) = shown {
        finding = finding.related(defined.file, Anchor::Fact(defined.mention(db).span), format!("`{shown}` is defined here"));
    }
    match close {
        Some(close) => finding.change_to(close),
        None => finding,
    }
}
