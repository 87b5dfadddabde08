//! Paths that were not found and of which nothing is said all the same.

use globset::{GlobBuilder, GlobMatcher};
use syntax::place::{is_data, is_test};
use syntax::{DocumentKind, Flags, Reference, Role};
use workspace::{Db, Directory, RelPath};

use crate::ignored::is_ignored;
use crate::links::is_copy;
use crate::resolution::Miss;
use crate::submodules::is_in_submodule;

/// Ends of files from which the file of the same name without it is made: by a person after cloning, or by `configure`.
const MADE_FROM: [&str; 17] = [
    ".in",
    ".example",
    ".sample",
    ".template",
    ".tmpl",
    ".tpl",
    ".dist",
    ".default",
    ".j2",
    ".ctmpl",
    "-example",
    "-sample",
    "-dist",
    "_example",
    "_sample",
    "_template",
    ".enc",
];

/// Whether nothing should be said about a path that was not found.
pub(super) fn is_doubtful(db: &dyn Db, folder: Directory, kind: DocumentKind, reference: &Reference, miss: &Miss) -> bool {
    // What git ignores is built, or made by whoever clones.
    let made = match miss {
        Miss::Part { folder: within, .. } => super::origin(db, folder, reference)
            .and_then(|origin| origin.resolve(&reference.name))
            .is_some_and(|path| is_ignored(db, *within, &path, |ignores, below| ignores(below, false) || ignores(below, true))),
        Miss::Entrance { folder, names } => {
            names.iter().any(|name| is_ignored(db, *folder, &folder.path(db).join(name), |ignores, below| ignores(below, false)))
        }
        _ => false,
    };
    let path = || super::origin(db, folder, reference).and_then(|origin| origin.resolve(&reference.name));
    if path().is_some_and(|path| is_in_submodule(db, folder.root(db), &path)) {
        return true;
    }
    if made || !kind.role.serves_the_repository() {
        let compiled = || matches!(miss, Miss::Part { folder: within, name } if is_compiled(db, *within, name));
        return made
            || is_packed(&reference.name)
            || is_template(folder.path(db))
            || is_data(folder.path(db).as_str())
            || is_specimen(db, folder)
            || is_tried_on(db, folder)
            || compiled();
    }
    if kind.role == Role::Kustomization && reference.role == "resources" && is_alone(db, folder) {
        return true;
    }
    if reference.flags.has(Flags::CONDITIONAL) && kind.role == Role::Compose && is_shown(folder.path(db)) {
        return true;
    }
    match miss {
        // Beside the repository there may be others, and whoever opens a part of one sees no more than that part.
        Miss::Outside => true,
        Miss::Part { folder: within, name } => is_elsewhere(db, folder) || is_made(db, *within, name),
        _ => is_elsewhere(db, folder),
    }
}

/// Whether documents in `folder` are copies, templates or data, to be used where more is there.
fn is_elsewhere(db: &dyn Db, folder: Directory) -> bool {
    let path = folder.path(db).as_str();
    let test_data = || path.split('/').skip_while(|part| !part.starts_with("test")).any(|part| part == "data");
    is_copy(db, folder) || is_data(path) || test_data() || is_template(folder.path(db))
}

/// Whether a manifest in `folder` is there for a test to read, since nothing is there that it could be about.
fn is_specimen(db: &dyn Db, folder: Directory) -> bool {
    is_test(folder.path(db).as_str()) && folder.entries(db).iter().count() == 1
}

/// Whether nothing lies beside the kustomization in `folder`: a build puts there what it names, or it is copied to that.
fn is_alone(db: &dyn Db, folder: Directory) -> bool {
    folder.entries(db).iter().count() == 1
}

/// Whether a manifest in `folder`, deep below a folder of tests, is what tests try a tool on: no manifest above the tests names it, so
/// that nothing is ever made of it but by them.
fn is_tried_on(db: &dyn Db, folder: Directory) -> bool {
    let path = folder.path(db);
    let Some(tests) = path.parts().position(is_test) else { return false };
    let is_above = |above: &Directory| above.path(db).parts().count() <= tests;
    path.parts().count() > tests + 2
        && !std::iter::successors(folder.parent(db), |above| above.parent(db)).filter(is_above).any(|above| names(db, above, path))
}

