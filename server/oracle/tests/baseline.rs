//! Baselines do not rot: what nobody touched stays known, wherever it goes, and what changed is said exactly.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use oracle::baseline::{self, Baseline, Key, Matching, file, matching};
use oracle::{Host, Rendered};
use proptest::prelude::*;
use workspace::{MemoryFileSystem, RelPath};

/// Findings of a small repository: few names and texts, so that the same ones meet.
fn findings() -> impl Strategy<Value = Vec<Key>> {
    let folder = prop::sample::select(vec!["", "a/", "a/b/", "c/"]);
    let name = prop::sample::select(vec!["__init__.py", "x.py", "y.md"]);
    let key = (folder, name, 0..3u8, 0..4u8).prop_map(|(folder, name, code, text)| Key {
        path: format!("{folder}{name}"),
        code: format!("L4/rule-{code}"),
        text: format!("text {text}"),
    });
    prop::collection::vec(key, 0..30)
}

fn run(baseline: &Baseline, findings: &[Key]) -> Matching {
    let paths: BTreeSet<&str> = findings.iter().map(|key| key.path.as_str()).collect();
    matching::matching(baseline, findings, &|path| paths.contains(path))
}

fn is_green(matching: &Matching) -> bool {
    matching.stale.is_empty() && matching.known.iter().all(|known| *known)
}

