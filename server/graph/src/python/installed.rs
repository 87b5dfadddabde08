//! What else says which distributions are installed: environments of conda, lists that others are compiled from, a `setup.py`, which is
//! not run, and commands that install what scripts need before they are run.

use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use workspace::environment::normalised;
use workspace::{Content, Db, Directory, Entry, File, RelPath};

use super::distributions::Wanted;
use syntax::Namespace;
use syntax::place::{is_test, lists_requirements};

/// Folders beside a project's sources in which such files lie.
const FOLDERS: [&str; 9] =
    ["ci", ".ci", "conda", "conda-envs", "continuous_integration", "dev", "devtools", "environments", "requirements"];

/// Folders of code that nobody installs: who runs it says elsewhere what it needs.
const OF_SCRIPTS: [&str; 14] =
    [".ci", ".circleci", ".github", "benchmarks", "ci", "dev", "devtools", "doc", "docs", "examples", "hack", "script", "scripts", "tools"];

/// Whether such a file in or above `folder` names what may bring the top-level module `module`, or the importing `file` says how to
/// install it: those do who have no need of it.
pub fn may_bring(db: &dyn Db, folder: Directory, file: File, module: &str) -> bool {
    let wanted = Wanted::new(module);
    let brings = |distribution: &CompactString| wanted.is_brought_by(distribution);
    let names = |file: File| named_in(db, file).iter().any(brings);
    let installs = |file: File| installed_by(db, file).iter().any(brings);
    let is_of_tests = is_test(folder.path(db).as_str());
    let is_of_scripts = is_of_tests || folder.path(db).parts().any(|part| OF_SCRIPTS.contains(&part));
    // What its sessions install may stand in a table.
    let in_noxfile = |folder: Directory| is_of_tests && folder.entries(db).file("noxfile.py").is_some_and(names);
    let mut around = std::iter::successors(Some(folder), |folder| folder.parent(db));
    installs(file)
        || around.any(|folder| {
            in_noxfile(folder)
                || lists(db, folder).into_iter().any(names)
                || is_of_scripts && commands(db, folder).into_iter().any(installs)
        })
}

/// Whether a workflow installs what brings the module `module` and runs the `file`, which lies in `folder`, or the page beside it says to
/// install that.
pub fn is_installed_by_hand(db: &dyn Db, folder: Directory, file: File, module: &str) -> bool {
    let wanted = Wanted::new(module);
    let is_between = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let brings = |word: &str| wanted.is_brought_by(&normalised(word));
    let installs = |text: &str| {
        let text = text.replace("\\\n", " ");
        text.lines().filter_map(|line| line.split_once("pip install ")).any(|(_, what)| what.split(is_between).any(brings))
    };
    let name = file.path(db).name();
    let workflows = folder.root(db).directory(db, &RelPath::new(".github/workflows"));
    let runs = |text: &str| text.contains(name) && installs(text);
    let mut pages = ["README.md", "README.rst"].into_iter().filter_map(|page| folder.entries(db).file(page));
    workflows.is_some_and(|folder| folder.entries(db).files().filter_map(|file| crate::text(db, file)).any(|text| runs(&text)))
        || pages.any(|page| crate::text(db, page).is_some_and(|text| installs(&text)))
}

fn lists(db: &dyn Db, folder: Directory) -> Vec<File> {
    let entries = folder.entries(db);
    let mut out: Vec<File> = entries.files().filter(|file| is_list(file.path(db).name())).collect();
    for (name, entry) in entries.iter() {
        if let Entry::Directory(below) = entry
            && FOLDERS.contains(&name)
        {
            let is_list = |name: &str| is_list(name) || lists_requirements(name);
            out.extend(below.entries(db).files().filter(|file| is_list(file.path(db).name())));
        }
    }
    if let Some(setup) = entries.file("setup.py").filter(|setup| is_setup(db, *setup)) {
        out.push(setup);
        out.extend(lists_read_by(db, folder, setup));
    }
    out
}

