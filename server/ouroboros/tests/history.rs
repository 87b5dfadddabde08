//! `--since` and `--policy-rev`: what is new, and by whose law.

#![allow(clippy::disallowed_methods)] // tests may

mod common;

use std::path::Path;
use std::process::Command;

use common::run;
use serde_json::Value;
use tempfile::TempDir;

/// A repository whose branch `main` has these files; `None` where there is no `git` to make one.
fn repository(files: &[(&str, &str)]) -> Option<TempDir> {
    Command::new("git").arg("--version").output().ok()?;
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
    write(folder.path(), files);
    commit(folder.path());
    git(folder.path(), &["checkout", "--quiet", "-b", "work"]);
    Some(folder)
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(arguments);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all", "--force"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "-m", "x"]);
}

/// The exit code, and `path:line code` of every finding.
fn check(folder: &Path, arguments: &[&str]) -> (Option<i32>, Vec<String>) {
    let ran = run(folder, &[&["check", "--format", "json"], arguments].concat());
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr));
    let shown = |finding: &Value| {
        format!("{}:{} {}", finding["path"].as_str().unwrap(), finding["range"]["start"]["line"], finding["code"].as_str().unwrap())
    };
    (ran.code, report["findings"].as_array().unwrap().iter().map(shown).collect())
}

const OLD: &[(&str, &str)] = &[
    ("shop/__init__.py", ""),
    ("shop/models.py", "class Order: ...\n"),
    ("shop/views.py", "from shop.model import Order\n\n\ndef show():\n    return Order\n"),
    ("docs/a.md", "# A\n\n[x](nowhere.md)\n"),
];

#[test]
fn only_what_is_new_is_reported() {
    let Some(shop) = repository(OLD) else { return };
    let shop = shop.path();
    let old = ["docs/a.md:3 L4/broken-link", "shop/views.py:1 L4/unresolved-import"].map(str::to_owned);
    assert_eq!(check(shop, &[]), (Some(1), old.to_vec()));
    assert_eq!(check(shop, &["--since", "main"]), (Some(0), Vec::new()));
    // Lines move, a file gets another name, its text changes a little; none of it is committed.
    write(shop, &[("docs/a.md", "# A\n\nMore.\n\nAnd more.\n\n[x](nowhere.md)\n")]);
    write(shop, &[("shop/pages/__init__.py", ""), ("shop/pages/show.py", &format!("\n{}\n# end\n", OLD[2].1))]);
    std::fs::remove_file(shop.join("shop/views.py")).unwrap();
    assert_eq!(check(shop, &["--since", "main"]), (Some(0), Vec::new()));
    // The same mistake once more is a new one, and so is another.
    write(shop, &[("docs/a.md", "# A\n\n[x](nowhere.md) [y](nowhere.md)\n"), ("shop/new.py", "import shop.nothing\n")]);
    let new = ["docs/a.md:3 L4/broken-link", "shop/new.py:1 L4/unresolved-import"].map(str::to_owned);
    assert_eq!(check(shop, &["--since", "main"]), (Some(1), new.to_vec()));
    // Committed or not is no difference; nor is what happened to main meanwhile.
    commit(shop);
    git(shop, &["checkout", "--quiet", "main"]);
    write(shop, &[("shop/new.py", "import shop.nothing\n")]);
    commit(shop);
    git(shop, &["checkout", "--quiet", "work"]);
    assert_eq!(check(shop, &["--since", "main"]), (Some(1), new.to_vec()));
    assert_eq!(check(shop, &["--since", "main", "docs"]), (Some(1), vec![new[0].clone()]));
    let text = run(shop, &["check", "--since", "main"]).stdout;
    assert!(text.contains("new since the common commit with main (") && text.contains("; 2 findings that it had are left out"), "{text}");
    let report: Value = serde_json::from_str(&run(shop, &["check", "--since", "main", "--format", "json"]).stdout).unwrap();
    assert_eq!((&report["since"]["revision"], &report["since"]["known"]), (&Value::from("main"), &Value::from(2)));
    assert_eq!(report["since"]["commit"].as_str().map(str::len), Some(40));
}

#[test]
fn files_that_another_change_breaks_are_new() {
    let Some(shop) = repository(OLD) else { return };
    let shop = shop.path();
    write(shop, &[("shop/views.py", "from shop.models import Order\n")]);
    commit(shop);
    git(shop, &["branch", "--force", "main"]);
    std::fs::remove_file(shop.join("shop/models.py")).unwrap();
    assert_eq!(check(shop, &["--since", "main"]), (Some(1), vec!["shop/views.py:1 L4/unresolved-import".to_owned()]));
}

