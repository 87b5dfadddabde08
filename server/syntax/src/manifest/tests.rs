//! Manifests as people write them, and what is understood of them.

use workspace::RelPath;

use crate::{DependencyKind, Facts, Flags, Manifest, Namespace, Options, extract_text};

/// What a manifest says, in the form the tests compare.
struct Seen {
    facts: Facts,
    manifest: Manifest,
    /// `name kind group`, checked to lie where their ranges say.
    dependencies: Vec<String>,
    /// `role name` of each path, with `*` for globs, `/` for folders, `!` for built ones.
    paths: Vec<String>,
    problems: usize,
}

fn read(path: &str, text: &str) -> Seen {
    let (facts, ranges) = extract_text(&RelPath::new(path), text, Options::default());
    let manifest = facts.manifest.as_deref().cloned().unwrap_or_default();
    let mut dependencies = Vec::new();
    for one in &manifest.dependencies {
        let written = &text[ranges.span(one.span).range()];
        let known = [super::pep508::normalise(written), written.to_owned()];
        assert!(
            known.iter().any(|known| *known == one.name || one.alias.as_ref().is_some_and(|alias| known == alias)),
            "{written}: {one:?}"
        );
        dependencies.push(format!("{} {:?} {}", one.name, one.kind, one.group.as_deref().unwrap_or("-")));
    }
    let mut paths = Vec::new();
    for reference in facts.references.iter().filter(|reference| reference.namespace == Namespace::FILE) {
        let marks = [(Flags::GLOB, "*"), (Flags::FOLDER, "/"), (Flags::BUILT, "!")];
        let marks: String = marks.iter().filter(|(flag, _)| reference.flags.has(*flag)).map(|(_, mark)| *mark).collect();
        paths.push(format!("{} {}{}{marks}", reference.role, reference.name, if marks.is_empty() { "" } else { " " }));
    }
    Seen { facts: facts.clone(), manifest, dependencies, paths, problems: ranges.problems.len() }
}

/// Modules that entry points name.
fn modules(seen: &Seen) -> Vec<String> {
    let modules = seen.facts.references.iter().filter(|reference| reference.namespace == Namespace::PYTHON_MODULE);
    modules.map(|reference| format!("{}:{}", reference.name, reference.member.as_deref().unwrap_or(""))).collect()
}

#[test]
fn pyproject_standard_tables() {
    let seen = read(
        "pyproject.toml",
        r#"
[build-system]
requires = ["hatchling>=1.0", "hatch-vcs"]
[project]
name = "Real.App"
requires-python = ">=3.10,<4"
dynamic = ["version"]
readme = {file = "README.md", content-type = "text/markdown"}
license = {file = "LICENSE"}
license-files = ["LICEN[CS]E*"]
dependencies = ["Requests_X[socks]>=2", 'uvicorn ; python_version<"3.12"', "a @ https://x.y/z"]
optional-dependencies.dev = ["pytest"]
[project.scripts]
app = "real.cli:main.run"
[project.entry-points."x.y"]
plug = "real.plugin [extra]"
[dependency-groups]
test = ["coverage", {include-group = "lint"}]
lint = ["ruff"]
[tool.hatch.build.targets.wheel]
packages = ["src/real"]
artifacts = ["src/real/_gen.py", "*_pb2.py", "*.so"]
[tool.hatch.build.hooks.vcs]
version-file = "src/real/_version.py"
[tool.uv.workspace]
members = ["packages/*"]
exclude = ["packages/old"]
[tool.uv.sources]
requests-x = { path = "../rx", editable = true }
[tool.pytest.ini_options]
pythonpath = "src tests"
"#,
    );
    assert_eq!(seen.problems, 0);
    assert_eq!(
        seen.dependencies,
        [
            "requests-x Normal -",
            "uvicorn Normal -",
            "a Normal -",
            "pytest Optional dev",
            "hatchling Build -",
            "hatch-vcs Build -",
            "coverage Dev test",
            "ruff Dev lint",
        ]
    );
    assert_eq!(
        seen.paths,
        [
            "readme README.md",
            "license LICENSE",
            "license-files LICEN[CS]E* *",
            "packages src/real /",
            "members packages/* */",
            "path ../rx /",
        ]
    );
    assert_eq!(modules(&seen), ["real.cli:main", "real.plugin:"]);
    let manifest = &seen.manifest;
    assert_eq!((manifest.name.as_deref(), manifest.python, manifest.complete), (Some("Real.App"), Some((3, 10)), true));
    assert_eq!(manifest.source_roots, ["src", "tests"]);
    assert_eq!(manifest.provided, ["real._version", "real._gen", "**.*_pb2"]);
    assert_eq!(manifest.dependencies[0].path.as_deref(), Some("../rx"));
    assert_eq!((&manifest.members[..], &manifest.excluded[..]), (&["packages/*".into()][..], &["packages/old".into()][..]));
}

