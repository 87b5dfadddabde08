//! How specifiers of JavaScript and TypeScript are resolved, and what an edit costs.

use graph::javascript::{Specifier, stem};
use graph::{Miss, Resolution, resolutions};
use syntax::Namespace;
use workspace::fixture::{Fixture, Opened};
use workspace::{File, Overlay, RelPath};

/// What the specifiers of `file` stand for, in short.
fn meanings(opened: &Opened, file: &str) -> Vec<String> {
    let db = &opened.db;
    let file = opened.file(file);
    let facts = graph::facts(db, file);
    let short = |resolution: &Resolution| match resolution {
        Resolution::File(file) => file.path(db).to_string(),
        Resolution::Folder(folder) => format!("{}/", folder.path(db)),
        Resolution::Builtin => "builtin".to_owned(),
        Resolution::Package(name) => format!("package {name}"),
        Resolution::Missing(Miss::Part { folder, name }) => format!("no {name} in {}", folder.path(db)),
        Resolution::Missing(Miss::Undeclared { name }) => format!("undeclared {name}"),
        Resolution::Missing(Miss::NoManifest { name }) => format!("no manifest for {name}"),
        Resolution::Missing(miss) => format!("{miss:?}"),
        Resolution::Unknown => "?".to_owned(),
    };
    let resolved = resolutions(db, file);
    let pairs = facts.references.iter().zip(resolved.iter()).filter(|(it, _)| it.namespace == Namespace::JS_MODULE);
    pairs.map(|(reference, resolution)| format!("{} = {}", reference.name, short(resolution))).collect()
}

/// Checks the specifiers of the first file against the lines of `expect`.
fn check(files: &str, expect: &[&str]) {
    let fixture = Fixture::parse(files);
    let first = fixture.files[0].0.clone();
    assert_eq!(meanings(&fixture.open(), &first), expect, "in {files}");
}

#[test]
fn relative_paths() {
    check(
        "//- /src/a.ts
import './b'; import './c.js'; import './d'; import '../e.json'; import './f.mjs'; import('./g'); require('./h.cjs'); import '.';
import './missing'; import './no/way'; import '../../outside'; export * from './only.d'; import './types';
//- /src/b.tsx
//- /src/c.ts
//- /src/d/index.ts
//- /e.json
{}
//- /src/f.mts
//- /src/g.d.ts
//- /src/h.cts
//- /src/index.ts
//- /src/only.d.ts
//- /src/types.d.ts
//- /package.json
{}
",
        &[
            "./b = src/b.tsx",
            "./c.js = src/c.ts",
            "./d = src/d/index.ts",
            "../e.json = e.json",
            "./f.mjs = src/f.mts",
            "./g = src/g.d.ts",
            "./h.cjs = src/h.cts",
            ". = src/index.ts",
            "./missing = no missing in src",
            "./no/way = no no in src",
            "../../outside = ?",
            "./only.d = src/only.d.ts",
            "./types = src/types.d.ts",
        ],
    );
}

#[test]
fn javascript_prefers_what_runs() {
    check("//- /a.js\nimport './b'; import './b.js';\n//- /b.js\n//- /b.d.ts\n//- /b.ts\n", &["./b = b.js", "./b.js = b.js"]);
    check("//- /a.d.ts\nimport './b.js'; import './c.ts';\n//- /b.js\n//- /b.d.ts\n//- /c.d.ts\n", &["./b.js = b.d.ts", "./c.ts = c.d.ts"]);
}

