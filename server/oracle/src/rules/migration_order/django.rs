//! Migrations of Django's apps: each names those it comes after, and one of an app is the last.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::CompactString;
use graph::PlanKind;
use syntax::plan::migration::{Django, Migration};
use syntax::{Plan, SpanId};
use workspace::{Db, Directory, File, Root};

use super::RULE;
use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::FileContext;
use crate::rules::circle;

/// The migrations of one folder.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct App {
    /// What the others call it: its migrations name each other by it.
    label: CompactString,
    folder: Directory,
    /// Everything that a dependency may name: the modules, and what they replace.
    names: BTreeSet<CompactString>,
    /// By name.
    migrations: Vec<(CompactString, File, Django)>,
}

/// The apps of a root whose labels are certain.
#[salsa::tracked(returns(clone))]
fn apps(db: &dyn Db, root: Root) -> Arc<[App]> {
    let files = graph::planned(db, root, PlanKind::Migration);
    let mut folders: Vec<Directory> = Vec::new();
    for folder in files.iter().filter_map(|file| file.folder(db)) {
        if folder.path(db).name() == "migrations" && folders.last() != Some(&folder) && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders.into_iter().filter_map(|folder| app(db, folder)).collect()
}

fn stem(file: File, db: &dyn Db) -> CompactString {
    file.path(db).name().trim_end_matches(".py").into()
}

fn app(db: &dyn Db, folder: Directory) -> Option<App> {
    let mut migrations: Vec<(CompactString, File, Django)> = Vec::new();
    for file in graph::planned_in(db, folder, PlanKind::Migration) {
        if let Some(Plan::Migration(Migration::Django(migration))) = graph::facts(db, file).plan.as_deref() {
            migrations.push((stem(file, db), file, migration.clone()));
        }
    }
    let mut names: BTreeSet<CompactString> =
        folder.entries(db).iter().map(|(name, _)| CompactString::from(name.split('.').next().unwrap_or(name))).collect();
    // Its own label is the one under which it names what lies beside.
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for (app, name, _) in migrations.iter().flat_map(|(_, _, migration)| &migration.dependencies) {
        if names.contains(name) {
            *votes.entry(app).or_default() += 1;
        }
    }
    let most = votes.values().copied().max()?;
    let mut chosen = votes.iter().filter(|(_, count)| **count == most);
    let (label, None) = (chosen.next()?.0, chosen.next()) else { return None };
    // A name like `0001_initial` is in every app: most of the migrations must agree.
    if most * 2 < migrations.len().saturating_sub(1) {
        return None;
    }
    let label = CompactString::from(*label);
    let replaced = migrations.iter().flat_map(|(_, _, migration)| &migration.replaces);
    let replaced: Vec<CompactString> = replaced.filter(|(app, _)| *app == label).map(|(_, name)| name.clone()).collect();
    names.extend(replaced);
    Some(App { label, folder, names, migrations })
}

pub(super) fn check(context: &FileContext<'_>, own: &Django, out: &mut Vec<Finding>) {
    if context.folder.path(context.db).name() != "migrations" {
        return;
    }
    let apps = apps(context.db, context.root);
    for (label, name, span) in &own.dependencies {
        let mut of_that_name = apps.iter().filter(|app| app.label == *label);
        let (Some(app), None) = (of_that_name.next(), of_that_name.next()) else { continue };
        if !name.starts_with("__") && !app.names.contains(name) {
            let message =
                format!("the migration comes after `{name}` of the app `{label}`, which `{}/` does not have", app.folder.path(context.db));
            out.push(Finding::new(RULE.code, Severity::Error, context.file, Anchor::Fact(*span), message));
        }
    }
    if let Some(app) = apps.iter().find(|app| app.folder == context.folder) {
        leaves(context, own, app, out);
    }
    for (names, places) in circles(context.db, context.root).iter() {
        let Some(&(file, span)) = places.first().filter(|(file, _)| *file == context.file) else { continue };
        let names: Vec<&str> = names.iter().map(CompactString::as_str).collect();
        let message = format!("these migrations come after each other in a circle: {}", circle::shown(&names));
        let mut finding = Finding::new(RULE.code, Severity::Error, file, Anchor::Fact(span), message);
        finding.related = places[1..]
            .iter()
            .map(|(file, span)| Related { file: *file, anchor: Anchor::Fact(*span), message: "and here".to_owned() })
            .collect();
        out.push(finding);
    }
}

/// The migrations of an app after which none of it comes.
fn last_of(app: &App, replacing: bool) -> Vec<&(CompactString, File, Django)> {
    let own = |pairs: &[(CompactString, CompactString)]| -> Vec<CompactString> {
        pairs.iter().filter(|(label, _)| *label == app.label).map(|(_, name)| name.clone()).collect()
    };
    // What is replaced is gone, and what came after it comes after that which replaces it.
    let mut stands_for: BTreeMap<CompactString, CompactString> = BTreeMap::new();
    for (name, _, migration) in app.migrations.iter().filter(|_| replacing) {
        stands_for.extend(own(&migration.replaces).into_iter().map(|replaced| (replaced, name.clone())));
    }
    let replacing_ones: BTreeSet<&CompactString> =
        app.migrations.iter().filter(|(_, _, one)| !one.replaces.is_empty()).map(|(name, ..)| name).collect();
    let gone = |name: &CompactString| if replacing { stands_for.contains_key(name) } else { replacing_ones.contains(name) };
    let mut followed: BTreeSet<CompactString> = BTreeSet::new();
    for (name, _, migration) in app.migrations.iter().filter(|(name, ..)| !gone(name)) {
        for (label, before, _) in &migration.dependencies {
            if *label == app.label {
                followed.insert(stands_for.get(before).unwrap_or(before).clone());
            }
        }
        if !own(&migration.run_before).is_empty() {
            followed.insert(name.clone());
        }
    }
    app.migrations.iter().filter(|(name, ..)| !gone(name) && !followed.contains(name)).collect()
}

fn leaves(context: &FileContext<'_>, own: &Django, app: &App, out: &mut Vec<Finding>) {
    if app.migrations.iter().any(|(_, _, migration)| !migration.complete) {
        return;
    }
    let (with, without) = (last_of(app, true), last_of(app, false));
    if with.len() < 2 || without.len() < 2 || with.last().is_none_or(|(_, file, _)| *file != context.file) {
        return;
    }
    let names: Vec<String> = with.iter().map(|(name, ..)| format!("`{name}`")).collect();
    let message = format!(
        "no migration of the app `{}` comes after any of these: {}; `migrate` refuses to run until one does (`makemigrations --merge`)",
        app.label,
        names.join(", ")
    );
    let mut finding = Finding::new(RULE.code, Severity::Error, context.file, Anchor::Fact(own.span), message);
    for (_, file, migration) in &with[..with.len() - 1] {
        finding = finding.related(*file, Anchor::Fact(migration.span), "nothing comes after this one either");
    }
    out.push(finding);
}

type Circle = (Vec<CompactString>, Vec<(File, SpanId)>);

/// The circles of a root, through all its apps.
#[salsa::tracked(returns(clone))]
fn circles(db: &dyn Db, root: Root) -> Arc<[Circle]> {
    let apps = apps(db, root);
    let full = |label: &str, name: &str| format!("{label}.{name}");
    let mut ties: Vec<(String, String, (File, SpanId))> = Vec::new();
    for app in apps.iter().filter(|app| apps.iter().filter(|other| other.label == app.label).count() == 1) {
        for (name, file, migration) in &app.migrations {
            ties.extend(
                migration.dependencies.iter().map(|(label, before, span)| (full(&app.label, name), full(label, before), (*file, *span))),
            );
        }
    }
    let mut map: BTreeMap<&str, BTreeMap<&str, (File, SpanId)>> = BTreeMap::new();
    for (from, to, place) in &ties {
        map.entry(from).or_default().entry(to).or_insert(*place);
    }
    let place = |circle: &[&str], at: usize| map.get(circle[at])?.get(circle[(at + 1) % circle.len()]).copied();
    circle::all(&map)
        .into_iter()
        .map(|circle| {
            let places = (0..circle.len()).filter_map(|at| place(&circle, at)).collect();
            (circle.into_iter().map(CompactString::from).collect(), places)
        })
        .collect()
}
