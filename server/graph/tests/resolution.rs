//! What references of Markdown, Rust and Go stand for, on small repositories in memory.

use graph::{Miss, Resolution, resolutions};
use workspace::RelPath;
use workspace::fixture::{Fixture, Opened};

/// Every reference of `path` with what it stands for, one a line: `name#member -> meaning`.
fn meanings(opened: &Opened, path: &str) -> Vec<String> {
    let (db, file) = (&opened.db, opened.file(path));
    let facts = graph::facts(db, file);
    let meaning = |resolution: &Resolution| match resolution {
        Resolution::File(file) => file.path(db).to_string(),
        Resolution::Folder(folder) => format!("{}/", folder.path(db)),
        Resolution::Builtin => "builtin".to_owned(),
        Resolution::Package(name) => format!("package {name}"),
        Resolution::Missing(Miss::Part { folder, name }) => format!("missing {name} in {}", folder.path(db)),
        Resolution::Missing(Miss::Undeclared { name }) => format!("undeclared {name}"),
        Resolution::Missing(Miss::Doubtful { name }) => format!("doubtful {name}"),
        Resolution::Missing(other) => format!("missing {other:?}"),
        Resolution::Unknown => "?".to_owned(),
    };
    let found = resolutions(db, file);
    facts.references.iter().zip(found.iter()).map(|(reference, found)| format!("{} -> {}", reference.name, meaning(found))).collect()
}

fn check(fixture: &str, path: &str, expected: &[&str]) {
    let opened = Fixture::parse(fixture).open();
    assert_eq!(meanings(&opened, path), expected, "{path}");
}

