//! Which names of a folder are looked at: version control's ignore files, the DNA's `checks.ignore`,
//! folders that tools own, submodules; and which files are marked as generated or as brought from elsewhere.
//!
//! Decided one folder at a time, so that one changed folder is read again and not the whole tree.

use std::path::Path;
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::inputs::Attributes;
use crate::path::RelPath;
use crate::system::FileSystem;

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
        }
    }

    /// Reads the rule files among `names`, the regular files of a folder; forgets what it knew of the folder. Links
    /// are not followed, by git neither.
    pub fn enter<'a>(&mut self, system: &dyn FileSystem, root: &Path, folder: &RelPath, names: impl Iterator<Item = &'a str>) {
        let at = folder.under(root);
        let read = |name: &str| text(system, &at.join(name));
        let (mut ignore, mut rules) = (String::new(), FolderRules::default());
        for name in names {
            match name {
                ".gitignore" | ".ignore" => {
                    ignore.push_str(&read(name));
                    ignore.push('\n');
                }
                ".gitattributes" => {
                    let text = read(name);
                    rules.generated = marked("linguist-generated", &at, &text);
                    rules.vendored = marked("linguist-vendored", &at, &text);
                }
                ".gitmodules" => self.submodules.extend(submodules(folder, &read(name))),
                _ => {}
            }
        }
        if !ignore.is_empty() {
            rules.ignore = Some(Arc::new(matcher(&at, ignore.lines())));
        }
        if rules.ignore.is_some() || rules.generated.is_some() || rules.vendored.is_some() {
            self.folders.insert(folder.clone(), rules);
        } else {
            self.folders.remove(folder);
        }
    }

    /// Whether the file or folder `path` is left out.
    pub fn ignored(&self, root: &Path, path: &RelPath, is_folder: bool) -> bool {
        if is_folder && (TOOL_FOLDERS.contains(&path.name()) || self.submodules.contains(path)) {
            return true;
        }
        if self.folders.is_empty() && self.configured.is_empty() && self.exclude.is_empty() {
            return false;
        }
        let absolute = path.under(root);
        let configured = self.configured.matched(&absolute, is_folder);
        if !configured.is_none() {
            return configured.is_ignore();
        }
        // The nearest rule file decides, as in git.
        let mut folder = path.parent();
        while let Some(at) = folder {
            if let Some(rules) = self.folders.get(&at).and_then(|rules| rules.ignore.as_ref()) {
                let verdict = rules.matched(&absolute, is_folder);
                if !verdict.is_none() {
                    return verdict.is_ignore();
                }
            }
            folder = at.parent();
        }
        self.exclude.matched(&absolute, is_folder).is_ignore()
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

fn matcher<'a>(root: &Path, lines: impl Iterator<Item = &'a str>) -> Gitignore {
    let mut builder = GitignoreBuilder::new(root);
    for line in lines {
        // A line that is no glob is no rule, as in git.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
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
