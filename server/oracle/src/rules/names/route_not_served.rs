//! Paths that a probe, a scrape, a client or an OpenAPI document names and that no route of the program serves.

mod calls;

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use graph::names;
use graph::nearest::nearest;
use graph::referred::{Referred, referred};
use graph::said::{Voice, plain, said, voice};
use rustc_hash::FxHashMap;
use syntax::{Namespace, Role, place};
use workspace::{Db, Directory, File, Root};

use super::programs;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/route-not-served",
    severity: Severity::Warning,
    summary: "A probe, a scrape, a client or an OpenAPI document names a path that the program has no route for.",
    page: include_str!("route_not_served.md"),
    check: Check::Root(check),
};

const ROUTE: &str = "http.route";

/// How many paths of a document or a client have to be served, so that it is known to be about these routes.
const SERVED: usize = 3;

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let used = referred(db, root, ROUTE);
    if used.is_empty() || names::defined(db, root, ROUTE).is_empty() {
        return;
    }
    let mut all: Vec<(&CompactString, Referred)> =
        used.iter().flat_map(|(name, referred)| referred.iter().map(move |one| (name, *one))).collect();
    all.sort_by_key(|(_, one)| (one.file.path(db).clone(), one.number));
    calls::check(context, &all, out);
    let mut doubted = Vec::new();
    let mut known: FxHashMap<Directory, BTreeSet<CompactString>> = FxHashMap::default();
    let mut promised: FxHashMap<File, bool> = FxHashMap::default();
    for (path, one) in all.iter().copied() {
        let role = one.mention(db).role;
        let folder = folder_of(db, root, one);
        let Some(folder) = folder.filter(|_| !place::is_data(one.file.path(db).as_str())) else { continue };
        let routes = &*known.entry(folder).or_insert_with(|| routes(db, folder));
        if routes.is_empty() || serves(routes, path) {
            continue;
        }
        // Whether the document is about these routes is only known when it names most of them.
        let is_meant = || {
            let others = all.iter().filter(|(_, other)| other.file == one.file).map(|(path, _)| serves(routes, path));
            let (served, others) = others.fold((0, 0), |(served, others), one| (served + usize::from(one), others + 1));
            served >= SERVED && served * 4 >= others * 3
        };
        if role == "paths" && !*promised.entry(one.file).or_insert_with(is_meant) {
            continue;
        }
        let Some(close) = nearest(path, routes.iter().map(CompactString::as_str)).map(CompactString::from) else { continue };
        let Some(word) = path.rsplit('/').find(|part| !part.is_empty() && *part != "{}") else { continue };
        doubted.push((path, one, folder, close, plain(word)));
    }
    for (path, one, folder, close, word) in doubted {
        let files = said(db, folder, Arc::from([word]));
        // Who serves it in some other way has the word.
        if files[0].iter().any(|file| *file != one.file && may_serve(db, *file)) {
            continue;
        }
        let mention = one.mention(db);
        let anchor = Anchor::Fact(mention.span);
        let place = if folder.path(db).as_str().is_empty() { "this repository".to_owned() } else { format!("`{}`", folder.path(db)) };
        let message = format!("`{}` names the path `{path}`, which no route in {place} serves; did you mean `{close}`?", mention.role);
        let mut finding = Finding::new(RULE.code, RULE.severity, one.file, anchor, message);
        if let Some(there) = names::defined_in(db, folder, Namespace::named(ROUTE)).get(&close).and_then(|all| all.first()) {
            finding = finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{close}` is served here"));
        }
        if !close.contains('{') && !path.contains('{') {
            finding = finding.change_to(close);
        }
        out.push(finding);
    }
}

/// The folder of the program that a probe, a scrape or a document asks; `None` where it is not known.
fn folder_of(db: &dyn Db, root: Root, one: Referred) -> Option<Directory> {
    let (file, mention) = (one.file, one.mention(db));
    match mention.role {
        "HEALTHCHECK" => programs::built_in(db, file),
        "healthcheck" => programs::context_of(db, file, &mention),
        "livenessProbe" | "readinessProbe" | "startupProbe" => programs::run_as(db, root, mention.scope().next()?),
        "metrics_path" => programs::scraped(db, root, file, &mention),
        "paths" => served_from(db, file),
        _ => None,
    }
}

/// The nearest folder from an OpenAPI document upwards that has routes; not the root's, which may have those of several programs.
fn served_from(db: &dyn Db, document: File) -> Option<Directory> {
    let mut folder = document.folder(db)?;
    loop {
        if !routes(db, folder).is_empty() {
            return Some(folder);
        }
        folder = folder.parent(db)?;
    }
}

/// Whether a file that speaks of a path may be what serves it: none that only asks for it.
fn may_serve(db: &dyn Db, file: File) -> bool {
    let role = graph::facts(db, file).kind.role;
    let asks = matches!(role, Role::Kubernetes | Role::Compose | Role::OpenApi | Role::Workflow | Role::Kustomization | Role::Lock);
    !asks && voice(db, file) != Voice::Prose && !place::is_test(file.path(db).as_str())
}

/// The routes of the programs in a folder and below it, and what they stand behind.
fn routes(db: &dyn Db, folder: Directory) -> BTreeSet<CompactString> {
    let defined = names::defined_in(db, folder, Namespace::named(ROUTE));
    let is_own = |all: &&Vec<names::Defined>| {
        all.iter().any(|one| {
            let path = one.file.path(db).as_str();
            !place::is_test(path) && !place::is_data(path)
        })
    };
    defined.iter().filter(|(_, all)| is_own(all)).map(|(name, _)| name.clone()).collect()
}

/// Whether one of `routes` may serve `path`. What stands before a route is not known, so its end is enough, either way.
fn serves(routes: &BTreeSet<CompactString>, path: &str) -> bool {
    let fits = |route: &CompactString| path.ends_with(route.as_str()) || route.ends_with(path) || path == "/";
    routes.iter().any(|route| route.len() > 1 && fits(route)) || routes.iter().any(|route| is_taken_by(route, path))
}

/// Whether a route with parameters takes `path`, at its end.
fn is_taken_by(route: &str, path: &str) -> bool {
    if !route.contains("{}") {
        return false;
    }
    let (wanted, parts): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    let (wanted, parts) = (&wanted[1..], &parts[1..]);
    let ends = wanted.len() <= parts.len();
    ends && wanted.iter().rev().zip(parts.iter().rev()).all(|(wanted, part)| *wanted == "{}" || wanted == part)
}
