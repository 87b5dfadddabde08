//! Paths that a manifest, or a document about building, checking and deploying, declares and that are not there.

use std::sync::Arc;

use graph::said::{plain, said};
use graph::{Miss, files};
use syntax::{Flags, Language, Namespace, Reference, Role};
use workspace::{Directory, RelPath};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L0/missing-file",
    severity: Severity::Error,
    summary: "A manifest, deployment or CI document names a file or folder that does not exist.",
    page: include_str!("missing_file.md"),
    check: Check::File(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    // What documentation takes in is judged as its links are.
    if context.facts.kind.language == Language::Markdown {
        return;
    }
    let resolutions = context.resolutions();
    let manifest = manifest(context);
    for (reference, resolution) in context.facts.references.iter().zip(resolutions.iter()) {
        // What a build makes is not there before it has run.
        if reference.namespace != Namespace::FILE
            || [Flags::BUILT, Flags::GLOB, Flags::OPTIONAL, Flags::BROKEN].iter().any(|flag| reference.flags.has(*flag))
        {
            continue;
        }
        if let Some(miss) = resolution.miss() {
            // What brings its own schema is installed where it is needed.
            if reference.role == "$schema" && reference.name.contains("node_modules/") {
                continue;
            }
            // What a makefile or a script speaks of, it may put there first.
            if context.facts.kind.role == Role::Kustomization && is_made(context, miss) {
                continue;
            }
            if lies_in_sibling_resources(context, reference) {
                continue;
            }
            // What a script of the manifest writes.
            if reference.role == "file" && is_written(context, miss) {
                continue;
            }
            // What is not there as a declaration the compiler looks for in the module itself.
            if matches!(reference.role, "types" | "typings") && has_module_for(context, miss) {
                continue;
            }
            if manifest == Manifest::OfSources && ENTRIES.contains(&reference.role) {
                continue;
            }
            // The folder of a script that is called is one of the repository, or another program makes it.
            if reference.role == "run" && !matches!(miss, Miss::Part { folder, .. } if !folder.path(context.db).as_str().is_empty()) {
                continue;
            }
            out.extend(judge(context, reference, miss, manifest));
            // One cause is one finding.
            if manifest == Manifest::OfBuild && !out.is_empty() {
                return;
            }
        }
    }
}

fn judge(context: &FileContext<'_>, reference: &Reference, miss: &Miss, manifest: Manifest) -> Option<Finding> {
    let (role, name) = (reference.role, &reference.name);
    let what = if reference.flags.has(Flags::FOLDER) { "folder" } else { "file" };
    let message = match miss {
        Miss::Outside => format!("`{role}` names `{name}`, which is outside the repository"),
        Miss::Entrance { names, .. } => {
            let (last, others) = names.split_last()?;
            let others: Vec<String> = others.iter().map(|name| format!("`{name}`")).collect();
            let none = if others.is_empty() { format!("no `{last}`") } else { format!("neither {} nor `{last}`", others.join(", ")) };
            format!("`{role}` names the folder `{name}`, which has {none}")
        }
        Miss::Part { folder, name: last } if context.facts.kind.role.serves_the_repository() => {
            let there = place(context, *folder);
            match context.facts.kind.role {
                Role::Codeowners => format!("this pattern matches nothing: there is no `{last}` in {there}"),
                _ => format!("`{role}` names the {what} `{name}`, which does not exist: there is no `{last}` in {there}"),
            }
        }
        Miss::Part { .. } => format!("`{role}` names the {what} `{name}`, which does not exist"),
        _ => return None,
    };
    let anchor = Anchor::Fact(reference.span);
    let mut finding = Finding::new(RULE.code, severity(context, reference, manifest), context.file, anchor, message);
    if let Miss::Part { folder, name: last } = miss
        && let Some(proposal) = files::proposal(context.db, context.folder, reference, *folder, last)
    {
        let text = proposal.text;
        finding.message.push_str(&if proposal.same_but_case {
            format!("; the name differs only in case: `{text}`")
        } else {
            format!("; did you mean `{text}`?")
        });
        finding = finding.fix(format!("Change to `{text}`"), context.file, anchor, text, proposal.same_but_case);
    }
    Some(finding)
}

/// Whether Maven puts what is missing beside the document: its folders of resources, some of which it fills in, become one
/// (`src/test/resources` and `src/test/resources-filtered`).
fn lies_in_sibling_resources(context: &FileContext<'_>, reference: &Reference) -> bool {
    let db = context.db;
    let path = context.folder.path(db).as_str();
    let Some((module, below)) = ["src/test/", "src/main/"].iter().find_map(|part| path.split_once(part)) else { return false };
    let side = &path[..path.len() - below.len()];
    let (resources, inside) = below.split_once('/').unwrap_or((below, ""));
    let Some(around) = context.root.directory(db, &RelPath::new(side.trim_end_matches('/'))).filter(|_| resources.starts_with("resources"))
    else {
        return false;
    };
    let is_built = context.root.directory(db, &RelPath::new(module)).is_some_and(|module| module.entries(db).file("pom.xml").is_some());
    is_built
        && around.entries(db).directories().filter(|other| other.path(db).name().starts_with("resources")).any(|other| {
            let folder = if inside.is_empty() { Some(other.path(db).clone()) } else { other.path(db).resolve(inside) };
            folder.and_then(|folder| folder.resolve(&reference.name)).is_some_and(|path| context.root.entry(db, &path).is_some())
        })
}

