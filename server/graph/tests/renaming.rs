//! Renaming what has a name in several formats, and back.

use std::collections::BTreeMap;

use graph::renaming::{Renaming, renamable, rename};
use workspace::fixture::{Fixture, Opened};

type Files = BTreeMap<String, String>;

/// Rules of a workspace's own, so that nothing depends on those that ship.
const RULES: &str = r#"
//- /shop.dna.yaml
dna: 1
checks: { queries: [queries] }
//- /queries/names.yaml
files: ["**/*.yaml", "**/*.json"]
namespaces:
  compose.service: { what: Compose service }
  k8s.service: { what: Service }
  shop.flag: { what: feature flag }
names:
  - { define: compose.service, at: $.services.*, take: key, scope: [$.project] }
  - { refer: compose.service, at: '$.services.*.needs[*]', scope: [$.project] }
  - { define: k8s.service, if: { $.kind: Service }, at: $.metadata.name, scope: [$.metadata.namespace] }
  - { refer: k8s.service, at: $.backend.service, scope: [$.metadata.namespace] }
  - { define: shop.flag, at: $.flags.*, take: key }
  - { refer: shop.flag, at: $.flag }
"#;

fn files(fixture: &str) -> (Files, (String, u32)) {
    let parsed = Fixture::parse(&format!("{RULES}{fixture}"));
    let (file, at) = parsed.markers.first().copied().expect("a cursor");
    let path = parsed.files[file].0.clone();
    (parsed.files.into_iter().collect(), (path, at as u32))
}

fn open(files: &Files) -> Opened {
    let files: Vec<(String, String)> = files.iter().map(|(path, text)| (path.clone(), text.clone())).collect();
    let mut opened = Fixture { files, markers: Vec::new() }.open();
    let settings = workspace::Settings { queries: vec![workspace::RelPath::new("queries")], ..workspace::Settings::default() };
    opened.layout.configure(&mut opened.db, settings);
    opened
}

/// What a rename gives, as text: `path:offset new`, with `?` before what is only probable.
fn renamed(files: &Files, (path, at): &(String, u32), new: &str) -> Result<(Vec<String>, Files, Files), String> {
    let opened = open(files);
    let db = &opened.db;
    let file = opened.file(path);
    assert!(renamable(db, file, *at).is_some(), "here is a name");
    let Renaming { certain, probable } = rename(db, file, *at, new).expect("a name")?;
    let line = |place: &graph::renaming::Replacement| {
        let text = &files[place.file.path(db).as_str()];
        format!("{}:{} {}", place.file.path(db), text[..place.span.start as usize].matches('\n').count() + 1, place.text)
    };
    let mut shown: Vec<String> = certain.iter().map(line).collect();
    shown.extend(probable.iter().map(|(place, why)| format!("? {} ({why})", line(place))));
    let apply = |all: &[&graph::renaming::Replacement]| {
        let mut out = files.clone();
        let mut all = all.to_vec();
        all.sort_by(|a, b| (b.file.path(db), b.span).cmp(&(a.file.path(db), a.span)));
        for edit in all {
            out.get_mut(edit.file.path(db).as_str()).expect("a file").replace_range(edit.span.range(), &edit.text);
        }
        out
    };
    let sure: Vec<_> = certain.iter().collect();
    let all: Vec<_> = certain.iter().chain(probable.iter().map(|(place, _)| place)).collect();
    Ok((shown, apply(&sure), apply(&all)))
}

const ORDERS: &str = r#"
//- /deploy/service.yaml
kind: Service
metadata: { name: ord$0ers }
//- /deploy/ingress.yaml
backend: { service: "orders" }
//- /deploy/ingress.json
{ "backend": { "service": "orders" } }
//- /compose.yaml
services:
  orders: { needs: [] }
  web: { needs: [orders] }
//- /web/settings.py
ORDERS = "http://orders:8080/v1"
OTHER = "http://orders.example.com"
//- /docs/guide.md
The service `orders` takes orders; see `orders-old`.
"#;

