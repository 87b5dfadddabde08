//! What the rules about imports and dependencies say of Rust and Go.

use std::path::Path;
use std::sync::Arc;

use oracle::Host;
use workspace::MemoryFileSystem;
use workspace::fixture::Fixture;

/// `path:line code message` of every finding.
fn findings(fixture: &str) -> Vec<String> {
    let system = Arc::new(MemoryFileSystem::new());
    for (path, text) in &Fixture::parse(fixture).files {
        system.write(Path::new("/root").join(path), text.as_bytes());
    }
    let mut host = Host::with_system(system, None);
    let root = host.open_root(Path::new("/root"));
    let found = host.snapshot().all_findings(root).expect("nothing writes");
    found.iter().map(|finding| format!("{}:{} {} {}", finding.path, finding.start.line + 1, finding.code, finding.message)).collect()
}

#[test]
fn rust() {
    let found = findings(
        "
//- /Cargo.toml
[package]
name = \"a\"
[dependencies]
serde = \"1\"
humantime-serde = \"1\"
left = \"1\"
lazy_static = \"1\"
libz-sys = \"1\"
//- /src/main.rs
mod parser;
mod modles;
#[cfg(windows)]
mod windows;
use regex::Regex;
#[cfg(unix)]
use nix::unistd;
mod imp { pub use lazy_static::lazy_static; pub mod lazy_static {} }
#[derive(serde::Serialize)]
struct S { #[serde(with = \"humantime_serde\")] at: u8 }
//- /src/parser.rs
//- /src/models.rs
",
    );
    assert_eq!(
        found,
        [
            "src/main.rs:2 L4/unresolved-import cannot find the file of module `modles`: there is neither `src/modles.rs` nor `src/modles/mod.rs`; did you mean `models`?",
            "src/main.rs:5 L4/undeclared-dependency crate `regex` is used but not declared: `Cargo.toml` has no such dependency",
        ]
    );
}

#[test]
fn unused_crates() {
    let found = findings(
        "
//- /Cargo.toml
[package]
name = \"a\"
[dependencies]
serde = \"1\"
humantime-serde = \"1\"
left = \"1\"
lazy_static = \"1\"
libz-sys = \"1\"
rust-ini = \"1\"
mysql_async_wasi = \"0.30\"
//- /src/lib.rs
use ini::Ini;
use mysql_async::Pool;
mod imp { pub use lazy_static::lazy_static; pub mod lazy_static {} }
#[derive(serde::Serialize)]
struct S { #[serde(with = \"humantime_serde\")] at: u8 }
",
    );
    assert_eq!(found, ["Cargo.toml:6 L4/unused-dependency `left` is declared but no Rust file of the package names `left`"]);
}

#[test]
fn what_others_bring_into_scope_is_no_crate() {
    let found = findings(
        "
//- /a/Cargo.toml
[package]
name = \"a\"
[dependencies]
b = { path = \"../b\" }
tonic = \"1\"
prost = \"1\"
//- /a/src/lib.rs
mod wire;
use b::*;
use slices::sort;
use nowhere::x;
//- /a/src/wire.rs
tonic::include_proto!(\"wire\");
pub use wire_client::WireClient;
//- /b/Cargo.toml
[package]
name = \"b\"
[dependencies]
strum = \"1\"
strum_macros = \"1\"
chosen = { version = \"1\", features = [\"x\"] }
idle = \"1\"
//- /b/src/lib.rs
pub mod slices;
#[derive(strum_macros::Display)]
#[strum(serialize_all = \"snake_case\")]
enum E { A }
//- /b/src/slices.rs
",
    );
    assert_eq!(found, ["b/Cargo.toml:7 L4/unused-dependency `idle` is declared but no Rust file of the package names `idle`"]);
}

#[test]
fn go() {
    let found = findings(
        "
//- /go.mod
module a.b/c

require (
\tx.y/used v1.0.0
\tx.y/unused v1.0.0
\tx.y/through v1.0.0 // indirect
\tx.y/program v1.0.0
)

tool x.y/program/cmd
//- /main.go
package main

import (
\t\"os\"
\t\"a.b/c/stroe\"
\t\"x.y/used/sub\"
)
//- /store/store.go
package store
//- /tools.go
//go:build tools

package main

import _ \"q.r/s\"
",
    );
    assert_eq!(
        found,
        ["main.go:5 L4/unresolved-import cannot find package `a.b/c/stroe`: there is no `stroe` in `./`; did you mean `store`?"]
    );
    let found = findings("//- /go.mod\nmodule a.b/c\nrequire x.y/unused v1.0.0\n//- /m.go\npackage m\n\nimport \"q.r/s\"\n");
    assert_eq!(
        found,
        ["m.go:3 L4/undeclared-dependency package `q.r/s` is imported but not declared: `go.mod` requires no module that has it"]
    );
    let found =
        findings("//- /go.mod\nmodule a.b/c\nrequire x.y/unused v1.0.0\nrequire x.y/z v1.0.0\n//- /m.go\npackage m\n\nimport \"x.y/z\"\n");
    assert_eq!(
        found,
        [
            "go.mod:2 L4/unused-dependency `x.y/unused` is required but no Go file of the module imports it; `go mod tidy` would remove it or mark it `// indirect`"
        ]
    );
}