proptest! {
    #[test]
    fn reading_gives_what_was_written(findings in findings()) {
        let baseline = Baseline::of(findings);
        let text = file::write(&baseline);
        let read = file::parse(&text).unwrap();
        prop_assert_eq!(file::write(&read), text.clone());
        let lines: Vec<&str> = text.lines().skip(1).collect();
        prop_assert_eq!(lines.len(), baseline.entries().count());
    }

    #[test]
    fn order_does_not_matter(findings in findings(), seed in any::<u64>()) {
        let baseline = Baseline::of(findings.clone());
        let mut shuffled = findings;
        let length = shuffled.len().max(1);
        (0..shuffled.len()).for_each(|at| shuffled.swap(at, (seed as usize).wrapping_mul(at + 7) % length));
        prop_assert!(is_green(&run(&baseline, &shuffled)));
    }

    #[test]
    fn renaming_files_keeps_it_green(findings in findings(), renamed in prop::collection::btree_map(0..12usize, "(new/)?(d/)?[a-z]{3}\\.rs", 0..12)) {
        let paths: Vec<String> = findings.iter().map(|key| key.path.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let mut taken: BTreeSet<String> = paths.iter().cloned().collect();
        let mut moved = findings.clone();
        for (number, to) in renamed {
            let Some(from) = paths.get(number).filter(|_| taken.insert(to.clone())) else { continue };
            moved.iter_mut().filter(|key| key.path == *from).for_each(|key| key.path.clone_from(&to));
        }
        let matching = run(&Baseline::of(findings), &moved);
        prop_assert!(is_green(&matching), "{:?}", matching);
        // What is kept is what a new baseline would be.
        prop_assert_eq!(file::write(&matching.kept), file::write(&Baseline::of(moved)));
    }

    #[test]
    fn one_that_is_mended_is_one_stale_entry(findings in findings(), which in any::<prop::sample::Index>()) {
        prop_assume!(!findings.is_empty());
        let mut left = findings.clone();
        let gone = left.remove(which.index(findings.len()));
        let matching = run(&Baseline::of(findings), &left);
        prop_assert!(matching.known.iter().all(|known| *known));
        prop_assert_eq!(matching.stale.len(), 1);
        prop_assert_eq!((&matching.stale[0].key, matching.stale[0].gone), (&gone, 1));
    }

    #[test]
    fn one_that_is_added_is_one_new(findings in findings(), new in findings().prop_filter_map("one", |mut keys| keys.pop()), at in any::<prop::sample::Index>()) {
        let baseline = Baseline::of(findings.clone());
        let mut more = findings;
        more.insert(at.index(more.len() + 1), new.clone());
        let matching = run(&baseline, &more);
        prop_assert!(matching.stale.is_empty());
        let unknown: Vec<&Key> = more.iter().zip(&matching.known).filter(|(_, known)| !**known).map(|(key, _)| key).collect();
        prop_assert_eq!(unknown, [&new]);
    }
}

/// A repository in memory, and what a check finds in it.
struct Repository(Vec<(String, String)>);

impl Repository {
    fn new() -> Repository {
        let files = [
            ("shop/__init__.py", ""),
            ("shop/models.py", "class Order: ...\n"),
            (
                "shop/views.py",
                "import os\n\nfrom shop.model import Order\nfrom shop.models.x import y\nfrom shop.model import Order as O\n",
            ),
            ("docs/guide/a.md", "# A\n\n[x](nope.md) and [y](../gone.md)\n"),
            ("data/x.json", "{\"z\": 0,\n \"a\": [1,],\n \"b\": 1 \"c\": 2}\n"),
            ("data/merge.txt", "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n"),
        ];
        Repository(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    fn check(&self) -> (Vec<Key>, Vec<Rendered>) {
        let system = Arc::new(MemoryFileSystem::new());
        for (path, text) in &self.0 {
            system.write(Path::new("/r").join(path), text.as_bytes());
        }
        let mut host = Host::with_system(system, None);
        let root = host.open_root(Path::new("/r"));
        let snapshot = host.snapshot();
        let findings = snapshot.all_findings(root).unwrap();
        (baseline::keys(snapshot.db(), &findings), findings)
    }

    fn edit(&mut self, path: &str, edit: impl Fn(&str) -> String) {
        let (_, text) = self.0.iter_mut().find(|(known, _)| known == path).unwrap();
        *text = edit(text);
    }

    fn rename(&mut self, from: &str, to: &str) {
        for (path, _) in &mut self.0 {
            if let Some(rest) = path.strip_prefix(from) {
                *path = format!("{to}{rest}");
            }
        }
    }

    /// `+` what is new, `-` what is stale.
    fn against(&self, baseline: &Baseline) -> String {
        let (keys, findings) = self.check();
        let matching = matching::matching(baseline, &keys, &|path| self.0.iter().any(|(known, _)| known == path));
        let mut out: Vec<String> = matching.stale.iter().map(|stale| format!("-{} {}", stale.key.path, stale.key.text)).collect();
        let new = findings.iter().zip(&keys).zip(&matching.known).filter(|(_, known)| !**known);
        out.extend(new.map(|((finding, key), _)| format!("+{} {}", finding.path, key.text)));
        out.join("\n")
    }
}

#[test]
fn real_findings_stay_known_through_edits_and_renames() {
    let mut repository = Repository::new();
    let (keys, findings) = repository.check();
    assert_eq!(findings.len(), 8, "{findings:#?}");
    let baseline = file::parse(&file::write(&Baseline::of(keys))).unwrap();
    assert_eq!(repository.against(&baseline), "");

    // Lines move, and what stands around the findings changes.
    repository.edit("shop/views.py", |text| {
        format!("\"\"\"Views.\"\"\"\n\n{}\n\ndef f():\n    return O, Order, y\n", text.replace("import os\n", ""))
    });
    repository.edit("docs/guide/a.md", |text| format!("Intro.\n\n{}", text.replace(" and ", ",\nbut also ")));
    repository.edit("data/x.json", |text| text.replace("{\"z\": 0", "{\n  \"new\": 0,\n  \"z\": 1"));
    assert_eq!(repository.against(&baseline), "");

    // Files and folders are renamed.
    repository.rename("docs/guide/a.md", "docs/guide/b.md");
    repository.rename("data/", "records/data/");
    assert_eq!(repository.against(&baseline), "");

    // One is mended.
    repository.edit("docs/guide/b.md", |text| text.replace("[y](../gone.md)", "y"));
    assert_eq!(repository.against(&baseline), "-docs/guide/a.md ../gone.md");

    // One is new, beside others like it.
    repository.edit("shop/views.py", |text| format!("{text}from shop.model import Order as P\nprint(P)\n"));
    assert_eq!(repository.against(&baseline), "-docs/guide/a.md ../gone.md\n+shop/views.py shop.model");
}

#[test]
fn owners_are_read_from_the_repository() {
    let mut repository = Repository::new();
    repository.0.push((".github/CODEOWNERS".to_owned(), "*.md @docs\n".to_owned()));
    repository.0.push(("CODEOWNERS".to_owned(), "* @nobody\n".to_owned()));
    let system = Arc::new(MemoryFileSystem::new());
    for (path, text) in &repository.0 {
        system.write(Path::new("/r").join(path), text.as_bytes());
    }
    let mut host = Host::with_system(system, None);
    let root = host.open_root(Path::new("/r"));
    let snapshot = host.snapshot();
    let owners = oracle::owners::owners(snapshot.db(), root).unwrap();
    assert_eq!(owners.of(&RelPath::new("docs/guide/a.md")), ["@docs"]);
    assert!(owners.of(&RelPath::new("shop/views.py")).is_empty());
}
