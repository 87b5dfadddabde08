//! When a path leads nowhere: whether that is a mistake, or something a build, a bundler or a generator
//! will put there.

use compact_str::CompactString;
use workspace::{Db, Directory, Entry, RelPath, Root};

use super::specifier::is_asset;
use crate::ignored;
use crate::resolution::{Miss, Resolution};

/// Folders that tools write to.
const MADE: &[&str] = &[
    "dist",
    "build",
    "built",
    "out",
    "output",
    "generated",
    "__generated__",
    "gen",
    "_generated",
    ".next",
    ".nuxt",
    ".svelte-kit",
    ".astro",
    ".output",
    ".vercel",
    ".cache",
    ".tmp",
    "tmp",
    "temp",
    "coverage",
    "target",
    "pkg",
    "esm",
    "cjs",
    "umd",
    "es",
    "node_modules",
    "bin",
    "bundle",
    "bundles",
    "vendor",
    "artifacts",
    "typechain",
    "typechain-types",
    "storybook-static",
    "public",
    "static",
    "assets",
    "+types",
    "prisma",
    "wasm",
    "npm",
    "lib",
    "types",
    "declarations",
    "release",
    "deps",
    "locales",
    "i18n",
    ".velite",
    ".contentlayer",
    ".generated",
];

/// Folders whose files are written for another place, or to be wrong.
const ELSEWHERE: &[&str] = &[
    "fixtures",
    "__fixtures__",
    "fixture",
    "__testfixtures__",
    "testdata",
    "test-data",
    "template",
    "templates",
    "boilerplate",
    "boilerplates",
    "blueprints",
    "scaffold",
    "scaffolds",
    "starters",
    "generators",
    "testfixtures",
    "__snapshots__",
];

/// Extensions of what code is made from, or of modules in languages of their own.
const SOURCES: &[&str] = &[
    "vue",
    "svelte",
    "astro",
    "marko",
    "riot",
    "civet",
    "coffee",
    "litcoffee",
    "ls",
    "re",
    "res",
    "ml",
    "elm",
    "purs",
    "imba",
    "pegjs",
    "peggy",
    "ne",
    "jison",
    "y",
    "g4",
    "ohm",
    "proto",
    "graphql",
    "gql",
    "wasm",
    "wat",
    "rs",
    "in",
    "ejs",
    "hbs",
    "njk",
    "tmpl",
    "tpl",
    "template",
    "mdx",
    "flow",
    "json5",
    "jsonc",
    "yaml",
    "yml",
    "toml",
    "html",
    "grammar",
    "css",
    "scss",
    "sass",
    "less",
    "node",
    "cc",
    "cpp",
    "gyp",
    "prisma",
];

const CODE: &[&str] = &["ts", "tsx", "js", "jsx", "mts", "cts", "mjs", "cjs", "json"];

/// What a path that was looked for in vain stands for, as seen from the folder `from`.
pub fn judge(db: &dyn Db, root: Root, from: &RelPath, path: &RelPath) -> Resolution {
    if is_asset(path.as_str()) || is_elsewhere(from) {
        return Resolution::Unknown;
    }
    let Some(top) = root.top(db) else { return Resolution::Unknown };
    let mut folder = top;
    // What the file shares with its target exists, whatever it is called.
    let shared = from.parts().zip(path.parts()).take_while(|(a, b)| a == b).count();
    let parts: Vec<&str> = path.parts().collect();
    let Some((last, folders)) = parts.split_last() else { return Resolution::Unknown };
    for (depth, part) in folders.iter().enumerate() {
        if depth >= shared && is_made(part) && !holds_code(db, folder, part) {
            return Resolution::Unknown;
        }
        match folder.entries(db).get(part) {
            Some(Entry::Directory(next)) => folder = next,
            Some(_) => return Resolution::Unknown,
            None if folders[depth..].iter().any(|part| is_made(part)) || is_generated(last) => return Resolution::Unknown,
            None => return missing(db, folder, part, path),
        }
    }
    if is_made(last) || is_generated(last) || may_appear(db, folder, last) {
        return Resolution::Unknown;
    }
    missing(db, folder, last, path)
}

/// `name` is missing in `folder`, unless git is told to ignore what was looked for: then a tool makes it.
fn missing(db: &dyn Db, folder: Directory, name: &str, path: &RelPath) -> Resolution {
    if is_ignored(db, folder, path) {
        return Resolution::Unknown;
    }
    Resolution::Missing(Miss::Part { folder, name: CompactString::from(name) })
}

