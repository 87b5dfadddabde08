//! `init --from`: the contracts of other tools, and that the next check judges by them as those tools did.

#![allow(clippy::disallowed_methods)] // tests may

mod common;

use std::path::Path;

use common::{repository, run};
use serde_json::Value;

/// The DNA that is made, and what is said on standard error.
#[track_caller]
fn adopted(root: &Path, tool: &str) -> (String, Vec<String>) {
    let ran = run(root, &["init", "--from", tool]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let dna = std::fs::read_to_string(root.join("ouroboros.dna.yaml")).expect("it is written");
    // The folder's name is another one each time.
    let named = dna.lines().find(|line| line.starts_with("name: ")).expect("it has a name").to_owned();
    let dna = dna.replace(&named, "name: \"shop\"");
    let lost: Vec<String> = ran.stderr.lines().map(str::to_owned).collect();
    for line in &lost {
        assert!(dna.contains(&format!("# - {line}\n")), "what is said is in the DNA, too: {line}\n{dna}");
    }
    (dna, lost)
}

/// What the next check finds, but for what L6 tells of the whole; the DNA itself has no mistake.
#[track_caller]
fn found(root: &Path) -> Vec<String> {
    let ran = run(root, &["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr));
    let findings = report["findings"].as_array().expect("there are findings").iter();
    let said = findings.filter(|finding| !finding["code"].as_str().unwrap().starts_with("L6/")).map(|finding| {
        let (path, code) = (finding["path"].as_str().unwrap(), finding["code"].as_str().unwrap());
        format!("{path}:{} {code}", finding["range"]["start"]["line"])
    });
    let said: Vec<String> = said.collect();
    assert!(!said.iter().any(|line| line.starts_with("ouroboros.dna.yaml")), "{said:?}");
    said
}

/// A repository with `shop` in `src`, each module a package with these lines.
fn shop<'a>(config: (&'a str, &'a str), modules: &'a [(&'a str, &'a str)]) -> tempfile::TempDir {
    let mut files = vec![config, ("src/shop/__init__.py", "")];
    files.extend_from_slice(modules);
    repository(&files)
}

const TACH: &str = r#"
source_roots = ["src"]
layers = ["top", "low"]
forbid_circular_dependencies = false

[[modules]]
path = "shop.api"
layer = "top"
depends_on = []

[[modules]]
path = "shop.pages"
layer = "top"

[[modules]]
path = "shop.store"
layer = "low"

[[modules]]
path = "shop.free"
depends_on = ["shop.store", { path = "shop.old", deprecated = true }]

[[modules]]
path = "shop.old"
depends_on = []

[[modules]]
path = "shop.util"
utility = true

[[modules]]
path = "shop.gone"

[[interfaces]]
expose = ["load"]
from = ["shop.store"]
"#;

#[test]
fn of_tach() {
    let shop = shop(
        ("tach.toml", TACH),
        &[
            ("src/shop/api/__init__.py", "import shop.store\nimport shop.pages\nimport shop.free\nimport shop.util\nimport shop.rest\n"),
            ("src/shop/pages/__init__.py", "import shop.api\nimport shop.store\nimport shop.free\n"),
            ("src/shop/store/__init__.py", "import shop.api\nimport shop.free\n"),
            ("src/shop/free/__init__.py", "import shop.old\nimport shop.store\nimport shop.api\n"),
            ("src/shop/old/__init__.py", "import shop.util\nimport shop.store\n"),
            ("src/shop/util.py", ""),
            ("src/shop/rest.py", "import shop.api\n"),
        ],
    );
    let (dna, lost) = adopted(shop.path(), "tach");
    insta::assert_snapshot!("tach", dna);
    assert!(lost.iter().any(|line| line.starts_with("tach.toml:32: ") && line.contains("shop.gone")), "{lost:#?}");
    // As `tach check` says: its errors, and its deprecated one.
    assert_eq!(
        found(shop.path()).into_iter().filter(|line| !line.ends_with("L4/import-cycle")).collect::<Vec<_>>(),
        [
            "src/shop/api/__init__.py:2 L4/denied-dependency",
            "src/shop/api/__init__.py:3 L4/denied-dependency",
            "src/shop/free/__init__.py:1 L4/deprecated-dependency",
            "src/shop/free/__init__.py:3 L4/denied-dependency",
            "src/shop/old/__init__.py:2 L4/denied-dependency",
            "src/shop/store/__init__.py:1 L4/layer-violation",
        ]
    );
}

const CONTRACTS: &str = r#"
[tool.importlinter]
root_packages = ["shop"]

[[tool.importlinter.contracts]]
name = "Layers"
type = "layers"
layers = ["shop.api", "shop.orders | shop.billing", "(shop.gone)", "shop.store"]
ignore_imports = ["shop.store.legacy -> shop.api"]

[[tool.importlinter.contracts]]
id = "no-sql"
name = "Pages know no SQL"
type = "forbidden"
source_modules = ["shop.pages"]
forbidden_modules = ["shop.store", "django"]

[[tool.importlinter.contracts]]
name = "Alone"
type = "independence"
modules = ["shop.one", "shop.two"]

[[tool.importlinter.contracts]]
name = "Kept"
type = "protected"
protected_modules = ["shop.secret"]
allowed_importers = ["shop.api"]

[[tool.importlinter.contracts]]
name = "Private"
type = "private_modules"
packages_with_private_modules = ["shop"]
"#;

const MODULES: [(&str, &str); 12] = [
    ("src/shop/api/__init__.py", "import shop.orders\nimport shop.secret\n"),
    ("src/shop/orders/__init__.py", "import shop.store\nimport shop.billing\n"),
    ("src/shop/billing/__init__.py", "import shop.between\n"),
    // The way up leads through a module that is in no layer.
    ("src/shop/between.py", "import shop.api\n"),
    ("src/shop/store/__init__.py", "\nimport shop.orders\n"),
    ("src/shop/store/legacy.py", "import shop.api\n"),
    ("src/shop/pages.py", "import shop.helper\n"),
    ("src/shop/helper.py", "import shop.store\nimport shop.secret\n"),
    ("src/shop/one.py", "import shop.two\n"),
    ("src/shop/two.py", ""),
    ("src/shop/secret.py", ""),
    ("README.md", "# Shop\n"),
];

/// As `lint-imports` says of these modules: five broken contracts' lines.
const BROKEN: [&str; 6] = [
    "src/shop/billing/__init__.py:1 L4/forbidden-chain",
    "src/shop/helper.py:2 L4/denied-dependency",
    "src/shop/one.py:1 L4/denied-dependency",
    "src/shop/orders/__init__.py:2 L4/denied-dependency",
    "src/shop/pages.py:1 L4/forbidden-chain",
    "src/shop/store/__init__.py:2 L4/denied-dependency",
];

#[test]
fn of_import_linter() {
    let shop = shop(("pyproject.toml", CONTRACTS), &MODULES);
    let (dna, lost) = adopted(shop.path(), "import-linter");
    insta::assert_snapshot!("import-linter", dna);
    assert!(lost.iter().any(|line| line.contains("django")) && lost.iter().any(|line| line.contains("private_modules")), "{lost:#?}");
    let found: Vec<String> = found(shop.path()).into_iter().filter(|line| !line.ends_with("L4/import-cycle")).collect();
    assert_eq!(found, BROKEN);
}

#[test]
fn of_import_linter_in_an_ini_file() {
    let config = "[importlinter]\nroot_package = shop\n\n# A comment.\n[importlinter:contract:layers]\nname = Layers\ntype = layers\nlayers =\n    shop.api\n    \
                  shop.orders | shop.billing\n    shop.store\nignore_imports =\n    shop.store.legacy -> shop.api\n\n[importlinter:contract:no-sql]\nname = \
                  Pages know no SQL\ntype = forbidden\nsource_modules = shop.pages\nforbidden_modules = shop.store\n\n[importlinter:contract:alone]\nname = \
                  Alone\ntype = independence\nmodules =\n    shop.one\n    shop.two\n";
    let shop = shop((".importlinter", config), &MODULES);
    adopted(shop.path(), "import-linter");
    let expected: Vec<&str> = BROKEN.into_iter().filter(|line| !line.contains("helper")).collect();
    let found: Vec<String> = found(shop.path()).into_iter().filter(|line| !line.ends_with("L4/import-cycle")).collect();
    assert_eq!(found, expected);
}

const CRUISER: &str = r#"
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'warn', comment: 'circles', from: {}, to: { circular: true } },
    {
      name: 'store-is-low',
      comment: 'The store ' + "knows nobody",
      severity: 'error',
      from: { path: '^src/store/' },
      to: { path: '^src/(api|pages)/' },
    },
    { name: 'only-by-api', severity: 'error', from: { pathNot: ['^src/api/', '^src/secret/'] }, to: { path: '^src/secret/' } },
    { name: 'no-orphans', severity: 'info', from: { orphan: true, pathNot: '\\.d\\.ts$' }, to: {} },
    { name: 'own-folder', severity: 'error', from: { path: '^src/([^/]+)/' }, to: { path: '^src/', pathNot: '^src/$1/' } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, exclude: { path: 'generated' } },
};
"#;

