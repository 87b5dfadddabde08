//! The formats for machines: each well-formed, whatever the repository is called.

use insta::assert_snapshot;
use serde_json::Value;

use super::common::{program, repository, run};

const SHOP: &[(&str, &str)] = &[
    ("shop/__init__.py", ""),
    ("shop/models.py", "class Order: ...\n"),
    ("shop/views.py", "from shop.model import Order\nfrom shop.models.x import y\n"),
    ("shop/a.py", "from shop import b\n"),
    ("shop/b.py", "from shop import a\n"),
    ("web/package.json", "{ \"name\": \"web\" }\n"),
    ("web/a.md", "[x](#nope)\n"),
];

#[test]
fn compact_is_one_line_a_finding() {
    let shop = repository(SHOP);
    let ran = run(shop.path(), &["check", "--format", "compact"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @r"
    shop/views.py:1:6: error[L4/unresolved-import] cannot find module `shop.model`: there is no `model` in `shop/`; did you mean `models`?
    shop/views.py:2:6: error[L4/unresolved-import] cannot find module `shop.models.x`: `shop/models.py` is a module, not a package, so it has no `x`
    web/a.md:1:5: warning[L4/broken-anchor] no heading of this document has the anchor `#nope`
    ");
    let infos = run(shop.path(), &["check", "--format", "compact", "-v", "shop/a.py"]).stdout;
    assert!(infos.starts_with("shop/a.py:1:18: info[L4/import-cycle] "), "{infos}");
    assert_eq!(run(shop.path(), &["check", "--format", "compact", "shop/models.py"]).stdout, "");
}

#[test]
fn junit_fails_where_the_check_does() {
    let shop = repository(SHOP);
    let ran = run(shop.path(), &["check", "--format", "junit"]);
    assert_snapshot!(ran.stdout, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites>
      <testsuite id="0" name="." package="ouroboros" tests="8" failures="2" errors="0" time="0" timestamp="1970-01-01T00:00:00" hostname="localhost">
        <properties/>
        <testcase classname="." name="L0 existence" time="0"/>
        <testcase classname="." name="L1 syntax" time="0"/>
        <testcase classname="." name="L2 schema" time="0"/>
        <testcase classname="." name="L3 semantic" time="0"/>
        <testcase classname="." name="L5 simulation" time="0"/>
        <testcase classname="." name="L6 reverse engineering" time="0"/>
        <testcase classname="shop/views.py" name="L4/unresolved-import at 1:6" time="0">
          <failure type="L4/unresolved-import" message="cannot find module `shop.model`: there is no `model` in `shop/`; did you mean `models`?">shop/views.py:1:6: cannot find module `shop.model`: there is no `model` in `shop/`; did you mean `models`?</failure>
        </testcase>
        <testcase classname="shop/views.py" name="L4/unresolved-import at 2:6" time="0">
          <failure type="L4/unresolved-import" message="cannot find module `shop.models.x`: `shop/models.py` is a module, not a package, so it has no `x`">shop/views.py:2:6: cannot find module `shop.models.x`: `shop/models.py` is a module, not a package, so it has no `x`</failure>
        </testcase>
        <system-out/>
        <system-err/>
      </testsuite>
      <testsuite id="1" name="web" package="ouroboros" tests="7" failures="0" errors="0" time="0" timestamp="1970-01-01T00:00:00" hostname="localhost">
        <properties/>
        <testcase classname="web" name="L0 existence" time="0"/>
        <testcase classname="web" name="L1 syntax" time="0"/>
        <testcase classname="web" name="L2 schema" time="0"/>
        <testcase classname="web" name="L3 semantic" time="0"/>
        <testcase classname="web" name="L4 cross-reference" time="0"/>
        <testcase classname="web" name="L5 simulation" time="0"/>
        <testcase classname="web" name="L6 reverse engineering" time="0"/>
        <system-out/>
        <system-err/>
      </testsuite>
    </testsuites>
    "#);
    let count = |arguments: &[&str], what: &str| run(shop.path(), arguments).stdout.matches(what).count();
    assert_eq!(count(&["check", "--format", "junit", "--fail-on", "warning"], "<failure "), 3);
    assert_eq!(count(&["check", "--format", "junit", "shop/models.py"], "<failure "), 0);
    assert!(count(&["check", "--format", "junit", "shop/models.py"], "<testcase ") > 0);
    assert_eq!(count(&["check", "--format", "junit", "--level", "L0"], "<testcase "), 2);
    let empty = repository(&[]);
    assert_eq!(run(empty.path(), &["check", "--format", "junit"]).stdout.matches("<testcase ").count(), 1);
}

#[test]
fn gitlab_gets_issues_with_stable_fingerprints() {
    let shop = repository(SHOP);
    let issues = |folder: &std::path::Path| -> Vec<Value> {
        let ran = program(folder, &["check", "--format", "gitlab"]).env("CI_PROJECT_DIR", shop.path()).output().unwrap();
        serde_json::from_slice(&ran.stdout).unwrap()
    };
    let first = issues(shop.path());
    let severities: Vec<&str> = first.iter().map(|issue| issue["severity"].as_str().unwrap()).collect();
    assert_eq!(severities, ["info", "major", "major", "minor"]);
    assert_eq!(first[1]["location"], serde_json::json!({ "path": "shop/views.py", "lines": { "begin": 1, "end": 1 } }));
    let prints = |issues: &[Value]| -> Vec<String> { issues.iter().map(|issue| issue["fingerprint"].to_string()).collect() };
    let mut unique = prints(&first);
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), first.len());

    // Moved down by two lines, an issue is the same issue.
    std::fs::write(shop.path().join("shop/views.py"), format!("import os\n\n{}", SHOP[2].1)).unwrap();
    let moved = issues(shop.path());
    assert_eq!((prints(&first), &moved[1]["location"]["lines"]["begin"]), (prints(&moved), &Value::from(3)));

    // Paths start at the checkout.
    std::fs::create_dir(shop.path().join("web/.git")).unwrap();
    assert_eq!(issues(&shop.path().join("web"))[0]["location"]["path"], "web/a.md");
    assert_eq!(run(repository(&[]).path(), &["check", "--format", "gitlab"]).stdout, "[]\n");
}

#[test]
fn statistics_count_by_rule() {
    let shop = repository(SHOP);
    let ran = run(shop.path(), &["check", "--statistics"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @r"
        2  L4/unresolved-import  error    An import names a module that does not exist.
        1  L4/broken-anchor      warning  A link's fragment names no heading of the document it leads to.
        1  L4/import-cycle       info     Files import each other in a circle.
    4 findings
    ");
    let json: Value = serde_json::from_str(&run(shop.path(), &["check", "--statistics", "--format", "json"]).stdout).unwrap();
    assert_eq!(json[0], serde_json::json!({ "code": "L4/unresolved-import", "count": 2, "severity": "error" }));
    let refused = run(shop.path(), &["check", "--statistics", "--format", "junit"]);
    assert_eq!((refused.code, refused.stderr.as_str()), (Some(2), "ouroboros: --statistics is written as text or json\n"));
}

#[cfg(unix)]
#[test]
fn names_of_files_break_out_of_no_format() {
    let name = "a\u{1b}[2J\n\"]]><x y='&%.py";
    let bad = repository(&[(name, "x = = 1\n")]);
    for format in ["gitlab", "junit", "compact"] {
        let ran = run(bad.path(), &["check", "--format", format]);
        assert_eq!(ran.code, Some(1), "{format}");
        assert!(!ran.stdout.contains('\u{1b}'), "{format}: {}", ran.stdout.escape_debug());
    }
    let issues: Value = serde_json::from_str(&run(bad.path(), &["check", "--format", "gitlab"]).stdout).unwrap();
    assert_eq!(issues[0]["location"]["path"], name);
    let junit = run(bad.path(), &["check", "--format", "junit"]).stdout;
    assert!(junit.contains("classname=\"a␛[2J␊&quot;]]&gt;&lt;x y=&#39;&amp;%.py\""), "{junit}");
    let compact = run(bad.path(), &["check", "--format", "compact"]).stdout;
    assert_eq!((compact.lines().count(), compact.starts_with("a␛[2J␊\"]]><x y='&%.py:1:5: error[")), (1, true), "{compact}");
}