#[test]
fn pyproject_of_poetry_and_setuptools() {
    let seen = read(
        "pyproject.toml",
        r#"
[tool.poetry]
name = "thing"
readme = ["README.md", "CHANGES.md"]
packages = [{include = "thing", from = "lib"}, {include = "other"}]
[tool.poetry.dependencies]
python = "^3.8"
Django = {version = "*", optional = true}
near = {path = "../near", develop = true}
many = [{version = "1", python = "<3.9"}, {version = "2"}]
[tool.poetry.group.test.dependencies]
pytest = "*"
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.scripts]
run = "thing.app:run"
"#,
    );
    assert_eq!(seen.dependencies, ["django Optional -", "near Normal -", "many Normal -", "black Dev dev", "pytest Dev test"]);
    assert_eq!(seen.paths, ["path ../near /", "readme README.md", "readme CHANGES.md", "packages lib/thing", "packages other"]);
    assert_eq!((seen.manifest.python, seen.manifest.complete, modules(&seen)), (Some((3, 8)), true, vec!["thing.app:run".to_owned()]));
    assert_eq!(seen.manifest.source_roots, ["lib"]);

    let seen = read(
        "pyproject.toml",
        r#"
[project]
name = "s"
dynamic = ["dependencies", "readme"]
[tool.setuptools]
py-modules = ["one"]
package-dir = {"" = "src"}
[tool.setuptools.packages.find]
where = ["src"]
[tool.setuptools.dynamic]
dependencies = {file = ["requirements.txt"]}
readme = {file = "README.rst"}
[tool.setuptools_scm]
write_to = "src/s/_version.py"
"#,
    );
    assert_eq!(seen.paths, ["package-dir src /", "where src /", "readme README.rst", "dependencies requirements.txt"]);
    assert!(!seen.manifest.complete);
    assert_eq!((&seen.manifest.source_roots[..], &seen.manifest.provided[..]), (&["src".into()][..], &["s._version".into()][..]));
    assert_eq!(modules(&seen), ["one:"]);
    assert!(!read("pyproject.toml", "[tool.black]\nline-length = 100\n").manifest.complete);
    assert!(!read("pyproject.toml", "[project]\nname = 'x'\ndependencies = ['a',\n[tool.x]\n").manifest.complete);
}

#[test]
fn hatch_in_a_file_of_its_own() {
    let settings = r#"
[envs.default]
dependencies = ["pytest>=8"]
[envs.docs]
extra-dependencies = ["mkdocs"]
[build.targets.wheel]
packages = ["src/real"]
[build.hooks.vcs]
version-file = "src/real/_version.py"
dependencies = ["hatch-vcs"]
"#;
    let seen = read("hatch.toml", settings);
    assert_eq!(seen.dependencies, ["pytest Dev default", "mkdocs Dev docs", "hatch-vcs Build -"]);
    assert_eq!((&seen.paths[..], &seen.manifest.source_roots[..]), (&["packages src/real /".to_owned()][..], &["src".into()][..]));
    assert_eq!(seen.manifest.provided, ["real._version"]);
    // Nothing else is a table of Hatch's there.
    assert!(read("hatch.toml", "[project]\nname = 'x'\ndependencies = ['a']\n").dependencies.is_empty());
}

