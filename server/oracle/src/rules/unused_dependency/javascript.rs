//! Packages of npm that `package.json` declares for running and that nothing names.
//!
//! A package can be used without being imported in many ways: as a command, a plugin, a preset, a type, a
//! style, a peer of another. So only `dependencies` are judged, and only when no text of the package that is
//! likely to name it does.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use graph::javascript::{self, Specifier};
use syntax::{Dependency, DependencyKind, Manifest, Namespace};
use workspace::{Db, Directory, File, Root};

use super::{RULE, named};
use crate::finding::{Anchor, Finding, Tag};
use crate::rule::FileContext;

/// Judges the dependencies of one `package.json`.
pub fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, folder) = (context.db, context.folder);
    let Some(top) = context.root.top(db) else { return };
    let Some(manifest) = &context.facts.manifest else { return };
    for dependency in unimported(db, context.root, context.file, folder, manifest) {
        let name = &dependency.name;
        if named::is_named(db, context.root, top, name) {
            continue;
        }
        let message = format!("`{name}` is declared but nothing below `{}` imports or names it", folder.path(db));
        let mut finding = Finding::new(RULE.code, RULE.severity, context.file, Anchor::Fact(dependency.span), message);
        finding.tags.push(Tag::Unnecessary);
        out.push(finding);
    }
}

/// What the `package.json` in `folder` declares for running and neither code nor the package's own configuration names.
pub(super) fn unimported<'m>(db: &dyn Db, root: Root, file: File, folder: Directory, manifest: &'m Manifest) -> Vec<&'m Dependency> {
    let declared = || manifest.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    if !manifest.complete || declared().next().is_none() {
        return Vec::new();
    }
    let (used, anywhere) = (used_below(db, folder), root.top(db).map(|top| used_below(db, top)).unwrap_or_default());
    // Nothing that is declared is imported below: the code lies elsewhere, or this is a list of versions.
    if !manifest.dependencies.iter().any(|dependency| used.packages.contains(&dependency.name)) {
        return Vec::new();
    }
    let also = |name: &str, kind: DependencyKind| manifest.dependencies.iter().any(|other| other.name == name && other.kind == kind);
    let is_idle = |dependency: &&Dependency| {
        let name = dependency.name.as_str();
        // What another package of the repository imports may be bundled into this one.
        !anywhere.packages.contains(name)
            && !is_tool(name)
            && !also(name, DependencyKind::Peer)
            && !also(name, DependencyKind::Optional)
            && dependency.path.is_none()
            && !has_siblings(&manifest.dependencies, name)
            && !is_asked_for(&manifest.dependencies, name)
            && !named_elsewhere(db, file, folder, &used, name)
    };
    declared().filter(is_idle).collect()
}

/// Packages of one scope ask for each other as peers, which only an installation would show.
fn has_siblings(dependencies: &[Dependency], name: &str) -> bool {
    let scope = |name: &str| name.strip_prefix('@').and_then(|scoped| scoped.split_once('/')).map(|(scope, _)| scope.to_owned());
    scope(name).is_some_and(|own| dependencies.iter().any(|other| other.name != name && scope(&other.name).as_ref() == Some(&own)))
}

/// Packages that ask for others beside them, as their readme tells who installs them. Lock files of older formats do not say so.
const PEERS: [(&str, &[&str]); 10] = [
    ("@angular/core", &["rxjs", "zone.js"]),
    ("@apollo/client", &["graphql"]),
    ("@mui/material", &["@emotion/react", "@emotion/styled"]),
    ("@nestjs/core", &["reflect-metadata", "rxjs"]),
    ("@react-router/dev", &["isbot"]),
    ("@reduxjs/toolkit", &["redux"]),
    ("@remix-run/dev", &["isbot"]),
    ("react-redux", &["redux"]),
    ("typeorm", &["reflect-metadata"]),
    ("vuex", &["vue"]),
];

/// Whether another dependency is known to need `name` beside itself.
fn is_asked_for(dependencies: &[Dependency], name: &str) -> bool {
    let declares = |package: &str| dependencies.iter().any(|other| other.name == package);
    PEERS.iter().any(|(package, peers)| peers.contains(&name) && declares(package))
}