#[test]
fn across_formats_and_back() {
    let (files, cursor) = files(ORDERS);
    let (shown, sure, all) = renamed(&files, &cursor, "sales").expect("a name that is free");
    assert_eq!(
        shown,
        [
            "deploy/ingress.json:1 sales",
            "deploy/ingress.yaml:1 sales",
            "deploy/service.yaml:2 sales",
            "? compose.yaml:2 sales (Compose service of the same name)",
            "? compose.yaml:3 sales (Compose service of the same name)",
            "? docs/guide.md:1 sales (documentation)",
            "? web/settings.py:1 sales (host of a URL)",
        ]
    );
    // Either way the inverse gives the bytes there were.
    assert_eq!(renamed(&sure, &cursor, "orders").expect("the old name").1, files);
    assert_eq!(renamed(&all, &cursor, "orders").expect("the old name").2, files);
}

#[test]
fn a_rename_that_does_harm_is_refused() {
    let (files, cursor) = files(ORDERS);
    let why = |new: &str| renamed(&files, &cursor, new).expect_err("refused");
    assert!(why("Sales").starts_with("`Sales` is no name of Service: Kubernetes wants"), "{}", why("Sales"));
    assert!(why("two words").contains("it has ' ' in it"));
    let (files, cursor) =
        self::files("//- /a.yaml\nflags:\n  ol$0d: 1\n  taken: 1\n//- /b.yaml\nflag: old\n//- /c.json\n{\"flag\": \"old\"}\n");
    let why = |new: &str| renamed(&files, &cursor, new).expect_err("refused");
    assert_eq!(why("taken"), "there is already feature flag `taken`, in `a.yaml:3`");
    assert_eq!(why("true"), "`true` would need quotes in `a.yaml:2`");
    assert_eq!(why("8080"), "`8080` would need quotes in `a.yaml:2`");
    assert_eq!(why("a:b"), "`a:b` would need quotes in `a.yaml:2`");
    let (files, cursor) = self::files("//- /a.json\n{\"flags\": {\"ol$0d\": 1}}\n//- /b.json\n{\"flag\": \"\\u006fld\"}\n");
    let why = |new: &str| renamed(&files, &cursor, new).expect_err("refused");
    assert_eq!(why("new"), "`old` is written with escapes or through an alias in `b.json`: change that first");
    assert_eq!(why("a\"b"), "`a\"b` would need escapes in `a.json:1`");
}

#[test]
fn scopes_keep_things_apart() {
    let two = "
//- /prod.yaml
kind: Service
metadata: { name: or$0ders, namespace: prod }
//- /test.yaml
kind: Service
metadata: { name: orders, namespace: test }
//- /in_prod.yaml
metadata: { namespace: prod }
backend: { service: orders }
//- /in_test.yaml
metadata: { namespace: test }
backend: { service: orders }
";
    let (files, cursor) = files(two);
    let (shown, ..) = renamed(&files, &cursor, "sales").expect("a name that is free");
    assert_eq!(shown, ["in_prod.yaml:2 sales", "prod.yaml:2 sales"]);
    // What may mean either ties both: it can be written only once.
    let (files, cursor) = self::files(&format!("{two}//- /anywhere.yaml\nbackend: {{ service: orders }}\n"));
    let (shown, ..) = renamed(&files, &cursor, "sales").expect("a name that is free");
    assert_eq!(shown.len(), 5, "{shown:?}");
}

#[test]
fn what_nothing_defines_is_renamed_as_far_as_it_is_seen() {
    let (files, cursor) = files("//- /a.yaml\nflag: lo$0st\n//- /b.yaml\nflag: lost\n");
    let (shown, after, _) = renamed(&files, &cursor, "found").expect("a name that is free");
    assert_eq!(shown, ["a.yaml:1 found", "b.yaml:1 found"]);
    assert_eq!(renamed(&after, &cursor, "lost").expect("the old name").1, files);
}