#[test]
fn requirement_files() {
    let seen = read(
        "requirements-dev.txt",
        "# c\n-r base.txt\n-c=cons.txt\n-e ./local[extra]\nFlask==1.0 \\\n    --hash=sha256:abc\ngit+https://x/y.git@main#egg=why_z\n./other\n--index-url https://x\nfoo @ https://x  # tail\n",
    );
    assert_eq!(seen.dependencies, ["flask Normal -", "why-z Normal -", "foo Normal -"]);
    assert_eq!(seen.paths, ["requirements base.txt", "requirements cons.txt", "editable ./local /", "requirement ./other /"]);
    assert!(!seen.manifest.complete && read("requirements.txt", "a\nb>=1\n").manifest.complete);

    let seen = read(
        "setup.cfg",
        "[metadata]\nname = thing\nlong_description = file: README.md, CHANGES.md\n[options]\npackages = find:\npackage_dir =\n    =src\npython_requires = >=3.8\ninstall_requires =\n    requests>=2  # why\n    importlib-metadata; python_version<\"3.8\"\n[options.packages.find]\nwhere = src\n[options.extras_require]\ntest = pytest\n[options.entry_points]\nconsole_scripts =\n    thing = thing.cli:main\n",
    );
    assert_eq!(seen.dependencies, ["requests Normal -", "importlib-metadata Normal -", "pytest Optional test"]);
    assert_eq!(seen.paths, ["long_description README.md", "long_description CHANGES.md", "package_dir src /", "where src /"]);
    assert_eq!((seen.manifest.python, seen.manifest.complete, modules(&seen)), (Some((3, 8)), true, vec!["thing.cli:main".to_owned()]));
    assert!(!read("setup.cfg", "[flake8]\nmax-line-length = 100\n").manifest.complete);

    let seen = read(
        "setup.py",
        "from setuptools import setup\nneeded = ['requests>=2', 'PyYAML; python_version < \"3.8\"']\ndef make():\n    setup(name='x', install_requires=needed + [\n        'click',\n    ], extras_require={'test': ['pytest']}, setup_requires='cython')\nmake()\n",
    );
    assert_eq!(seen.dependencies, ["requests Normal -", "pyyaml Normal -", "click Normal -", "pytest Optional test", "cython Build -"]);
    assert!(seen.manifest.complete);
    let computed = |list: &str| read("setup.py", &format!("import setuptools\nsetuptools.setup({list})\n"));
    // A name that stands for itself and more is not followed for ever.
    let endless = read("setup.py", "needed = needed + ['a']\nsetup(install_requires=needed)\n");
    assert_eq!((&endless.dependencies[..], endless.manifest.complete), (&["a Normal -".to_owned()][..], false));
    for list in ["install_requires=['a', *read()]", "install_requires=['a'], **more", "install_requires=['a'], extras_require=extras"] {
        assert_eq!((&computed(list).dependencies[..], computed(list).manifest.complete), (&["a Normal -".to_owned()][..], false), "{list}");
    }

    let seen = read(
        "Pipfile",
        "[packages]\nRequests = \"*\"\n[dev-packages]\npytest = {version = \"*\"}\n[requires]\npython_version = \"3.11\"\n",
    );
    assert_eq!(
        (seen.dependencies, seen.manifest.python),
        (vec!["requests Normal -".to_owned(), "pytest Dev dev".to_owned()], Some((3, 11)))
    );
}

