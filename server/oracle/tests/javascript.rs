//! The examples on the rules' pages about JavaScript, and what findings say and how they are mended.

use std::sync::Arc;

use oracle::page::examples;
use oracle::{Host, Rendered, Severity};
use workspace::MemoryFileSystem;

fn check(files: &[(String, String)]) -> Vec<(String, Rendered)> {
    let system = MemoryFileSystem::new();
    for (path, text) in files {
        system.write(std::path::Path::new("/fixture").join(path), text.as_bytes());
    }
    let mut host = Host::with_system(Arc::new(system), None);
    let root = host.open_root(std::path::Path::new("/fixture"));
    let snapshot = host.snapshot();
    let mut out = Vec::new();
    for (path, _) in files {
        let file = snapshot.file(root, &workspace::RelPath::new(path)).expect("the file was just written");
        out.extend(snapshot.findings(file).expect("nobody writes").into_iter().map(|found| (path.clone(), found)));
    }
    out
}

fn files(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn examples_of_the_pages_hold() {
    for code in ["L4/unresolved-import", "L4/undeclared-dependency", "L4/unused-dependency"] {
        let page = oracle::rule(code).expect("a rule").page;
        let (_, about) = page.split_once("## JavaScript and TypeScript").expect("a part about JavaScript");
        let examples = examples(about);
        assert!(!examples.is_empty(), "{code}");
        for example in examples {
            let mut found: Vec<_> =
                check(&example.files).into_iter().map(|(path, found)| (path, found.start.line + 1, found.code.to_owned())).collect();
            found.sort();
            assert_eq!(found, example.expected, "{code}: {}", example.title);
        }
    }
}

#[test]
fn a_missing_module_says_where_it_was_looked_for_and_is_mended() {
    let found = check(&files(&[
        ("src/a.ts", "import './Buton.js';\nimport './button';\nimport './folder';\nimport './fold/x';\n"),
        ("src/Button.ts", ""),
        ("src/folder/x.ts", ""),
    ]));
    let said: Vec<_> = found.iter().map(|(_, found)| found.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "cannot find `./Buton.js`: looked for `Buton.js`, `Buton.ts`, `Buton.tsx` in `src/`; did you mean `Button`?",
            "cannot find `./button`: looked for `button.ts`, `button.tsx`, …, `button/index.ts` in `src/`; names are compared exactly, and there is `Button`",
            "cannot find `./folder`: `folder` is a folder without an index file in `src/`",
            "cannot find `./fold/x`: there is no folder `fold` in `src/`; did you mean `folder`?",
        ]
    );
    let texts: Vec<_> = found.iter().flat_map(|(_, found)| &found.fixes).map(|fix| fix.title.as_str()).collect();
    assert_eq!(texts, ["Change to `./Button.js`", "Change to `./Button`", "Change to `./folder/x`"]);
}

#[test]
fn types_alone_are_worth_an_info() {
    let found = check(&files(&[("a.ts", "import type { A } from 'x';\nimport { b } from 'y';\n"), ("package.json", "{}\n")]));
    let severities: Vec<_> = found.iter().map(|(_, found)| found.severity).collect();
    assert_eq!(severities, [Severity::Info, Severity::Warning]);
}

#[test]
fn a_module_for_every_loader_requires_nothing_for_certain() {
    let found = check(&files(&[
        ("package.json", r#"{"dependencies": {"left": "1"}}"#),
        (
            "lib/universal.js",
            "(function (f) {\n  if (typeof exports === 'object') f(require('jquery'));\n  else f(jQuery);\n})(function ($) {});\n",
        ),
        ("src/main.js", "import 'left';\nconst x = require('right');\n"),
    ]));
    let codes: Vec<_> = found.iter().map(|(path, finding)| (path.as_str(), finding.code)).collect();
    assert_eq!(codes, [("src/main.js", "L4/undeclared-dependency")]);
}

#[test]
fn what_typescript_becomes_and_what_templates_name_is_not_missed() {
    let found = check(&files(&[
        ("a/package.json", r#"{"main": "server/index.js"}"#),
        ("a/server/index.ts", "export {};\n"),
        ("b/package.json", r#"{"main": "server/index.js"}"#),
        ("templates/c/tsconfig.json", r#"{"extends": "./tsconfig.base.json"}"#),
    ]));
    let codes: Vec<_> = found.iter().map(|(path, finding)| (path.as_str(), finding.code)).collect();
    assert_eq!(codes, [("b/package.json", "L0/missing-file")]);
}