/// Whether some text other than code names the package: scripts and configurations, pages, styles, components.
fn named_elsewhere(db: &dyn Db, manifest: File, folder: Directory, used: &Used, name: &str) -> bool {
    // A command mostly has its package's name without the scope, or the scope's.
    let command = match name.strip_prefix('@').and_then(|scoped| scoped.split_once('/')) {
        Some((scope, "cli" | "core" | "build" | "dev")) => scope,
        Some((_, name)) => name,
        None => name,
    };
    let names = |file: File| javascript::mentions(db, file, name) || javascript::mentions(db, file, command);
    let uses = javascript::uses_in_manifest(db, manifest);
    uses.contains(name)
        || uses.contains(command)
        || std::iter::successors(Some(folder), |folder| folder.parent(db)).any(|folder| javascript::configurations(db, folder).any(names))
        || used.texts.iter().any(|file| javascript::mentions(db, *file, name))
}

/// What the code below a folder uses.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Used {
    packages: BTreeSet<CompactString>,
    /// Texts that are not code of ours and may name packages.
    texts: Vec<File>,
}

#[salsa::tracked(returns(clone))]
fn used_below(db: &dyn Db, folder: Directory) -> Arc<Used> {
    let mut out = Used::default();
    let entries = folder.entries(db);
    for file in entries.files() {
        let facts = graph::facts(db, file);
        for reference in facts.references.iter().filter(|reference| reference.namespace == Namespace::JS_MODULE) {
            if let Specifier::Package { name, .. } = Specifier::parse(&reference.name) {
                out.packages.insert(CompactString::from(name));
            }
        }
        if matches!(
            file.path(db).extension(),
            Some("vue" | "svelte" | "astro" | "mdx" | "html" | "css" | "scss" | "sass" | "less" | "marko" | "coffee")
        ) || javascript::is_configuration(file.path(db))
        {
            out.texts.push(file);
        }
    }
    for below in entries.directories() {
        let found = used_below(db, below);
        out.packages.extend(found.packages.iter().cloned());
        out.texts.extend(&found.texts);
    }
    Arc::new(out)
}

/// Whether a package does its work without being imported.
fn is_tool(name: &str) -> bool {
    let bare = name.rsplit('/').next().unwrap_or(name);
    let families = [
        "eslint",
        "oxlint",
        "prettier",
        "babel",
        "postcss",
        "tailwind",
        "webpack",
        "vite",
        "jest",
        "vitest",
        "rollup",
        "stylelint",
        "typescript",
        "ts-",
        "tsx",
        "husky",
        "lint-staged",
        "nodemon",
        "concurrently",
        "cross-env",
        "rimraf",
        "npm-",
        "serve",
        "pm2",
        "turbo",
        "lerna",
        "nx",
        "esbuild",
        "swc",
        "core-js",
        "regenerator-runtime",
        "react",
        "preact",
        "vue",
        "svelte",
        "next",
        "nuxt",
        "gatsby",
        "astro",
        "expo",
        "electron",
        "sass",
        "styled-jsx",
        "less",
        "node-sass",
        "autoprefixer",
        "cssnano",
        "storybook",
        "commitlint",
        "semantic-release",
        "dotenv",
        "newrelic",
        "sharp",
        "pg",
        "mysql",
        "sqlite3",
        "tslib",
        "prisma",
        "graphql",
        "bootstrap",
        "normalize",
        "fontsource",
        "font-awesome",
        "pino-pretty",
        "zone.js",
    ];
    // Bundlers put these in the place of what Node has, without being told.
    let stands_in = ["assert", "buffer", "events", "process", "punycode", "querystring", "stream", "string_decoder", "url", "util"];
    name.starts_with("@types/")
        || stands_in.contains(&name)
        || name.ends_with("-browserify")
        || families.iter().any(|family| bare.starts_with(family) || name.strip_prefix('@').is_some_and(|scoped| scoped.starts_with(family)))
        || ["-cli", "-loader", "-plugin", "-preset", "-config", "-polyfill", "-types", "-adapter", "-driver"]
            .iter()
            .any(|end| bare.ends_with(end))
        || ["plugin", "preset", "config", "polyfill", "loader", "adapter", "font"]
            .iter()
            .any(|part| bare.split('-').any(|word| word == *part))
}
