//! Which names of a folder are looked at: version control's ignore files, the DNA's `checks.ignore`,
//! folders that tools own, submodules; and which files are marked as generated or as brought from elsewhere.
//!
//! Decided one folder at a time, so that one changed folder is read again and not the whole tree.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, Glob};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::inputs::Attributes;
use crate::path::RelPath;
use crate::system::FileSystem;
use crate::tracked::Tracked;

/// Folders that belong to a tool wherever they stand; nobody wants findings in them.
const TOOL_FOLDERS: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    ".jj",
    ".sl",
    ".ouroboros",
    "node_modules",
    "__pycache__",
    ".venv",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".eggs",
    ".gradle",
    ".terraform",
    ".direnv",
    ".next",
    ".nuxt",
    ".svelte-kit",
    ".turbo",
    ".yarn",
];

/// Files whose presence says that a folder is a cache or an environment.
const MARKERS: &[&str] = &["CACHEDIR.TAG", "pyvenv.cfg"];

/// Names of files that change what is ignored; a change of one is a reason to scan its folder again.
pub const RULE_FILES: &[&str] = &[".gitignore", ".ignore", ".gitattributes", ".gitmodules"];

/// Rule files of more bytes rule nothing.
const MAX_LEN: u64 = 1 << 20;

/// The rules of one root, folder by folder.
pub struct IgnoreRules {
    configured: Gitignore,
    exclude: Gitignore,
    folders: FxHashMap<RelPath, FolderRules>,
    submodules: FxHashSet<RelPath>,
    tracked: Tracked,
    /// Folders that git ignores and that are entered, for what it tracks below them.
    entered: FxHashSet<RelPath>,
}

/// What the rule files say of a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Kept,
    /// Git ignores it, unless it tracks it.
    Untracked,
    /// An `.ignore` does, or the DNA: whatever git has.
    Ignored,
}

#[derive(Default)]
struct FolderRules {
    ignore: Option<Arc<Gitignore>>,
    generated: Option<Arc<Gitignore>>,
    vendored: Option<Arc<Gitignore>>,
}

impl IgnoreRules {
    /// The rules that hold for a whole root; each folder's own are added by [`IgnoreRules::enter`].
    pub fn new(system: &dyn FileSystem, root: &Path, configured: &[String]) -> IgnoreRules {
        let exclude = root.join(".git/info/exclude");
        // Through a link it would be a file of somebody else.
        let is_own = system.canonicalize(&exclude).is_ok_and(|real| real == exclude);
        let exclude = if is_own { text(system, &exclude) } else { String::new() };
        IgnoreRules {
            configured: matcher(root, configured.iter().map(String::as_str)),
            exclude: matcher(root, exclude.lines()),
            folders: FxHashMap::default(),
            submodules: FxHashSet::default(),
            tracked: Tracked::of(system, root),
            entered: FxHashSet::default(),
        }
    }

