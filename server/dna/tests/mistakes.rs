//! What is wrong with a DNA, where, and what is suggested: one table per section.

use dna::parse;

const CODES: &[&str] = &["L1/syntax-error", "L3/unused-import", "L4/broken-link", "L4/layer-violation"];

/// Each mistake as `code «text at its span» message [-> fix]`, by place.
fn mistakes(text: &str) -> Vec<String> {
    let show = |mistake: dna::Mistake| {
        let fix = mistake.fix.map(|fix| {
            let mut mended = text.to_owned();
            mended.replace_range(fix.span.range(), &fix.text);
            assert!(parse(&mended, CODES).mistakes.len() < parse(text, CODES).mistakes.len(), "the fix mends nothing:\n{mended}");
            format!(" -> {}", fix.text)
        });
        let related: String = mistake.related.iter().map(|note| format!(" (see «{}»)", &text[note.span.range()])).collect();
        format!("{} «{}» {}{related}{}", mistake.code, &text[mistake.span.range()], mistake.message, fix.unwrap_or_default())
    };
    parse(text, CODES).mistakes.into_iter().map(show).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(mistakes(text), expected, "\n{text}");
}

#[test]
fn sound_ones() {
    for text in [
        "dna: 1",
        "dna: 1\nchecks:\n  level: L4\n",
        "dna: 1\nname: shop\nextends: ouroboros:python-service\ncomponents:\nlayers:\nrules:\nchecks:\n",
        "dna: 1\nchecks: { severity: { L3/unused-import: off, L4: \"off\", L1/syntax-error: 'warning' }, fail_on: off }",
        "{\n\t\"$schema\": \"x\",\n\t\"dna\": 1,\n\t\"components\": {\"a\": {\"path\": \"a\"}, \"b\": {\"uses\": [\"a\"]}}\n}\n",
        "dna: 1\nagents:\ngenerators:\ndeploy:\n",
        "dna: 1\nchecks: { languages: { c: on, cpp: \"on\", php: off }, schemas: { \"*.yaml\": a.json }, versions: {}, kubernetes: { version: \"1.36\" }, queries: [q], baseline: b.json, max_file_size: 20MB }",
        "dna: 1\ncomponents:\n  a: &a { path: a, kind: anything at all }\n  b: { <<: *a, path: b }\n  postgres:\n",
        "dna: 1\ncomponents: { a: { path: [a/**, 'b/*.py'], owner: '@x', uses: [], deprecated: [b], visible_to: ['*'] }, b: {} }\n\
         layers: [top, [left, right], ground]\nrules:\n\
         - { id: r1, deny: 'owner:@x, b -> layer:top', except: [b], severity: off, why: because }\n\
         - { id: r2, acyclic: '*' }\n- { id: r3, acyclic: [a, left] }\n- { id: r4, require: 'layer:left has tests/**/test_*.py' }\n\
         - { id: r5, independent: [left, right] }\n- { id: r6, forbid: 'a -> b' }\n",
        "dna: 1\nchecks: { suppress: [{ code: L4/broken-link, at: docs/**, until: 2027-03-01, why: SHOP-12 }], ignore: ['vendor/**'] }",
    ] {
        check(text, &[]);
    }
}

#[test]
fn the_document() {
    check("", &["L2/schema-violation «» an empty DNA: it starts with `dna: 1`"]);
    check("# only this\n", &["L2/schema-violation «» an empty DNA: it starts with `dna: 1`"]);
    check("name: x", &["L2/schema-violation «» the key `dna` is missing: write `dna: 1`"]);
    check("[dna]", &["L2/schema-violation «[dna]» DNA is a mapping, not a list"]);
    check("dna: 2", &["L2/schema-violation «2» the version of DNA is the number 1 -> 1"]);
    check("dna: one", &["L2/schema-violation «one» the version of DNA is the number 1 -> 1"]);
    check("dna: 1\nname: 7", &["L2/schema-violation «7» `name` is text, not a number: put `7` in quotes -> \"7\""]);
    check("dna: 1\nname: [x]", &["L2/schema-violation «[x]» `name` is text, not a list"]);
    check("dna: 1\nname: ''", &["L2/schema-violation «''» `name` is empty"]);
    check(
        "dna: 1\ncomponets: {}",
        &["L2/schema-violation «componets» DNA has no key `componets`; did you mean `components`? -> components"],
    );
    check("dna: 1\n\"chekcs\": {}", &["L2/schema-violation «chekcs» DNA has no key `chekcs`; did you mean `checks`? -> checks"]);
    check("dna: 1\n---\ndna: 1\n", &["L2/schema-violation «---» a DNA is one YAML document; what follows is not read"]);
    // Not YAML: for L1 to say.
    let broken = parse("dna: 1\ncomponents: {", CODES);
    assert!(broken.dna.is_none() && broken.mistakes.is_empty());
}

