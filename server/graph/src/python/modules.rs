//! Which distribution brings which modules: the index does not say, and the names often differ. So it is data, for the most part
//! measured.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::stdlib;

/// Read off the wheels by `server/graph/modules/measure.py`, which says what the lines mean.
const MEASURED: &str = include_str!("../../data/modules.tsv");
/// The most downloaded ones, which `server/graph/modules/indexed.py` takes from an index of all.
const INDEXED: &str = include_str!("../../data/modules_indexed.tsv");
/// What no wheel says; the file gives the reasons.
const BY_HAND: &str = include_str!("../../data/modules_by_hand.tsv");

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(&[(BY_HAND, false), (MEASURED, true), (INDEXED, true)]));
/// Module and distribution, of all that are written out. Asked only for what was found nowhere else.
static BRINGERS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| TABLE.bringers());

/// What is known of a distribution.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The dotted names of what it brings; none where that is its own name alone.
    pub modules: &'static [&'static str],
    /// Whether it is certain to bring nothing else.
    pub measured: bool,
}

impl Known {
    /// Whether the distribution brings a part of the namespace `first`, which others share.
    pub fn shares(&self, first: &str) -> bool {
        self.modules.iter().any(|module| module.strip_prefix(first).is_some_and(|rest| rest.starts_with('.')))
    }
}

/// What is known of the distribution of this name, normalised.
pub fn known(distribution: &str) -> Option<Known> {
    let line = TABLE.find(distribution)?;
    Some(Known { modules: &TABLE.modules[line.modules.clone()], measured: line.measured })
}

/// Whether it is certain which modules the distribution of this name, normalised, brings.
pub fn is_measured(distribution: &str) -> bool {
    known(distribution).is_some_and(|known| known.measured)
}

/// The part of `module` that some known distribution brings into a namespace that several share: `google.cloud.storage` of
/// `google.cloud.storage.Client`.
pub fn part(module: &str) -> Option<&str> {
    let mut ends = module.match_indices('.').map(|(at, _)| at).chain([module.len()]);
    ends.find_map(|end| TABLE.parts.binary_search(&&module[..end]).is_ok().then_some(&module[..end]))
}

/// The distributions that are known to bring `module`, which is a top-level one or has its whole path.
pub fn bringing(module: &str) -> Vec<&'static str> {
    let wanted = part(module).unwrap_or_else(|| module.split('.').next().unwrap_or(module));
    let start = BRINGERS.partition_point(|(module, _)| *module < wanted);
    let told = BRINGERS[start..].iter().take_while(|(module, _)| *module == wanted).map(|(_, distribution)| *distribution);
    // What brings its own name alone is not written out.
    let own = TABLE.find(&wanted.replace('_', "-")).filter(|line| line.modules.is_empty() && wanted == line.name.replace('-', "_"));
    told.chain(own.map(|line| line.name)).collect()
}

/// The modules that everybody knows: those of the standard library, and what the most used distributions bring.
pub fn common_modules() -> impl Iterator<Item = Cow<'static, str>> {
    let measured = MEASURED.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let (name, modules) = line.split_once('\t').unwrap_or((line, ""));
        let own = modules.is_empty().then(|| Cow::Owned(name.replace('-', "_")));
        modules.split(' ').filter(|module| !module.is_empty()).map(Cow::Borrowed).chain(own)
    });
    stdlib::MODULES.iter().copied().map(Cow::Borrowed).chain(measured)
}

/// As much of an imported name as tells who brings it: the first part, or all of it (with the `member` that is imported from there)
/// in a namespace that several distributions share.
pub fn reach<'a>(name: &'a str, member: Option<&str>) -> Cow<'a, str> {
    let first = name.split('.').next().unwrap_or(name);
    if TABLE.namespaces.binary_search(&first).is_err() {
        return Cow::Borrowed(first);
    }
    match member {
        Some(member) if member != "*" => Cow::Owned(format!("{name}.{member}")),
        _ => Cow::Borrowed(name),
    }
}

#[derive(Debug)]
struct Line {
    name: &'static str,
    modules: Range<usize>,
    measured: bool,
}

/// The texts, sorted; what a text before says of a distribution goes first.
#[derive(Debug, Default)]
struct Table {
    lines: Vec<Line>,
    /// Where the line of a distribution is: it is asked of every word of a list, for every import.
    places: FxHashMap<&'static str, usize>,
    modules: Vec<&'static str>,
    /// The first parts of dotted names.
    namespaces: Vec<&'static str>,
    /// All dotted names.
    parts: Vec<&'static str>,
}

impl Table {
    /// Each text with whether it says all that a distribution brings.
    fn read(texts: &[(&'static str, bool)]) -> Table {
        let mut out = Table::default();
        for (text, measured) in texts {
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                let (name, modules) = line.split_once('\t').unwrap_or((line, ""));
                let start = out.modules.len();
                out.modules.extend(modules.split(' ').filter(|module| !module.is_empty()));
                out.lines.push(Line { name, modules: start..out.modules.len(), measured: *measured });
            }
        }
        // Stable, so that the first of two of a name stays.
        out.lines.sort_by_key(|line| line.name);
        out.lines.dedup_by_key(|line| line.name);
        out.places = out.lines.iter().enumerate().map(|(at, line)| (line.name, at)).collect();
        out.parts = out.modules.iter().copied().filter(|module| module.contains('.')).collect();
        out.parts.sort_unstable();
        out.namespaces = out.parts.iter().filter_map(|module| module.split('.').next()).collect();
        out.namespaces.dedup();
        out
    }

    fn find(&self, distribution: &str) -> Option<&Line> {
        self.places.get(distribution).map(|at| &self.lines[*at])
    }

    fn bringers(&self) -> Vec<(&'static str, &'static str)> {
        let mut out: Vec<_> =
            self.lines.iter().flat_map(|line| self.modules[line.modules.clone()].iter().map(|module| (*module, line.name))).collect();
        out.sort_unstable();
        out
    }
}
