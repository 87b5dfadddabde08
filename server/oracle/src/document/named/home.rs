//! Whose a project is: the owner under whose name its page and its manifests say that it lies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compact_str::CompactString;
use syntax::Language;
use workspace::{Db, Root};

use super::own::{plain, text_at};

/// Where what people keep there is given out as it is: a page has such links to its own files alone.
const GIVEN_OUT: &str = "githubusercontent.com/";
/// Where projects lie, before `OWNER/NAME`.
const HOSTS: [&str; 4] = [GIVEN_OUT, "github.com/", "github.com:", "gitlab.com/"];
/// What the page of a repository links to of its own: nobody sends readers to others' runs or copies.
const OF_OWN: [&str; 4] = [".git", "/actions", "/issues", "/workflows"];

/// Where manifests say where the project lies.
const SAID: [(&str, Language, &[&[&str]]); 3] = [
    ("package.json", Language::Json, &[&["repository"], &["repository", "url"]]),
    ("Cargo.toml", Language::Toml, &[&["package", "repository"], &["workspace", "package", "repository"]]),
    (
        "pyproject.toml",
        Language::Toml,
        &[&["project", "urls", "Repository"], &["project", "urls", "Source"], &["tool", "poetry", "repository"]],
    ),
];

/// The owners of the project in `root`, as [`plain`] has them; more than one where what is said differs.
#[salsa::tracked(returns(clone))]
pub(super) fn owners(db: &dyn Db, root: Root) -> Arc<BTreeSet<CompactString>> {
    let Some(entries) = root.top(db).map(|top| top.entries(db)) else { return Arc::default() };
    let text = |name: &str| entries.file(name).and_then(|file| graph::text(db, file));
    let said = SAID.iter().filter_map(|(name, language, paths)| text_at(db, entries.file(name)?, *language, paths));
    let module = text("go.mod").and_then(|text| text.lines().find_map(|line| line.strip_prefix("module ")).map(str::to_owned));
    let said = said.chain(module).filter_map(|address| places(&address).next().map(|place| place.owner));
    Arc::new(said.chain(text("README.md").map(|page| linked_most(&page)).unwrap_or_default()).collect())
}

/// Where a project lies.
struct Place {
    owner: CompactString,
    name: CompactString,
    /// Whether whoever links there most likely means the own one.
    is_own: bool,
}

/// The places that a text names.
fn places(text: &str) -> impl Iterator<Item = Place> {
    let of_host = move |host: &'static str| text.match_indices(host).map(move |(at, _)| (host, &text[at + host.len()..]));
    HOSTS.into_iter().flat_map(of_host).filter_map(|(host, rest)| {
        let (owner, rest) = rest.split_once('/')?;
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches(".git");
        let is_own = host == GIVEN_OUT || OF_OWN.iter().any(|own| rest[name.len()..].starts_with(own));
        let is_owner = !owner.is_empty() && owner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_owner.then(|| Place { owner: plain(owner), name: name.to_ascii_lowercase().into(), is_own })
    })
}

/// The owners of what a page links to most often as one links to what is one's own.
fn linked_most(page: &str) -> BTreeSet<CompactString> {
    let mut times = BTreeMap::<_, usize>::new();
    for place in places(page).filter(|place| place.is_own) {
        *times.entry((place.owner, place.name)).or_default() += 1;
    }
    let most = times.values().max().copied();
    times.into_iter().filter(|(_, count)| Some(*count) == most).map(|((owner, _), _)| owner).collect()
}
