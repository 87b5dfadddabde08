//! The names that a text mentions, whatever it is written in: packages and aliases are configured in a
//! hundred formats, and a name that stands in one of them is not for us to judge.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::{CompactString, format_compact};
use serde_json::Value;
use workspace::{Content, Db, Directory, Entry, File, RelPath};

use super::miss::stem;
use super::settings::parse;
use super::specifier::package_name;

/// Texts beyond this size are data.
const LONGEST: usize = 1 << 20;

/// Folders of configuration beside a package's sources.
const FOLDERS: &[&str] =
    &[".bin", ".storybook", "config", "configs", "scripts", "build", "tools", "tooling", ".github", ".config", "tasks", "gulp", ".erb"];

/// The words of a `package.json` outside of the sections that declare: scripts, configurations kept in it.
#[salsa::tracked(returns(clone))]
pub fn uses_in_manifest(db: &dyn Db, manifest: File) -> Arc<BTreeSet<CompactString>> {
    let text = text(db, manifest);
    let mut out = BTreeSet::new();
    if let Some(Value::Object(mut all)) = parse(&text) {
        for section in ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies", "name", "keywords", "description"] {
            all.remove(section);
        }
        collect(&Value::Object(all).to_string(), &mut out);
    }
    Arc::new(out)
}

/// All words of `file` that could be a package, an alias or the start of one.
#[salsa::tracked(returns(clone))]
pub fn words(db: &dyn Db, file: File) -> Arc<BTreeSet<CompactString>> {
    let mut out = BTreeSet::new();
    collect(&text(db, file), &mut out);
    Arc::new(out)
}

fn text(db: &dyn Db, file: File) -> String {
    match file.content(db) {
        Content::Buffer(text) => text.to_string(),
        Content::Bytes(bytes) if bytes.len() <= LONGEST => String::from_utf8(bytes).unwrap_or_default(),
        _ => String::new(),
    }
}

fn collect(text: &str, out: &mut BTreeSet<CompactString>) {
    let tokens = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '/' | '.' | '-' | '$' | '#')));
    for token in tokens {
        let token = token.trim_start_matches(['/', '.']).trim_end_matches(['/', '.', '$']);
        if token.is_empty() || token.len() > 214 {
            continue;
        }
        // The first part alone may be an alias, a scope among them.
        out.insert(CompactString::from(token.split('/').next().unwrap_or(token)));
        let last = token.rsplit('/').next().unwrap_or(token);
        // A name that no package has, so that it stands for none.
        if stem(last) != last {
            out.insert(format_compact!("./{last}"));
        }
        if token.contains('/') {
            out.insert(format_compact!("./{token}"));
        }
        let installed = token.split_once("node_modules/").map(|(_, rest)| rest);
        out.extend([Some(token), installed].into_iter().flatten().filter_map(package_name).map(CompactString::from));
    }
}

/// Whether a configuration in `folder` or above speaks of the package `name`, or of an alias it starts with.
pub fn configured(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let start = name.split('/').next().unwrap_or(name);
    // A scope alone is an alias only where it is written alone, as in `'@app/*'`.
    let speaks = |file: File| {
        let words = words(db, file);
        words.contains(name)
            || start.len() > 1 && start.starts_with('@') && alias_of_scope(&words, start)
            || !start.starts_with('@') && words.contains(start)
    };
    let mut at = Some(folder);
    while let Some(folder) = at {
        if configurations(db, folder).any(speaks) {
            return true;
        }
        at = folder.parent(db);
    }
    false
}

/// Whether a configuration in `folder` or above, other than `importing`, has the module `name` written, of which `lacking` is not there:
/// it speaks of that path, or names a file like the module where there is none anywhere.
pub fn makes(db: &dyn Db, folder: Directory, importing: &RelPath, name: &str, lacking: &RelPath) -> bool {
    let speaks = |folder: Directory, word: &CompactString| {
        // Pages and other code ask for what they need, and make nothing.
        let writes = |path: &RelPath| {
            let is_code = stem(path.name()) != path.name() && path.extension() != Some("json");
            path != importing && path.extension() != Some("html") && (is_configuration(path) || !is_code)
        };
        configurations(db, folder).any(|file| writes(file.path(db)) && words(db, file).contains(word))
    };
    let is_spoken_of = |folder: Directory| {
        let below = format_compact!("./{}", lacking.relative_to(folder.path(db)));
        below.bytes().filter(|byte| *byte == b'/').count() > 1 && speaks(folder, &below)
    };
    if std::iter::successors(Some(folder), |folder| folder.parent(db)).any(is_spoken_of) {
        return true;
    }
    let names: Vec<CompactString> = if stem(name) == name {
        ["js", "mjs", "cjs", "ts"].iter().map(|extension| format_compact!("{name}.{extension}")).collect()
    } else {
        vec![CompactString::from(name)]
    };
    let is_named = |name: &&CompactString| {
        let word = format_compact!("./{name}");
        std::iter::successors(Some(folder), |folder| folder.parent(db)).any(|folder| speaks(folder, &word))
    };
    let Some(name) = names.iter().find(is_named) else { return false };
    !folder.root(db).top(db).is_some_and(|top| holds(db, top, name))
}

