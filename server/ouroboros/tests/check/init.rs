//! `init`: an old repository starts green, and what it declares holds.

use insta::assert_snapshot;

use super::common::{repository, run};

#[test]
fn an_old_repository_starts_green() {
    let old = repository(&[("a.py", "x = = 1\n"), ("b.md", "[x](nope.md) [y](#nope)\n")]);
    let ran = run(old.path(), &["init", "--minimal"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let said = ran.stdout.split_once('\n').unwrap().1;
    assert_snapshot!(said, @r"
      ouroboros.dna.yaml: the DNA, with nothing but settings yet
      ouroboros.baseline.jsonl: 3 findings in 2 files that fail nothing from now on

    Next:
      Commit both files, and run `ouroboros check` in CI: it is green, and only what is new fails.
      Whoever mends something that is known runs `ouroboros check --prune-baseline`: the baseline only shrinks.
      Declare `components` and `layers` in the DNA as you go: `ouroboros explain layer-violation` shows how.
    ");
    let checked = run(old.path(), &["check", "--fail-on", "warning"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""), "{}", checked.stdout);
    std::fs::write(old.path().join("c.py"), "y = = 1\n").unwrap();
    assert_eq!(run(old.path(), &["check"]).code, Some(1));

    let again = run(old.path(), &["init", "--minimal"]);
    assert_eq!(
        (again.code, again.stderr.contains("ouroboros.dna.yaml is there already: nothing was written")),
        (Some(2), true),
        "{}",
        again.stderr
    );
}

#[test]
fn a_clean_one_needs_no_baseline() {
    let clean = repository(&[("a.py", "x = 1\n"), ("dna/x.txt", "")]);
    let ran = run(clean.path(), &["init", "--minimal", "."]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stdout.contains("no baseline: there is nothing that fails"), "{}", ran.stdout);
    let written: Vec<_> = std::fs::read_dir(clean.path().join("dna")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(written.iter().any(|name| name.to_string_lossy().ends_with(".dna.yaml")), "{written:?}");
    assert!(!clean.path().join("ouroboros.baseline.jsonl").exists());
    assert_eq!(run(clean.path(), &["check"]).code, Some(0));
}

#[test]
fn nothing_is_overwritten() {
    for there in ["ouroboros.dna.yaml", "ouroboros.baseline.jsonl"] {
        let folder = repository(&[("a.py", "x = = 1\n"), (there, "mine\n")]);
        let ran = run(folder.path(), &["init", "--minimal"]);
        assert_eq!((ran.code, ran.stderr.contains("nothing was written")), (Some(2), true), "{}", ran.stderr);
        assert_eq!(std::fs::read_to_string(folder.path().join(there)).unwrap(), "mine\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    }
    let ran = run(repository(&[]).path(), &["init"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "nothing is nothing to declare");
}

#[test]
fn the_parts_that_imports_show_are_declared_and_hold() {
    let shop = repository(&[
        ("pyproject.toml", "[project]\nname = \"shop\"\nversion = \"1.0\"\n"),
        ("shop/__init__.py", ""),
        ("shop/api/__init__.py", "from shop.orders import place\n"),
        ("shop/orders/__init__.py", "from shop.store.db import load\n\n\ndef place(): ...\n"),
        ("shop/store/__init__.py", ""),
        ("shop/store/db.py", "def load(): ...\n"),
        ("shop/billing/__init__.py", "import shop.orders\n"),
        ("tests/test_api.py", "import shop.api\n"),
    ]);
    let ran = run(shop.path(), &["init"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let dna = std::fs::read_to_string(shop.path().join("ouroboros.dna.yaml")).unwrap();
    let parts = dna.split_once("components:\n").unwrap().1.split_once("\n\n").unwrap().0;
    assert_snapshot!(parts, @r"
      api: { path: shop/api, uses: [orders] }
      billing: { path: shop/billing, uses: [orders] }
      orders: { path: shop/orders, uses: [store] }
      store: { path: shop/store, uses: [] }
    ");
    let checked = run(shop.path(), &["check", "--fail-on", "info", "--verbose"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""), "{}", checked.stdout);

    // What drifts from then on is found with its line.
    std::fs::write(shop.path().join("shop/store/db.py"), "from shop.api import x\n\n\ndef load(): ...\n").unwrap();
    let checked = run(shop.path(), &["check", "--format", "compact", "--verbose"]);
    assert!(checked.stdout.contains("shop/store/db.py:1:22: error[L4/denied-dependency]"), "{}", checked.stdout);
    assert!(checked.stdout.contains("info[L6/divergent-dependency]"), "{}", checked.stdout);
    let map = run(shop.path(), &["map"]);
    assert!(map.stdout.contains("linkStyle") && map.stdout.contains("1 import"), "{}{}", map.stdout, map.stderr);
    let why = run(shop.path(), &["why", "billing", "store"]);
    assert_snapshot!(why.stdout, @r"
    billing depends on store from 1 file

      shop/billing/__init__.py:1 -> shop/orders/__init__.py
      shop/orders/__init__.py:1 -> shop/store/db.py
    ");
    assert_eq!(run(shop.path(), &["why", "orders", "billing"]).code, Some(1));
    let unknown = run(shop.path(), &["why", "order", "store"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("did you mean `orders`?"), "{}", unknown.stderr);
}
