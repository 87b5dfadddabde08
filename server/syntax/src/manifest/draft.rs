//! A manifest while it is being read: the few things that every reader does.

use compact_str::CompactString;
use workspace::Span;

use super::tree::{At, Text};
use super::{Dependency, DependencyKind, Manifest, pep508};
use crate::facts::{Flags, Namespace, Status};
use crate::output::Output;

/// A manifest that is being read, and where its references go.
pub struct Draft<'o> {
    /// What is known so far.
    pub manifest: Manifest,
    out: &'o mut Output,
}

impl<'o> Draft<'o> {
    /// An empty manifest that counts as complete.
    pub fn new(out: &'o mut Output) -> Draft<'o> {
        Draft { manifest: Manifest { complete: true, ..Manifest::default() }, out }
    }

    /// Hands the manifest over.
    pub fn finish(mut self) {
        if self.out.status != Status::Parsed {
            // What could not be read may have named more.
            self.manifest.complete = false;
        }
        self.out.manifest = Some(Box::new(self.manifest));
    }

    /// Takes the package's name; the first one counts.
    pub fn name(&mut self, name: Option<Text<'_>>) {
        if let Some(name) = name.filter(|_| self.manifest.name.is_none()) {
            self.manifest.name = Some(CompactString::from(name.text));
            self.manifest.name_span = Some(self.out.span(name.span));
        }
    }

    /// Refers to a path; a glob is recognised by itself.
    pub fn path(&mut self, role: &'static str, path: Text<'_>, flags: Flags) {
        self.path_at(role, path.text, path.span, flags);
    }

    /// The same for a path that is not written as one piece.
    pub fn path_at(&mut self, role: &'static str, path: &str, span: Span, flags: Flags) {
        if !path.is_empty() {
            let flags = if is_glob(path) { flags | Flags::GLOB } else { flags };
            self.out.refer(Namespace::FILE, role, path, None, flags, span);
        }
    }

    /// Refers to a folder that names are resolved from.
    pub fn source_root(&mut self, role: &'static str, folder: Text<'_>) {
        self.root(folder.text);
        self.path(role, folder, Flags::FOLDER);
    }

    /// Notes a folder that names are resolved from, once.
    pub fn root(&mut self, folder: &str) {
        let folder = if folder.len() > 1 { folder.trim_end_matches('/') } else { folder };
        if !folder.is_empty() && !self.manifest.source_roots.iter().any(|known| known == folder) {
            self.manifest.source_roots.push(CompactString::from(folder));
        }
    }

    /// Adds a dependency by its own name.
    pub fn depend(&mut self, name: &str, kind: DependencyKind, span: Span) -> &mut Dependency {
        let span = self.out.span(span);
        self.manifest.dependencies.push(Dependency { name: CompactString::from(name), alias: None, kind, group: None, path: None, span });
        let last = self.manifest.dependencies.len() - 1;
        &mut self.manifest.dependencies[last]
    }

    /// Adds a Python distribution; its name is normalised.
    pub fn depend_python(&mut self, name: &str, kind: DependencyKind, span: Span) -> &mut Dependency {
        self.depend(&pep508::normalise(name), kind, span)
    }

    /// Adds the distribution that a requirement (PEP 508) names; false when it names none.
    pub fn require(&mut self, requirement: Text<'_>, kind: DependencyKind, group: Option<&str>) -> bool {
        let Some(parsed) = pep508::requirement(requirement.text) else { return false };
        let span = requirement.part(parsed.start, parsed.start + parsed.name.len());
        self.depend_python(parsed.name, kind, span).group = group.map(CompactString::from);
        true
    }

    /// Takes the oldest Python that a specifier allows; the first one counts.
    pub fn python(&mut self, specifier: Option<Text<'_>>) {
        if self.manifest.python.is_none() {
            self.manifest.python = specifier.and_then(|specifier| pep508::oldest_python(specifier.text));
        }
    }

    /// Refers to the module and attribute of an entry point, `package.module:object.attribute [extra]`.
    pub fn entry_point(&mut self, point: Text<'_>) {
        let whole = point.text.split('[').next().unwrap_or_default().trim_end();
        let start = whole.len() - whole.trim_start().len();
        let (module, object) = whole.split_once(':').map_or((whole, None), |(module, object)| (module, Some(object)));
        let name = module.trim();
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.')) {
            return;
        }
        // Of `app.main` the module itself only knows `app`.
        let member = object.map(|object| object.trim().split('.').next().unwrap_or_default()).filter(|member| !member.is_empty());
        let span = match member {
            Some(member) => {
                let after = module.len() + 1;
                let at = after + whole[after..].find(member).unwrap_or_default();
                point.part(at, at + member.len())
            }
            None => point.part(start, start + name.len()),
        };
        self.out.refer(Namespace::PYTHON_MODULE, "script", name, member, Flags::default(), span);
    }

    /// Refers to a Python module or package that is shipped.
    pub fn python_module(&mut self, role: &'static str, module: Text<'_>, flags: Flags) {
        self.out.refer(Namespace::PYTHON_MODULE, role, module.text, None, flags, module.span);
    }

    /// Refers to the Go package of a program that is run to develop.
    pub fn go_tool(&mut self, package: Text<'_>) {
        self.out.refer(Namespace::GO_PACKAGE, "tool", package.text, None, Flags::default(), package.span);
    }

    /// Notes that a build makes the Python module at `path`.
    pub fn provides(&mut self, path: &str) {
        let path = path.trim_start_matches("./").trim_start_matches('/');
        let stem = [".py", ".pyi", ".so", ".pyd"].iter().find_map(|extension| path.strip_suffix(extension));
        let Some(stem) = stem.filter(|stem| !stem.trim_matches(['*', '/']).is_empty()) else { return };
        let roots = self.manifest.source_roots.iter().map(|root| root.trim_matches('/')).chain(["src"]);
        let below = roots.filter_map(|root| stem.strip_prefix(root)?.strip_prefix('/')).next().unwrap_or(stem);
        let module = below.strip_suffix("/__init__").unwrap_or(below).replace('/', ".");
        // As in .gitignore, a pattern without a folder stands for any folder.
        let module = if stem.contains('/') || !is_glob(stem) { module } else { format!("**.{module}") };
        self.manifest.provided.push(CompactString::from(module));
    }

    /// Takes one member of a workspace; `!` leaves it out.
    pub fn member(&mut self, role: &'static str, member: Text<'_>) {
        match member.text.strip_prefix('!') {
            Some(excluded) => self.manifest.excluded.push(CompactString::from(excluded)),
            None => {
                self.manifest.members.push(CompactString::from(member.text));
                self.path(role, member, Flags::FOLDER);
            }
        }
    }

    /// Refers to the folder or archive of a dependency and returns it.
    pub fn local(&mut self, role: &'static str, path: Text<'_>) -> Option<CompactString> {
        let archive = [".whl", ".gz", ".zip", ".tgz", ".tar", ".bz2"].iter().any(|extension| path.text.ends_with(extension));
        self.path(role, path, if archive { Flags::default() } else { Flags::FOLDER });
        (!archive).then(|| CompactString::from(path.text))
    }

    /// Notes that the manifest does not say all.
    pub fn incomplete(&mut self) {
        self.manifest.complete = false;
    }
}

/// Whether a path has the marks of a glob.
pub fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '{']) || path.contains('[') && path.contains(']')
}

/// `readme` and the like: a path, or a table that has one under `file`.
pub fn file_of<'t>(at: At<'t, '_>) -> Option<Text<'t>> {
    at.text().or_else(|| at.text_of("file"))
}