fn is_ignored(db: &dyn Db, folder: Directory, path: &RelPath) -> bool {
    ignored::is_ignored(db, folder, path, |ignores, below| {
        let plain = stem(below);
        let with_extension = || CODE.iter().any(|extension| ignores(&format!("{plain}.{extension}"), false));
        let index = || plain == below && ignores(&format!("{below}/index.ts"), false);
        ignores(below, false) || ignores(below, true) || with_extension() || index()
    })
}

/// Whether what is written in a folder is for another place.
pub fn is_elsewhere(folder: &RelPath) -> bool {
    // Where ASP.NET keeps the distributions of others, which often lack what they were made from.
    folder.parts().any(|part| ELSEWHERE.contains(&part))
        || syntax::place::is_data(folder.as_str())
        || folder.parts().any(|part| part.contains("codemod")) && folder.parts().any(|part| part == "examples")
        || folder.parts().zip(folder.parts().skip(1)).any(|two| two == ("wwwroot", "lib"))
}

fn is_made(part: &str) -> bool {
    MADE.contains(&part) || part.starts_with('.') || is_generated(part)
}

/// Names like `lib` and `types` are as often given to sources: then code lies in them.
fn holds_code(db: &dyn Db, parent: Directory, name: &str) -> bool {
    if !matches!(name, "lib" | "types" | "bin" | "assets" | "static" | "public" | "vendor" | "deps" | "i18n" | "locales" | "es") {
        return false;
    }
    parent.entries(db).directory(name).is_some_and(|folder| has_code(db, folder))
}

fn has_code(db: &dyn Db, folder: Directory) -> bool {
    let entries = folder.entries(db);
    entries.files().any(|file| file.path(db).extension().is_some_and(|extension| extension != "json" && CODE.contains(&extension)))
        || entries.directories().any(|below| has_code(db, below))
}

/// Names that generators give.
fn is_generated(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("generated")
        || name.starts_with('$')
        || [
            ".gen",
            "-gen",
            "_pb",
            ".pb",
            "_connect",
            ".graphql",
            ".typegen",
            "routetree",
            ".css",
            "-bundle",
            ".bundle",
            ".min",
            ".prod.",
            ".dev.",
            ".esm.",
            ".iife.",
            ".umd.",
        ]
        .iter()
        .any(|mark| name.contains(mark))
        || matches!(stem(&name), "version" | "_version" | "build-info" | "buildinfo")
}

/// A name without an extension of code.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if CODE.contains(&extension) => stem.strip_suffix(".d").unwrap_or(stem),
        _ => name,
    }
}

/// Whether something in the folder may turn into the file, or already is it and is not looked at.
fn may_appear(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let entries = folder.entries(db);
    match entries.get(name) {
        // A folder with sources but no index is a mistake, unless its own manifest leads elsewhere.
        Some(Entry::Directory(below)) => {
            let below_entries = below.entries(db);
            return below_entries.file("package.json").is_some()
                || !has_code(db, below)
                || below_entries.iter().any(|(name, entry)| name.starts_with("index.") && !matches!(entry, Entry::Directory(_)));
        }
        Some(_) => return true,
        None => {}
    }
    let wanted = stem(name);
    let related = |(entry, what): (&str, Entry)| {
        let Some(rest) = entry.strip_prefix(wanted).and_then(|rest| rest.strip_prefix('.')) else { return false };
        let extension = rest.rsplit('.').next().unwrap_or(rest);
        match what {
            // Ignored: most likely made by a build.
            Entry::OtherFile | Entry::OtherDirectory | Entry::Unreadable => true,
            // `x.native.ts`, `x.server.ts`: variants that a bundler picks from.
            Entry::File(_) => SOURCES.contains(&extension) || CODE.contains(&extension) && !is_beside(rest),
            Entry::Directory(_) => false,
        }
    };
    if entries.iter().any(related) {
        return true;
    }
    // Nothing else in the folder is looked at either: it is someone's output.
    let mut others = entries.iter().filter(|(_, entry)| matches!(entry, Entry::OtherFile)).peekable();
    others.peek().is_some() && !has_code(db, folder)
}

/// Files that accompany a module and do not stand for it.
fn is_beside(rest: &str) -> bool {
    ["test.", "spec.", "stories.", "story.", "bench.", "e2e.", "cy.", "fixture.", "mock.", "snap."]
        .iter()
        .any(|mark| rest.starts_with(mark))
}