const REPOSITORY: &str = "
//- /.git/HEAD
//- /docs/a.md
[b](b.md) [up](../README.md) [route](b) [html](b.html) [folder](../docs/) [top](/README.md) [site](/nowhere.md)
[case](B.md) [out](../../issues) [forge](../issues/1) [word](word) [code](foo.bar) [LICENSE](../LICENSE) [gone](gone/x.png)
[own](#x) [query](b.md?plain=1) [made](x/y.html)
//- /docs/b.md
//- /README.md
//- /testdata/x.md
[gone](gone.md)
//- /vendor/lib/README.md
[gone](docs/gone.md)
";

#[test]
fn links_are_read_as_github_reads_them() {
    check(
        REPOSITORY,
        "docs/a.md",
        &[
            "b.md -> docs/b.md",
            "../README.md -> README.md",
            "b -> docs/b.md",
            "b.html -> docs/b.md",
            "../docs/ -> docs/",
            "/README.md -> README.md",
            "/nowhere.md -> missing nowhere.md in .",
            "B.md -> missing B.md in docs",
            "../../issues -> ?",
            "../issues/1 -> ?",
            "word -> ?",
            "foo.bar -> ?",
            "../LICENSE -> missing LICENSE in .",
            "gone/x.png -> missing gone in docs",
            " -> docs/a.md",
            "b.md -> docs/b.md",
            "x/y.html -> ?",
        ],
    );
    check(REPOSITORY, "testdata/x.md", &["gone.md -> ?"]);
    check(REPOSITORY, "vendor/lib/README.md", &["docs/gone.md -> ?"]);
}

#[test]
fn a_site_has_routes_that_only_it_knows() {
    let site = "
//- /website/docusaurus.config.js
//- /website/docs/a.md
[x](/docs/b) [y](/img/logo.png) [z](../blog/) [w](b.md) [v](gone.md) [u](gone.png)
//- /website/docs/b.md
//- /website/static/img/logo.png
";
    check(
        site,
        "website/docs/a.md",
        &[
            "/docs/b -> website/docs/b.md",
            "/img/logo.png -> website/static/img/logo.png",
            "../blog/ -> ?",
            "b.md -> website/docs/b.md",
            "gone.md -> missing gone.md in website/docs",
            "gone.png -> ?",
        ],
    );
}

#[test]
fn the_root_of_an_unknown_repository_is_not_the_top() {
    check("//- /a.md\n[x](/x.md) [y](y.md)\n", "a.md", &["/x.md -> ?", "y.md -> missing y.md in ."]);
}

#[test]
fn includes_are_judged_in_books_only() {
    let text = "{{#include gone.rs}}\n";
    check(&format!("//- /src/a.md\n{text}//- /b.txt\n"), "src/a.md", &["gone.rs -> ?"]);
    check(&format!("//- /book.toml\n//- /src/a.md\n{text}"), "src/a.md", &["gone.rs -> missing gone.rs in src"]);
}

const CRATES: &str = "
//- /Cargo.toml
[workspace]
members = [\"a\", \"b\"]
[workspace.dependencies]
regex = \"1\"
//- /a/Cargo.toml
[package]
name = \"the-a\"
[dependencies]
serde_json = \"1\"
b = { path = \"../b\", package = \"lib-b\" }
md-5 = \"0.10\"
[dev-dependencies]
tempfile = \"3\"
//- /a/src/lib.rs
mod x;
mod gone;
#[cfg(windows)]
mod other;
#[path = \"odd/place.rs\"]
mod placed;
mod inline { mod deep; mod lost; }
use serde_json::Value;
use b::Thing;
use md5::Md5;
use regex::Regex;
use std::fmt;
use crate::x::y::Z;
use self::x::W;
//- /a/src/x.rs
mod y;
use super::placed::Q;
use placed::R;
use tempfile::tempdir;
//- /a/src/x/y.rs
//- /a/src/odd/place.rs
mod beside;
//- /a/src/odd/beside.rs
//- /a/src/inline/deep.rs
//- /a/src/unreached.rs
mod nothing;
use nowhere::X;
//- /a/tests/it.rs
mod common;
use the_a::Thing;
//- /a/tests/common/mod.rs
mod inner;
//- /a/tests/common/inner.rs
//- /b/Cargo.toml
[package]
name = \"lib-b\"
[lib]
path = \"source/b.rs\"
//- /b/source/b.rs
mod c;
//- /b/source/c/mod.rs
";

#[test]
fn rust_modules_and_crates() {
    check(
        CRATES,
        "a/src/lib.rs",
        &[
            "x -> a/src/x.rs",
            "gone -> missing gone.rs in a/src",
            "other -> missing other.rs in a/src",
            "placed -> a/src/odd/place.rs",
            "inline::deep -> a/src/inline/deep.rs",
            "inline::lost -> missing lost.rs in a/src/inline",
            "crate::x::y::Z -> a/src/x/y.rs",
            "self::x::W -> a/src/x.rs",
            "serde_json -> package serde_json",
            "b -> b/source/b.rs",
            "md5 -> package md-5",
            "regex -> undeclared regex",
        ],
    );
    // `placed` is a module of the crate, which a glob or an older edition may have brought into scope.
    check(
        CRATES,
        "a/src/x.rs",
        &["y -> a/src/x/y.rs", "super::placed::Q -> a/src/odd/place.rs", "placed -> ?", "tempfile -> package tempfile"],
    );
    check(CRATES, "a/src/odd/place.rs", &["beside -> a/src/odd/beside.rs"]);
    check(CRATES, "a/src/unreached.rs", &["nothing -> ?", "nowhere -> ?"]);
    check(CRATES, "a/tests/it.rs", &["common -> a/tests/common/mod.rs", "the_a -> a/src/lib.rs"]);
    check(CRATES, "a/tests/common/mod.rs", &["inner -> a/tests/common/inner.rs"]);
    check(CRATES, "b/source/b.rs", &["c -> b/source/c/mod.rs"]);
}

const MODULES: &str = "
//- /go.mod
module example.com/app

require (
\tgithub.com/a/b v1.0.0
\tgithub.com/a/b/v2 v2.0.0
\texample.com/local v0.0.0
)

replace example.com/local => ./local
//- /main.go
package main

import (
\t\"fmt\"
\t\"dotless/thing\"
\t\"example.com/app/util\"
\t\"example.com/app/utli\"
\t\"example.com/app/empty\"
\t\"github.com/a/b/c\"
\t\"github.com/a/b/v2/c\"
\t\"github.com/x/y\"
\t\"example.com/local/sub\"
\t\"example.com/app/api/mocks\"
)
//- /util/b.go
package util
//- /util/a_test.go
package util
//- /util/a.go
package util
//- /empty/README
//- /local/go.mod
module example.com/local
//- /local/sub/sub.go
package sub
";

#[test]
fn go_packages() {
    check(
        MODULES,
        "main.go",
        &[
            "fmt -> builtin",
            "dotless/thing -> ?",
            "example.com/app/util -> util/a.go",
            "example.com/app/utli -> missing utli in .",
            "example.com/app/empty -> missing empty in .",
            "github.com/a/b/c -> package github.com/a/b",
            "github.com/a/b/v2/c -> package github.com/a/b/v2",
            "github.com/x/y -> undeclared github.com/x/y",
            "example.com/local/sub -> local/sub/sub.go",
            "example.com/app/api/mocks -> ?",
        ],
    );
    check("//- /go.mod\nmodule a.b/c\n//- /go.work\ngo 1.22\n//- /m.go\npackage m\n\nimport \"x.y/z\"\n", "m.go", &["x.y/z -> ?"]);
}

#[test]
fn of_two_go_modules_of_one_path_the_nearest_is_meant() {
    let files = "
//- /dhcp/go.mod
module example.org/dhcp
//- /dhcp/main.go
package main
//- /storage/go.mod
module example.org/dhcp
//- /storage/main.go
package main
import \"example.org/dhcp/store\"
//- /storage/store/store.go
package store
";
    check(files, "storage/main.go", &["example.org/dhcp/store -> storage/store/store.go"]);
}

#[test]
fn an_edit_of_one_file_builds_no_tree_again() {
    let mut opened = Fixture::parse(CRATES).open();
    let lib = opened.file("a/src/lib.rs");
    let before = resolutions(&opened.db, lib);
    let path = RelPath::new("a/src/x/y.rs");
    opened.system.write(std::path::Path::new("/fixture/a/src/x/y.rs"), b"fn f() {}\n");
    opened.layout.changed(&mut opened.db, [path]);
    let after = resolutions(&opened.db, lib);
    assert!(std::sync::Arc::ptr_eq(&before, &after), "the file was resolved again");
}

/// Distributions that share a namespace, each with its own folder, as OpenTelemetry's and many others do.
const NAMESPACE: &str = "
//- /one/pyproject.toml
[project]
name = 'acme-one'
dependencies = ['falcon', 'acme-two']
//- /one/src/acme/plugins/falcon/__init__.py
import falcon, logging
from falcon import testing
import acme.plugins.two, acme.plugins.gone
//- /one/src/acme/plugins/logging/__init__.py
//- /one/tests/helpers/__init__.py
//- /one/tests/helpers/make.py
//- /one/tests/test_one.py
import helpers.make
import helpers.gone
from acme.plugins import falcon
//- /two/setup.py
//- /two/src/acme/plugins/two/__init__.py
import helpers.gone
";

#[test]
fn a_part_of_a_namespace_package_is_no_module_of_its_own() {
    check(
        NAMESPACE,
        "one/src/acme/plugins/falcon/__init__.py",
        &[
            "falcon -> package falcon",
            "logging -> builtin",
            "falcon -> package falcon",
            "falcon -> package falcon",
            "acme.plugins.two -> two/src/acme/plugins/two/__init__.py",
            "acme.plugins.gone -> package acme-two",
        ],
    );
    let opened = Fixture::parse(NAMESPACE).open();
    let name = |path: &str| graph::python::module_name(&opened.db, opened.file(path)).map(|name| name.to_string());
    assert_eq!(name("one/src/acme/plugins/falcon/__init__.py").as_deref(), Some("acme.plugins.falcon"));
    assert_eq!(name("one/tests/helpers/make.py").as_deref(), Some("helpers.make"));
}

#[test]
fn what_looks_like_a_source_root_proves_something_only_to_what_is_below_it() {
    check(
        NAMESPACE,
        "one/tests/test_one.py",
        &[
            "helpers.make -> one/tests/helpers/make.py",
            "helpers.gone -> missing gone in one/tests/helpers",
            "acme.plugins -> package acme-two",
            "acme.plugins -> one/src/acme/plugins/falcon/__init__.py",
        ],
    );
    check(NAMESPACE, "two/src/acme/plugins/two/__init__.py", &["helpers.gone -> ?"]);
}

#[test]
fn who_brings_a_part_of_a_namespace() {
    let code = "
from google.cloud import storage
import google.cloud.storage.client
import google
import google.protobuf.message
import google.nowhere
import yaml
import rest_flex_fields
";
    let with = |requirements: &str| format!("//- /requirements.txt\n{requirements}//- /app.py{code}");
    check(
        &with("google-cloud-storage\nrequests\n"),
        "app.py",
        &[
            // The module, and the name that is imported from there.
            "google.cloud -> package google-cloud-storage",
            "google.cloud -> package google-cloud-storage",
            "google.cloud.storage.client -> package google-cloud-storage",
            "google -> package google-cloud-storage",
            "google.protobuf.message -> undeclared google.protobuf",
            "google.nowhere -> doubtful google",
            "yaml -> undeclared yaml",
            "rest_flex_fields -> undeclared rest_flex_fields",
        ],
    );
    // A distribution of Google's whose modules nobody knows may bring any of them, and one that sounds alike what it sounds like.
    check(
        &with("google-nobody-knows\nacme-flex\n"),
        "app.py",
        &[
            // The module, and the name that is imported from there.
            "google.cloud -> package google-nobody-knows",
            "google.cloud -> package google-nobody-knows",
            "google.cloud.storage.client -> package google-nobody-knows",
            "google -> package google-nobody-knows",
            "google.protobuf.message -> package google-nobody-knows",
            "google.nowhere -> package google-nobody-knows",
            "yaml -> undeclared yaml",
            "rest_flex_fields -> doubtful rest_flex_fields",
        ],
    );
}

#[test]
fn requirements_are_seen_from_wherever_pip_is_called() {
    let fixture = "//- /libs/one/setup.py\n//- /libs/one/requirements.txt\n-e libs/one\n-e .\n./libs/gone\n//- /libs/two/x.py\n";
    check(fixture, "libs/one/requirements.txt", &["libs/one -> libs/one/", ". -> libs/one/", "./libs/gone -> missing libs in libs/one"]);
}

const ADAPTERS: &str = r#"
//- /pyproject.toml
[project]
name = "shop"
dependencies = []
//- /shop/__init__.py
//- /shop/redis.py
import redis
import cache
//- /shop/cache.py
import redis
//- /tool/redis.py
import redis
"#;

#[test]
fn a_module_of_a_package_does_not_import_itself() {
    // It is named like the package that it adapts.
    check(ADAPTERS, "shop/redis.py", &["redis -> undeclared redis", "cache -> ?"]);
    // Another file of the package may mean it, when it is run as a script.
    check(ADAPTERS, "shop/cache.py", &["redis -> ?"]);
    check(ADAPTERS, "tool/redis.py", &["redis -> tool/redis.py"]);
}

const DEPLOYMENT: &str = "
//- /.gitignore
*.env
/made/
//- /.github/workflows/ci.yml
jobs: { a: { uses: ./.github/workflows/gone.yml }, b: { steps: [ { uses: ./act }, { uses: ./api } ] } }
//- /act/action.yaml
//- /api/Dockerfile
//- /deploy/compose.yaml
services:
  a: { build: { context: ../api, dockerfile: Dockerfile.gone }, env_file: ../local.env }
  b: { build: ../act }
  c: { build: ../../outside }
  d: { build: api }
  e: { build: ../made/e }
  f: { build: ../act/gone/deeper }
configs: { a: { file: conf.yaml } }
//- /deploy/conf.example.yaml
//- /testdata/compose.yaml
services: { a: { build: ./gone } }
//- /vendor/x/compose.yaml
services: { a: { build: ./gone } }
";

#[test]
fn what_deployment_names() {
    let workflow =
        ["./.github/workflows/gone.yml -> missing gone.yml in .github/workflows", "./act -> act/action.yaml", "./api -> api/Dockerfile"];
    check(DEPLOYMENT, ".github/workflows/ci.yml", &workflow);
    let opened = Fixture::parse(DEPLOYMENT).open();
    let mut found = meanings(&opened, "deploy/compose.yaml");
    let entrance = found.remove(3);
    assert!(entrance.starts_with("../act -> missing Entrance") && entrance.contains("Dockerfile"), "{entrance}");
    let expected = [
        "../api -> api/",
        "Dockerfile.gone -> missing Dockerfile.gone in api",
        "../local.env -> ?",
        "../../outside -> ?",
        // As `docker compose --project-directory .` sees it.
        "api -> api/Dockerfile",
        "../made/e -> ?",
        "../act/gone/deeper -> missing gone in act",
        "conf.yaml -> ?",
    ];
    assert_eq!(found, expected);
    check(DEPLOYMENT, "testdata/compose.yaml", &["./gone -> ?"]);
    check(DEPLOYMENT, "vendor/x/compose.yaml", &["./gone -> ?"]);
}