#[test]
fn installed_and_locked() {
    let seen = read(
        "a-1.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: A.Thing\nRequires-Python: >=3.9\nRequires-Dist: Some_Lib (>=1)\nRequires-Dist: pytest ; extra == 'test'\n\nRequires-Dist: not-this\n",
    );
    assert_eq!(seen.dependencies, ["some-lib Normal -", "pytest Optional test"]);
    assert_eq!((seen.manifest.name.as_deref(), seen.manifest.python, seen.manifest.complete), (Some("A.Thing"), Some((3, 9)), true));
    let lock = "version = 1\n[[package]]\nname = \"Some_Lib\"\n[[package]]\nname = \"b\"\n";
    assert_eq!(read("poetry.lock", lock).dependencies, ["some-lib Locked -", "b Locked -"]);
    assert_eq!(read("Cargo.lock", lock).dependencies, ["Some_Lib Locked -", "b Locked -"]);
    let seen = read("manifest.json", r#"{"domain": "x", "codeowners": [], "requirements": ["Py.Lib==1.0", "a-b[c]==2"]}"#);
    assert_eq!((seen.dependencies, seen.manifest.complete), (vec!["py-lib Normal -".to_owned(), "a-b Normal -".to_owned()], true));
}

#[test]
fn a_main_of_a_package_is_no_path() {
    let paths =
        |main: &str| read("package.json", &format!(r#"{{"main": "{main}", "dependencies": {{"expo-router": "4", "lib": "1"}}}}"#)).paths;
    assert!(paths("expo-router/entry").is_empty());
    assert_eq!(paths("lib.js").len(), 1);
    assert_eq!(paths("./lib/index.js").len(), 1);
}

#[test]
fn package_json() {
    let seen = read(
        "package.json",
        r##"{
  "//": "a note", "//": "another",
  "name": "@scope/app", "private": true,
  "main": "./dist/index.js", "types": "src/index.d.ts", "browser": {"./src/a.js": "./src/b.js", "fs": false},
  "bin": {"app": "bin/app.js"}, "man": ["man/app.1"],
  "exports": {".": {"import": "./dist/index.mjs", "default": ["./src/index.js"]}, "./x/*": "./src/x/*.js", "./no": null},
  "imports": {"#internal/*": "./src/internal/*.js"},
  "workspaces": {"packages": ["packages/*", "!packages/old"]},
  "dependencies": {"react": "^18", "real": "npm:other@1", "near": "file:../near", "tar": "file:x.tgz", "peer": "workspace:*", "sub": "workspace:./sub"},
  "devDependencies": {"vitest": "1"}, "peerDependencies": {"vue": "3"}, "optionalDependencies": {"fsevents": "2"}
}"##,
    );
    assert_eq!(seen.problems, 0);
    assert_eq!(
        seen.dependencies,
        [
            "react Normal -",
            "real Normal -",
            "near Normal -",
            "tar Normal -",
            "peer Normal -",
            "sub Normal -",
            "vitest Dev -",
            "vue Peer -",
            "fsevents Optional -",
        ]
    );
    assert_eq!(
        seen.paths,
        [
            "file ../near /",
            "file x.tgz",
            "workspace ./sub /",
            "main ./dist/index.js !",
            "types src/index.d.ts",
            "browser ./src/b.js",
            "bin bin/app.js",
            "man man/app.1",
            "exports ./dist/index.mjs !",
            "exports ./src/index.js",
            "exports ./src/x/*.js *",
            "workspaces packages/* */",
        ]
    );
    assert_eq!((&seen.manifest.names[..], &seen.manifest.excluded[..]), (&["#internal/*".into()][..], &["packages/old".into()][..]));
    assert_eq!((seen.manifest.name.as_deref(), seen.manifest.complete), (Some("@scope/app"), true));
    for odd in [
        "[]",
        "null",
        "{\"name\": 1, \"dependencies\": [], \"exports\": 3, \"bin\": null}",
        "{\"exports\": \"./a.js\", \"workspaces\": \"x\"}",
    ] {
        assert_eq!(read("package.json", odd).problems, 0, "{odd}");
    }
}

#[test]
fn tsconfig() {
    let seen = read(
        "tsconfig.json",
        r#"{
  // base
  "extends": ["./base", "@tsconfig/node20"],
  "references": [{"path": "../lib"}], "files": ["a.ts"],
  "compilerOptions": {"baseUrl": "./src", "paths": {"@/*": ["*"],}},
}"#,
    );
    assert_eq!(seen.paths, ["extends ./base", "references ../lib", "files a.ts"]);
    assert_eq!((&seen.manifest.source_roots[..], &seen.manifest.names[..]), (&["./src".into()][..], &["@/*".into()][..]));
}

#[test]
fn cargo_toml() {
    let seen = read(
        "Cargo.toml",
        r#"
[package]
name = "x"
version.workspace = true
readme = "../README.md"
license-file = "LICENSE"
build = "build.rs"
[lib]
path = "src/x.rs"
[[bin]]
name = "b"
path = "src/b.rs"
[dependencies]
serde = { version = "1", optional = true }
alias = { package = "real-name", path = "../real" }
shared.workspace = true
[dev-dependencies]
insta = "1"
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[build-dependencies]
cc = "1"
[workspace]
members = ["crates/*", "tools"]
exclude = ["old"]
[workspace.dependencies]
shared = { path = "crates/shared" }
[features]
default = ["serde"]
[patch.crates-io]
a = { path = "vendor/a" }
"#,
    );
    assert_eq!(
        seen.dependencies,
        [
            "serde Optional -",
            "real-name Normal -",
            "shared Normal -",
            "insta Dev -",
            "cc Build -",
            "libc Normal -",
            "shared Normal workspace.dependencies",
        ]
    );
    assert_eq!(
        seen.paths,
        [
            "build build.rs",
            "readme ../README.md",
            "license-file LICENSE",
            "path ../real /",
            "path crates/shared /",
            "members crates/* */",
            "members tools /",
            "lib src/x.rs",
            "bin src/b.rs",
            "path vendor/a /",
        ]
    );
    assert_eq!(seen.manifest.dependencies[1].alias.as_deref(), Some("alias"));
    assert_eq!((&seen.manifest.names[..], &seen.manifest.excluded[..]), (&["default".into()][..], &["old".into()][..]));
}

#[test]
fn go_mod() {
    let seen = read(
        "go.mod",
        "module example.com/x // hi\n\ngo 1.22.1\ntoolchain go1.23.0\nrequire (\n\tgithub.com/a/b v1.2.3\n\tgithub.com/c/d/v2 v2.0.0-20200101000000-abcdefabcdef // indirect\n)\nrequire \"q.io/z\" v0.1.0+incompatible\nreplace github.com/a/b => ../b\nreplace (\n\tx.y v1.0.0 => z.y v1.0.0\n)\nexclude x.y v1.0.0\nretract [v1.0.0, v1.1.0] // bad\nretract (\n  v1.9.0\n)\ntool github.com/x/cmd\ngodebug default=go1.21\n",
    );
    assert_eq!(seen.problems, 0);
    assert_eq!(seen.dependencies, ["github.com/a/b Normal -", "github.com/c/d/v2 Locked -", "q.io/z Normal -"]);
    assert_eq!((seen.paths, seen.manifest.dependencies[0].path.as_deref()), (vec!["replace ../b /".to_owned()], Some("../b")));
    assert_eq!((seen.manifest.dependencies[0].kind, seen.manifest.complete), (DependencyKind::Normal, true));
    for (line, marked) in [
        ("requre a v1", "requre"),
        ("module", "module"),
        ("go x", "go x"),
        ("require a", "require a"),
        ("replace a b", "replace a b"),
        ("replace a => b", "replace a => b"),
        ("require (\na v1\n", "("),
        ("require (\na v1\n) x", "x"),
        ("exclude a", "exclude a"),
    ] {
        let text = format!("{line}\n");
        let (facts, ranges) = extract_text(&RelPath::new("go.mod"), &text, Options::default());
        let found: Vec<&str> = ranges.problems.iter().map(|problem| &text[problem.span.range()]).collect();
        assert_eq!(found, [marked], "{line}");
        assert!(facts.manifest.is_some_and(|manifest| !manifest.complete));
    }
}
