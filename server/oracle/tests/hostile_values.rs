//! Values that are small in memory and without end for whoever reads them: each is refused within a second.

mod hostile;

use hostile::template;

#[track_caller]
fn refused(text: &str) {
    template(text).fails(&["L5/render-failure"]);
}

#[track_caller]
fn gives(text: &str) {
    let judged = template(text);
    assert_eq!(judged.written, ["out.txt"], "{text}: {}", judged.said());
}

/// `x` doubled sixty-four times, and what is done with it then.
fn doubled(first: &str, step: &str, then: &str) -> String {
    format!("{{% set ns = namespace(x={first}) %}}{{% for i in range(64) %}}{{% set ns.x = {step} %}}{{% endfor %}}{then}")
}

#[test]
fn lists_that_double() {
    let steps = [
        "ns.x + ns.x",
        "[ns.x, ns.x]",
        "(ns.x, ns.x)",
        "ns.x * 2",
        "[ns.x] * 1000",
        "(ns.x + ns.x)[0:]",
        "(ns.x + ns.x)[::-1]",
        "(ns.x + ns.x) | list",
        "(ns.x + ns.x) | reverse",
        "[ns.x, ns.x] | batch(1) | list",
        "ns.x | map('string') | list + ns.x",
        "(ns.x | chain(ns.x))",
        "(ns.x | zip(ns.x)) | list",
        "{'a': ns.x, 'b': ns.x}",
        "dict(a=ns.x, b=ns.x)",
        "ns.x if false else ns.x + ns.x",
        "ns.x and ns.x + ns.x",
    ];
    let uses = [
        "{{ ns.x }}",
        "{{ ns.x ~ '' }}",
        "{{ ns.x == [ns.x, 1] }}",
        "{{ [ns.x] < [ns.x + [1]] }}",
        "{{ ns.x | string | length }}",
        "{{ ns.x | join(',') }}",
        "{{ ns.x | tojson }}",
        "{{ {ns.x: 1} }}",
        "{{ [ns.x, ns.x] | unique | list | length }}",
        "{{ [ns.x, ns.x] | sort }}",
        "{{ '%s' | format(ns.x) }}",
        "{{ '{}'.format(ns.x) }}",
        "{{ ns.x in [ns.x, 1] }}",
        "{{ ns.x is eq ns.x }}",
        "{% if ns.x %}{{ ns.x | pprint }}{% endif %}",
        "{{ ns.x | upper }}",
        "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(ns.x) }}",
        "{% filter replace('a', ns.x) %}a{% endfilter %}",
        "{% with y = ns.x %}{{ y }}{% endwith %}",
        "{% for i in ns.x %}{{ i }}{% endfor %}",
    ];
    for step in steps {
        refused(&doubled("[1, 2]", step, uses[0]));
    }
    for then in uses {
        refused(&doubled("[1, 2]", "ns.x + ns.x", then));
        refused(&doubled("[1, 2]", "[ns.x, ns.x]", then));
    }
}

#[test]
fn strings_that_double() {
    for step in [
        "ns.x ~ ns.x",
        "ns.x + ns.x",
        "ns.x * 2",
        "[ns.x, ns.x] | join",
        "ns.x | replace('a', 'aa')",
        "ns.x.replace('a', 'aa')",
        "ns.x.join('aaaa')",
        "'%s%s' | format(ns.x, ns.x)",
        "'{}{}'.format(ns.x, ns.x)",
        "ns.x | indent(9999, true)",
        "ns.x | tojson | tojson",
        "ns.x | quote | quote",
        "ns.x | comment(ns.x)",
        "(ns.x | list + ns.x | list) | join",
        "ns.x[0:] ~ ns.x[::1]",
    ] {
        refused(&doubled("'a\\n\"a'", step, "{{ ns.x }}"));
    }
    refused("{% set x %}{% for i in range(100000) %}{{ 'x' * 10000 }}{% endfor %}{% endset %}{{ x }}");
    refused("{{ 'x'.center(9999999999) }}");
}

#[test]
fn without_a_loop() {
    let many = |name: &str| vec![name; 100].join(", ");
    let mut text = "{% set a0 = [1] %}".to_owned();
    for level in 1..12 {
        text.push_str(&format!("{{% set a{level} = [{}] %}}", many(&format!("a{}", level - 1))));
    }
    refused(&format!("{text}{{{{ a11 }}}}"));
    refused("{% macro m(x, n) %}{% if n %}{{ m(x + x, n - 1) }}{% else %}{{ x }}{% endif %}{% endmacro %}{{ m([1, 2], 60) }}");
    refused("{% for i in [[1, 2]] recursive %}{{ loop([i + i]) }}{% endfor %}");
    refused("{{ ([1] * 10000 * 10000 * 10000) ~ '' }}");
    refused("{% set x = [[1] * 10000] * 10000 %}{% set y = [x] * 10000 %}{{ y == [x, x] }}");
    refused(&format!("{{% set a = range(90000) | list %}}{{{{ a{} }}}}", "[0:]".repeat(300)));
    refused(&format!("{{% set a = range(90000) | list %}}{{{{ a{} }}}}", " + a".repeat(400)));
    refused(&format!("{{{{ [1, 2]{} }}}}", " * 2".repeat(300)));
}