#[test]
fn what_cannot_be_compared_is_said_with_code_2() {
    let Some(shop) = repository(OLD) else { return };
    for (arguments, said) in [
        (["--since", "nowhere"], "--since: there is no revision `nowhere`"),
        (["--policy-rev", "nowhere"], "--policy-rev: there is no revision `nowhere`"),
        (["--since", "\u{1b}[31m"], "there is no revision `␛[31m`"),
    ] {
        let ran = run(shop.path(), &[&["check"], &arguments[..]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    let alone = common::repository(OLD);
    let ran = run(alone.path(), &["check", "--since", "main"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("in no git repository"), "{}", ran.stderr);
}

const LAW: &[(&str, &str)] = &[
    ("dna/shop.dna.yaml", "dna: 1\nname: shop\nextends: ./base/rules.dna.yaml\nchecks: { baseline: known.jsonl, ignore: ['vendor/**'] }\n"),
    ("dna/base/rules.dna.yaml", "dna: 1\n"),
    ("known.jsonl", "{\"ouroboros\":\"baseline\",\"version\":1}\n"),
    ("vendor/x.py", "import shop.nothing\n"),
    (".gitignore", "build/\n"),
    ("shop/__init__.py", ""),
    ("shop/a.py", "import shop.accepted  # ouroboros: ignore[L4/unresolved-import] a reason\n"),
];

const BAD: &str = "import shop.nothing\n";

/// Whatever a change does, under the law of `main` its new mistake is found; without it, it gets through.
fn silenced_by(change: &[(&str, &str)], expected: &[&str]) {
    let Some(shop) = repository(LAW) else { return };
    let shop = shop.path();
    assert_eq!(check(shop, &["--policy-rev", "main"]), (Some(0), Vec::new()));
    write(shop, change);
    commit(shop);
    assert_eq!(check(shop, &[]), (Some(0), Vec::new()), "the change silences itself");
    assert_eq!(check(shop, &["--policy-rev", "main"]), (Some(1), expected.iter().map(|&line| line.to_owned()).collect()));
    assert_eq!(check(shop, &["--policy-rev", "main", "--since", "main"]).0, Some(1));
}

#[test]
fn a_change_cannot_silence_itself() {
    let bad = ["shop/b.py:1 L4/unresolved-import"];
    let dna = |checks: &str| format!("dna: 1\nname: shop\nchecks: {checks}\n");
    for checks in [
        "{ severity: { L4/unresolved-import: \"off\" } }",
        "{ level: L1 }",
        "{ ignore: [shop] }",
        "{ suppress: [{ code: L4/unresolved-import, at: shop/b.py, why: x }] }",
    ] {
        silenced_by(&[("shop/b.py", BAD), ("vendor/x.py", ""), ("dna/shop.dna.yaml", &dna(checks))], &bad);
    }
    silenced_by(&[("shop/b.py", BAD), ("shop/.ignore", "b.py\n")], &bad);
    silenced_by(&[("shop/b.py", BAD), ("shop/.gitattributes", "*.py linguist-generated\n")], &bad);
    silenced_by(&[("shop/b.py", BAD), ("shop/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n")], &bad);
    silenced_by(&[("shop/b.py", BAD), (".gitmodules", "[submodule \"x\"]\n\tpath = shop\n")], &bad);
    let known = "{\"ouroboros\":\"baseline\",\"version\":1}\n{\"path\":\"shop/b.py\",\"code\":\"L4/unresolved-import\",\"text\":\"shop.nothing\"}\n";
    silenced_by(&[("shop/b.py", BAD), ("known.jsonl", known)], &bad);
}

#[test]
fn what_git_tracks_is_seen_though_a_file_says_that_it_is_ignored() {
    let tracked = ("charts/shop/a.json", "{,}\n");
    let ignored = (".gitignore", "charts/\n*.tmp.json\n/build/*\n");
    let Some(shop) = repository(&[ignored, tracked, ("b.tmp.json", "{,}\n"), ("build/kept/c.json", "{,}\n")]) else { return };
    let shop = shop.path();
    let untracked = ["charts/new.json", "charts/shop/new.json", "charts/other/new.json", "new.tmp.json", "build/new.json"];
    write(shop, &untracked.map(|path| (path, "{,}\n")));
    let seen = ["b.tmp.json:1 L1/syntax-error", "build/kept/c.json:1 L1/syntax-error", "charts/shop/a.json:1 L1/syntax-error"];
    assert_eq!(check(shop, &[]), (Some(1), seen.map(str::to_owned).to_vec()));
    assert_eq!(check(shop, &["--since", "main"]), (Some(0), Vec::new()), "a commit has the same files");
    // What is no matter of git's, git does not bring back.
    write(shop, &[(".ignore", "charts/shop/\nb.tmp.json\n"), ("x.dna.yaml", "dna: 1\nchecks: { ignore: [build] }\n")]);
    assert_eq!(check(shop, &[]), (Some(0), Vec::new()));
    // An index that is broken says nothing.
    std::fs::remove_file(shop.join(".ignore")).unwrap();
    let index = shop.join(".git/index");
    let bytes = std::fs::read(&index).unwrap();
    for length in [0, 3, 12, 60, bytes.len() / 2, bytes.len() - 21] {
        std::fs::write(&index, &bytes[..length]).unwrap();
        assert!(matches!(check(shop, &[]).0, Some(0 | 1)), "{length} bytes");
    }
}

#[test]
fn comments_count_as_far_as_the_law_has_them() {
    let accepted = "import shop.nothing  # ouroboros: ignore[L4/unresolved-import] because\n";
    silenced_by(&[("shop/b.py", accepted)], &["shop/b.py:1 L4/unresolved-import"]);
    // An old one elsewhere, and an old one twice.
    silenced_by(&[("shop/c.py", LAW[6].1)], &["shop/c.py:1 L4/unresolved-import"]);
    silenced_by(&[("shop/a.py", &LAW[6].1.repeat(2))], &["shop/a.py:2 L4/unresolved-import"]);
    let moved = LAW[6].1.replace("accepted", "another");
    silenced_by(&[("shop/a.py", &moved)], &["shop/a.py:1 L4/unresolved-import"]);
    // Where lines only move, and where a file has another name, it still counts.
    let Some(shop) = repository(LAW) else { return };
    write(shop.path(), &[("shop/sub/__init__.py", ""), ("shop/sub/new.py", &format!("import os\n\n\n{}", LAW[6].1))]);
    std::fs::remove_file(shop.path().join("shop/a.py")).unwrap();
    assert_eq!(check(shop.path(), &["--policy-rev", "main"]), (Some(0), Vec::new()));
}

#[test]
fn a_law_that_was_taken_away_holds() {
    let strict = ("dna/shop.dna.yaml", "dna: 1\nname: shop\nchecks: { severity: { L4/broken-link: error }, fail_on: info }\n");
    let Some(shop) = repository(&[strict, ("a.md", "[x](#y)\n")]) else { return };
    let shop = shop.path();
    let before = check(shop, &[]);
    assert_eq!(before.0, Some(1));
    std::fs::remove_dir_all(shop.join("dna")).unwrap();
    assert_eq!(check(shop, &["--policy-rev", "main"]), before);
    // A link in its place is not followed.
    #[cfg(unix)]
    {
        std::fs::create_dir_all(shop.join("other")).unwrap();
        write(shop, &[("other/shop.dna.yaml", "dna: 1\nchecks: { level: L0 }\n")]);
        std::os::unix::fs::symlink("other", shop.join("dna")).unwrap();
        assert_eq!(check(shop, &["--policy-rev", "main"]), before);
    }
    // Nor is another root made by a new DNA.
    write(shop, &[("below/x.dna.yaml", "dna: 1\nchecks: { level: L0 }\n"), ("below/b.md", "[x](nowhere.md)\n")]);
    assert_eq!(check(shop, &["below"]), (Some(0), Vec::new()));
    assert_eq!(check(shop, &["--policy-rev", "main", "below"]), (Some(1), vec!["below/b.md:1 L4/broken-link".to_owned()]));
    write(shop, &[(".gitignore", "below/\n")]);
    assert_eq!(check(shop, &["--policy-rev", "main", "below"]), (Some(1), vec!["below/b.md:1 L4/broken-link".to_owned()]));
    let text = run(shop, &["check", "--policy-rev", "main"]).stdout;
    assert!(text.contains("judged by the DNA, ignore files, baseline and comments of main ("), "{text}");
}

#[test]
fn a_root_below_the_repository_has_its_own_law() {
    let law = ("part/part.dna.yaml", "dna: 1\nchecks: { ignore: [old] }\n");
    let accepted = "import pkg.x  # ouroboros: ignore[L4/unresolved-import] because\n";
    let Some(shop) = repository(&[law, ("part/a.py", accepted), ("part/old/b.py", "import pkg.x\n"), ("part/pkg/__init__.py", "")]) else {
        return;
    };
    let part = shop.path().join("part");
    assert_eq!(check(&part, &["--policy-rev", "main"]), (Some(0), Vec::new()));
    write(&part, &[("part.dna.yaml", "dna: 1\nchecks: { level: L0 }\n"), ("c.py", &accepted.replace("pkg.x", "pkg.y"))]);
    std::fs::rename(part.join("a.py"), part.join("renamed.py")).unwrap();
    assert_eq!(check(&part, &["--policy-rev", "main"]), (Some(1), vec!["c.py:1 L4/unresolved-import".to_owned()]));
    assert_eq!(check(&part, &["--policy-rev", "main", "--since", "main"]).0, Some(1));
}

#[test]
fn mending_what_the_baseline_knows_is_no_crime() {
    let known = "{\"ouroboros\":\"baseline\",\"version\":1}\n{\"path\":\"shop/b.py\",\"code\":\"L4/unresolved-import\",\"text\":\"shop.nothing\"}\n";
    let mut files = LAW.to_vec();
    files.extend([("shop/b.py", BAD), ("known.jsonl", known)]);
    let Some(shop) = repository(&files) else { return };
    let shop = shop.path();
    assert_eq!(check(shop, &["--policy-rev", "main"]), (Some(0), Vec::new()));
    write(shop, &[("shop/b.py", "import os\n")]);
    assert_eq!(check(shop, &["--policy-rev", "main"]).0, Some(1), "the entry is stale and still there");
    write(shop, &[("known.jsonl", LAW[2].1)]);
    assert_eq!(check(shop, &["--policy-rev", "main"]), (Some(0), Vec::new()));
}
