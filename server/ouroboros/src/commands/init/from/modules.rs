//! Where modules of Python are: from dotted names to folders and files below a root.

use std::path::Path;

use workspace::{FileKind, FileSystem};

use super::below;

/// Expressions with `*` stand for at most this many modules.
const MOST: usize = 500;

/// The modules of some source roots.
pub struct Modules<'a> {
    system: &'a dyn FileSystem,
    root: &'a Path,
    /// Seen from the root; the root itself is empty.
    sources: Vec<String>,
}

impl<'a> Modules<'a> {
    /// Those below these folders, seen from the root.
    pub fn new(system: &'a dyn FileSystem, root: &'a Path, sources: &[&str]) -> Modules<'a> {
        let clean = |source: &&str| source.split('/').filter(|part| !part.is_empty() && *part != ".").collect::<Vec<_>>().join("/");
        Modules { system, root, sources: sources.iter().map(clean).collect() }
    }

    /// Those of the folders in which these packages are: the root, `src`, or any folder one or two below it.
    pub fn of_packages(system: &'a dyn FileSystem, root: &'a Path, packages: &[&str]) -> Modules<'a> {
        let mut out = Modules { system, root, sources: vec![String::new(), "src".to_owned(), "lib".to_owned()] };
        let mut folders = out.folders("");
        folders.extend(folders.clone().iter().flat_map(|folder| out.folders(folder)).collect::<Vec<_>>());
        out.sources.extend(folders);
        // Only what holds one of them, and the first of each.
        let mut kept: Vec<String> = Vec::new();
        for package in packages {
            let top = package.split('.').next().unwrap_or_default();
            let holds = |source: &&String| out.is_module(&join(source, top));
            kept.extend(out.sources.iter().find(holds).filter(|source| !kept.contains(source)).cloned());
        }
        out.sources = kept;
        out
    }

    /// The folder of a package, with all that is in it, or the file of a module; none where there is no such module.
    pub fn paths(&self, name: &str) -> Vec<String> {
        let below = name.replace('.', "/");
        let mut out = Vec::new();
        for source in &self.sources {
            let folder = join(source, &below);
            let file = format!("{folder}.py");
            out.extend(self.is(&folder, FileKind::Directory).then_some(folder));
            out.extend(self.is(&file, FileKind::File).then_some(file));
        }
        out
    }

    /// The file of a module alone, without what is in the package.
    pub fn file(&self, name: &str) -> Option<String> {
        let below = name.replace('.', "/");
        let files = self.sources.iter().flat_map(|source| {
            let path = join(source, &below);
            [format!("{path}/__init__.py"), format!("{path}.py")]
        });
        files.into_iter().find(|file| self.is(file, FileKind::File))
    }

    /// The modules directly in a package.
    pub fn children(&self, name: &str) -> Vec<String> {
        let below = name.replace('.', "/");
        let mut out = Vec::new();
        for source in &self.sources {
            for (entry, kind) in self.listed(&join(source, &below)) {
                let module = match kind {
                    FileKind::Directory if !entry.starts_with(['.', '_']) => entry.as_str(),
                    FileKind::File if entry != "__init__.py" => entry.strip_suffix(".py").unwrap_or_default(),
                    _ => "",
                };
                let is_name = !module.is_empty() && module.chars().all(|c| c.is_alphanumeric() || c == '_');
                // A folder without any Python is none.
                let path = join(source, &format!("{below}/{module}"));
                if is_name && (kind == FileKind::File || self.listed(&path).iter().any(|(entry, _)| entry.ends_with(".py"))) {
                    out.push(if name.is_empty() { module.to_owned() } else { format!("{name}.{module}") });
                }
            }
        }
        out.sort();
        out.dedup();
        out
    }

    /// The modules that an expression stands for: `*` is any one segment, `**` any below, of which the upper ones are enough.
    pub fn expand(&self, expression: &str) -> Vec<String> {
        let mut found = vec![String::new()];
        for segment in expression.split('.') {
            let next = |before: &String| match segment {
                "*" | "**" => self.children(before),
                _ if before.is_empty() => vec![segment.to_owned()],
                _ => vec![format!("{before}.{segment}")],
            };
            found = found.iter().flat_map(next).take(MOST).collect();
        }
        found.retain(|name| !self.paths(name).is_empty());
        found
    }

    /// Globs of the files of an expression, each module alone.
    pub fn globs(&self, expression: &str) -> Vec<String> {
        if !expression.contains('*') {
            return self.file(expression).into_iter().collect();
        }
        let below = expression.replace('.', "/");
        let globs = self.sources.iter().flat_map(|source| {
            let path = join(source, &below);
            if path.ends_with("**") { vec![path] } else { vec![format!("{path}.py"), format!("{path}/__init__.py")] }
        });
        globs.collect()
    }

    fn is_module(&self, path: &str) -> bool {
        self.listed(path).iter().any(|(entry, _)| entry.ends_with(".py")) || self.is(&format!("{path}.py"), FileKind::File)
    }

    fn folders(&self, path: &str) -> Vec<String> {
        let all = self.listed(path).into_iter().filter(|(entry, kind)| *kind == FileKind::Directory && !entry.starts_with('.'));
        let mut out: Vec<String> = all.map(|(entry, _)| join(path, &entry)).filter(|path| !path.ends_with("node_modules")).collect();
        out.sort();
        out
    }

    fn listed(&self, path: &str) -> Vec<(String, FileKind)> {
        let entries = below(self.root, path).and_then(|path| self.system.list(&path).ok()).unwrap_or_default();
        entries.into_iter().filter_map(|entry| Some((entry.name?, entry.kind))).collect()
    }

    fn is(&self, path: &str, kind: FileKind) -> bool {
        below(self.root, path).and_then(|path| self.system.metadata(&path).ok()).is_some_and(|metadata| metadata.kind == kind)
    }
}

fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
