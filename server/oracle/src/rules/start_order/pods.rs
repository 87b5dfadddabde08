//! Init containers that wait for a Service that leads to nobody before they end: to their own pods, or to pods that wait for theirs.

use std::collections::BTreeMap;

use graph::PlanKind;
use syntax::plan::pods::{Pods, Service, Wait, Workload};
use syntax::{Facts, Plan};
use workspace::File;

use super::RULE;
use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::FileContext;
use crate::rules::circle;

/// A workload by file and number, for names that several have.
fn key(context: &FileContext<'_>, file: File, workload: &Workload) -> String {
    format!("{}\n{}/{}", file.path(context.db), workload.kind, workload.name)
}

pub(super) fn check(context: &FileContext<'_>, pods: &Pods, out: &mut Vec<Finding>) {
    if pods.workloads.iter().all(|workload| workload.waits.is_empty()) {
        return;
    }
    let db = context.db;
    let files = graph::planned(db, context.root, PlanKind::Pods);
    let all: Vec<(File, std::sync::Arc<Facts>)> = files.iter().map(|file| (*file, graph::facts(db, *file))).collect();
    let all: Vec<(File, &Pods)> = all
        .iter()
        .filter_map(|(file, facts)| match facts.plan.as_deref() {
            Some(Plan::Pods(pods)) => Some((*file, pods)),
            _ => None,
        })
        .collect();
    // Who waits for whom, and through which Service.
    let mut ties: Vec<(String, String, &Wait, File, &Service)> = Vec::new();
    let mut names: BTreeMap<String, (File, &Workload)> = BTreeMap::new();
    for (file, pods) in &all {
        for workload in &pods.workloads {
            let own = key(context, *file, workload);
            names.insert(own.clone(), (*file, workload));
            for wait in &workload.waits {
                if let Some((service_file, service, target)) = led_to(context, &all, *file, workload, wait) {
                    ties.push((own.clone(), target, wait, service_file, service));
                }
            }
        }
    }
    let mut map: BTreeMap<&str, BTreeMap<&str, (&Wait, File, &Service)>> = BTreeMap::new();
    for (from, to, wait, file, service) in &ties {
        map.entry(from).or_default().entry(to).or_insert((wait, *file, service));
    }
    for circle in circle::all(&map) {
        let Some((file, first)) = names.get(circle[0]).filter(|(file, _)| *file == context.file) else { continue };
        let step = |at: usize| map.get(circle[at]).and_then(|to| to.get(circle[(at + 1) % circle.len()]));
        let Some((wait, service_file, service)) = step(0) else { continue };
        let shown = |name: &str| name.rsplit('\n').next().unwrap_or(name).to_owned();
        let message = if circle.len() == 1 {
            format!(
                "an init container of `{}` waits for the Service `{}`, which leads only to the pods of that {} itself; none of them is ready before its init containers have ended",
                shown(circle[0]),
                service.name,
                first.kind
            )
        } else {
            let names: Vec<String> = circle.iter().map(|name| shown(name)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("the init containers of these workloads wait for each other's Services in a circle: {}", circle::shown(&names))
        };
        let mut finding = Finding::new(RULE.code, Severity::Error, *file, Anchor::Fact(wait.span), message).related(
            *service_file,
            Anchor::Fact(service.span),
            format!("the Service `{}` selects these pods alone", service.name),
        );
        finding.related.extend((1..circle.len()).filter_map(|at| {
            let ((wait, ..), (file, _)) = (step(at)?, names.get(circle[at])?);
            Some(Related { file: *file, anchor: Anchor::Fact(wait.span), message: format!("`{}` waits here", shown(circle[at])) })
        }));
        out.push(finding);
    }
}

/// The one workload that the Service which `workload` waits for leads to. `None` where there is none, or may be another.
fn led_to<'p>(
    context: &FileContext<'_>,
    all: &[(File, &'p Pods)],
    file: File,
    workload: &Workload,
    wait: &Wait,
) -> Option<(File, &'p Service, String)> {
    let mut parts = wait.host.split('.');
    let (name, namespace) = (parts.next()?, parts.next());
    // What lies in other folders may be the same thing for another cluster.
    let near = |other: File| other.folder(context.db) == file.folder(context.db);
    let mut services = all
        .iter()
        .filter(|(other, _)| near(*other))
        .flat_map(|(other, pods)| pods.services.iter().map(move |service| (*other, service)))
        .filter(|(_, service)| service.name == name && service.namespace == workload.namespace);
    let (service_file, service) = services.next()?;
    if services.next().is_some() || service.not_ready_too || wait.only_name && !service.headless {
        return None;
    }
    if namespace.is_some() && namespace != service.namespace.as_deref() {
        return None;
    }
    let selected = |other: &Workload| service.selector.iter().all(|pair| other.labels.contains(pair));
    let mut targets = all
        .iter()
        .flat_map(|(other, pods)| pods.workloads.iter().map(move |workload| (*other, workload)))
        .filter(|(_, other)| selected(other));
    let (target_file, target) = targets.next()?;
    if targets.next().is_some() || !near(target_file) || target.namespace != service.namespace {
        return None;
    }
    Some((service_file, service, key(context, target_file, target)))
}