#[test]
fn components() {
    check(
        "dna: 1\ncomponents:\n  a: { use: [b], path: [], pth: x }\n  b: 5\n  c: { requires: { file: [x] } }\n",
        &[
            "L2/schema-violation «use» a component has no key `use`; did you mean `uses`? -> uses",
            "L2/schema-violation «pth» a component has no key `pth`; it has `path`, `layer`, `owner`, `kind`, `description`, `uses`, \
             `exports`, `requires`, `deprecated`, `visible_to`",
            "L2/schema-violation «5» a component is a mapping, not a number",
            "L2/schema-violation «file» `requires` has no key `file`; did you mean `files`? -> files",
        ],
    );
    check(
        "dna: 1\ncomponents:\n  orders: { uses: [stroe, orders, 'layer:domian', 'owner:@wbe', 'lyer:domain'], layer: store }\n  store: { owner: '@web' }\nlayers: [domain]\n",
        &[
            "L4/unknown-id «stroe» no component or layer `stroe` is declared; did you mean `store`? -> store",
            "L4/unknown-id «domian» no layer `domian` is declared in `layers`; did you mean `domain`? -> domain",
            "L4/unknown-id «@wbe» no component has the owner `@wbe`; did you mean `@web`? -> @web",
            "L2/schema-violation «lyer» a selector is an id, `layer:ID`, `owner:NAME` or `*`; there is no `lyer:`; did you mean `layer`? -> layer",
            "L4/unknown-id «store» `store` is a component, not a layer",
        ],
    );
    check(
        "dna: 1\ncomponents: { api: { path: api/ }, edge: { path: ./api }, 'a b': {}, up: { path: ../x }, g: { path: 'x/{a' } }\nlayers: [edge, top, top]\n",
        &[
            "L3/duplicate-path «./api» `api` is already the path of component `api`, which owns it (see «api/»)",
            "L2/schema-violation «a b» an id has no ' ' in it: selectors give that a meaning",
            "L2/schema-violation «../x» `../x` leads out of the root; paths are seen from there",
            "L2/schema-violation «x/{a» `x/{a` is no glob: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)",
            "L4/duplicate-id «edge» `edge` is already the id of a component: components and layers share their ids (see «edge»)",
            "L4/duplicate-id «top» `top` is already the id of a layer: components and layers share their ids (see «top»)",
        ],
    );
    check(
        "dna: 1\ncomponents:\n  a:\n    uses:\n    visible_to: everyone\n    kind: ~\n",
        &[
            "L2/schema-violation «» `uses` is a list, not nothing: write `[]` for none, or leave it out for any",
            "L2/schema-violation «everyone» `visible_to` is a list of ids, not text",
            "L2/schema-violation «~» `kind` is text, not nothing",
        ],
    );
    // What is wrong with an anchored value is said once.
    check(
        "dna: 1\ncomponents:\n  a: &x { extra: [1] }\n  b: *x\n  c: { <<: *x }\n",
        &["L2/schema-violation «extra» a component has no key `extra`; it has `path`, `layer`, `owner`, `kind`, `description`, `uses`, \
           `exports`, `requires`, `deprecated`, `visible_to`"],
    );
}

