//! Ports that a Service does not offer, and ports of pods that the pods do not have.

use graph::names::{defined, names};
use rustc_hash::FxHashMap;
use syntax::Mention;

use super::keys::{self, Parts};
use super::objects::is_changed;
use super::pods::{selected, selectors};
use super::world::{is_judged, is_plain, part};
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/port-mismatch",
    severity: Severity::Error,
    summary: "An Ingress or a route names a port that its Service does not offer, or a Service one that its pods do not have.",
    page: include_str!("port_mismatch.md"),
    check: Check::File(check),
};

const PORTS: Parts = Parts { object: "k8s.service", part: "k8s.service-port", kind: "Service", what: "port" };

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    keys::check(context, &RULE, &PORTS, out);
    let Some(own) = &context.facts.names else { return };
    let mut ports: FxHashMap<&str, Vec<&Mention>> = FxHashMap::default();
    for port in own.references.iter().filter(|mention| mention.namespace.as_str() == "k8s.container-port") {
        ports.entry(&port.scope).or_default().push(port);
    }
    if ports.is_empty() || !is_judged(context) {
        return;
    }
    for selector in selectors(own) {
        let Some(ports) = ports.get(selector.scope).filter(|_| selector.labels.iter().all(|label| is_plain(label))) else { continue };
        ports.iter().filter(|port| is_plain(port)).for_each(|port| out.extend(target(context, port, &selector.labels)));
    }
}

/// A port of pods that none of those has which the Service selects. Pods of the Service's own file are judged with it.
fn target(context: &FileContext<'_>, port: &Mention, labels: &[&Mention]) -> Option<Finding> {
    let (db, root) = (context.db, context.root);
    let pods = selected(db, root, labels)?;
    let service = part(&port.scope, 4);
    if pods.is_empty() || pods.iter().any(|(file, _)| *file == context.file) || is_changed(context, &["Service"], service) {
        return None;
    }
    let index = defined(db, root, "k8s.container-port");
    let has = |name: &str| {
        let ports = index.get(&port.name).into_iter().flatten();
        ports.into_iter().any(|port| part(&port.mention(db).scope, 1) == name)
    };
    let mut pods: Vec<_> = pods.into_iter().collect();
    pods.sort_by(|a, b| (a.0.path(db), &a.1).cmp(&(b.0.path(db), &b.1)));
    let mut named = Vec::new();
    for (file, scope) in &pods {
        let (namespace, name, kind) = (part(scope, 0), part(scope, 1), part(scope, 2));
        let own = names(db, *file)?;
        let of = |what: &str| own.definitions.iter().filter(|mention| mention.namespace.as_str() == what).collect::<Vec<_>>();
        let is_whole = of("k8s.workload").iter().any(|mention| mention.name == name);
        let ports: Vec<&Mention> = of("k8s.container-port").into_iter().filter(|mention| mention.scope == *scope).collect();
        let other = !namespace.is_empty() && !part(&port.scope, 0).is_empty() && namespace != part(&port.scope, 0);
        // Pods without a named port may get theirs from elsewhere.
        if other || !is_whole || ports.is_empty() || has(name) || is_changed(context, &[kind], name) {
            return None;
        }
        named.extend(ports.into_iter().map(|port| (*file, name.to_owned(), port.clone())));
    }
    let names: Vec<&str> = named.iter().map(|(.., port)| port.name.as_str()).collect();
    let close = graph::nearest::nearest(&port.name, names.iter().copied());
    let (file, workload, first) = named.iter().find(|(.., port)| Some(port.name.as_str()) == close).or(named.first())?;
    let meant = close.map(|close| format!("; did you mean `{close}`?")).unwrap_or_default();
    let message =
        format!("the pods that the Service `{service}` selects, those of `{workload}`, have no port named `{}`{meant}", port.name);
    let anchor = Anchor::Fact(port.span);
    let finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
    let finding = finding.related(*file, Anchor::Fact(first.span), format!("`{}` is a port of theirs", first.name));
    Some(match close {
        Some(close) => finding.change_to(close),
        None => finding,
    })
}