/// Whether a manifest in `folder` names what lies at `path` a member of a workspace or a dependency.
fn names(db: &dyn Db, folder: Directory, path: &RelPath) -> bool {
    let entries = folder.entries(db);
    let manifests = ["Cargo.toml", "package.json", "pnpm-workspace.yaml", "pyproject.toml"];
    manifests.into_iter().filter_map(|name| entries.file(name)).any(|file| {
        let facts = crate::facts(db, file);
        let Some(manifest) = &facts.manifest else { return false };
        let below = path.relative_to(folder.path(db));
        let member = |pattern: &str| glob(pattern).is_some_and(|glob| glob.is_match(below.as_str()));
        let depended_on = |to: &str| folder.path(db).resolve(to).as_ref() == Some(path);
        manifest.members.iter().any(|pattern| member(pattern))
            || manifest.dependencies.iter().filter_map(|dependency| dependency.path.as_deref()).any(depended_on)
    })
}

fn glob(pattern: &str) -> Option<GlobMatcher> {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    Some(GlobBuilder::new(pattern).literal_separator(true).build().ok()?.compile_matcher())
}

/// Whether what lies in `folder` is used elsewhere, with more beside it.
fn is_template(folder: &RelPath) -> bool {
    folder.parts().any(|part| part.contains("template") || matches!(part, "scaffold" | "scaffolds" | "boilerplate"))
}

/// Whether `name` is that of a package as `npm pack` writes it, for a test to install.
fn is_packed(name: &str) -> bool {
    name.ends_with(".tgz")
}

/// Whether the TypeScript that `name` is made from lies in `within`, beside where it would be: imports of TypeScript, and people, call a file
/// after what the compiler makes of it, `helpers.js` for `helpers.ts`.
pub fn is_compiled(db: &dyn Db, within: Directory, name: &str) -> bool {
    let made = [("js", ["ts", "tsx"]), ("mjs", ["mts", "mts"]), ("cjs", ["cts", "cts"]), ("jsx", ["tsx", "tsx"])];
    made.iter().any(|(end, sources)| {
        let stem = name.strip_suffix(end).filter(|stem| stem.ends_with('.'));
        stem.is_some_and(|stem| sources.iter().any(|source| within.entries(db).get(&format!("{stem}{source}")).is_some()))
    })
}

/// Whether `folder` is part of documentation, whose readers make the rest themselves.
fn is_shown(folder: &RelPath) -> bool {
    folder.parts().any(|part| matches!(part, "docs" | "doc" | "documentation"))
}

/// Whether `folder`, or one above it, has what an environment is copied from, whatever it is called: `env.example`,
/// `.env.sample.local`, `example.env`.
fn has_example_of_environment(db: &dyn Db, folder: Directory) -> bool {
    let is_one =
        |name: &str| name.contains("env") && ["example", "sample", "template", "dist", "default"].iter().any(|word| name.contains(word));
    std::iter::successors(Some(folder), |folder| folder.parent(db)).any(|folder| folder.entries(db).iter().any(|(name, _)| is_one(name)))
}

/// Whether `name` says that it is made, or what it is made from lies beside it.
fn is_made(db: &dyn Db, within: Directory, name: &str) -> bool {
    let entries = within.entries(db);
    let stem = |name: &'_ str| name.split('.').find(|part| !part.is_empty()).unwrap_or_default().to_owned();
    name.contains("generated")
        || name == "gen"
        || MADE_FROM.iter().any(|end| entries.get(&format!("{name}{end}")).is_some())
        || name.contains("env") && has_example_of_environment(db, within)
        // `a.example.yaml` for `a.yaml`.
        || RelPath::new(name).extension().is_some_and(|extension| {
            ["example", "sample", "template", "dist"].iter().any(|word| entries.get(&format!("{}.{word}.{extension}", stem(name))).is_some())
        })
}