#[test]
fn what_holds_itself() {
    refused("{% set ns = namespace() %}{% set ns.x = ns %}{{ ns }}");
    refused("{% set ns = namespace() %}{% set a = [ns] %}{% set ns.x = a %}{{ a }}");
    refused("{% set ns = namespace() %}{% set a = dict(x=ns) %}{% set ns.x = a %}{{ ns }}");
    refused("{% set n = namespace %}{% set ns = n() %}{% set a = n(x=ns) %}{% set ns.x = a %}{{ ns }}");
    refused("{% set ns = namespace() %}{% set a = [1] | map('default', ns) | list %}{% set ns.x = a %}{{ ns }}");
    refused("{% set ns = namespace(x=1) %}{% for i in range(40000) %}{% set ns.x = {'a': ns.x} %}{% endfor %}{{ ns.x }}");
    refused(
        "{% set ns = namespace(x=[1]) %}{% for i in range(90000) %}{% set ns.x = ns.x[0:] %}{% endfor %}{{ ns.x | length }}{{ 1 / 0 }}",
    );
    refused("{% set ns = namespace(x=[1]) %}{% for i in range(90000) %}{% set ns.x = ns.x | reverse %}{% endfor %}{{ ns.x }}{{ 1 / 0 }}");
    refused("{% set ns = namespace(x=[]) %}{% for i in range(90000) %}{% set ns.x = ns.x + [i] %}{% endfor %}{{ ns.x }}");
}

#[test]
fn long_work_on_what_is_large() {
    let large = "{% set a = range(50000) | list %}{% set b = [a, [1]] %}{% set c = [range(50000) | list, [2]] %}";
    for work in [
        "{% set x = b == c %}",
        "{% set x = b ~ '' %}",
        "{% set x = {b: 1} %}",
        "{% set x = [b, c] | unique | list %}",
        "{% set x = [b, c] | sort %}",
        "{% set x = b in [c, b] %}",
        "{% set x = [b, c] | max %}",
        "{% set x = [b] | join %}",
        "{% set x = b | string %}",
        "{% set x = [{'k': b}, {'k': c}] | groupby('k') %}",
        "{% set x = [{'k': b}] | selectattr('k', 'eq', c) | list %}",
        "{% set x = [b, c] | map('string') | list %}",
        "{% set x = [b, c] | select('eq', c) | list %}",
        "{% set x = b is eq c %}",
        "{% set x = [b].count(c) %}",
        "{% set x = loop.changed(b, loop.index) %}",
    ] {
        refused(&format!("{large}{{% for i in range(90000) %}}{work}{{% endfor %}}{{{{ 1 / 0 }}}}"));
    }
}

#[test]
fn everyday_templates_are_not_refused() {
    for text in [
        "{% for i in many %}{{ loop.index + 1 }}{{ name + 'x' }}{{ [1] + [2] }}{{ many + [i] }}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(2000) %}{% set ns.x = ns.x + [i] %}{% endfor %}{{ ns.x | length }}",
        "{% set ns = namespace(x='') %}{% for i in range(700) %}{% set ns.x = ns.x ~ 'line ' ~ i ~ '\n' %}{% endfor %}{{ ns.x }}",
        "{% set x = [0] * 10 %}{{ x }}{{ '=' * 80 }}{{ '  ' * many | length }}{{ 3 * many[0] }}{{ (1, 2) + (3,) }}",
        "{% macro m(n) %}{% set n.x = n.x + 1 %}{% endmacro %}{% set ns = namespace(x=0) %}{{ m(ns) }}{{ ns.x }}",
        "{% macro m(a, b=many) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, many) }}{{ m(1, b=many) }}{{ m(**{'a': many}) }}",
        "{% set x = config.nothing is defined %}{{ x }}{{ (nothing | default(many)) + many }}{{ many[1:] + many[:1] }}",
        "{% for a in many %}{% for b in many if b != a %}{{ a ~ b }}{% endfor %}{% endfor %}{{ many == [1, 2, 3] }}{{ 2 in many }}",
        "{{ {'a': many, 'b': {'c': name}} }}{{ dict(a=1)['a'] }}{{ {'a': 1}.items() | list }}",
        "{{ range(90000) | list | length }}{{ range(3000) | join(',') }}",
        "{% set rows = range(300) | list %}{% for r in rows %}{{ r in rows }}{% endfor %}",
    ] {
        gives(text);
    }
}