/// Whether a script in `folder` or above copies `file` to another place, from where its imports are seen.
pub fn is_copied(db: &dyn Db, folder: Directory, file: &RelPath) -> bool {
    std::iter::successors(Some(folder), |folder| folder.parent(db)).any(|folder| {
        let below = file.relative_to(folder.path(db));
        configurations(db, folder).any(|script| text(db, script).lines().any(|line| copies(line, &below)))
    })
}

/// Whether a command in `line` copies the file at `path`.
fn copies(line: &str, path: &str) -> bool {
    let mut words = line.split([' ', '\t', '"', '\'', ',']).filter(|word| !word.is_empty());
    words.any(|word| matches!(word, "cp" | "cpy" | "copyfiles")) && words.any(|word| word.trim_start_matches("./") == path)
}

fn holds(db: &dyn Db, folder: Directory, name: &str) -> bool {
    let entries = folder.entries(db);
    entries.get(name).is_some() || entries.directories().any(|below| holds(db, below, name))
}

fn alias_of_scope(words: &BTreeSet<CompactString>, scope: &str) -> bool {
    // The scope itself is always kept; it counts when no package of it explains that.
    let mut packages = words.range(CompactString::from(scope)..).take_while(|word| word.starts_with(scope));
    words.contains(scope) && !packages.any(|word| word.as_bytes().get(scope.len()) == Some(&b'/'))
}

/// The files in and right below `folder` that configure tools.
pub fn configurations(db: &dyn Db, folder: Directory) -> impl Iterator<Item = File> {
    let entries = folder.entries(db);
    let mut out: Vec<File> = entries.files().filter(|file| is_configuration(file.path(db))).collect();
    for (name, entry) in entries.iter() {
        if let Entry::Directory(below) = entry
            && FOLDERS.contains(&name)
        {
            if let Some(workflows) = below.entries(db).directory("workflows") {
                out.extend(workflows.entries(db).files());
            }
            out.extend(below.entries(db).files().filter(|file| is_text(file.path(db))));
        }
    }
    out.into_iter()
}

/// Whether the name of a file says that it configures a tool.
pub fn is_configuration(path: &RelPath) -> bool {
    let name = path.name();
    let tools = [
        "vite",
        "vitest",
        "webpack",
        "rspack",
        "rollup",
        "babel",
        "metro",
        "jest",
        "karma",
        "gulpfile",
        "Gruntfile",
        "gruntfile",
        "deno.",
        "import_map",
        "importmap",
        "tsup",
        "esbuild",
        "next.",
        "nuxt.",
        "vue.",
        "craco",
        "snowpack",
        "brunch",
        "ember-cli",
        "angular.json",
        "project.json",
        "wmr",
        "wrangler.",
        "build.",
        "app.json",
        "Makefile",
        "makefile",
        "esbuild",
        "bili",
        "bundle",
        "rolldown",
        "tsdown",
        "playwright",
        "wdio",
        "cypress",
        "server.",
    ];
    name.starts_with('.') && is_text(path)
        || name.contains(".config.")
        || name.contains(".conf.")
        || tools.iter().any(|tool| name.starts_with(tool)) && is_text(path)
        || path.extension() == Some("html")
}

fn is_text(path: &RelPath) -> bool {
    let extension = path.extension();
    let texts = [
        "js", "ts", "mjs", "cjs", "mts", "cts", "json", "jsonc", "json5", "yaml", "yml", "toml", "html", "sh", "jsx", "tsx", "bazel",
        "bzl", "mk",
    ];
    // Rails and Symfony pin what their pages import in languages of their own.
    extension.is_none_or(|extension| texts.contains(&extension)) || matches!(path.name(), "importmap.rb" | "importmap.php")
}
