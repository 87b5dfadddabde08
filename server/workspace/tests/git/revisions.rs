//! Names of commits mean what they mean to git.

use crate::{Fixture, open};

#[test]
fn every_form_means_what_it_means_to_git() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.commit("1");
    fixture.commit("2");
    fixture.git(&["checkout", "--quiet", "-b", "side/x", "HEAD~1"]);
    fixture.commit("3");
    fixture.git(&["checkout", "--quiet", "main"]);
    fixture.git(&["merge", "--quiet", "--no-ff", "-m", "4", "side/x"]);
    fixture.git(&["tag", "light"]);
    fixture.git(&["tag", "-a", "-m", "x", "heavy"]);
    fixture.git(&["tag", "-a", "-m", "x", "heavier", "heavy"]);
    fixture.git(&["update-ref", "refs/remotes/origin/main", "HEAD~1"]);
    fixture.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    let short = fixture.git(&["rev-parse", "--short=7", "side/x"]);
    let full = fixture.git(&["rev-parse", "side/x"]);
    let forms = [
        "HEAD",
        "@",
        "main",
        "refs/heads/main",
        "heads/main",
        "side/x",
        "light",
        "heavy",
        "heavier",
        "tags/heavy",
        "origin",
        "origin/main",
        "HEAD~1",
        "HEAD~2",
        "HEAD^",
        "HEAD^2",
        "HEAD^2~1",
        "HEAD^0",
        "@~1^0",
        "heavy^{commit}",
        "heavy^{}~1",
        &short,
        &full,
    ];
    for packed in [false, true] {
        if packed {
            fixture.git(&["pack-refs", "--all"]);
            fixture.git(&["gc", "--quiet"]);
        }
        let repository = fixture.open();
        for form in forms {
            let expected = fixture.git(&["rev-parse", &format!("{form}^{{commit}}")]);
            assert_eq!(repository.resolve(form).map(|commit| commit.to_string()), Ok(expected), "{form}, packed: {packed}");
        }
        for (a, b) in [("main", "side/x"), ("HEAD^1", "HEAD^2"), ("main", "main"), ("HEAD~2", "main")] {
            let ids = [a, b].map(|name| repository.resolve(name).unwrap());
            assert_eq!(repository.merge_base(ids[0], ids[1]).unwrap().to_string(), fixture.git(&["merge-base", a, b]), "{a} {b}");
        }
    }
}

#[test]
fn what_means_nothing_is_said() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.write("a.txt", "a");
    let first = fixture.commit("1");
    let blob = fixture.git(&["rev-parse", "HEAD:a.txt"]);
    let repository = fixture.open();
    let tree = fixture.git(&["rev-parse", "HEAD^{tree}"]);
    for (form, said) in [
        ("nowhere", "there is no revision `nowhere`"),
        ("", "is no revision"),
        ("--help", "looks like an option"),
        ("main..side", "is a range"),
        ("@{u}", "reflogs and upstreams are not read"),
        ("HEAD:a.txt", "names a file"),
        ("HEAD~1", "has no parent"),
        ("HEAD~99999999999999999999", "too large"),
        ("HEAD^^{tree}", "a number is expected"),
        ("../../etc/passwd", "is a range"),
        ("/etc/passwd", "there is no revision"),
        ("a\u{1b}[31m", "there is no revision"),
        ("0000000000000000000000000000000000000000", "there is no revision"),
        (&blob, "names a blob"),
        (&tree, "names a tree"),
    ] {
        let problem = repository.resolve(form).unwrap_err().to_string();
        assert!(problem.contains(said), "{form}: {problem}");
    }
    // Whoever may push a tag must not be able to say what a branch is.
    fixture.commit("2");
    fixture.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    fixture.git(&["tag", "origin/main", &first]);
    let problem = fixture.open().resolve("origin/main").unwrap_err().to_string();
    assert!(problem.contains("`refs/tags/origin/main` or `refs/remotes/origin/main`"), "{problem}");
}

#[test]
fn a_shallow_clone_says_how_to_deepen_it() {
    let Some(fixture) = Fixture::new() else { return };
    fixture.commit("1");
    fixture.git(&["checkout", "--quiet", "-b", "side"]);
    fixture.commit("2");
    fixture.git(&["checkout", "--quiet", "main"]);
    fixture.commit("3");
    let url = format!("file://{}", fixture.path("r").display());
    fixture.git(&["clone", "--quiet", "--depth=1", "--no-single-branch", &url, "../shallow"]);
    let shallow = open(&fixture.path("shallow")).unwrap();
    let ids = ["main", "origin/side"].map(|name| shallow.resolve(name).unwrap());
    for problem in
        [shallow.merge_base(ids[0], ids[1]).unwrap_err(), shallow.resolve("main~1").unwrap_err(), shallow.resolve("other").unwrap_err()]
    {
        let problem = problem.to_string();
        assert!(problem.contains("git fetch --unshallow") && problem.contains("fetch-depth: 0"), "{problem}");
    }
    fixture.git(&["checkout", "--quiet", "--orphan", "alone"]);
    fixture.commit("x");
    let repository = fixture.open();
    let ids = ["main", "alone"].map(|name| repository.resolve(name).unwrap());
    assert!(repository.merge_base(ids[0], ids[1]).unwrap_err().to_string().contains("unrelated"));
}
