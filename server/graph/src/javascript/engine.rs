//! The resolver over a root's [`Tree`]. It caches, so it is the value of a query and dropped with its tree.

use std::path::Path;
use std::sync::Arc;

use compact_str::CompactString;
use oxc_resolver::{ResolveError, ResolveOptions, ResolverGeneric, TsconfigDiscovery};
use rustc_hash::FxHashMap;
use workspace::{Db, RelPath, Root};

use super::packages::linked;
use super::system::{System, TOP};
use super::tree::{Tree, tree};

type Oxc = ResolverGeneric<System>;

/// TypeScript looks for sources and declarations first, JavaScript for what runs.
const TYPESCRIPT: [&str; 13] =
    [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".d.mts", ".d.cts", ".json", ".node"];
const JAVASCRIPT: [&str; 13] =
    [".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".json", ".node", ".d.ts", ".d.mts", ".d.cts"];

/// Under which circumstances a module is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manner {
    /// From TypeScript.
    pub typescript: bool,
    /// By `require`.
    pub require: bool,
}

/// What the resolver says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// This file.
    File(RelPath),
    /// A module of Node.
    Builtin,
    /// A package asks for nothing to be there.
    Ignored,
    /// Nothing that it can find.
    Nothing,
}

/// The resolvers of one root; they share one cache.
pub struct Engine {
    tree: Arc<Tree>,
    links: FxHashMap<CompactString, RelPath>,
    /// By the two circumstances, as bits.
    manners: [Oxc; 4],
    browser: Oxc,
}

impl PartialEq for Engine {
    fn eq(&self, other: &Engine) -> bool {
        self.tree == other.tree && self.links == other.links
    }
}

impl Eq for Engine {}

/// The resolver of a root; `None` where nothing is open.
#[salsa::tracked(returns(clone))]
pub fn engine(db: &dyn Db, root: Root) -> Option<Arc<Engine>> {
    let tree = tree(db, root.top(db)?);
    let links = linked(db, root).iter().map(|(name, folder)| (name.clone(), folder.path(db).clone())).collect();
    Some(Arc::new(Engine::new(tree, links)))
}

impl Engine {
    fn new(tree: Arc<Tree>, links: FxHashMap<CompactString, RelPath>) -> Engine {
        let options = |typescript, require| options(Manner { typescript, require });
        let first = Oxc::new_with_file_system(System::new(Arc::clone(&tree), links.clone()), options(false, false));
        let with = |options| first.clone_with_options(options);
        let browser = ResolveOptions { tsconfig: None, alias_fields: vec![vec!["browser".into()]], ..options(true, false) };
        let (browser, required, typed, both) =
            (with(browser), with(options(false, true)), with(options(true, false)), with(options(true, true)));
        Engine { tree, links, manners: [first, required, typed, both], browser }
    }

    /// What `specifier` means in `file`.
    pub fn resolve(&self, file: &RelPath, specifier: &str, manner: Manner) -> Answer {
        let resolver = &self.manners[usize::from(manner.typescript) * 2 + usize::from(manner.require)];
        let path = file.under(Path::new(TOP));
        let found = match resolver.resolve_file(&path, specifier) {
            // Some configuration cannot be used: do without.
            Err(
                ResolveError::TsconfigNotFound(_)
                | ResolveError::TsconfigSelfReference(_)
                | ResolveError::TsconfigCircularExtend(_)
                | ResolveError::TsconfigLoadFailed { .. },
            ) => resolver.resolve(path.parent().unwrap_or(&path), specifier),
            other => other,
        };
        answer(found)
    }

    /// The same, where a package says what stands for a module in browsers.
    pub fn resolve_for_browser(&self, file: &RelPath, specifier: &str) -> Answer {
        let path = file.under(Path::new(TOP));
        answer(self.browser.resolve(path.parent().unwrap_or(&path), specifier))
    }

