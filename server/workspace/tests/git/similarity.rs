//! Which file went where.

use workspace::RelPath;
use workspace::git::{Candidate, renames};

fn pairs(gone: &[(&str, &str)], come: &[(&str, &str)]) -> Vec<(usize, usize, u8)> {
    let candidates = |files: &[(&str, &str)]| -> Vec<Candidate> {
        let content = |text: &str| std::hash::BuildHasher::hash_one(&rustc_hash::FxBuildHasher, text).into();
        files.iter().map(|(path, text)| Candidate { path: RelPath::new(path), len: text.len() as u64, content: content(text) }).collect()
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
