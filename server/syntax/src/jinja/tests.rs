//! What Jinja2 takes is left alone; what it refuses is on its letters.

use workspace::RelPath;

use crate::facts::Status;
use crate::output::Options;

fn read(text: &str) -> (Status, Vec<String>) {
    let (facts, ranges) = crate::extract_text(&RelPath::new("a.html.j2"), text, Options::default());
    let found = ranges
        .problems
        .iter()
        .map(|problem| format!("{}:{}", ranges.lines.line(problem.span.start) + 1, &text[problem.span.range()]))
        .collect();
    (facts.status, found)
}

#[test]
fn what_jinja_takes_is_left_alone() {
    for text in [
        "",
        "no tags { } } %} #} }}",
        "{{ a }} {{ a.b[0]['c'].d(1, *x, y=2, **z)|f|g(1) }} {{- a -}} {%- if a -%} {%+ endif +%}",
        "{# a comment {{ } {% #}{{ 1 if a else 2 }} {{ a if b }}",
        "{% if a is defined and b is not none or not c in d %}x{% elif e is divisibleby 3 %}{% elif f is sameas g %}y{% else %}z{% endif %}",
        "{% for a, (b, c) in d.items() if a recursive %}{{ loop(b) }}{% else %}none{% endfor %}",
        "{% set a = 1 %}{% set a, b = 1, 2 %}{% set ns.x = [1, 2,] %}{% set b %}block{% endset %}{% set c | upper %}x{% endset %}",
        "{% macro m(a, b=1, c='x') -%}{{ caller() }}{% endmacro %}{% call(x) m(1) %}{{ x }}{% endcall %}{% call m() %}{% endcall %}",
        "{% extends 'a' %}{% block a scoped required %}{% endblock a %}{% block b %}{{ super() }}{% endblock %}",
        "{% include ['a', 'b'] ignore missing with context %}{% import 'a' as b with context %}{% from 'a' import b as c, d without context %}",
        "{% raw %}{{ broken {% if %}{% endraw %}{% filter upper|lower %}x{% endfilter %}{% autoescape true %}x{% endautoescape %}{% with a=1, b=2 %}{% endwith %}",
        "{{ {'a': {'b': 1}}['a'] }} {{ [1, 2,] }} {{ (1,) }} {{ () }} {{ 'a' 'b' ~ \"c\" }} {{ a[1:2:3] }} {{ a[::2] }} {{ 1_000 + 0x1f ** 2 // 3 % 4 }}",
        "{{ +1 }} {{ a + +1 }} {{ a, b }} {% for x in a, b %}{% endfor %}{% if a, b %}{% endif %}{{ a[1, 2] }}",
        r#"{{ x | regex_replace('^(\d+)\.\s*$', "\1\u00e9\q") }}"#,
        "{{ größe }} {{ 名前.x }}{% print a %}{% do a.append(1) %}{% do a %}",
        "{{ x | ansible.builtin.to_json }} {{ x is ansible.builtin.match 'a' }}",
        "{% if a %}\r\n{{ b }}\r\n{% endif %}\r\n",
    ] {
        let (_, found) = read(text);
        assert_eq!(found, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn tags_of_extensions_are_not_judged() {
    for text in [
        "{% trans count=n %}one {{ count }}{% pluralize %}many{% endtrans %}",
        "{% cache 'a' %}{% if x %}{% endif %}{% endcache %}",
        "{% ifversion ghes %}a{% else %}b{% endif %}",
        "{% if a %}{% ifversion b %}{% endif %}{% endif %}",
        "{% unknown ? ! $ %}{{ a }}",
        "#jinja2: variable_start_string:'[%'\n{{ broken",
        "\\newcommand{#1}{% comment }\n((* if x *))",
        "{% if let Some(x) = y %}{% endif %}",
        "{% match x %}{{ a::b }}",
    ] {
        assert_eq!(read(text), (Status::Unchecked, vec![]), "{text}");
    }
}

#[test]
fn mistakes_are_on_their_letters() {
    for (text, expected) in [
        ("{{ a b }}", vec!["1:b"]),
        ("{{ a | }}", vec!["1:}}"]),
        ("{{ }}", vec!["1:{{ }}"]),
        ("{{ a. }}\n{{ b[ }}\n{{ c }}", vec!["1:}}", "2:["]),
        ("{{ foo(1 }}\n{% if a %}\n{{ 'x }}\n{% endif %}", vec!["1:(", "3:'"]),
        ("{{ a ? b : c }}", vec!["1:?"]),
        ("{{ a && b }}{{ c }}", vec!["1:&"]),
        ("{% if %}{% endif %}", vec!["1:%}"]),
        ("{% if a = b %}{% endif %}", vec!["1:="]),
        ("{% for a of b %}{% endfor %}", vec!["1:of"]),
        ("{% for a in %}{% endfor %}", vec!["1:%}"]),
        ("{% else if a %}", vec!["1:else", "1:if"]),
        ("{% if a %}\n{% else if b %}\n{% endif %}", vec!["2:if"]),
        ("{% if a %}{% else %}{% elif b %}{% endif %}", vec!["1:elif"]),
        ("{% if a %}\n{% for b in c %}\n{% endif %}", vec!["2:for"]),
        ("{% for b in c %}\n{% if a %}x{% endfor %}", vec!["2:if"]),
        ("{% if a %}\n", vec!["1:if"]),
        ("x\n{% endif %}", vec!["2:endif"]),
        ("{% block a %}{% endblock b %}", vec!["1:b"]),
        ("{% block a %}{% endblock %}{% block a %}{% endblock %}", vec!["1:a"]),
        ("{% endfor x %}", vec!["1:endfor", "1:x"]),
        ("{% set 1 = a %}", vec!["1:1"]),
        ("{% macro a %}{% endmacro %}", vec!["1:%}"]),
        ("{% include %}", vec!["1:%}"]),
        ("{% import 'a' %}", vec!["1:%}"]),
        ("{{ a", vec!["1:{{"]),
        ("x {% if a", vec!["1:{%"]),
        ("{# open {{ a }}", vec!["1:{#"]),
        ("a {% raw %} {{ b }}", vec!["1:{%"]),
        ("{% %}", vec!["1:{% %}"]),
        ("{{ a }", vec!["1:}"]),
        ("{{ a }\n{{ b }}\n", vec!["1:}"]),
        ("{{ f(a,,b) }}", vec!["1:,"]),
        ("{{ 'ä' b }}", vec!["1:b"]),
        ("{% elif a %}", vec!["1:elif"]),
    ] {
        let (status, found) = read(text);
        assert_eq!(found, expected, "{text}");
        assert_eq!(status, Status::Recovered, "{text}");
    }
}

#[test]
fn hostile_input_ends() {
    let wrap = |text: String| format!("{{{{ {text} }}}}");
    for text in [
        wrap("(".repeat(10_000)),
        wrap("[".repeat(70) + "1" + &"]".repeat(70)),
        wrap("not ".repeat(10_000) + "a"),
        wrap("-".repeat(10_000) + "a"),
        wrap("a + ".repeat(100_000) + "a"),
        wrap("a.".repeat(100_000) + "a"),
        wrap("a|".repeat(100_000) + "a"),
        wrap("a, ".repeat(100_000)),
        wrap("[a, -".repeat(10_000)),
        wrap("a if b else ".repeat(10_000) + "c"),
        "{% if a %}".repeat(20_000),
        "{{ ".repeat(20_000),
        "{{ ' ".repeat(20_000),
        "{{ ( }} ".repeat(20_000),
        "{% ".repeat(20_000),
        "{#".repeat(20_000),
        "{% raw %}".repeat(20_000),
        "{% set ".to_owned() + &"(".repeat(20_000) + " %}",
    ] {
        read(&text);
    }
    assert_eq!(read(&wrap("not ".repeat(10_000) + "a")).0, Status::Skipped);
}
