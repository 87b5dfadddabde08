//! What files name by the rules and queries that come with the program.

use syntax::names::Set;
use syntax::{Options, extract_text};
use workspace::RelPath;

/// The names of a namespace in a text: `+` is given, `?` may stand for nothing. Every range holds what is named, or a part of it.
fn names(namespace: &str, path: &str, text: &str) -> String {
    let (facts, _) = extract_text(&RelPath::new(path), text, Options::default());
    let Some(names) = facts.names else { return String::new() };
    let definitions = names.definitions.iter().filter(|mention| mention.namespace.as_str() == namespace);
    let references = names.references.iter().filter(|mention| mention.namespace.as_str() == namespace);
    let optional = |mention: &syntax::Mention| if mention.flags.has(syntax::Flags::OPTIONAL) { "?" } else { "" };
    let mut out: Vec<String> = definitions.map(|mention| format!("+{}{}", mention.name, optional(mention))).collect();
    out.extend(references.map(|mention| format!("{}{}", mention.name, optional(mention))));
    out.join(" ")
}

/// In which order patterns find names is nobody's business.
fn same(found: &str, expected: &str, path: &str) {
    let sorted = |text: &str| {
        let mut names: Vec<String> = text.split(' ').map(str::to_owned).collect();
        names.sort();
        names
    };
    assert_eq!(sorted(found), sorted(expected), "{path}");
}

#[test]
fn what_comes_with_the_program_can_be_used() {
    let set = Set::shipped();
    assert!(set.mistakes().is_empty(), "{:?}", set.mistakes());
}

#[test]
fn variables_of_the_environment() {
    for (path, text, expected) in [
        ("f.py", "import os\nos.environ[f'A_{b}']\nos.getenv(f'{b}_C')\n", ""),
        ("a.py", "import os\nos.environ['A']\nos.environ['B'] = '1'\nos.getenv('C')\n'D' in os.environ\n", "+B A C? D?"),
        ("s.py", "class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='APP_')\n    dsn: str\n", "+DSN +APP_DSN"),
        ("a.ts", "const { A, B: b } = process.env; process.env.C = import.meta.env.D + Deno.env.get('E');", "+C A? B? D? E?"),
        ("a.rs", "fn f() { std::env::var(\"A\").unwrap(); env::var(\"B\"); env!(\"C\"); }", "A B? C?"),
        ("a.go", "package a\nvar a = os.Getenv(\"A\")\ntype T struct {\n\tB string `env:\"B,required\"`\n}\n", "A? B?"),
        ("a.rb", "ENV['A']\nENV.fetch('B', 1)\nENV['C'] = '1'\n", "+C A? B?"),
        ("a.php", "<?php env('AA', 1); getenv(\"BB\"); $_ENV['CC'];", "AA? BB? CC?"),
        ("A.java", "class A { @Value(\"${AA:1}\") String a = System.getenv(\"BB\"); }", "AA? BB?"),
        ("a.sh", "export AA=1\nOWN=2\necho $OWN ${BB:-1} $AA $CC\n", "+AA BB? CC?"),
        (".env", "A=1\n#B=2\n", "+A"),
        (".env.example", "A=1\n# B=2\n# see = here\n", "+A +B?"),
        ("Dockerfile", "ARG A=1\nFROM scratch\nENV B=1 C=2\nENV D the rest\n", "+A +B +C +D"),
        ("compose.yaml", "services:\n  a:\n    image: a:${A}\n    environment:\n      B: $C and $$D and ${E:-1}${F}\n", "+B A C E? F"),
        ("b/compose.yaml", "services:\n  a:\n    image: a\n    environment: [A=1, B]\n", "+A B?"),
        (".github/workflows/a.yml", "on: push\nenv: { A: 1 }\njobs:\n  a:\n    steps: [{ run: '${{ env.A }}' }]\n", "+A A?"),
    ] {
        same(&names("env", path, text), expected, path);
    }
}

#[test]
fn routes() {
    for (path, text, expected) in [
        ("a.py", "from fastapi import APIRouter\nr = APIRouter(prefix='/p')\n@r.get('/a/{b}')\ndef f(): pass\n", "+/p +/a/{}"),
        ("urls.py", "urlpatterns = [path('a/<int:b>/', v)]\n", "+/a/{}"),
        ("a.ts", "import express from 'express';\napp.get('/a/:b', f); cache.get('/no', f);\nfetch('/a/1');", "+/a/{} /a/1?"),
        ("a.rs", "use axum::Router;\nfn f() { Router::new().route(\"/a/{b}\", g()).nest(\"/c\", d); }", "+/a/{} +/c"),
        ("a.go", "package a\n\nimport \"net/http\"\n\nfunc f() { http.HandleFunc(\"GET /a/{b}\", g) }\n", "+/a/{}"),
        (
            "A.java",
            "import org.springframework.web.bind.annotation.*;\n@RequestMapping(\"/a\") class A { @GetMapping({\"/b\", \"/c\"}) void b() {} }",
            "+/a +/b +/c",
        ),
        ("Dockerfile", "FROM scratch\nHEALTHCHECK CMD curl -f http://localhost:80/health || exit 1\n", "/health"),
    ] {
        same(&names("http.route", path, text), expected, path);
    }
}

#[test]
fn metrics() {
    for (path, text, expected) in [
        ("a.py", "from prometheus_client import Gauge\nG = Gauge('a_b', '')\n", "+a_b"),
        ("a.ts", "import c from 'prom-client';\nnew c.Gauge({ help: '', name: 'a_b' });", "+a_b"),
        ("a.rs", "fn f() { metrics::counter!(\"a.b\"); }", "+a_b"),
        (
            "rules.yml",
            "groups:\n  - name: a\n    rules:\n      - record: a:b\n        expr: |\n          sum(c_total)\n            / d\n",
            "+a:b c_total d",
        ),
    ] {
        same(&names("metric", path, text), expected, path);
    }
    let go = "package a\n\nimport \"github.com/prometheus/client_golang/prometheus\"\n\nvar a = prometheus.NewGauge(prometheus.GaugeOpts{Namespace: \"a\", Subsystem: \"b\", Name: \"c\"})\n";
    let found = names("metric", "a.go", go);
    assert!(found.split(' ').any(|name| name == "+a_b_c"), "{found}");
}

#[test]
fn names_in_folded_texts_have_their_places() {
    let text = "groups:\n  - name: a\n    rules:\n      - record: a:b\n        expr: |\n          sum(\n            c_total)\n              / c_total\n";
    let (facts, ranges) = extract_text(&RelPath::new("rules.yml"), text, Options::default());
    let names = facts.names.expect("it has names");
    let places: Vec<&str> = names.references.iter().map(|mention| &text[ranges.span(mention.span).range()]).collect();
    assert_eq!(places, ["c_total", "c_total"]);
}

#[test]
fn images_and_ports() {
    let compose = "services:\n  a:\n    build: .\n    image: ghcr.io/a/b:1\n    ports: ['80:8080', '127.0.0.1:90:9090/tcp', 70]\n  c:\n    image: docker.io/library/redis:7\n";
    assert_eq!(names("image", "compose.yaml", compose), "+ghcr.io/a/b redis");
    assert_eq!(names("port", "compose.yaml", compose), "8080? 9090? 70?");
    assert_eq!(names("port", "Dockerfile", "FROM scratch\nEXPOSE 80/tcp $PORT\n"), "+80 +$PORT?");
}