#[test]
fn of_dependency_cruiser() {
    let modules = [
        (".dependency-cruiser.cjs", CRUISER),
        ("src/store/index.ts", "import '../api/routes';\nexport const load = 1;\n"),
        ("src/api/routes.ts", "import { key } from '../secret/key';\nexport const x = key;\n"),
        ("src/pages/home.ts", "import { key } from '../secret/key';\nimport { load } from '../store';\nexport const y = key + load;\n"),
        ("src/secret/key.ts", "import { more } from './more';\nexport const key = more;\n"),
        ("src/secret/more.ts", "export const more = 1;\n"),
        ("src/main.ts", "import { key } from './secret/key';\nimport './pages/home';\nconsole.log(key);\n"),
    ];
    let shop = repository(&modules);
    let (dna, lost) = adopted(shop.path(), "dependency-cruiser");
    insta::assert_snapshot!("dependency-cruiser", dna);
    assert!(lost.iter().any(|line| line.starts_with(".dependency-cruiser.cjs:14: ") && line.contains("orphan")), "{lost:#?}");
    assert_eq!(
        found(shop.path()),
        ["src/main.ts:1 L4/denied-dependency", "src/pages/home.ts:1 L4/denied-dependency", "src/store/index.ts:1 L4/denied-dependency"]
    );
}

