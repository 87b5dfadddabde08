//! What the linters of a Python project are told not to say: who has written it down for them need not write it again for us.

use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use syntax::linting::{Linter, Settings};
use workspace::{Content, Db, File, RelPath};

/// One file of settings extends another, and that may go on; nobody has more of them.
const MOST_EXTENDED: usize = 8;

/// Whether a linter of the project is told not to say of `file` what goes by one of `names`, or not to look at it at all.
pub fn is_accepted(db: &dyn Db, file: File, names: &[&str]) -> bool {
    any_rules(db, file, |rules, path| rules.excludes(path) || rules.ignores(path, names))
}

/// Whether a linter of the project is told not to look at `file`.
pub fn is_excluded(db: &dyn Db, file: File) -> bool {
    any_rules(db, file, Rules::excludes)
}

/// Asks the settings that hold for `file`, and gives them its path as seen from where they lie: of each linter those that lie nearest, and
/// what they extend.
fn any_rules(db: &dyn Db, file: File, asks: impl Fn(&Rules, &str) -> bool) -> bool {
    let folders = || std::iter::successors(file.folder(db), |folder| folder.parent(db));
    Linter::ALL.into_iter().any(|linter| {
        let nearest = folders().find_map(|folder| {
            let entries = folder.entries(db);
            linter.files().into_iter().find_map(|name| {
                let settings = entries.file(name)?;
                Some((settings, rules_in(db, settings, linter)?))
            })
        });
        std::iter::successors(nearest, |(settings, rules)| extended(db, *settings, rules, linter)).take(MOST_EXTENDED).any(
            |(settings, rules)| {
                let folder = settings.folder(db).map_or_else(RelPath::root, |folder| folder.path(db).clone());
                asks(&rules, seen_from(&folder, file.path(db)))
            },
        )
    })
}

/// A path as seen from `folder`; of one that lies elsewhere only patterns of names can mean anything.
fn seen_from<'p>(folder: &RelPath, path: &'p RelPath) -> &'p str {
    let below = path.as_str().strip_prefix(folder.as_str());
    let below = if folder.as_str().is_empty() { below } else { below.and_then(|rest| rest.strip_prefix('/')) };
    below.unwrap_or_else(|| path.name())
}

/// The settings that others extend.
fn extended(db: &dyn Db, settings: File, rules: &Rules, linter: Linter) -> Option<(File, Arc<Rules>)> {
    let path = settings.folder(db)?.path(db).resolve(rules.settings.extends.as_deref()?)?;
    let other = settings.root(db)?.file(db, &path).filter(|other| *other != settings)?;
    Some((other, rules_in(db, other, linter)?))
}

/// Settings with their patterns compiled.
#[derive(Debug)]
struct Rules {
    settings: Settings,
    ignored: Vec<Option<GlobMatcher>>,
    excluded: Vec<GlobMatcher>,
}

impl PartialEq for Rules {
    fn eq(&self, other: &Rules) -> bool {
        self.settings == other.settings
    }
}

impl Eq for Rules {}

#[salsa::tracked(returns(clone))]
fn rules_in(db: &dyn Db, file: File, linter: Linter) -> Option<Arc<Rules>> {
    let text: Arc<str> = match file.content(db) {
        Content::Buffer(text) => text,
        Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into(),
        Content::Unreadable(_) => return None,
    };
    let settings = linter.read(file.path(db).name(), &text)?;
    let ignored = settings.ignored.iter().map(|one| pattern(&one.pattern)).collect();
    let excluded = settings.excluded.iter().filter_map(|one| pattern(one)).collect();
    Some(Arc::new(Rules { settings, ignored, excluded }))
}

/// A pattern that is none fits nothing.
fn pattern(written: &str) -> Option<GlobMatcher> {
    let written = written.trim_start_matches("./").trim_end_matches('/');
    GlobBuilder::new(written).build().ok().map(|glob| glob.compile_matcher())
}

impl Rules {
    /// Whether what goes by one of `names` is not to be said of the file `path`.
    fn ignores(&self, path: &str, names: &[&str]) -> bool {
        let all = self.settings.ignored.iter().zip(&self.ignored);
        all.filter(|(one, _)| one.names_any(names))
            .any(|(one, pattern)| pattern.as_ref().is_some_and(|pattern| fits(pattern, path) != one.negated))
    }

    /// Whether the file `path`, or a folder it lies in, is left out.
    fn excludes(&self, path: &str) -> bool {
        let mut ways = std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(folder, _)| folder));
        !self.excluded.is_empty() && ways.any(|way| self.excluded.iter().any(|pattern| fits(pattern, way)))
    }
}

/// Whether a path or its last part is meant.
fn fits(pattern: &GlobMatcher, path: &str) -> bool {
    pattern.is_match(path) || path.rsplit_once('/').is_some_and(|(_, name)| pattern.is_match(name))
}