#[test]
fn packages_are_declared_or_missing() {
    check(
        "//- /packages/a/src/a.ts
import 'own-dep/sub'; import 'root-dev'; import '@s/p/x'; import 'nope'; import fs from 'fs'; import 'node:x'; import 'fs/promises';
import type { T } from 'typed'; import { X } from '@sc/typed'; import 'events'; import 'punycode/';
//- /packages/a/package.json
{ \"name\": \"a\", \"dependencies\": { \"own-dep\": \"1\", \"@s/p\": \"1\", \"events\": \"3\", \"punycode\": \"2\" } }
//- /package.json
{ \"devDependencies\": { \"root-dev\": \"1\", \"@types/typed\": \"1\", \"@types/sc__typed\": \"1\" } }
",
        &[
            "own-dep/sub = package own-dep",
            "root-dev = package root-dev",
            "@s/p/x = package @s/p",
            "nope = undeclared nope",
            "fs = builtin",
            "node:x = builtin",
            "fs/promises = builtin",
            "typed = package @types/typed",
            "@sc/typed = package @types/sc__typed",
            "events = package events",
            "punycode/ = package punycode",
        ],
    );
    check("//- /a.js\nimport 'x';\n", &["x = no manifest for x"]);
    check("//- /a.js\nimport 'x';\n//- /package.json\n{ \"dependencies\": { \"x\n", &["x = ?"]);
}

#[test]
fn workspaces_lead_to_sources() {
    let members = |declared: &str, extra: &str| {
        format!(
            "//- /packages/app/main.ts
import '@w/built'; import '@w/built/deep'; import '@w/source'; import '@w/exports/feature'; import '@w/outside';
//- /packages/app/package.json
{{ \"name\": \"app\", \"dependencies\": {{ \"@w/outside\": \"1\" }} }}
//- /packages/built/package.json
{{ \"name\": \"@w/built\", \"main\": \"dist/index.js\", \"exports\": {{ \".\": \"./dist/index.js\", \"./*\": \"./dist/*.js\" }} }}
//- /packages/built/src/index.ts
//- /packages/built/src/deep.ts
//- /packages/source/package.json
{{ \"name\": \"@w/source\", \"main\": \"./lib/main.js\" }}
//- /packages/source/lib/main.js
//- /packages/exports/package.json
{{ \"name\": \"@w/exports\", \"exports\": {{ \"./feature\": {{ \"types\": \"./f.d.ts\", \"import\": \"./f.mjs\" }} }} }}
//- /packages/exports/f.mjs
//- /packages/exports/f.d.ts
//- /outside/package.json
{{ \"name\": \"@w/outside\" }}
//- /outside/index.js
{declared}{extra}"
        )
    };
    let expect = [
        "@w/built = packages/built/src/index.ts",
        "@w/built/deep = packages/built/src/deep.ts",
        "@w/source = packages/source/lib/main.js",
        "@w/exports/feature = packages/exports/f.d.ts",
        "@w/outside = package @w/outside",
    ];
    check(&members("//- /package.json\n{ \"workspaces\": [\"packages/*\"] }\n", ""), &expect);
    check(&members("//- /pnpm-workspace.yaml\npackages:\n  - './packages/**'\n", "//- /package.json\n{}\n"), &expect);
    check(&members("//- /lerna.json\n{}\n", "//- /package.json\n{}\n"), &expect);
}

#[test]
fn a_package_knows_itself() {
    check(
        "//- /test/a.js
import 'me'; import 'me/sub'; import '#inner/x'; import '#dep'; import '#nothing';
//- /package.json
{ \"name\": \"me\", \"exports\": { \".\": \"./lib/index.js\", \"./sub\": \"./sub.js\" }, \"imports\": { \"#inner/*\": \"./lib/*.js\", \"#dep\": \"./dep.js\" } }
//- /lib/index.js
//- /lib/x.js
//- /sub.js
//- /dep.js
",
        &["me = lib/index.js", "me/sub = sub.js", "#inner/x = lib/x.js", "#dep = dep.js", "#nothing = ?"],
    );
}

#[test]
fn configurations_of_typescript() {
    check(
        "//- /apps/web/src/a.ts
import '@/b'; import '~lib/c'; import 'models/d'; import '@/gone'; import '@/deep/gone'; import 'react';
//- /apps/web/tsconfig.json
{
  // Installed bases cannot be followed and do no harm.
  \"extends\": [\"@tsconfig/node20/tsconfig.json\", \"../../tsconfig.base.json\"],
  \"include\": [\"other\"],
}
//- /tsconfig.base.json
{ \"compilerOptions\": { \"baseUrl\": \"./apps/web/src\", \"paths\": { \"@/*\": [\"./*\"], \"~lib/*\": [\"../lib/*\"] } } }
//- /apps/web/src/b.ts
//- /apps/web/lib/c.ts
//- /apps/web/src/models/d.ts
//- /package.json
{ \"dependencies\": { \"react\": \"19\" } }
",
        &[
            "@/b = apps/web/src/b.ts",
            "~lib/c = apps/web/lib/c.ts",
            "models/d = apps/web/src/models/d.ts",
            "@/gone = no gone in apps/web/src",
            "@/deep/gone = no deep in apps/web/src",
            "react = package react",
        ],
    );
    check(
        "//- /src/a.js\nimport 'app/b';\n//- /jsconfig.json\n{ \"compilerOptions\": { \"paths\": { \"app/*\": [\"./src/*\"] } } }\n//- /src/b.js\n",
        &["app/b = src/b.js"],
    );
    check(
        "//- /src/a.ts
import '@app/b';
//- /tsconfig.json
{ \"files\": [], \"references\": [{ \"path\": \"./tsconfig.app.json\" }, { \"path\": \"./tsconfig.gone.json\" }] }
//- /tsconfig.app.json
{ \"compilerOptions\": { \"paths\": { \"@app/*\": [\"./src/*\"] } }, \"include\": [\"src\"] }
//- /src/b.ts
",
        &["@app/b = src/b.ts"],
    );
}

#[test]
fn a_query_hides_no_file_and_docusaurus_names_its_site() {
    check(
        "//- /site/src/pages/a.ts
import './a.css?url'; import './b.css?url'; import '@site/src/lib/x'; import '@site/src/lib/y'; import '@site/.docusaurus/z';
//- /site/src/pages/a.css
//- /site/src/lib/x.ts
//- /site/docusaurus.config.js
//- /package.json
{ \"dependencies\": { \"@docusaurus/core\": \"3\" } }
",
        &[
            "./a.css?url = site/src/pages/a.css",
            "./b.css?url = ?",
            "@site/src/lib/x = site/src/lib/x.ts",
            "@site/src/lib/y = no y in site/src/lib",
            "@site/.docusaurus/z = ?",
        ],
    );
}

#[test]
fn what_only_tools_know_is_not_judged() {
    check(
        "//- /src/a.ts
import './style.css'; import './logo.svg'; import './x?raw'; import 'raw-loader!./y'; import 'virtual:pwa'; import '@/anything'; import '~/x';
import '$lib/z'; import 'https://esm.sh/react'; import 'npm:x'; import '/public/x.js'; import './dist/x'; import '../generated/x'; import './api.generated';
import './Comp'; import './__generated__/q'; import './ignored'; import './secret'; import './addon.node'; import '@alias/x'; import 'declared-here';
import 'pattern.txt'; import 'components/x'; import './$types'; import '@theme/Layout';
//- /src/Comp.vue
//- /src/.gitignore
ignored.ts
/secret*
//- /vite.config.ts
export default { resolve: { alias: { '@alias': './src' } } };
//- /types.d.ts
declare module 'declared-here';
declare module '*.txt';
//- /src/components/x.ts
//- /package.json
{ \"dependencies\": { \"@docusaurus/core\": \"3\" } }
",
        &[
            "./style.css = ?",
            "./logo.svg = ?",
            "./x?raw = ?",
            "raw-loader!./y = ?",
            "virtual:pwa = ?",
            "@/anything = ?",
            "~/x = ?",
            "$lib/z = ?",
            "https://esm.sh/react = ?",
            "npm:x = ?",
            "/public/x.js = ?",
            "./dist/x = ?",
            "../generated/x = ?",
            "./api.generated = ?",
            "./Comp = ?",
            "./__generated__/q = ?",
            "./ignored = ?",
            "./secret = ?",
            "./addon.node = ?",
            "@alias/x = ?",
            "declared-here = ?",
            "pattern.txt = ?",
            "components/x = ?",
            "./$types = ?",
            "@theme/Layout = ?",
        ],
    );
}

#[test]
fn browsers_get_other_files() {
    check(
        "//- /src/a.js
import './node'; import './shim';
//- /package.json
{ \"browser\": { \"./src/shim.js\": \"./src/real.js\", \"./src/node.js\": \"./src/web.js\" } }
//- /src/node.js
//- /src/web.js
//- /src/real.js
",
        // A file that exists is what is meant; the map speaks for those that do not.
        &["./node = src/node.js", "./shim = src/real.js"],
    );
}

#[test]
fn hostile_specifiers() {
    let deep = "../".repeat(20_000);
    let long = "a/".repeat(20_000);
    let circle = "//- /package.json\n{ \"name\": \"m\", \"exports\": { \".\": \"m\", \"./x\": { \"import\": \"./x\" } }, \"browser\": { \"./q\": \"./q\" } }\n";
    check(
        &format!(
            "//- /a.ts\nimport 'm'; import 'm/x'; import './q';\nrequire('{deep}'); require('./{long}'); require(''); require('@'); require('@/'); require('#');\n//- /tsconfig.json\n{{ \"extends\": \"./tsconfig.json\", \"references\": [{{ \"path\": \".\" }}] }}\n{circle}"
        ),
        &["m = ?", "m/x = ?", "./q = no q in .", &format!("{deep} = ?"), &format!("./{long} = ?"), " = ?", "@ = ?", "@/ = ?", "# = ?"],
    );
}

fn write(opened: &mut Opened, path: &str, text: &str) {
    opened.system.write(std::path::Path::new("/fixture").join(path), text.as_bytes());
    opened.layout.changed(&mut opened.db, [RelPath::new(path)]);
}

const APP: &str = "//- /src/a.ts
import { b } from './b'; import '@/c'; import 'dep';
//- /src/b.ts
export const b = 1;
//- /tsconfig.json
{ \"compilerOptions\": { \"paths\": { \"@/*\": [\"./one/*\"] } } }
//- /one/c.ts
//- /two/c.ts
//- /package.json
{ \"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": { \"dep\": \"1\" } }
";

#[test]
fn a_change_of_the_layout_or_of_a_manifest_resolves_again() {
    let mut opened = Fixture::parse(&APP.replace("'./b'", "'./new'")).open();
    assert_eq!(meanings(&opened, "src/a.ts"), ["./new = no new in src", "@/c = one/c.ts", "dep = package dep"]);
    write(&mut opened, "src/new.ts", "");
    write(&mut opened, "tsconfig.json", "{ \"compilerOptions\": { \"paths\": { \"@/*\": [\"./two/*\"] } } }");
    write(&mut opened, "package.json", "{ \"name\": \"app\" }");
    assert_eq!(meanings(&opened, "src/a.ts"), ["./new = src/new.ts", "@/c = two/c.ts", "dep = undeclared dep"]);
}

#[test]
fn an_open_buffer_counts() {
    let mut opened = Fixture::parse(APP).open();
    let text = "{ \"compilerOptions\": { \"paths\": { \"@/*\": [\"./two/*\"] } } }";
    opened.layout.set_overlay(&mut opened.db, &RelPath::new("tsconfig.json"), Some(Overlay::new(text, 1, None)));
    assert_eq!(meanings(&opened, "src/a.ts")[1], "@/c = two/c.ts");
}

#[test]
fn edits_that_change_no_name_resolve_nothing() {
    let mut opened = Fixture::parse(APP).open();
    let all = |opened: &Opened| {
        let files: Vec<File> = opened.root.files(&opened.db);
        files.iter().for_each(|file| drop(graph::edges(&opened.db, *file)));
    };
    all(&opened);
    for (path, text) in [
        ("src/b.ts", "// a comment\nexport const b = 1;\n"),
        ("src/a.ts", "// a comment\nimport { b } from './b'; import '@/c'; import 'dep';\n"),
        ("tsconfig.json", "{ /* x */ \"compilerOptions\": { \"strict\": true, \"paths\": { \"@/*\": [\"./one/*\"] } } }"),
    ] {
        opened.db.counters().record_names();
        write(&mut opened, path, text);
        all(&opened);
        let names = opened.db.counters().take_names();
        let ran = |name: &str| names.get(name).copied().unwrap_or(0);
        assert_eq!(ran("extract"), 1, "{path}: {names:?}");
        let cross: Vec<_> =
            ["resolutions", "engine", "tree", "below", "linked", "declared", "edges"].into_iter().filter(|name| ran(name) > 0).collect();
        assert!(cross.is_empty(), "{path}: {names:?}");
    }
}

#[test]
fn manifests_may_leave_out_extensions() {
    let opened = Fixture::parse(
        "//- /package.json
{ \"main\": \"lib/main\", \"browser\": \"./web\", \"module\": \"gone\" }
//- /tsconfig.json
{ \"extends\": \"./base\" }
//- /base.json
{}
//- /lib/main.js
//- /web.js
",
    )
    .open();
    let found = |path: &str| resolutions(&opened.db, opened.file(path)).iter().map(|it| it.file().is_some()).collect::<Vec<_>>();
    let mut of_package = found("package.json");
    of_package.sort_unstable();
    assert_eq!((of_package, found("tsconfig.json")), (vec![false, true, true], vec![true]));
}

#[test]
fn kinds_of_specifiers() {
    for (text, expected) in [
        ("./a", Specifier::Relative("./a")),
        ("..", Specifier::Relative("..")),
        ("./a.js?v=1", Specifier::Relative("./a.js")),
        ("./a.svg?raw", Specifier::Asset("./a.svg")),
        ("#internal/x", Specifier::Internal("#internal/x")),
        ("react/jsx-runtime", Specifier::Package { name: "react", whole: "react/jsx-runtime" }),
        ("@a/b/c", Specifier::Package { name: "@a/b", whole: "@a/b/c" }),
        ("@/components", Specifier::Alias("@/components")),
        ("~/x", Specifier::Alias("~/x")),
        ("$lib/x", Specifier::Alias("$lib/x")),
        ("@scope", Specifier::Alias("@scope")),
        ("node:fs", Specifier::Builtin),
        ("bun:test", Specifier::Builtin),
        ("vscode", Specifier::Builtin),
        ("npm:chalk@5", Specifier::Opaque),
        ("https://deno.land/std/x.ts", Specifier::Opaque),
        ("style-loader!./a.css", Specifier::Opaque),
        ("virtual:pwa", Specifier::Opaque),
        ("/src/main.ts", Specifier::Opaque),
        ("", Specifier::Opaque),
    ] {
        assert_eq!(Specifier::parse(text), expected, "{text}");
    }
}

#[test]
fn settings_may_have_comments_and_trailing_commas() {
    let with = |settings: &str| {
        let text = format!("//- /a.ts\nimport '@/b';\n//- /two/b.ts\n//- /package.json\n{{}}\n//- /tsconfig.json\n{settings}");
        meanings(&Fixture::parse(&text).open(), "a.ts")
    };
    // The second of the list is what is there.
    let commented = "{\n  // a\n  \"compilerOptions\": { \"paths\": { \"@/*\": [\"./one/*\", /* b */ \"./two/*\",], } },\n}\n";
    assert_eq!(with(commented), ["@/b = two/b.ts"]);
    // What breaks off says nothing.
    assert_eq!(with("{ \"compilerOptions\": "), ["@/b = ?"]);
}

#[test]
fn names_that_generators_give() {
    let generated = [
        "api.generated",
        "routeTree.gen",
        "service_pb.js",
        "query.graphql",
        "shop.prod.cjs",
        "shop.esm.mjs",
        "$types",
        "version.ts",
        "version",
    ];
    let written = ["button", "general", "parser", "agenda.ts", "users.service"];
    let code: String = generated.iter().chain(&written).map(|name| format!("import './{name}';\n")).collect();
    let unknown = generated.iter().map(|name| format!("./{name} = ?"));
    let missing = written.iter().map(|name| format!("./{name} = no {name} in src"));
    assert_eq!(meanings(&Fixture::parse(&format!("//- /src/a.ts\n{code}")).open(), "src/a.ts"), unknown.chain(missing).collect::<Vec<_>>());
    assert_eq!((stem("a.ts"), stem("a.d.ts"), stem("a.service"), stem("a")), ("a", "a", "a.service", "a"));
}
