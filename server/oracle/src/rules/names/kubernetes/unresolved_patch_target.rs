//! Patches of kustomizations for objects that the kustomization does not take in.

use std::sync::Arc;

use compact_str::CompactString;
use graph::kustomize::{patched_by, tops_of, unit};
use graph::names::names;
use regex::Regex;
use rustc_hash::FxHashMap;
use syntax::{Flags, Mention, Namespace, Role, Status, Templating};
use workspace::{Db, File};

use super::world::{is_judged, part};
use crate::document::kubernetes::is_open;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-patch-target",
    severity: Severity::Error,
    summary: "A patch of a kustomization is for an object that the kustomization does not take in.",
    page: include_str!("unresolved_patch_target.md"),
    check: Check::File(check),
};

const OBJECT: Namespace = Namespace::named("kustomize.object");

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, file) = (context.db, context.file);
    // In a patch the names of objects are uses, and there alone.
    let own = context.facts.names.as_ref().and_then(|_| names(db, file));
    let Some(own) = own.filter(|own| own.references.iter().any(|mention| mention.namespace == OBJECT)) else { return };
    if !is_judged(context) {
        return;
    }
    let by = match context.facts.kind.role {
        Role::Kustomization => vec![file],
        _ => patched_by(db, file),
    };
    for mention in own.references.iter().filter(|mention| mention.namespace == OBJECT) {
        let plain = !mention.flags.has(Flags::BROKEN) && !is_open(&mention.name) && !mention.scope().any(is_open);
        if plain && let Some(finding) = by.iter().find_map(|by| judge(context, *by, mention)) {
            out.push(finding);
        }
    }
}

/// One patch that `kustomization` has.
fn judge(context: &FileContext<'_>, kustomization: File, mention: &Mention) -> Option<Finding> {
    let (db, kind) = (context.db, part(&mention.scope, 1));
    let known: Vec<Arc<Objects>> = whole(db, kustomization).into_iter().map(|whole| objects(db, whole)).collect();
    let is_known = !known.is_empty() && known.iter().all(|objects| objects.whole && !objects.by_kind.is_empty());
    let is_target = mention.role == "target";
    let wanted = Wanted::of(kind, &mention.name, is_target)?;
    if !is_known || known.iter().any(|objects| objects.has(&wanted)) {
        return None;
    }
    let of_kind: Vec<&(File, Mention)> = known.iter().flat_map(|objects| objects.of_kind(&wanted)).collect();
    let close = graph::nearest::nearest(&mention.name, of_kind.iter().map(|(_, one)| one.name.as_str()));
    let close = close.and_then(|close| of_kind.iter().find(|(_, one)| one.name == close));
    let place = kustomization.path(db);
    let shown = if kind.is_empty() { "object" } else { kind };
    let effect = if is_target { "this patch changes nothing" } else { "`kustomize build` fails with this patch" };
    let meant = close.map(|(_, one)| format!("; did you mean `{}`?", one.name)).unwrap_or_default();
    let message = format!("{effect}: `{place}` takes in no {shown} `{}`{meant}", mention.name);
    let anchor = Anchor::Fact(mention.span);
    let severity = if is_target { Severity::Warning } else { Severity::Error };
    let finding = Finding::new(RULE.code, severity, context.file, anchor, message);
    let Some((file, one)) = close else { return Some(finding) };
    Some(finding.related(*file, Anchor::Fact(one.span), format!("`{}` is defined here", one.name)).change_to(one.name.as_str()))
}

/// The kustomizations whose objects a patch of one may change: those that take it in, where it is a component.
fn whole(db: &dyn Db, kustomization: File) -> Vec<File> {
    if !is_component(db, kustomization) {
        return vec![kustomization];
    }
    let tops = tops_of(db, kustomization);
    // Where only components take it in, or none does, those who have the objects are elsewhere.
    if tops.iter().any(|top| is_component(db, *top)) { Vec::new() } else { tops }
}

fn is_component(db: &dyn Db, kustomization: File) -> bool {
    let own = names(db, kustomization);
    own.iter().flat_map(|own| &own.definitions).any(|mention| mention.namespace.as_str() == "kustomize.component")
}

/// What a patch is for.
enum Wanted<'m> {
    /// One object.
    One(&'m str, &'m str),
    /// Those whose kind and name match.
    Any(Regex, Regex),
}

impl<'m> Wanted<'m> {
    /// `None` for a pattern that is none.
    fn of(kind: &'m str, name: &'m str, is_target: bool) -> Option<Wanted<'m>> {
        let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !is_target || !kind.is_empty() && is_word(kind) && is_word(name) {
            return Some(Wanted::One(kind, name));
        }
        let whole = |pattern: &str| Regex::new(&format!("^(?:{pattern})$")).ok();
        Some(Wanted::Any(whole(if kind.is_empty() { ".*" } else { kind })?, whole(name)?))
    }
}

/// The objects that a kustomization takes in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Objects {
    by_kind: FxHashMap<CompactString, Vec<(File, Mention)>>,
    /// Whether these are all.
    whole: bool,
    /// Whether names are made longer.
    affixed: bool,
}

#[salsa::tracked(returns(clone))]
fn objects(db: &dyn Db, kustomization: File) -> Arc<Objects> {
    let unit = unit(db, kustomization);
    let mut out = Objects { whole: unit.closed, ..Objects::default() };
    for file in &unit.sources {
        let facts = graph::facts(db, *file);
        out.whole &= facts.status == Status::Parsed
            && facts.kind.templating == Templating::None
            && matches!(facts.kind.role, Role::Kubernetes | Role::Kustomization);
        // As they are written: what is a patch elsewhere is a manifest here.
        for mention in facts.names.iter().flat_map(|names| &names.definitions) {
            out.affixed |= mention.namespace.as_str() == "kustomize.affix";
            if mention.namespace == OBJECT {
                out.by_kind.entry(part(&mention.scope, 1).into()).or_default().push((*file, mention.clone()));
            }
        }
    }
    Arc::new(out)
}

impl Objects {
    fn of_kind<'o>(&'o self, wanted: &Wanted<'_>) -> impl Iterator<Item = &'o (File, Mention)> + 'o {
        let kinds = self.by_kind.iter().filter(|(kind, _)| match wanted {
            Wanted::One(wanted, _) => kind.as_str() == *wanted,
            Wanted::Any(wanted, _) => wanted.is_match(kind),
        });
        kinds.flat_map(|(_, objects)| objects).collect::<Vec<_>>().into_iter()
    }

    fn has(&self, wanted: &Wanted<'_>) -> bool {
        self.of_kind(wanted).any(|(_, one)| match wanted {
            Wanted::One(_, name) => one.name == *name || self.affixed && name.contains(one.name.as_str()),
            // Of what is added to names nothing is known.
            Wanted::Any(_, name) => self.affixed || is_open(&one.name) || name.is_match(&one.name),
        })
    }
}