#[test]
fn rules() {
    check(
        "dna: 1\ncomponents: { api: {}, store: {} }\nrules:\n- deny: api -> store\n- { id: a, denny: api -> store }\n- { id: b, deny: api -> store, acyclic: '*' }\n- text\n",
        &[
            "L2/schema-violation «deny» a rule has an `id`, by which findings name it; this one has none",
            "L2/schema-violation «id» a rule has one of `deny`, `forbid`, `acyclic`, `require`, `independent`; this one has none",
            "L2/schema-violation «denny» a rule has no key `denny`; did you mean `deny`? -> deny",
            "L2/schema-violation «acyclic» a rule has one demand; this one has `deny` and `acyclic` (see «deny»)",
            "L2/schema-violation «text» a rule is a mapping, not text",
        ],
    );
    check(
        "dna: 1\ncomponents: { api: {}, store: {} }\nrules:\n- { id: a, deny: 'api -> stor', except: [aip] }\n- { id: a, deny: \"api, layer:x -> store\" }\n\
         - { id: b, deny: api store }\n- { id: c, deny: 'api ->' }\n- { id: d, deny: api -> b c }\n- { id: e, require: api README.md }\n\
         - { id: f, require: aapi has x }\n- { id: g, acyclic: [nobody], severity: erorr }\n- { id: h, acyclic: '*', severity: false }\n",
        &[
            "L4/unknown-id «stor» no component or layer `stor` is declared; did you mean `store`? -> store",
            "L4/unknown-id «aip» no component or layer `aip` is declared; did you mean `api`? -> api",
            "L4/duplicate-id «a» a rule `a` already exists (see «a»)",
            "L4/unknown-id «x» no layer `x` is declared in `layers`",
            "L2/schema-violation «api store» `deny` is `A -> B`, not `api store`",
            "L2/schema-violation «api ->» `deny`: expected a selector (an id, `layer:ID`, `owner:NAME` or `*`), found nothing",
            "L2/schema-violation «b c» `deny`: expected a selector (an id, `layer:ID`, `owner:NAME` or `*`), found `b c`",
            "L2/schema-violation «api README.md» `require` is `A has GLOB`, as in `layer:edge has tests/**/test_*.py`, not `api README.md`",
            "L4/unknown-id «aapi» no component or layer `aapi` is declared; did you mean `api`? -> api",
            "L4/unknown-id «nobody» no component or layer `nobody` is declared",
            "L2/schema-violation «erorr» a severity is `error`, `warning`, `info` or `off`, not `erorr`; did you mean `error`? -> error",
            "L2/schema-violation «false» a severity is `error`, `warning`, `info` or `off`, not `false`; did you mean `off`? -> off",
        ],
    );
}

#[test]
fn checks() {
    check(
        "dna: 1\nchecks:\n  level: 4\n  fail_on: warn\n  max_file_size: big\n  ignore: vendor\n  severity:\n    L4/brokn-link: off\n    unused-import: info\n    L7: off\n    L4/broken-link: [off]\n",
        &[
            "L2/schema-violation «4» `level` is `L0`, `L1`, `L2`, `L3`, `L4`, `L5` or `L6`, not `4`; did you mean `L4`? -> L4",
            "L2/schema-violation «warn» `fail_on` is `error`, `warning`, `info` or `off`, not `warn`",
            "L2/schema-violation «big» `max_file_size` is a number of bytes, or one with a unit as in `20MB` or `512KiB`",
            "L2/schema-violation «vendor» `ignore` is a list, not text",
            "L3/unknown-rule «L4/brokn-link» no rule has the code `L4/brokn-link`; did you mean `L4/broken-link`? -> L4/broken-link",
            "L3/unknown-rule «unused-import» no rule has the code `unused-import`; did you mean `L3/unused-import`? -> L3/unused-import",
            "L3/unknown-rule «L7» no rule has the code `L7`",
            "L2/schema-violation «[off]» a severity is `error`, `warning`, `info` or `off`, not a list",
        ],
    );
    check(
        "dna: 1\nchecks: { languages: { jvaa: on, c: yes, php: off } }\n",
        &[
            "L2/schema-violation «jvaa» `languages` has no key `jvaa`; did you mean `java`? -> java",
            "L2/schema-violation «yes» a language is `on` or `off`, not `yes`",
        ],
    );
    check("dna: 1\nchecks: { languages: on }\n", &["L2/schema-violation «on» `languages` is a mapping, not text"]);
    check(
        "dna: 1\nchecks:\n  suppress:\n  - { code: L4, at: x }\n  - { code: L4/broken-link }\n  - { code: L4/broken-link, at: x, until: 2027-02-30 }\n  - { code: L3/broken-link, at: x, until: 2027 }\n",
        &[
            "L3/unknown-rule «L4» `L4` is a level; a suppression names one rule",
            "L2/schema-violation «code» a suppression has the key `at`; this one has not",
            "L2/schema-violation «2027-02-30» `until` is a day written YYYY-MM-DD, not `2027-02-30`",
            "L3/unknown-rule «L3/broken-link» no rule has the code `L3/broken-link`; did you mean `L4/broken-link`? -> L4/broken-link",
            "L2/schema-violation «2027» `until` is a day written YYYY-MM-DD, not `2027`",
        ],
    );
}
