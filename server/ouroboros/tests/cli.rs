//! The program as people and pipelines run it: formats, exit codes, what is printed where.

#![allow(clippy::disallowed_methods)] // tests may

mod common;

use common::{program, repository, run};
use insta::assert_snapshot;
use serde_json::Value;

const SHOP: &[(&str, &str)] = &[
    ("shop/__init__.py", ""),
    ("shop/models.py", "class Order: ...\n"),
    ("shop/views.py", "from shop.model import Order\nfrom shop.models.x import y\n"),
    ("shop/a.py", "from shop import b\n"),
    ("shop/b.py", "from shop import a\n"),
];

const MERGE: &[(&str, &str)] =
    &[("prices.py", "# 日本\n\ndef price():\n\tx = 1\n<<<<<<< HEAD\n\treturn 10\n=======\n\treturn 12\n>>>>>>> main\n")];

const CLEAN: &[(&str, &str)] = &[("a.py", "import os\n")];

#[test]
fn text_shows_the_lines_and_what_is_meant() {
    let ran = run(repository(SHOP).path(), &["check"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_snapshot!(ran.stdout, @r"
    shop/views.py: 2 errors
    error[L4/unresolved-import]: cannot find module `shop.model`: there is no `model` in `shop/`
     --> shop/views.py:1:6
      |
    1 | from shop.model import Order
      |      ^^^^^^^^^^
      = help: did you mean `shop.models`?

    error[L4/unresolved-import]: cannot find module `shop.models.x`: `shop/models.py` is a module, not a package, so it has no `x`
     --> shop/views.py:2:6
      |
    2 | from shop.models.x import y
      |      ^^^^^^^^^^^^^
    note: this is the module
     --> shop/models.py

    component  files  L0 existence  L1 syntax  L2 schema  L3 semantic  L4 cross-reference  L5 simulation  L6 reverse engineering
    .          5      pass          pass       pass       pass         fail (2 errors)     pass           pass

    2 errors, 0 warnings, 1 info in 5 files (1 component, 5 lines); --verbose shows the infos
    ");
}

#[test]
fn infos_are_shown_when_asked_for() {
    let shop = repository(SHOP);
    let ran = run(shop.path(), &["check", "--verbose", "shop/a.py"]);
    assert_eq!(ran.code, Some(0));
    assert_snapshot!(ran.stdout, @r"
    shop/a.py: 1 info
    info[L4/import-cycle]: import cycle: `shop/a.py` → `shop/b.py` → `shop/a.py`
     --> shop/a.py:1:18
      |
    1 | from shop import b
      |                  ^
    note: which imports `shop/a.py`
     --> shop/b.py:1:18
      |
    1 | from shop import a
      |                  ^

    component  files  L0 existence  L1 syntax  L2 schema  L3 semantic  L4 cross-reference  L5 simulation  L6 reverse engineering
    .          1      pass          pass       pass       pass         pass                pass           pass

    0 errors, 0 warnings, 1 info in 1 file (1 component, 1 line)
    ");
    let strict = run(shop.path(), &["check", "--fail-on", "info", "shop/a.py"]);
    assert_eq!((strict.code, strict.stdout), (Some(1), ran.stdout));
}

#[test]
fn related_places_have_their_own_lines() {
    assert_snapshot!(run(repository(MERGE).path(), &["check"]).stdout, @r"
    prices.py: 1 error
    error[L1/conflict-marker]: a merge conflict was left in the file: keep one side and remove the markers
     --> prices.py:5:1
      |
    5 | <<<<<<< HEAD
      | ^^^^^^^^^^^^
    note: it ends here
     --> prices.py:9:1
      |
    9 | >>>>>>> main
      | ^^^^^^^^^^^^

    component  files  L0 existence  L1 syntax       L2 schema  L3 semantic  L4 cross-reference  L5 simulation  L6 reverse engineering
    .          1      pass          fail (1 error)  pass       pass         pass                pass           pass

    1 error, 0 warnings, 0 infos in 1 file (1 component, 9 lines)
    ");
}

#[test]
fn a_clean_repository_says_so_and_passes() {
    let ran = run(repository(CLEAN).path(), &["check"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert_snapshot!(ran.stdout, @r"
    component  files  L0 existence  L1 syntax  L2 schema  L3 semantic  L4 cross-reference  L5 simulation  L6 reverse engineering
    .          1      pass          pass       pass       pass         pass                pass           pass

    0 errors, 0 warnings, 0 infos in 1 file (1 component, 1 line)
    ");
}

#[test]
fn github_gets_one_command_a_finding() {
    let shop = repository(SHOP);
    let ran = run(shop.path(), &["check", "--format", "github"]);
    assert_eq!(ran.code, Some(1));
    assert_snapshot!(ran.stdout, @r"
    ::error file=shop/views.py,line=1,endLine=1,col=6,endColumn=16,title=L4/unresolved-import::cannot find module `shop.model`: there is no `model` in `shop/`; did you mean `models`?
    ::error file=shop/views.py,line=2,endLine=2,col=6,endColumn=19,title=L4/unresolved-import::cannot find module `shop.models.x`: `shop/models.py` is a module, not a package, so it has no `x`
    ");
    let notices = run(shop.path(), &["check", "--format", "github", "-v", "shop/a.py"]).stdout;
    assert!(notices.starts_with("::notice file=shop/a.py,line=1,"), "{notices}");
}

#[test]
fn github_s_paths_start_at_the_checkout() {
    let checkout = repository(&[]);
    let part = checkout.path().join("parts/one");
    std::fs::create_dir_all(part.join(".git")).unwrap();
    std::fs::write(part.join("a.py"), "x = = 1\n").unwrap();
    let output = program(&part, &["check", "--format", "github"]).env("GITHUB_WORKSPACE", checkout.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("::error file=parts/one/a.py,line=1,"));
}

#[test]
fn sarif_has_rules_places_and_fixes() {
    let shop = repository(&[("my shop/__init__.py", ""), ("my shop/ä.py", "é = 1; x = = 2\nfrom . import sp\n"), ("my shop/spa.py", "")]);
    let ran = run(shop.path(), &["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    let run = &log["runs"][0];
    assert_eq!((&log["version"], &run["columnKind"]), (&"2.1.0".into(), &"unicodeCodePoints".into()));
    let base = run["originalUriBaseIds"]["%SRCROOT%"]["uri"].as_str().unwrap();
    assert!(base.starts_with("file:///") && base.ends_with('/'), "{base}");
    let result = &run["results"][0];
    assert_eq!(result["level"], "error");
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!((&rule["id"], &result["ruleId"]), (&"L1/syntax-error".into(), &"L1/syntax-error".into()));
    assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# L1/syntax-error"));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], serde_json::json!({ "uri": "my%20shop/%C3%A4.py", "uriBaseId": "%SRCROOT%" }));
    assert_eq!(place["region"], serde_json::json!({ "startLine": 1, "startColumn": 12, "endLine": 1, "endColumn": 13 }));
    assert_eq!(result["partialFingerprints"]["ouroboros/v1"].as_str().unwrap().len(), 16);

    let shop = repository(SHOP);
    let ran = common::run(shop.path(), &["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let result = results.iter().find(|result| !result["fixes"].is_null()).unwrap();
    assert_eq!(
        result["fixes"][0]["artifactChanges"][0]["replacements"][0],
        serde_json::json!({
            "deletedRegion": { "startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 16 },
            "insertedContent": { "text": "shop.models" },
        })
    );
    let related = results.iter().find(|result| !result["relatedLocations"].is_null()).unwrap();
    assert!(related["relatedLocations"][0]["message"]["text"].is_string());
}

#[test]
fn level_hides_what_is_above_it() {
    let shop = repository(&[("a.py", "x = = 1\n"), ("pkg/__init__.py", ""), ("b.py", "import pkg.nothing\n")]);
    let codes = |arguments: &[&str]| {
        let ran = run(shop.path(), arguments);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let codes: Vec<String> =
            report["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
        let levels = report["results"][0]["children"].as_array().unwrap().len();
        (ran.code, codes.join(" "), levels, report["statistics"]["total"].as_u64())
    };
    let all = "L1/syntax-error L4/unresolved-import".to_owned();
    assert_eq!(codes(&["check", "--format", "json"]), (Some(1), all.clone(), 7, Some(7)));
    assert_eq!(codes(&["check", "--format", "json", "--level", "l4"]), (Some(1), all, 5, Some(5)));
    assert_eq!(codes(&["check", "--format", "json", "--level", "L1"]), (Some(1), "L1/syntax-error".to_owned(), 2, Some(2)));
    assert_eq!(codes(&["check", "--format", "json", "--level", "L0"]), (Some(0), String::new(), 1, Some(1)));
}

#[test]
fn the_exit_code_follows_the_worst_finding() {
    let warning =
        repository(&[("requirements.txt", ""), ("setup.py", ""), ("a.py", &format!("x = {}1{}\n", "(".repeat(201), ")".repeat(201)))]);
    for (arguments, code) in [
        (vec!["check"], 0),
        (vec!["check", "--fail-on", "error"], 0),
        (vec!["check", "--fail-on", "warning"], 1),
        (vec!["check", "--fail-on", "info"], 1),
    ] {
        let ran = run(warning.path(), &arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}\n{}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn what_cannot_be_done_is_said_with_2() {
    let (here, other) = (repository(CLEAN), repository(CLEAN));
    let other = other.path().to_str().unwrap();
    let nowhere = here.path().join("nowhere/report.json");
    for (arguments, said) in [
        (vec!["check", "nope"], "nope: there is no such file or folder"),
        (vec!["check", ".", other], "do not belong to one root"),
        (vec!["check", "--format", "xml"], "invalid value 'xml' for '--format <FORMAT>'"),
        (vec!["check", "--level", "L9"], "`L9` is no level: L0 to L6 are"),
        (vec!["check", "--output", nowhere.to_str().unwrap()], "cannot write"),
        (vec!["explain", "broken-lnk"], "there is no rule `broken-lnk`"),
        (vec!["explain", "import-cycel"], "did you mean `import-cycle`?"),
        (vec!["explain"], "required arguments were not provided"),
        (vec!["graph", "nope"], "nope: there is no such file or folder"),
        (vec!["frobnicate"], "unrecognized subcommand 'frobnicate'"),
    ] {
        let ran = run(here.path(), &arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn an_output_file_is_written_instead() {
    let shop = repository(SHOP);
    let ran = run(shop.path(), &["check", "--format", "json", "--output", "report.json"]);
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(1), "", ""));
    let written = std::fs::read_to_string(shop.path().join("report.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&written).unwrap()["findings"].as_array().unwrap().len() > 1);
    let left: Vec<_> = std::fs::read_dir(shop.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn colour_is_for_those_who_want_it() {
    let shop = repository(SHOP);
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = program(shop.path(), arguments).envs(environment.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!coloured(&["check"], &[]), "a pipe is no terminal");
    assert!(coloured(&["check", "--color", "always"], &[]));
    assert!(coloured(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["explain", "import-cycle", "--color", "always"], &[]));
}

#[cfg(unix)]
#[test]
fn names_of_files_move_no_cursor_and_start_no_command() {
    let bad = repository(&[("a\u{1b}[2J\n::error::x,%.py", "x = = '\u{1b}]0;\u{9b}'\n")]);
    for format in ["text", "json", "sarif", "github"] {
        let ran = run(bad.path(), &["check", "--format", format]);
        assert_eq!(ran.code, Some(1), "{format}");
        if format != "github" {
            assert!(!ran.stdout.contains(['\u{1b}', '\u{9b}']), "{format}: {}", ran.stdout.escape_debug());
        }
        assert!(!ran.stdout.lines().any(|line| line.starts_with("::error::")), "{format}");
    }
    let text = run(bad.path(), &["check"]).stdout;
    assert!(text.contains("a␛[2J␊::error::x,%.py") && text.contains("'␛]0;\\u{9b}'"), "{text}");
    let github = run(bad.path(), &["check", "--format", "github"]).stdout;
    assert!(github.contains("%0A%3A%3Aerror%3A%3Ax%2C%25.py"), "{github}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let shop = repository(SHOP);
    for arguments in [&["completions", "zsh"][..], &["rules", "--format", "markdown"], &["check", "--fail-on", "error", "shop/models.py"]] {
        let mut child =
            program(shop.path(), arguments).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn graphs_for_programs_and_drawings() {
    let shop = repository(&[
        ("shop/__init__.py", ""),
        ("shop/models.py", "import os\n"),
        ("shop/views.py", "from shop.models import Order, Item\nfrom . import models\n"),
        ("docs/readme.md", "[x](y.md)\n"),
    ]);
    let graph: Value = serde_json::from_str(&run(shop.path(), &["graph", "--kind", "import"]).stdout).unwrap();
    assert_eq!(
        graph,
        serde_json::json!({
            "nodes": [
                { "id": "shop", "kind": "python", "path": "shop/__init__.py" },
                { "id": "shop.models", "kind": "python", "path": "shop/models.py" },
                { "id": "shop.views", "kind": "python", "path": "shop/views.py" },
            ],
            "edges": [
                { "from": "shop.views", "to": "shop.models", "kind": "import", "file": "shop/views.py", "line": 1 },
                { "from": "shop.views", "to": "shop.models", "kind": "import", "file": "shop/views.py", "line": 2 },
            ],
        })
    );
    let dot = run(shop.path(), &["graph", ".", "--format", "dot"]).stdout;
    assert!(dot.starts_with("digraph") && dot.matches("\"shop.views\" -> \"shop.models\";").count() == 1, "{dot}");
    let mermaid = run(shop.path(), &["graph", "--format", "mermaid", "shop/views.py"]).stdout;
    assert_eq!(mermaid, "graph LR\n  n0[\"shop.models\"]\n  n1[\"shop.views\"]\n  n1 --> n0\n");
    insta::assert_snapshot!("graphml", run(shop.path(), &["graph", "--format", "graphml"]).stdout);
}

#[test]
fn a_module_of_a_package_is_not_taken_for_the_library_of_its_name() {
    let package = [("app/__init__.py", ""), ("app/aiohttp.py", "from aiohttp.web import Request\n"), ("app/b.py", "import aiohttp\n")];
    let script = [("tool/helper.py", ""), ("tool/run.py", "import helper\n")];
    let edges = |files: &[(&str, &str)]| {
        let repository = repository(files);
        assert_eq!(run(repository.path(), &["check", "--fail-on", "warning"]).code, Some(0));
        let graph: Value = serde_json::from_str(&run(repository.path(), &["graph"]).stdout).unwrap();
        graph["edges"].as_array().unwrap().len()
    };
    assert_eq!((edges(&package), edges(&script)), (0, 1));
}

#[test]
fn a_part_with_requirements_of_its_own_is_no_project() {
    let home = repository(&[
        ("home/__init__.py", ""),
        ("home/util.py", "import typing\n"),
        ("home/lamp/__init__.py", ""),
        ("home/lamp/manifest.json", "{ \"domain\": \"lamp\", \"codeowners\": [], \"requirements\": [\"lamplib==1\"] }\n"),
        ("home/lamp/typing.py", ""),
    ]);
    let graph: Value = serde_json::from_str(&run(home.path(), &["graph"]).stdout).unwrap();
    assert!(graph["edges"].as_array().unwrap().is_empty(), "{graph}");
}

#[test]
fn modules_of_the_same_name_are_told_apart() {
    let twice = repository(&[
        ("one/setup.py", "import a\n"),
        ("one/a.py", ""),
        ("two/setup.py", ""),
        ("p/__init__.py", ""),
        ("p/__init__.pyi", ""),
    ]);
    let graph: Value = serde_json::from_str(&run(twice.path(), &["graph"]).stdout).unwrap();
    let ids: Vec<&str> = graph["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    let mut unique = ids.clone();
    unique.dedup();
    assert_eq!(ids, unique);
    assert!(ids.contains(&"p") && ids.contains(&"p/__init__.pyi"), "{ids:?}");
}

#[test]
fn rules_and_pages_are_printed() {
    let here = repository(&[]);
    let table = run(here.path(), &["rules"]).stdout;
    assert!(
        table.starts_with("code ") && table.contains("\nL4/import-cycle ") && table.contains(" info      Files import each other"),
        "{table}"
    );
    let json: Value = serde_json::from_str(&run(here.path(), &["rules", "--format", "json"]).stdout).unwrap();
    assert_eq!(json[0]["code"], oracle::rules()[0].code);
    let page = run(here.path(), &["explain", "IMPORT-CYCLE"]).stdout;
    assert!(page.starts_with("# L4/import-cycle\n"), "plain Markdown where there is no terminal");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(run(here.path(), &["completions", shell]).stdout.contains("fail-on"), "{shell}");
    }
}

#[test]
fn suppressions_end_on_the_day_that_is_asked_for() {
    let files = &[
        ("shop/__init__.py", ""),
        ("shop/a.py", "# ouroboros: ignore[L4/unresolved-import] until=2027-01-31 SHOP-12\nfrom shop import gone\n"),
    ];
    let shop = repository(files);
    let code = |day: &str| run(shop.path(), &["check", "--today", day]);
    assert_eq!(code("2027-01-31").code, Some(0));
    let after = code("2027-02-01");
    assert!(after.code == Some(1) && after.stdout.contains("this suppression ended on 2027-01-31"), "{}", after.stdout);
    let wrong = code("2027-02-30");
    assert!(wrong.code == Some(2) && wrong.stderr.contains("YYYY-MM-DD"), "{}", wrong.stderr);
}

#[test]
fn the_graph_of_names_says_what_each_stands_for() {
    let shop = repository(&[(".env.example", "SHOP_URL=http://localhost\n"), ("shop.py", "import os\n\nURL = os.environ[\"SHOP_URL\"]\n")]);
    let graph: Value = serde_json::from_str(&run(shop.path(), &["graph", "--kind", "name"]).stdout).unwrap();
    let definition = &graph["definitions"][0];
    assert_eq!((&definition["namespace"], &definition["name"], &definition["line"]), (&"env".into(), &"SHOP_URL".into(), &1.into()));
    let reference = &graph["references"][0];
    assert_eq!((&reference["file"], &reference["line"]), (&"shop.py".into(), &3.into()));
    assert_eq!(reference["to"][0]["file"], ".env.example");
    assert_eq!((&graph["edges"][0]["kind"], &graph["edges"][0]["to"]), (&"name".into(), &".env.example".into()));
}