/// Whether a script of the manifest names what is missing as the folder into which it writes: `wasm-pack build --out-dir web/pkg`.
fn is_written(context: &FileContext<'_>, miss: &Miss) -> bool {
    let Miss::Part { name, .. } = miss else { return false };
    let text = graph::text(context.db, context.file).unwrap_or_default();
    let targets = ["--out-dir ", "--outDir "].into_iter().flat_map(|option| text.split(option).skip(1));
    let mut targets = targets.filter_map(|rest| rest.split([' ', '"']).next());
    targets.any(|target| target.rsplit('/').next() == Some(name.as_str()))
}

/// Whether there is the module of TypeScript whose declaration is missing: `index.ts` for `index.d.ts`.
fn has_module_for(context: &FileContext<'_>, miss: &Miss) -> bool {
    let Miss::Part { folder, name } = miss else { return false };
    name.strip_suffix(".d.ts").is_some_and(|stem| folder.entries(context.db).file(&format!("{stem}.ts")).is_some())
}

/// Whether a makefile or a script of the repository names the file that a kustomization lacks.
fn is_made(context: &FileContext<'_>, miss: &Miss) -> bool {
    let (db, Miss::Part { name, .. }) = (context.db, miss) else { return false };
    // The name of a folder is any word.
    let Some(top) = context.root.top(db).filter(|_| name.contains('.')) else { return false };
    let told = said(db, top, Arc::from([plain(name)]));
    told[0].iter().any(|file| matches!(graph::facts(db, *file).kind.language, Language::Make | Language::Bash))
}

/// An error where the tool fails for certain.
fn severity(context: &FileContext<'_>, reference: &Reference, manifest: Manifest) -> Severity {
    let role = context.facts.kind.role;
    match role {
        Role::Codeowners => Severity::Info,
        Role::PackageJson if manifest != Manifest::Whole => Severity::Info,
        // Only editors and checks look for it: what reads the document does not.
        _ if reference.role == "$schema" => Severity::Warning,
        _ if role.serves_the_repository() && reference.flags.has(Flags::CONDITIONAL) => Severity::Warning,
        _ => RULE.severity,
    }
}

/// How a `package.json` stands to what it names.
#[derive(Clone, Copy, PartialEq)]
enum Manifest {
    /// Something of it is here, or must be.
    Whole,
    /// Nothing of it is here: a build copies the manifest to what it makes, or makes all of it here.
    OfBuild,
    /// The same, and what the build makes it of is known: it lies in `src`.
    OfSources,
}

/// Keys of a `package.json` with what the package is entered by.
const ENTRIES: [&str; 7] = ["main", "module", "types", "typings", "browser", "exports", "bin"];

fn manifest(context: &FileContext<'_>) -> Manifest {
    if context.facts.kind.role != Role::PackageJson {
        return Manifest::Whole;
    }
    let resolutions = context.resolutions();
    let all = context.facts.references.iter().zip(resolutions.iter());
    // The manifest itself is always here, and may be asked for.
    let is_entry = |(other, resolution): &(&Reference, &graph::Resolution)| {
        other.namespace == Namespace::FILE
            && ENTRIES.contains(&other.role)
            && !other.flags.has(Flags::GLOB)
            && resolution.file() != Some(context.file)
    };
    let entries: Vec<_> = all.filter(is_entry).collect();
    let is_lost = |(entry, resolution): &(&Reference, &graph::Resolution)| resolution.miss().is_some() && !entry.flags.has(Flags::BUILT);
    match entries.as_slice() {
        [(first, _), _, ..] if entries.iter().all(is_lost) && has_source(context, &first.name) => Manifest::OfSources,
        [_, _, _, ..] if entries.iter().all(is_lost) => Manifest::OfBuild,
        _ => Manifest::Whole,
    }
}

/// Whether what `entry` is most likely made of lies in `src`: `index.cjs` of `src/index.ts`.
fn has_source(context: &FileContext<'_>, entry: &str) -> bool {
    let stem = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    let wanted = stem(entry.trim_start_matches("./"));
    let sources = context.folder.entries(context.db).directory("src");
    sources.is_some_and(|sources| sources.entries(context.db).files().any(|file| stem(file.path(context.db).name()) == wanted))
}

fn place(context: &FileContext<'_>, folder: Directory) -> String {
    let path = folder.path(context.db);
    if path.as_str().is_empty() { "the top folder".to_owned() } else { format!("`{path}/`") }
}