/// The lists of requirements whose paths `setup`, which is in `folder`, has in it: it reads them where it does not say by itself what
/// is needed.
fn lists_read_by(db: &dyn Db, folder: Directory, setup: File) -> Vec<File> {
    let is_list = |path: &str| path.ends_with(".txt") && path.contains("requirements");
    let words = crate::javascript::words(db, setup);
    let paths = words.iter().filter_map(|word| word.strip_prefix("./")).filter(|path| is_list(path));
    paths.filter_map(|path| folder.root(db).file(db, &folder.path(db).resolve(path)?)).collect()
}

/// Whether a `setup.py` is what it is called, and no module of a program.
fn is_setup(db: &dyn Db, file: File) -> bool {
    let facts = crate::facts(db, file);
    let mut imports = facts.references.iter().filter(|reference| reference.namespace == Namespace::PYTHON_MODULE);
    imports.any(|import| import.name.split('.').any(|part| BUILDERS.contains(&part)))
}

/// What a `setup.py` takes its function from.
const BUILDERS: [&str; 3] = ["setuptools", "distutils", "skbuild"];

fn is_list(name: &str) -> bool {
    let is_yaml = || name.ends_with(".yml") || name.ends_with(".yaml");
    matches!(name, "pixi.toml" | "pylock.toml")
        || name.ends_with(".in") && name.contains("requirements")
        || is_yaml() && (name.starts_with("environment") || name.starts_with("conda") || name.ends_with("environment.yml"))
}

/// The files in and below `folder` that hold commands to install with: workflows, sessions of nox, images, scripts of a shell.
fn commands(db: &dyn Db, folder: Directory) -> Vec<File> {
    let holds_commands = |path: &RelPath| {
        let name = path.name();
        matches!(name, "noxfile.py" | "tasks.py" | "Makefile" | "justfile" | ".gitlab-ci.yml" | ".readthedocs.yaml" | ".readthedocs.yml")
            || name.contains("Dockerfile")
            || path.extension() == Some("sh")
    };
    let entries = folder.entries(db);
    let mut out: Vec<File> = entries.files().filter(|file| holds_commands(file.path(db))).collect();
    if let Some(github) = entries.directory(".github") {
        let below = github.entries(db);
        let workflows = below.directory("workflows").into_iter().flat_map(|workflows| workflows.entries(db).files().collect::<Vec<_>>());
        let actions = below.directory("actions").into_iter().flat_map(|actions| actions.entries(db).directories().collect::<Vec<_>>());
        out.extend(workflows);
        out.extend(actions.flat_map(|action| action.entries(db).files().collect::<Vec<_>>()));
    }
    out
}

/// The words of a text as names of distributions are compared.
#[salsa::tracked(returns(clone))]
fn named_in(db: &dyn Db, file: File) -> Arc<BTreeSet<CompactString>> {
    Arc::new(crate::javascript::words(db, file).iter().map(|word| normalised(word)).collect())
}

/// What the commands in `file` install, as names of distributions are compared.
#[salsa::tracked(returns(clone))]
fn installed_by(db: &dyn Db, file: File) -> Arc<BTreeSet<CompactString>> {
    let text = match file.content(db) {
        Content::Buffer(text) => text.to_string(),
        Content::Bytes(bytes) => String::from_utf8(bytes).unwrap_or_default(),
        Content::Unreadable(_) => String::new(),
    };
    let mut out = BTreeSet::new();
    let mut goes_on = false;
    for line in text.lines() {
        let installs =
            [" install ", "session.install(", "pipx inject ", "uvx ", "uv run ", "pipx run "].iter().any(|command| line.contains(command));
        if installs || goes_on {
            let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')));
            out.extend(words.filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic())).map(normalised));
        }
        goes_on = (installs || goes_on) && line.trim_end().ends_with(['\\', ',', '(']);
    }
    Arc::new(out)
}
