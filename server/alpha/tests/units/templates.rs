//! Templates before they are rendered: what goes too deep, where scales stand, what the engine knows.

use std::sync::Arc;

use alpha::engine::Engine;
use alpha::guard::too_deep;
use alpha::metered::metered;
use alpha::templates::{FILTERS, TESTS};
use dna::generator::Delimiters;
use minijinja::Value;
use minijinja::machinery::parse;
use minijinja::syntax::SyntaxConfig;

#[test]
fn what_recurses() {
    let deep = |text: &str| too_deep(text, false, &SyntaxConfig::default()).is_some();
    for text in [
        format!("{{{{ {} x }}}}", "not ".repeat(10_000)),
        format!("{{{{ {}1 }}}}", "- ".repeat(10_000)),
        format!("{{{{ a{} }}}}", ".b".repeat(10_000)),
        format!("{{{{ a{} }}}}", "[0]".repeat(10_000)),
        format!("{{{{ a{} }}}}", "()".repeat(10_000)),
        format!("{{{{ a{} }}}}", "|upper".repeat(10_000)),
        format!("{{{{ a{} }}}}", " ~ a".repeat(10_000)),
        format!("{{{{ {}1{} }}}}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("{{% if a %}}{}{{% endif %}}", "{% elif b %}".repeat(10_000)),
    ] {
        assert!(deep(&text), "{}", &text[..60]);
    }
    for text in [
        format!("{{% set x = [{}] %}}", "1, ".repeat(50_000)),
        format!("{{% set x = {{{}}} %}}", "'a': b.c, ".repeat(50_000)),
        "{{ a.b }} - ".repeat(50_000),
        "{% if a %}{% elif b %}{% endif %}".repeat(1000),
        format!("{{% raw %}}{{{{ {}1 }}}}{{% endraw %}}", "- ".repeat(10_000)),
        "- ".repeat(10_000),
    ] {
        assert!(!deep(&text), "{}", &text[..60]);
    }
}

fn told(text: &str) -> String {
    let metered = metered(text, false, &SyntaxConfig::default()).expect("no slices");
    assert!(parse(&metered.text, "", SyntaxConfig::default()).is_ok(), "{}", metered.text);
    metered.text.replace("|_weighed", "⚖").replace("|_part", "§")
}

#[test]
fn where_scales_stand() {
    for (text, expected) in [
        ("{{ a }}{{ a.b | upper }}{% for x in xs %}{% endfor %}", "{{ a }}{{ a.b⚖ | upper }}{% for x in xs %}{% endfor %}"),
        ("{{ loop.index + 1 }}{{ 'a' + b }}{{ a + b }}", "{{ loop.index + 1 }}{{ 'a' + b }}{{ a⚖ + b⚖ }}"),
        ("{% set ns.x = ns.x + [y] %}{% set a, b = (c, d) %}", "{% set ns.x = ns.x⚖ + [y§] %}{% set a, b = (c§, d§) %}"),
        ("{{ a * 2 }}{{ 'x' * n }}{{ -a * (b + c) }}", "{{ (a⚖ * 2)⚖ }}{{ 'x' * n }}{{ (-a * (b⚖ + c⚖))⚖ }}"),
        ("{{ (a) * (b) ~ c }}{{ ((a) + b) * c }}", "{{ ((a⚖) * (b⚖))⚖ ~ c⚖ }}{{ (((a⚖) + b⚖) * c⚖)⚖ }}"),
        ("{{ a*b*c }}", "{{ ((a⚖*b⚖)⚖*c⚖)⚖ }}"),
        ("{{ f(a, b=c, *d, **e) }}{{ a[b] }}{{ a[1:] ~ x }}", "{{ f(a⚖, b=c⚖, *d⚖, **e) }}{{ a[b⚖] }}{{ a[1:]⚖ ~ x⚖ }}"),
        ("{{ a == 'x' }}{{ a == b }}{{ a in b }}{{ 1 in b }}", "{{ a == 'x' }}{{ a⚖ == b⚖ }}{{ a⚖ in b⚖ }}{{ 1 in b }}"),
        ("{{ a is eq b.c }}{{ a is eq(b) }}{{ a is defined }}", "{{ a⚖ is eq (b.c⚖) }}{{ a⚖ is eq(b⚖) }}{{ a is defined }}"),
        ("{{ {a: b}[c] }}{{ a if b else c }}", "{{ {a§: b§}[c⚖] }}{{ a if b else c }}"),
        ("{% filter replace(a, b) | indent(2) %}x{% endfilter %}", "{% filter replace(a§, b§) | indent(2) %}x{% endfilter %}"),
        ("{% call(x) m(a) %}{{ x ~ 'ä' }}{% endcall %}", "{% call(x) m(a⚖) %}{{ x⚖ ~ 'ä' }}{% endcall %}"),
    ] {
        assert_eq!(told(text), expected);
    }
    let chain = format!("{{{{ a{} }}}}", "[1:]".repeat(20));
    assert!(metered(&chain, false, &SyntaxConfig::default()).is_none());
}

#[test]
fn places_are_those_of_what_was_written() {
    let text = "{{ a ~ b }} {{ c.d * e }}";
    let metered = metered(text, false, &SyntaxConfig::default()).expect("no slices");
    let find = |wanted: &str| {
        let at = metered.text.find(wanted).expect("it is there");
        &text[metered.written(at..at + wanted.len())]
    };
    assert_eq!(find("{{ a"), "{{ a");
    assert_eq!(find("a|_weighed ~ b"), "a ~ b");
    assert_eq!(find(" ~ b"), " ~ b");
    assert_eq!(find("c.d|_weighed * e"), "c.d * e");
    assert_eq!(find("_weighed * e"), " * e");
    let at = metered.text.find("_weighed").expect("it is there");
    assert_eq!(&text[metered.written(at..at + 8)], "a");
}

/// Whether the engine knows what a template calls.
fn knows(text: &str) -> bool {
    let sources = [("t".to_owned(), Arc::from(text))].into_iter().collect();
    let engine = Engine::new(Arc::new(sources), &Delimiters::default()).expect("the delimiters are sound");
    !engine.render("t", &Value::from(())).is_err_and(|trouble| trouble.message.contains("unknown"))
}

#[test]
fn the_engine_knows_what_is_listed_and_nothing_else() {
    for filter in FILTERS {
        assert!(knows(&format!("{{{{ 1|{filter} }}}}")), "{filter}");
    }
    for test in TESTS.iter().filter(|test| test.chars().all(char::is_alphabetic)) {
        assert!(knows(&format!("{{{{ 1 is {test} }}}}")), "{test}");
    }
    for filter in ["camelcase", "slugify", "random", "filesizeformat", "urlencode", "wordwrap", "now"] {
        assert!(!knows(&format!("{{{{ 1|{filter} }}}}")) && !FILTERS.contains(&filter), "{filter}");
    }
    assert!(!knows("{{ 1 is callable }}"));
}
