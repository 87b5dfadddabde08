//! Objects that are named and that nothing defines.

use graph::names::defined;
use syntax::names::scopes_fit;
use syntax::{Mention, Namespace};
use workspace::File;

use super::world::{World, exists, is_judged, is_plain, part};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{FileContext, Rule};
use crate::rules::names::references;
use crate::rules::slip::is_slip;

/// What every cluster has, by kind of name.
const GIVEN: &[(&str, &[&str])] = &[
    ("k8s.service", &["kubernetes", "kube-dns", "metrics-server", "prometheus-operated", "alertmanager-operated", "thanos-ruler-operated"]),
    (
        "k8s.configmap",
        &[
            "kube-root-ca.crt",
            "extension-apiserver-authentication",
            "openshift-service-ca.crt",
            "cluster-info",
            "kubeadm-config",
            "coredns",
        ],
    ),
    ("k8s.serviceaccount", &["default", "builder", "deployer", "pipeline"]),
    ("k8s.role", &["extension-apiserver-authentication-reader"]),
    ("k8s.clusterrole", &["cluster-admin", "admin", "edit", "view", "cluster-reader", "basic-user", "self-provisioner"]),
    ("k8s.priorityclass", &["system-cluster-critical", "system-node-critical"]),
];

/// Words in the names of what clusters and their platforms hand to everybody: certificates, settings of all.
const SHARED: &[&str] = &[
    "ca",
    "cas",
    "cert",
    "certs",
    "certificate",
    "certificates",
    "trust",
    "trusted",
    "bundle",
    "cabundle",
    "istio",
    "cluster",
    "global",
    "shared",
    "common",
    "platform",
];

/// How far a rule goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// What a whole lacks is missing.
    Whole,
    /// Only slips are said: such objects are rarely where they are used.
    Slips,
}

/// Judges the names that a file uses of `namespace`.
pub(super) fn check(context: &FileContext<'_>, rule: &Rule, namespace: &'static str, what: &str, reach: Reach, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let wanted = Namespace::named(namespace);
    let mut unknown = references(context, wanted)
        .filter(|mention| is_plain(mention) && !is_given(namespace, &mention.name) && !exists(db, root, wanted, &mention.name))
        .peekable();
    if unknown.peek().is_none() || !is_judged(context) {
        return;
    }
    let world = World::of(context);
    let known = world.definitions(db, wanted);
    // Where an object is defined that nobody names, it is likely the one that was meant; else others make the missing one.
    let used = world.used(db, wanted);
    for mention in unknown {
        let fits = |(_, defined): &&(File, Mention)| scopes_fit(&defined.scope, &mention.scope);
        let close = known.iter().filter(fits).find(|(_, defined)| is_slip(&defined.name, &mention.name));
        // Of another namespace's objects a whole says nothing.
        let same = |(_, defined): &(File, Mention)| {
            [part(&defined.scope, 0), ""].contains(&part(&mention.scope, 0)) && !used.contains(&defined.name)
        };
        let missing = world.closed && reach == Reach::Whole && known.iter().any(same) && !is_answered(context, mention);
        if close.is_some() || missing {
            out.push(say(context, rule, mention, what, close, world.closed));
        }
    }
}

fn is_given(namespace: &str, name: &str) -> bool {
    let shared = || name.split(['-', '.', '_']).any(|word| SHARED.contains(&word));
    name.starts_with("system:")
        || namespace == "k8s.configmap" && shared()
        || GIVEN.iter().any(|(of, names)| *of == namespace && names.contains(&name))
}

/// Whether a load balancer answers by itself under a name that stands for no Service.
fn is_answered(context: &FileContext<'_>, mention: &Mention) -> bool {
    let mut ports = references(context, Namespace::named("k8s.service-port"));
    ports.any(|port| part(&port.scope, 1) == mention.name && port.name == "use-annotation")
}

fn say(context: &FileContext<'_>, rule: &Rule, mention: &Mention, what: &str, close: Option<&(File, Mention)>, closed: bool) -> Finding {
    let place =
        if closed { "nothing that it is deployed with defines, and nothing else here" } else { "nothing in this repository defines" };
    let mut message = format!("`{}` names the {what} `{}`, which {place}", mention.role, mention.name);
    if let Some((_, defined)) = close {
        message.push_str(&format!("; did you mean `{}`?", defined.name));
    }
    let anchor = Anchor::Fact(mention.span);
    let severity = if closed { Severity::Error } else { Severity::Warning };
    let finding = Finding::new(rule.code, severity, context.file, anchor, message);
    let Some((file, defined)) = close else { return finding };
    finding.related(*file, Anchor::Fact(defined.span), format!("`{}` is defined here", defined.name)).change_to(defined.name.as_str())
}

/// Whether something changes what an object says without its being read: a patch in place, by operations, or of all of its kind.
pub(super) fn is_changed(context: &FileContext<'_>, kinds: &[&str], name: &str) -> bool {
    let (db, root) = (context.db, context.root);
    let index = defined(db, root, "k8s.patched-kind");
    // A patch that does not say for which kind it is, or says so by a pattern, may be for any.
    let is_other = |kind: &str| !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !kinds.contains(&kind);
    let patched = defined(db, root, "k8s.patched");
    let mut of_name = patched.get(name).into_iter().flatten();
    of_name.any(|patch| !is_other(part(&patch.mention(db).scope, 0))) || kinds.iter().any(|kind| index.contains_key(*kind))
}
