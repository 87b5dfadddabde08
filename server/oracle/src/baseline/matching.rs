//! Which findings a baseline knows, and which of its entries nothing matches any more.
//!
//! First findings with exactly an entry's key. Then files that are gone: a file with new findings is taken for
//! a gone one that was renamed or moved when they have half of their findings in common, or one of them and
//! the name of the file. The best pair first, each file once. Without a gone file nothing is guessed: a
//! finding that appears in one file while the like of it is mended in another is new.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::{Baseline, Key};

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Matching {
    /// For every finding, in order, whether it is known.
    pub known: Vec<bool>,
    /// Entries that know more findings than there are, by key.
    pub stale: Vec<Stale>,
    /// The entries that know as many findings as there are, under the paths that these have now.
    pub kept: Baseline,
}

/// An entry that nothing, or less than it says, matches any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stale {
    /// What it knows.
    pub key: Key,
    /// How many findings it knows.
    pub count: u32,
    /// How many of them are gone.
    pub gone: u32,
    /// Its line in the baseline, from 1.
    pub line: u32,
}

/// Matches `findings`, all there are, with the entries of `baseline`. `exists` says whether a path is still there.
pub fn matching(baseline: &Baseline, findings: &[Key], exists: &dyn Fn(&str) -> bool) -> Matching {
    let mut left: BTreeMap<&Key, u32> = baseline.entries().map(|(key, known)| (key, known.count)).collect();
    let mut out = Matching { known: vec![false; findings.len()], ..Matching::default() };
    for (finding, known) in findings.iter().zip(&mut out.known) {
        if let Some(count) = left.get_mut(finding).filter(|count| **count > 0) {
            *count -= 1;
            *known = true;
            out.kept.add(finding.clone(), 1);
        }
    }
    let renamed: FxHashMap<&str, &str> = renamed(&left, findings, &out.known, exists).into_iter().map(|(from, to)| (to, from)).collect();
    for (finding, known) in findings.iter().zip(&mut out.known).filter(|(_, known)| !**known) {
        let Some(from) = renamed.get(finding.path.as_str()) else { continue };
        let old = Key { path: (*from).to_owned(), ..finding.clone() };
        if let Some(count) = left.get_mut(&old).filter(|count| **count > 0) {
            *count -= 1;
            *known = true;
            out.kept.add(finding.clone(), 1);
        }
    }
    out.stale = baseline
        .entries()
        .filter_map(|(key, known)| {
            let gone = left[key];
            (gone > 0).then(|| Stale { key: key.clone(), count: known.count, gone, line: known.line })
        })
        .collect();
    out
}

/// A gone file and one that may be it now.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Pair<'a> {
    /// How much of their findings they share, in thousandths; negated, as what follows, so that the best sorts first.
    likeness: i64,
    /// How many parts at the end of their paths are the same.
    tail: i64,
    from: &'a str,
    to: &'a str,
}

/// So many files to either side are compared with one that is gone: a whole tree may be renamed in which every file
/// has the same finding.
const NEAR: usize = 16;

/// What a finding is, wherever its file is.
type Sort<'a> = (&'a str, &'a str);

