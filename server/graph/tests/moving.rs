//! The law of moving: what led somewhere leads there afterwards, and going back gives the bytes there were.

use std::collections::{BTreeMap, BTreeSet};

use graph::moving::{Moves, edits};
use graph::renaming::Replacement;
use graph::{Resolution, resolutions};
use workspace::fixture::{Fixture, Opened};
use workspace::{Database, RelPath};

type Files = BTreeMap<String, String>;

const SHOP: &str = r#"
//- /README.md
See [the guide](docs/guide.md#start), [the API](docs/api/), `api`, and ![a picture](docs/img/a%20b.png).
//- /docs/guide.md
# Start
Back to [the README](../README.md), on to [orders](api/orders.md) and [here](#start).

[ref]: ../src/shop/orders.py
//- /docs/api/README.md
[orders](orders.md) [guide](../guide.md)
//- /docs/api/orders.md
[up](../guide.md#start) [down](README.md)
//- /docs/img/a b.png
//- /pyproject.toml
[project]
name = "shop"
version = "1"
readme = "README.md"
[project.scripts]
shop = "shop.main:run"
//- /src/shop/__init__.py
//- /src/shop/main.py
import shop.orders
import shop.stock as store
from shop import orders
from shop import stock
from shop.store.db import connect
from .store import db
from . import prices
def run():
    return shop.orders.total(), store.count(), orders.total(), stock, connect, db, prices
//- /src/shop/orders.py
from .store.db import connect
def total(): return connect()
//- /src/shop/stock.py
def count(): return 1
//- /src/shop/prices.py
from shop import stock
from .orders import total
//- /src/shop/store/__init__.py
//- /src/shop/store/db.py
from .. import stock
from ..prices import total
def connect(): return stock, total
//- /tests/test_orders.py
from shop.orders import total
from shop.store import db
//- /web/package.json
{ "name": "web", "version": "1.0.0", "main": "./src/main.ts" }
//- /web/tsconfig.json
{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }
//- /web/src/main.ts
import { cart } from "./cart";
import { money } from "./lib/money.js";
import { list } from "@/lib/list";
import * as lib from "./lib";
export { cart, money, list, lib };
//- /web/src/cart.ts
import { money } from "./lib/money.js";
export const cart = money;
//- /web/src/lib/index.ts
export * from "./money";
//- /web/src/lib/money.ts
import { main } from "../main";
export const money = 1;
//- /web/src/lib/list.ts
export const list = 1;
//- /compose.yaml
services:
  api: { build: ./api }
  web: { build: { context: web, dockerfile: web.Dockerfile } }
//- /api/Dockerfile
FROM python:3.13
COPY ./app.py requirements.txt /app/
COPY static/ /app/static/
//- /api/app.py
//- /api/requirements.txt
//- /api/static/a.css
//- /web/web.Dockerfile
FROM node:24
COPY src /app
//- /deploy/base/kustomization.yaml
resources: [orders.yaml]
//- /deploy/base/orders.yaml
apiVersion: v1
kind: Service
metadata: { name: orders }
//- /deploy/prod/kustomization.yaml
resources: [../base]
patches: [{ path: patch.yaml }]
//- /deploy/prod/patch.yaml
apiVersion: v1
kind: Service
metadata: { name: orders }
//- /worker/Cargo.toml
[package]
name = "worker"
version = "0.1.0"
//- /worker/src/lib.rs
pub mod events;
mod jobs;
pub fn run() { jobs::run(); events::send(); }
//- /worker/src/events.rs
pub fn send() {}
//- /worker/src/jobs/mod.rs
mod clean;
use crate::events;
pub fn run() { events::send(); clean::all(); }
//- /worker/src/jobs/clean.rs
use super::super::events::send;
pub fn all() { crate::events::send(); send(); }
//- /gateway/go.mod
module example.com/gateway
//- /gateway/main.go
package main
import "example.com/gateway/routes"
func main() { routes.Serve() }
//- /gateway/routes/routes.go
package routes
func Serve() {}
//- /shop.dna.yaml
dna: 1
components:
  shop: { path: src/shop }
  web: { path: web/ }
  store: { path: src/shop/store }
"#;

fn files(fixture: &str) -> Files {
    Fixture::parse(fixture).files.into_iter().collect()
}

fn open(files: &Files) -> Opened {
    Fixture { files: files.iter().map(|(path, text)| (path.clone(), text.clone())).collect(), markers: Vec::new() }.open()
}

fn path(text: &str) -> RelPath {
    RelPath::new(text)
}

/// What `edits` make of the files, before anything moves.
fn edited(db: &Database, files: &Files, edits: &[Replacement]) -> Files {
    let mut out = files.clone();
    for edit in edits.iter().rev() {
        let text = out.get_mut(edit.file.path(db).as_str()).expect("a file of the fixture");
        text.replace_range(edit.span.range(), &edit.text);
    }
    out
}

fn place(path: &str, from: &str, to: &str) -> String {
    match path.strip_prefix(from) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{to}{rest}"),
        _ => path.to_owned(),
    }
}

/// The files after a move, with all that follows it.
fn moved(files: &Files, from: &str, to: &str) -> Files {
    let opened = open(files);
    let edits = edits(&opened.db, opened.root, &Moves::new(vec![(path(from), path(to))]));
    edited(&opened.db, files, &edits).into_iter().map(|(path, text)| (place(&path, from, to), text)).collect()
}

/// Which file leads to which.
fn tied(files: &Files) -> BTreeSet<(String, String)> {
    let opened = open(files);
    let db = &opened.db;
    let mut out = BTreeSet::new();
    for file in opened.root.files(db) {
        let (facts, found) = (graph::facts(db, file), resolutions(db, file));
        // What a statement imports names from follows the names, which are judged each.
        let judged = facts.references.iter().zip(found.iter()).filter(|(reference, _)| reference.role != "from");
        for (_, resolution) in judged {
            let target = match resolution {
                Resolution::File(target) => target.path(db).to_string(),
                Resolution::Folder(folder) => folder.path(db).to_string(),
                Resolution::Missing(miss) => format!("nothing: {miss:?}"),
                _ => continue,
            };
            out.insert((file.path(db).to_string(), target));
        }
    }
    out
}

/// Holds the law for one move; says what is wrong.
fn broken(files: &Files, ties: &BTreeSet<(String, String)>, from: &str, to: &str) -> Option<String> {
    let after = moved(files, from, to);
    let expected: BTreeSet<_> = ties.iter().map(|(file, target)| (place(file, from, to), place(target, from, to))).collect();
    let found = tied(&after);
    if found != expected {
        let lost: Vec<_> = expected.difference(&found).collect();
        let new: Vec<_> = found.difference(&expected).collect();
        return Some(format!("{from} -> {to}: lost {lost:?}, new {new:?}"));
    }
    let back = moved(&after, to, from);
    let differs = files.iter().find(|(path, text)| back.get(*path) != Some(text));
    differs
        .map(|(path, text)| format!("{from} -> {to} and back: {path} was\n{text}\nis\n{}", back.get(path).map_or("gone", String::as_str)))
}

#[test]
fn the_world_is_whole() {
    let missing: Vec<_> = tied(&files(SHOP)).into_iter().filter(|(_, target)| target.starts_with("nothing")).collect();
    assert_eq!(missing, []);
}

#[test]
fn every_file_moves_and_comes_back() {
    let files = files(SHOP);
    // What is found by its name alone, or is only where it is what it is.
    let named = [
        "pyproject.toml",
        "package.json",
        "tsconfig.json",
        "Dockerfile",
        "Cargo.toml",
        "go.mod",
        "kustomization.yaml",
        "__init__.py",
        "lib.rs",
        "index.ts",
        "mod.rs",
    ];
    let (ties, mut wrong) = (tied(&files), Vec::new());
    let mut count = 0;
    for from in files.keys().filter(|path| !named.iter().any(|name| path.ends_with(name)) && !path.ends_with("test_orders.py")) {
        let (folder, name) = from.rsplit_once('/').unwrap_or(("", from));
        let (stem, extension) = name.rsplit_once('.').expect("an extension");
        let join = |folder: &str, name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let mut places = vec![join(folder, &format!("{stem}_two.{extension}"))];
        // Modules of Rust and packages of Go are what they are by where they lie.
        if !matches!(extension, "rs" | "go") && name != "compose.yaml" && !from.ends_with("dna.yaml") && name != "README.md" {
            places.push(join(folder, &format!("deeper/{name}")));
            if extension != "py" && extension != "txt" && !from.contains("static") {
                places.push(join(folder.rsplit_once('/').map_or("", |(above, _)| above), &format!("up_{name}")));
            }
        }
        // The names of these say what they are.
        if matches!(name, "compose.yaml" | "shop.dna.yaml" | "web.Dockerfile") {
            places.clear();
        }
        for to in places {
            count += 1;
            wrong.extend(broken(&files, &ties, from, &to));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 40, "{count}");
}

#[test]
fn every_folder_moves_and_comes_back() {
    let files = files(SHOP);
    let (ties, mut wrong) = (tied(&files), Vec::new());
    for (from, to) in [
        ("docs", "pages"),
        ("docs/api", "docs/reference/api"),
        ("docs/img", "img"),
        ("src/shop/store", "src/shop/warehouse"),
        ("src/shop/store", "src/shop/inner/store"),
        ("src/shop", "src/market"),
        ("web/src/lib", "web/src/common"),
        ("web", "front"),
        ("api", "services/api"),
        ("api/static", "api/public"),
        ("deploy/base", "deploy/common"),
        ("deploy", "ops/deploy"),
        ("worker/src/jobs", "worker/src/tasks"),
        ("worker", "services/worker"),
        ("gateway/routes", "gateway/http"),
    ] {
        wrong.extend(broken(&files, &ties, from, to));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines that a move changes.
fn lines(from: &str, to: &str) -> Vec<String> {
    let before = files(SHOP);
    let after = moved(&before, from, to);
    let mut out = Vec::new();
    for (path, text) in &before {
        let new = &after[&place(path, from, to)];
        let old: BTreeSet<&str> = text.lines().collect();
        out.extend(new.lines().filter(|line| !old.contains(line)).map(|line| format!("{path}: {}", line.trim())));
    }
    out
}

#[test]
fn what_is_written_keeps_its_manner() {
    assert_eq!(
        lines("src/shop/stock.py", "src/shop/store/stock.py"),
        [
            "src/shop/main.py: import shop.store.stock as store",
            "src/shop/main.py: from shop.store import stock",
            "src/shop/prices.py: from shop.store import stock",
            "src/shop/store/db.py: from . import stock",
        ]
    );
    assert_eq!(
        lines("src/shop/orders.py", "src/shop/sales.py"),
        [
            "docs/guide.md: [ref]: ../src/shop/sales.py",
            "src/shop/main.py: import shop.sales",
            "src/shop/main.py: from shop import sales as orders",
            "src/shop/main.py: return shop.sales.total(), store.count(), orders.total(), stock, connect, db, prices",
            "src/shop/prices.py: from .sales import total",
            "tests/test_orders.py: from shop.sales import total",
        ]
    );
    assert_eq!(
        lines("web/src/lib/money.ts", "web/src/money.ts"),
        [
            "web/src/cart.ts: import { money } from \"./money.js\";",
            "web/src/lib/index.ts: export * from \"../money\";",
            "web/src/lib/money.ts: import { main } from \"./main\";",
            "web/src/main.ts: import { money } from \"./money.js\";",
        ]
    );
    assert_eq!(
        lines("docs/img/a b.png", "docs/a b (1).png"),
        ["README.md: See [the guide](docs/guide.md#start), [the API](docs/api/), `api`, and ![a picture](docs/a%20b%20%281%29.png)."]
    );
    assert_eq!(
        lines("web", "front"),
        ["compose.yaml: web: { build: { context: front, dockerfile: web.Dockerfile } }", "shop.dna.yaml: web: { path: front/ }"]
    );
    assert_eq!(lines("api/app.py", "api/src/app.py"), ["api/Dockerfile: COPY ./src/app.py requirements.txt /app/"]);
    assert_eq!(lines("deploy/base", "deploy/common"), ["deploy/prod/kustomization.yaml: resources: [../common]"]);
    assert_eq!(
        lines("worker/src/events.rs", "worker/src/signals.rs"),
        [
            "worker/src/jobs/clean.rs: use super::super::signals::send;",
            "worker/src/jobs/clean.rs: pub fn all() { crate::signals::send(); send(); }",
            "worker/src/jobs/mod.rs: use crate::signals as events;",
            "worker/src/lib.rs: pub mod signals;",
            "worker/src/lib.rs: pub fn run() { jobs::run(); signals::send(); }",
        ]
    );
    assert_eq!(lines("gateway/routes", "gateway/http"), ["gateway/main.go: import \"example.com/gateway/http\""]);
    assert_eq!(lines("README.md", "README.md"), [] as [&str; 0]);
}

#[test]
fn names_of_one_statement_may_part() {
    let files = files(
        "//- /pkg/__init__.py\n//- /pkg/a.py\n//- /pkg/b.py\n//- /pkg/low/__init__.py\n//- /use.py\ndef f():\n    from pkg import (a,\n        b as c)\n    return a, c\n",
    );
    let after = moved(&files, "pkg/a.py", "pkg/low/d.py");
    assert_eq!(after["use.py"], "def f():\n    from pkg.low import d as a\n    from pkg import (\n        b as c)\n    return a, c\n");
}

/// The text of `text_of` after a move in a world of its own.
fn text_after(fixture: &str, (from, to): (&str, &str), text_of: &str) -> String {
    moved(&files(fixture), from, to).remove(text_of).unwrap_or_else(|| panic!("{text_of} is gone"))
}

#[test]
fn uses_are_those_of_code() {
    let text =
        |module: &str| format!("import a.{module}\na.{module}.f()\nx.a.b()\na.bc\n'a.b' # a.b\n\"\"\"a.b \\\" a.b\"\"\"\nz = a.{module}\n");
    let world = format!("//- /a/__init__.py\n//- /a/b.py\n//- /use.py\n{}", text("b"));
    assert_eq!(text_after(&world, ("a/b.py", "a/d.py"), "use.py"), text("d"));
}

#[test]
fn packages_of_names() {
    const WORLD: &str = "
//- /a/__init__.py
//- /a/c.py
//- /a/b/__init__.py
//- /a/b/low.py
//- /use.py
from a import c
//- /a/use.py
from . import c
//- /a/b/use.py
from . import low
";
    for (move_, user, expected) in [
        (("a/c.py", "a/b/c.py"), "use.py", "from a.b import c\n"),
        (("a/c.py", "a/b/c.py"), "a/use.py", "from .b import c\n"),
        (("a/b/low.py", "a/low.py"), "a/b/use.py", "from .. import low\n"),
        // A module without a package is imported by another kind of statement.
        (("a/c.py", "c.py"), "use.py", "from a import c\n"),
    ] {
        assert_eq!(text_after(WORLD, move_, user), expected, "{move_:?}");
    }
}

#[test]
fn what_a_thing_is_called() {
    let python = |user: &str, to: &str| text_after(&format!("//- /x.py\n//- /y.py\n//- /use.py\n{user}"), ("x.py", to), "use.py");
    assert_eq!(python("import x as s, y\n", "z.py"), "import z as s, y\n");
    assert_eq!(python("import x as s, y\n", "s.py"), "import s, y\n");
    assert_eq!(python("import x\nassert x\n", "z.py"), "import z as x\nassert x\n");
    let rust = |user: &str, new: &str| {
        let world = format!("//- /Cargo.toml\n[package]\nname = \"shop\"\n//- /src/lib.rs\nmod x;\n{user}\n//- /src/x.rs\n");
        let text = text_after(&world, ("src/x.rs", &format!("src/{new}.rs")), "src/lib.rs");
        text.strip_prefix(&format!("mod {new};\n")).expect("the declaration").trim_end().to_owned()
    };
    assert_eq!(rust("use crate::x as\n    a_2;", "y"), "use crate::y as\n    a_2;");
    assert_eq!(rust("use crate::x as\n    a_2;", "a_2"), "use crate::a_2;");
    // What a macro makes is a name of whoever calls it.
    let made = |module: &str| format!("macro_rules! m {{ ($name:ident) => {{ use crate::{module} as $name; }} }}");
    assert_eq!(rust(&made("x"), "y"), made("y"));
}

#[test]
fn paths_go_through_the_module() {
    const REST: [(&str, &str); 5] = [
        ("src/lib.rs", "pub mod a;\npub mod b;\n"),
        ("src/a.rs", "pub mod c;\npub mod x;\n"),
        ("src/a/c.rs", ""),
        ("src/a/x.rs", "pub struct T;\npub fn g() {}\n"),
        ("src/b.rs", ""),
    ];
    for (path, text, expected) in [
        ("src/lib.rs", "use crate::a::x::T;", "use crate::a::y::T;"),
        ("src/lib.rs", "use crate::a::{b::U, x::{self, T}, x as z};", "use crate::a::{b::U, y::{self as x, T}, y as z};"),
        ("src/lib.rs", "use crate::a::x; fn f() { x::g(); crate::a::x::g() }", "use crate::a::y as x; fn f() { x::g(); crate::a::y::g() }"),
        ("src/a.rs", "pub use x::T; fn f(x: u8) { x::g(x); self::x::g() }", "pub use y::T; fn f(x: u8) { y::g(x); self::y::g() }"),
        ("src/a.rs", "mod tests { use super::x::T; use super::*; }", "mod tests { use super::y::T; use super::*; }"),
        (
            "src/a/c.rs",
            "use super::x::T; // super::x\nconst S: &str = \"super::x\";",
            "use super::y::T; // super::x\nconst S: &str = \"super::x\";",
        ),
        ("tests/it.rs", "use shop::a::x::T; fn f<'a>(x: &'a str) { b::x::g(); }", "use shop::a::y::T; fn f<'a>(x: &'a str) { b::x::g(); }"),
        ("src/lib.rs", "use crate::a::x as y;", "use crate::a::y;"),
    ] {
        let mut world: Files = REST.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        world.insert("Cargo.toml".to_owned(), "[package]\nname = \"shop\"\n".to_owned());
        world.entry(path.to_owned()).or_default().push_str(text);
        let after = moved(&world, "src/a/x.rs", "src/a/y.rs");
        let before = REST.iter().find(|(known, _)| *known == path).map_or("", |(_, text)| text).replace("mod x;", "mod y;");
        assert_eq!(after[path], format!("{before}{expected}"));
    }
}
