//! Which file went where: exact by content, else by the lines that two files share.

use rustc_hash::FxHashMap;

use crate::path::RelPath;

/// Files share at least this much, in percent, when one is the other under a new name. As in git.
const ENOUGH: u64 = 50;

/// More pairs than this are not compared.
const MAX_PAIRS: usize = 20_000;

/// Larger files are not compared.
const MAX_LEN: u64 = 1 << 20;

/// A file that went or came.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Where it was or is.
    pub path: RelPath,
    /// Its bytes.
    pub len: u64,
    /// Equal for equal contents.
    pub content: u128,
}

/// Pairs of indices of files that went and came, each at most once: the same file under a new name, with how much
/// they share in percent. `text` gives contents; the first argument says whether the file went.
///
/// Empty files are nobody's, and only files of one extension are compared.
pub fn renames(gone: &[Candidate], come: &[Candidate], text: &dyn Fn(bool, usize) -> Option<Vec<u8>>) -> Vec<(usize, usize, u8)> {
    let (mut from, mut to) = (vec![false; gone.len()], vec![false; come.len()]);
    let mut out = Vec::new();
    let mut by_content: FxHashMap<(u128, u64), Vec<usize>> = FxHashMap::default();
    for (at, candidate) in gone.iter().enumerate().filter(|(_, candidate)| candidate.len > 0) {
        by_content.entry((candidate.content, candidate.len)).or_default().push(at);
    }
    for (new, candidate) in come.iter().enumerate().filter(|(_, candidate)| candidate.len > 0) {
        let same = by_content.get(&(candidate.content, candidate.len)).into_iter().flatten().copied().filter(|&old| !from[old]);
        // Of equals the one that kept its name.
        if let Some(old) = same.min_by_key(|&old| (gone[old].path.name() != candidate.path.name(), old)) {
            (from[old], to[new]) = (true, true);
            out.push((old, new, 100));
        }
    }
    let left = |taken: &[bool], files: &[Candidate]| -> Vec<usize> {
        (0..files.len()).filter(|&at| !taken[at] && files[at].len > 0 && files[at].len <= MAX_LEN).collect()
    };
    let (old, new) = (left(&from, gone), left(&to, come));
    let plausible =
        |a: &Candidate, b: &Candidate| a.path.extension() == b.path.extension() && a.len.min(b.len) * 100 >= a.len.max(b.len) * ENOUGH;
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .flat_map(|&a| new.iter().map(move |&b| (a, b)))
        .filter(|&(a, b)| plausible(&gone[a], &come[b]))
        .take(MAX_PAIRS)
        .collect();
    let mut lines: [FxHashMap<usize, Option<Lines>>; 2] = Default::default();
    for &(a, b) in &pairs {
        lines[0].entry(a).or_insert_with(|| text(true, a).map(|text| Lines::new(&text)));
        lines[1].entry(b).or_insert_with(|| text(false, b).map(|text| Lines::new(&text)));
    }
    let mut scored: Vec<(u64, bool, usize, usize)> = pairs
        .into_iter()
        .filter_map(|(a, b)| {
            let score = lines[0][&a].as_ref()?.shared(lines[1][&b].as_ref()?);
            (score >= ENOUGH).then(|| (score, gone[a].path.name() == come[b].path.name(), a, b))
        })
        .collect();
    scored.sort_by(|x, y| (y.0, y.1).cmp(&(x.0, x.1)).then_with(|| (x.2, x.3).cmp(&(y.2, y.3))));
    for (score, _, a, b) in scored {
        if !from[a] && !to[b] {
            (from[a], to[b]) = (true, true);
            // Lines in another order are all shared, and the files are not the same.
            out.push((a, b, score.min(99) as u8));
        }
    }
    out.sort_unstable();
    out
}

/// The lines of a text: how many bytes each distinct one makes up.
struct Lines {
    bytes: FxHashMap<u64, u64>,
    all: u64,
}

impl Lines {
    fn new(text: &[u8]) -> Lines {
        let mut bytes: FxHashMap<u64, u64> = FxHashMap::default();
        for line in text.split_inclusive(|&byte| byte == b'\n') {
            // Line ends are no difference.
            let line = line.trim_ascii_end();
            *bytes.entry(std::hash::BuildHasher::hash_one(&rustc_hash::FxBuildHasher, line)).or_default() += line.len() as u64 + 1;
        }
        Lines { all: bytes.values().sum(), bytes }
    }

    /// The part of the larger one that both have, in percent.
    fn shared(&self, other: &Lines) -> u64 {
        let shared: u64 = self.bytes.iter().filter_map(|(line, count)| Some(count.min(other.bytes.get(line)?))).sum();
        shared * 100 / self.all.max(other.all).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(gone: &[(&str, &str)], come: &[(&str, &str)]) -> Vec<(usize, usize, u8)> {
        let candidates = |files: &[(&str, &str)]| -> Vec<Candidate> {
            let content = |text: &str| std::hash::BuildHasher::hash_one(&rustc_hash::FxBuildHasher, text).into();
            files
                .iter()
                .map(|(path, text)| Candidate { path: RelPath::new(path), len: text.len() as u64, content: content(text) })
                .collect()
        };
        let text = |went: bool, at: usize| Some(if went { gone[at].1 } else { come[at].1 }.as_bytes().to_vec());
        renames(&candidates(gone), &candidates(come), &text)
    }

    #[test]
    fn equal_files_are_the_same_and_keep_their_name_first() {
        let text = "one\ntwo\n";
        assert_eq!(pairs(&[("a/x.py", text), ("a/y.py", text)], &[("b/y.py", text), ("b/x.py", text)]), [(0, 1, 100), (1, 0, 100)]);
        assert_eq!(pairs(&[("a/__init__.py", "")], &[("b/__init__.py", "")]), []);
    }

    #[test]
    fn half_of_the_lines_are_enough() {
        let old = "alpha\nbeta\ngamma\ndelta\n";
        assert_eq!(pairs(&[("a.py", old)], &[("b.py", "alpha\nbeta\ngamma\nother\n")]), [(0, 0, 73)]);
        assert_eq!(pairs(&[("a.py", old)], &[("b.py", "quite\nother\ntexts\nhere!\n")]), []);
        assert_eq!(pairs(&[("a.py", old)], &[("b.md", "alpha\nbeta\ngamma\ndelto\n")]), [], "another kind of file");
        assert_eq!(pairs(&[("a.py", old)], &[("b.py", "alpha\r\nbeta\r\ngamma\r\ndelta\r\n")]), [(0, 0, 99)]);
    }

    #[test]
    fn the_most_alike_is_taken_and_only_once() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n";
        let come = [("x.py", "1\n2\n3\n4\n5\n6\n0\n0\n"), ("y.py", "1\n2\n3\n4\n5\n6\n7\n0\n")];
        assert_eq!(pairs(&[("a.py", old)], &come), [(0, 1, 87)]);
    }
}