fn renamed<'a>(
    left: &BTreeMap<&'a Key, u32>,
    findings: &'a [Key],
    known: &[bool],
    exists: &dyn Fn(&str) -> bool,
) -> Vec<(&'a str, &'a str)> {
    let mut gone: BTreeMap<&str, BTreeMap<Sort<'_>, u32>> = BTreeMap::new();
    for (key, &count) in left.iter().filter(|(_, count)| **count > 0) {
        gone.entry(&key.path).or_default().insert((&key.code, &key.text), count);
    }
    gone.retain(|path, _| !exists(path));
    let mut new: BTreeMap<&str, BTreeMap<Sort<'_>, u32>> = BTreeMap::new();
    for (finding, _) in findings.iter().zip(known).filter(|(_, known)| !**known) {
        *new.entry(&finding.path).or_default().entry((&finding.code, &finding.text)).or_default() += 1;
    }
    // Only files that share something are compared, and of many those that end alike.
    let mut places: FxHashMap<Sort<'_>, Vec<(String, &str)>> = FxHashMap::default();
    let mut ends: Vec<(String, &str)> = new.keys().map(|path| (backwards(path), *path)).collect();
    ends.sort_unstable();
    for end in ends {
        new[end.1].keys().for_each(|sort| places.entry(*sort).or_default().push(end.clone()));
    }
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for (from, old) in &gone {
        let end = backwards(from);
        let near = old.keys().filter_map(|sort| places.get(sort)).flat_map(|places| {
            let at = places.partition_point(|(other, _)| *other < end);
            &places[at.saturating_sub(NEAR)..places.len().min(at + NEAR)]
        });
        let near: BTreeSet<&str> = near.map(|(_, path)| *path).collect();
        for to in near {
            let common: u32 = old.iter().map(|(sort, count)| new[to].get(sort).map_or(0, |other| *other.min(count))).sum();
            let larger = old.values().sum::<u32>().max(new[to].values().sum());
            let same_name = from.rsplit('/').next() == to.rsplit('/').next();
            if common * 2 >= larger || same_name {
                let tail = from.rsplit('/').zip(to.rsplit('/')).take_while(|(a, b)| a == b).count();
                pairs.push(Pair { likeness: -i64::from(common) * 1000 / i64::from(larger), tail: -(tail as i64), from, to });
            }
        }
    }
    pairs.sort_unstable();
    let (mut left, mut taken) = (BTreeSet::new(), BTreeSet::new());
    pairs.retain(|pair| {
        let free = !left.contains(pair.from) && !taken.contains(pair.to);
        free && left.insert(pair.from) && taken.insert(pair.to)
    });
    pairs.into_iter().map(|pair| (pair.from, pair.to)).collect()
}

/// A path with its last part first.
fn backwards(path: &str) -> String {
    path.rsplit('/').collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str, text: &str) -> Key {
        Key { path: path.to_owned(), code: "L4/broken-link".to_owned(), text: text.to_owned() }
    }

    /// `path: text text` a line.
    fn keys(text: &str) -> Vec<Key> {
        let lines = text.split(';').filter_map(|line| line.split_once(':'));
        lines.flat_map(|(path, texts)| texts.split_whitespace().map(|text| key(path.trim(), text))).collect()
    }

    fn check(before: &str, after: &str, expected: &str) {
        let (before, after) = (keys(before), keys(after));
        let exists = |path: &str| after.iter().any(|key| key.path == path);
        let found = matching(&Baseline::of(before), &after, &exists);
        let mut out: Vec<String> = found.stale.iter().map(|stale| format!("-{}:{}", stale.key.path, stale.key.text)).collect();
        out.extend(after.iter().zip(&found.known).filter(|(_, known)| !**known).map(|(key, _)| format!("+{}:{}", key.path, key.text)));
        assert_eq!(out.join(" "), expected);
        assert_eq!(found.kept.findings(), found.known.iter().filter(|known| **known).count());
    }

    #[test]
    fn renamed_files_keep_what_is_known_of_them() {
        check("a/x: one two", "b/x: one two", "");
        check("a/x: one two", "b/y: two one", "");
        check("a/x: one two three four", "b/y: one two five", "-a/x:four -a/x:three +b/y:five");
        check("a/x: one two three", "b/y: one", "-a/x:one -a/x:three -a/x:two +b/y:one");
        check("a/x: one two three", "b/x: one", "-a/x:three -a/x:two");
    }

    #[test]
    fn each_file_goes_to_the_one_most_like_it() {
        check("old/__init__.py: a; old/sub/__init__.py: a b", "new/sub/__init__.py: a b; new/__init__.py: a", "");
        check("old/p/i: a; old/q/i: a", "new/q/i: a; new/p/i: a", "");
        check("x: a", "y: a; z: a", "+z:a");
    }

    #[test]
    fn a_whole_tree_is_renamed() {
        let tree = |top: &str| (0..20_000).map(|n| key(&format!("{top}/{}/{}/index.ts", n / 100, n % 100), "react")).collect::<Vec<_>>();
        let moved = tree("apps");
        let found = matching(&Baseline::of(tree("packages")), &moved, &|path| path.starts_with("apps"));
        assert!(found.stale.is_empty() && found.known.iter().all(|known| *known));
    }

    #[test]
    fn nothing_is_guessed_while_the_file_is_there() {
        check("x: a b", "x: b; y: a", "-x:a +y:a");
        check("x: a a a", "x: a a", "-x:a");
        check("x: a a", "x: a a a", "+x:a");
    }
}