/// What renaming `OLD` in a file to `new` says, where a rule or query of the workspace's own defines it.
fn renamed_by(rules: (&str, &str), (path, text): (&str, &str), new: &str) -> Result<Renaming, String> {
    let own = format!("//- /shop.dna.yaml\ndna: 1\nchecks: {{ queries: [queries] }}\n//- /queries/{}\n{}\n", rules.0, rules.1);
    let opened = open(&Fixture::parse(&format!("{own}//- /{path}\n{text}")).files.into_iter().collect());
    let at = text.find("OLD").expect("a place");
    rename(&opened.db, opened.file(path), at as u32, new).unwrap_or_else(|| panic!("{text:?} has a name"))
}

#[test]
fn names_that_systems_refuse() {
    let cases = [
        ("k8s.service", "orders-v2", true),
        ("k8s.service", "2orders", false),
        ("k8s.service", "Orders", false),
        ("k8s.service", "orders-", false),
        ("k8s.configmap", "app.config", true),
        ("k8s.configmap", "app_config", false),
        ("k8s.configmap-key", "APP_MODE", true),
        ("compose.service", "my_api", true),
        ("compose.service", "my api", false),
        ("env", "DATABASE_URL", true),
        ("env", "2FA", false),
        ("env", "A-B", false),
        ("metric", "http:total", true),
        ("workflow.job", "build-it", true),
        ("workflow.job", "-x", false),
        ("http.route", "orders", false),
        ("shop.flag", "anything-goes", true),
        ("shop.flag", "", false),
    ];
    for (namespace, name, sound) in cases {
        let rules =
            format!("files: [a.yaml]\nnamespaces: {{ {namespace}: {{ what: thing }} }}\nnames: [{{ define: {namespace}, at: $.name }}]\n");
        let found = renamed_by(("names.yaml", &rules), ("a.yaml", "name: 'OLD'\n"), name);
        match found {
            Ok(renaming) => assert!(sound && renaming.certain.len() == 1, "{namespace} {name}"),
            Err(why) => assert!(!sound && why.contains("is no name of"), "{namespace} {name}: {why}"),
        }
    }
}

#[test]
fn what_would_need_quotes_is_refused() {
    let data = |at: &str| {
        let namespaces = "namespaces: { shop.flag: { what: feature flag } }";
        ("names.yaml", format!("files: [a.yaml, a.toml]\n{namespaces}\nnames: [{{ define: shop.flag, {at} }}]\n"))
    };
    let plain = data("at: $.name");
    let host = data("at: $.url, match: '//(?<name>[^:/]+)'");
    let item = data("at: '$[\"it''s\"][*]'");
    let key = data("at: $.*, take: key");
    let value = data("at: $.x");
    let literal = "; literals: get\n((call function: (identifier) @_function arguments: (argument_list . (string (string_content) @name)))\n\
                   @definition.shop.flag (#eq? @_function \"get\"))\n";
    let code = ("python/names.scm", literal.to_owned());
    for (rules, path, text, new, why) in [
        (&plain, "a.yaml", "name: OLD\n", "orders-v2", None),
        (&plain, "a.yaml", "name: OLD\n", "true", Some("quotes")),
        (&plain, "a.yaml", "name: OLD\n", "8080", Some("quotes")),
        (&plain, "a.yaml", "name: 'OLD'\n", "8080", None),
        (&plain, "a.yaml", "name: 'OLD'\n", "it's", Some("escapes")),
        (&host, "a.yaml", "url: http://OLD:8080/\n", "8080", None),
        (&key, "a.toml", "OLD = 1\n", "a.b", Some("quotes")),
        (&value, "a.toml", "x = \"OLD\"\n", "a.b", None),
        (&code, "a.py", "get(\"OLD\")\n", "a\"b", Some("escapes")),
        (&item, "a.yaml", "it's: [OLD]\n", "no", Some("quotes")),
    ] {
        let found = renamed_by((rules.0, &rules.1), (path, text), new).err();
        assert_eq!(found, why.map(|what| format!("`{new}` would need {what} in `{path}:1`")), "{text:?}");
    }
    // With a space no name is sound, whoever reads it.
    assert!(renamed_by((plain.0, &plain.1), ("a.yaml", "name: OLD\n"), "a: b").is_err());
}