    /// The file or folder with an index at `path`, whatever configurations say.
    pub fn at(&self, path: &RelPath, manner: Manner) -> Option<RelPath> {
        let resolver = &self.manners[usize::from(manner.typescript) * 2 + usize::from(manner.require)];
        match answer(resolver.resolve(TOP, &format!("./{}", path.as_str()))) {
            Answer::File(file) => Some(file),
            _ => None,
        }
    }

    /// Where the configuration of `file` says that `specifier` is to be looked for; nothing if none of its
    /// patterns is about it. Patterns that take everything say nothing.
    pub fn mapped(&self, file: &RelPath, specifier: &str) -> Vec<RelPath> {
        let Ok(Some(project)) = self.manners[0].find_tsconfig(file.under(Path::new(TOP))) else { return Vec::new() };
        let paths = project.compiler_options.paths.as_ref();
        let about_it = paths.is_some_and(|paths| paths.keys().any(|pattern| pattern != "*" && matches(pattern, specifier)));
        if !about_it {
            return Vec::new();
        }
        let mapped = project.resolve_path_alias_or_base_url(specifier);
        mapped.iter().filter_map(|path| RelPath::below(Path::new(TOP), path)).collect()
    }

    /// The folder that the configuration of `file` looks for all names in.
    pub fn base(&self, file: &RelPath) -> Option<RelPath> {
        let project = self.manners[0].find_tsconfig(file.under(Path::new(TOP))).ok()??;
        RelPath::below(Path::new(TOP), project.compiler_options.base_url.as_ref()?)
    }
}

/// Whether a pattern with at most one `*` covers `name`.
pub fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}

fn answer(found: Result<oxc_resolver::Resolution, ResolveError>) -> Answer {
    match found {
        Ok(found) => RelPath::below(Path::new(TOP), found.path()).map_or(Answer::Nothing, Answer::File),
        Err(ResolveError::Builtin { .. }) => Answer::Builtin,
        Err(ResolveError::Ignored(_)) => Answer::Ignored,
        Err(_) => Answer::Nothing,
    }
}

fn options(manner: Manner) -> ResolveOptions {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
    let asked = if manner.require { "require" } else { "import" };
    let mut conditions = vec!["source", "development", asked, "node", "module", "browser", "svelte", "bun", "deno", "worker", "default"];
    let mut fields = vec!["source", "module", "main", "browser", "types", "typings"];
    // In declarations `./x.ts` is written for what is shipped as `x.d.ts`.
    let shipped: [(&str, &[&str]); 4] = [
        (".ts", &[".ts", ".d.ts", ".js"]),
        (".tsx", &[".tsx", ".d.ts", ".jsx", ".js"]),
        (".mts", &[".mts", ".d.mts", ".mjs"]),
        (".cts", &[".cts", ".d.cts", ".cjs"]),
    ];
    let aliases: [(&str, &[&str]); 4] = if manner.typescript {
        conditions.push("types");
        fields.rotate_right(2);
        [
            (".js", &[".ts", ".tsx", ".d.ts", ".js", ".jsx"]),
            (".jsx", &[".tsx", ".d.ts", ".jsx"]),
            (".mjs", &[".mts", ".d.mts", ".mjs"]),
            (".cjs", &[".cts", ".d.cts", ".cjs"]),
        ]
    } else {
        [
            (".js", &[".js", ".ts", ".tsx", ".jsx", ".d.ts"]),
            (".jsx", &[".jsx", ".tsx", ".d.ts"]),
            (".mjs", &[".mjs", ".mts", ".d.mts"]),
            (".cjs", &[".cjs", ".cts", ".d.cts"]),
        ]
    };
    ResolveOptions {
        tsconfig: Some(TsconfigDiscovery::Auto),
        condition_names: texts(&conditions),
        extension_alias: aliases.iter().chain(&shipped).map(|(from, to)| ((*from).to_owned(), texts(to))).collect(),
        extensions: texts(if manner.typescript { &TYPESCRIPT } else { &JAVASCRIPT }),
        main_fields: texts(&fields),
        // Several modules of Node have a package of the same name: whether one is declared is asked first.
        builtin_modules: true,
        symlinks: true,
        node_path: false,
        ..ResolveOptions::default()
    }
}