#[test]
fn several_rules_about_one_code_are_one_severity() {
    let config = r#"{ "forbidden": [
        { "name": "circles", "severity": "warn", "from": {}, "to": { "circular": true } },
        { "name": "unknown", "severity": "info", "from": {}, "to": { "dependencyTypes": ["unknown"] } },
        { "name": "no-package", "severity": "error", "from": {}, "to": { "dependencyTypes": ["npm-no-pkg"] } },
        { "name": "circles-of-code", "severity": "error", "from": { "path": "^src" }, "to": { "circular": true } },
        { "name": "unresolved", "severity": "error", "from": {}, "to": { "couldNotResolve": true } },
        { "name": "unresolved-too", "severity": "info", "from": {}, "to": { "couldNotResolve": true } }
    ] }"#;
    let folder = repository(&[(".dependency-cruiser.json", config), ("src/a.ts", "import './gone';\n")]);
    let (dna, _) = adopted(folder.path(), "dependency-cruiser");
    let severity = "  severity:\n    L4/import-cycle: error\n    L4/undeclared-dependency: error\n    L4/unresolved-import: error\n  #";
    assert!(dna.contains(severity), "{dna}");
    // A key that stands twice would be a mistake of the DNA; what is not resolved was known.
    assert_eq!(found(folder.path()), [] as [String; 0]);
}

#[test]
fn what_cannot_be_read_says_where() {
    for (tool, name, text, said) in [
        ("tach", "tach.toml", "source_roots = [\".\"\n[[modules]]\n", "tach.toml:1: "),
        ("tach", "other.toml", "", "there is nothing to take over: looked for tach.toml, pyproject.toml in "),
        ("tach", "pyproject.toml", "[tool.black]\nline-length = 100\n", "there is nothing to take over"),
        ("import-linter", ".importlinter", "root_package = shop\n", ".importlinter:1: "),
        ("import-linter", "setup.cfg", "[metadata]\nname = shop\n", "there is nothing to take over"),
        ("dependency-cruiser", ".dependency-cruiser.json", "{\"forbidden\": [}", ".dependency-cruiser.json:1: "),
        (
            "dependency-cruiser",
            ".dependency-cruiser.js",
            "const base = require('./base');\nmodule.exports = base;\n",
            ".dependency-cruiser.js:1: this is code, which is not run",
        ),
        (
            "dependency-cruiser",
            ".dependency-cruiser.js",
            "module.exports = {\n  forbidden: [\n    ...shared,\n  ],\n};\n",
            ".dependency-cruiser.js:3: expected data here",
        ),
    ] {
        let folder = repository(&[(name, text)]);
        let ran = run(folder.path(), &["init", "--from", tool]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{name}");
        assert!(ran.stderr.contains(said), "{name}: {}", ran.stderr);
        assert!(!folder.path().join("ouroboros.dna.yaml").exists(), "{name}: nothing is written");
    }
}

#[test]
fn nothing_outside_of_the_root_is_looked_at() {
    let config = "source_roots = [\"../..\", \"/\"]\n[[modules]]\npath = \"etc\"\n[[modules]]\npath = \"/etc\"\n";
    let folder = repository(&[("tach.toml", config), ("a.py", "")]);
    let (dna, lost) = adopted(folder.path(), "tach");
    assert!(!dna.contains("components:"), "{dna}");
    assert_eq!(lost.iter().filter(|line| line.contains("is in none of the source roots")).count(), 2, "{lost:#?}");
}