    /// Reads the rule files among `names`, the regular files of a folder; forgets what it knew of the folder. Links
    /// are not followed, by git neither.
    pub fn enter<'a>(&mut self, system: &dyn FileSystem, root: &Path, folder: &RelPath, names: impl Iterator<Item = &'a str>) {
        let at = folder.under(root);
        let read = |name: &str| text(system, &at.join(name));
        if !folder.as_str().is_empty() && self.verdict_on(root, folder, true) == Verdict::Untracked {
            self.entered.insert(folder.clone());
        } else {
            self.entered.remove(folder);
        }
        let (mut ignore, mut rules) = (GitignoreBuilder::new(&at), FolderRules::default());
        for name in names {
            match name {
                ".gitignore" | ".ignore" => add(&mut ignore, Some(name), read(name).lines()),
                ".gitattributes" => {
                    let text = read(name);
                    rules.generated = marked("linguist-generated", &at, &text);
                    rules.vendored = marked("linguist-vendored", &at, &text);
                }
                ".gitmodules" => self.submodules.extend(submodules(folder, &read(name))),
                _ => {}
            }
        }
        rules.ignore = ignore.build().ok().filter(|ignore| !ignore.is_empty()).map(Arc::new);
        if rules.ignore.is_some() || rules.generated.is_some() || rules.vendored.is_some() {
            self.folders.insert(folder.clone(), rules);
        } else {
            self.folders.remove(folder);
        }
    }

    /// Whether the file or folder `path` is left out. As for git, an ignore file of its own says nothing of a file that it tracks.
    pub fn ignored(&self, root: &Path, path: &RelPath, is_folder: bool) -> bool {
        if is_folder && (TOOL_FOLDERS.contains(&path.name()) || self.submodules.contains(path)) {
            return true;
        }
        if self.folders.is_empty() && self.configured.is_empty() && self.exclude.is_empty() {
            return false;
        }
        match self.verdict_on(root, path, is_folder) {
            Verdict::Ignored => true,
            Verdict::Untracked => !self.tracked.has(path, is_folder),
            Verdict::Kept => false,
        }
    }

    fn verdict_on(&self, root: &Path, path: &RelPath, is_folder: bool) -> Verdict {
        let absolute = path.under(root);
        let configured = self.configured.matched(&absolute, is_folder);
        if !configured.is_none() {
            return if configured.is_ignore() { Verdict::Ignored } else { Verdict::Kept };
        }
        let in_ignored = || path.parent().is_some_and(|parent| self.entered.contains(&parent));
        match self.nearest(&absolute, path, is_folder) {
            Verdict::Kept if in_ignored() => Verdict::Untracked,
            verdict => verdict,
        }
    }

    /// What the nearest rule file says that says something: it decides, as in git.
    fn nearest(&self, absolute: &Path, path: &RelPath, is_folder: bool) -> Verdict {
        let mut folder = path.parent();
        while let Some(at) = folder {
            if let Some(rules) = self.folders.get(&at).and_then(|rules| rules.ignore.as_ref()) {
                let verdict = rules.matched(absolute, is_folder);
                if !verdict.is_none() {
                    return of_match(&verdict);
                }
            }
            folder = at.parent();
        }
        of_match(&self.exclude.matched(absolute, is_folder))
    }

    /// The submodules that belong into `folder`, laid out or not.
    pub fn submodules_in<'a>(&'a self, folder: &'a RelPath) -> impl Iterator<Item = &'a RelPath> {
        self.submodules.iter().filter(move |path| path.as_str().rsplit_once('/').map_or("", |(parent, _)| parent) == folder.as_str())
    }

    /// What `.gitattributes` says of the file.
    pub fn attributes(&self, root: &Path, path: &RelPath) -> Attributes {
        Attributes {
            generated: self.verdict(root, path, |rules| rules.generated.as_deref()).unwrap_or(false),
            vendored: self.verdict(root, path, |rules| rules.vendored.as_deref()),
            linked: false,
        }
    }

    /// What the nearest `.gitattributes` that has something to say says of one attribute.
    fn verdict(&self, root: &Path, path: &RelPath, of: impl Fn(&FolderRules) -> Option<&Gitignore>) -> Option<bool> {
        if self.folders.values().all(|rules| of(rules).is_none()) {
            return None;
        }
        let absolute = path.under(root);
        let mut folder = path.parent();
        while let Some(at) = folder {
            if let Some(rules) = self.folders.get(&at).and_then(&of) {
                let verdict = rules.matched_path_or_any_parents(&absolute, false);
                if !verdict.is_none() {
                    return Some(verdict.is_ignore());
                }
            }
            folder = at.parent();
        }
        None
    }
}

/// Whether a folder with these names belongs to a tool: a cache, or a Python environment.
pub fn is_tool_folder<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| MARKERS.contains(&name))
}

fn text(system: &dyn FileSystem, path: &Path) -> String {
    system.read_small(path, MAX_LEN).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

fn of_match(verdict: &Match<&Glob>) -> Verdict {
    match verdict {
        Match::Ignore(glob) if glob.from().is_some_and(|from| from == Path::new(".ignore")) => Verdict::Ignored,
        Match::Ignore(_) => Verdict::Untracked,
        Match::None | Match::Whitelist(_) => Verdict::Kept,
    }
}

fn matcher<'a>(root: &Path, lines: impl Iterator<Item = &'a str>) -> Gitignore {
    let mut builder = GitignoreBuilder::new(root);
    add(&mut builder, None, lines);
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

fn add<'a>(builder: &mut GitignoreBuilder, from: Option<&str>, lines: impl Iterator<Item = &'a str>) {
    for line in lines {
        // A line that is no glob is no rule, as in git.
        let _ = builder.add_line(from.map(PathBuf::from), line);
    }
}

/// The patterns of the files that `attributes` gives `attribute`, and with `!` of those from which it takes it.
fn marked(attribute: &str, root: &Path, attributes: &str) -> Option<Arc<Gitignore>> {
    let lines: Vec<String> = attributes
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let pattern = words.next().filter(|pattern| !pattern.starts_with('#'))?;
            words.find_map(|word| match word.strip_prefix('-').unwrap_or(word).strip_prefix(attribute)? {
                "" if word.starts_with('-') => Some(format!("!{pattern}")),
                "" | "=true" => Some(pattern.to_owned()),
                "=false" => Some(format!("!{pattern}")),
                _ => None,
            })
        })
        .collect();
    (!lines.is_empty()).then(|| Arc::new(matcher(root, lines.iter().map(String::as_str))))
}

fn submodules(folder: &RelPath, text: &str) -> Vec<RelPath> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("path")?.trim_start().strip_prefix('=').map(str::trim))
        .filter_map(|path| folder.resolve(path))
        .collect()
}
