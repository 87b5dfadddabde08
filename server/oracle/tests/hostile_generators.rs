//! Whatever a DNA or a template asks for, it ends soon, says why, and writes nothing outside.

mod hostile;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use alpha::project::plan;
use hostile::{dna, judge, judge_on, template};
use oracle::Host;
use workspace::{Disk, FileSystem, MemoryFileSystem};

#[test]
fn loops_and_bombs() {
    for (text, word) in [
        ("{% for a in range(100000) %}{% for b in range(100000) %}{{ a }}{% endfor %}{% endfor %}", "works too long"),
        ("{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(64) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}", "too long"),
        ("{{ 'x' * 10 ** 10 }}", ""),
        ("{{ ['x'] * 10 ** 10 }}", ""),
        ("{{ range(10 ** 18) | list }}", ""),
        ("{{ range(0, 10 ** 9) | sum }}", ""),
        ("{% set ns = namespace(x=[1]) %}{% for i in range(90000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}", ""),
        (
            "{% set ns = namespace(x='a') %}{% for i in range(64) %}{% set ns.x = ns.x | replace('a', 'aaaaaaaaaaaaaaaa') %}{% endfor %}{{ ns.x }}",
            "",
        ),
        ("{{ '%9999999999d' | format(1) }}", ""),
        ("{{ '%999999999d' | format(1) }}", ""),
        ("{% set a = ('x\n' * 100000) %}{{ a | indent(9999) | indent(9999) }}", "too long"),
        ("{% set a = range(90000) | list %}{% for i in range(90000) %}{% set b = a | sort %}{% endfor %}", ""),
        ("{% set a = dict(a=1) %}{% for i in range(300000) %}{{ a | dictsort }}{% endfor %}", ""),
        ("{% set a = 'x' * 100000 %}{% for i in range(90000) %}{% set b = a | upper | snake | quote %}{% endfor %}", ""),
        ("{% set a = 'x' * 100000 %}{% for i in range(90000) %}{% set b = a | comment('#') | oneline | plural | pascal %}{% endfor %}", ""),
        ("{% set a = 'x' * 100000 %}{% for i in range(90000) %}{% set b = a.split('x') %}{% endfor %}", ""),
        ("{% set a = 'x' * 100000 %}{% for i in range(90000) %}{% set b = a.replace('x', 'yy') %}{% endfor %}", ""),
        ("{% set a = 'x' * 100000 %}{% for i in range(90000) %}{% set b = camel(a) %}{% endfor %}", ""),
        ("{% set a = 'x' * 100000 %}{% for i in range(90000) %}{% set b = a.count('x') + (a.find('y')) %}{% endfor %}", ""),
        (
            "{% set a = range(90000) | list %}{% for i in range(90000) %}{% set b = a | batch(2) | list | map('first') | unique | list %}{% endfor %}",
            "",
        ),
        ("{% set a = range(90000) | list %}{% for i in range(90000) %}{% set b = a | tojson %}{% endfor %}", ""),
        ("{% set a = range(90000) | list %}{% for i in range(90000) %}{% set b = a | string %}{% endfor %}", ""),
        ("{% set a = range(90000) | list %}{% for i in range(90000) %}{{ a == a }}{% endfor %}", ""),
        ("{% set a = ' ' * 100000 %}{% for i in range(90000) %}{% set b = a | oneline %}{% set b = a | camel %}{% endfor %}", ""),
        ("{% set a = ' ' * 100000 %}{% for i in range(90000) %}{% set b = a.isspace() %}{% set b = a.strip() %}{% endfor %}", ""),
        ("{% set a = '\n' * 100000 %}{{ a | comment('x' * 100000) }}", "too long"),
        ("{% set a = 'x' * 100000 %}{% set b = a.join(a) %}{{ a.replace('x', a) }}", ""),
        ("{{ '{:>999999999}'.format('x') }}{{ '{:0999999999}'.format(1) }}", ""),
        ("{{ 10 ** 10 ** 10 ** 10 }}", ""),
        ("{{ 9 ** 9 ** 9 }}", ""),
    ] {
        let judged = template(text);
        judged.fails(&["L5/render-failure", word]);
    }
}

#[test]
fn recursion() {
    template("{% macro m(x) %}{{ m(x ~ 'y') }}{% endmacro %}{{ m('a') }}").fails(&["L5/render-failure"]);
    template("{% macro m(x) %}{% for i in [1, 2] %}{{ m(x) }}{% endfor %}{% endmacro %}{{ m('a') }}").fails(&["L5/render-failure"]);
    template("{% include 't' %}").fails(&["L5/render-failure"]);
    template("{% extends 't' %}").fails(&["L5/render-failure"]);
    template("{% import 't' as t %}{{ t.x }}").fails(&["L5/render-failure"]);
    template("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}").fails(&["L5/render-failure"]);
    let a = ("templates/a", "{% extends 'b' %}");
    let b = ("templates/b", "{% extends 'a' %}");
    judge(&[("w.dna.yaml", &dna("", "out.txt", "a")), a, b]).fails(&["L5/render-failure"]);
    let a = ("templates/a", "{% include 'b' %}{% include 'b' %}");
    let b = ("templates/b", "{% include 'a' %}{% include 'a' %}");
    judge(&[("w.dna.yaml", &dna("", "out.txt", "a")), a, b]).fails(&["L5/render-failure"]);
}

#[test]
fn what_nests_and_what_is_chained() {
    const MANY: usize = 10_000;
    for text in [
        format!("{{{{ {}1{} }}}}", "(".repeat(MANY), ")".repeat(MANY)),
        format!("{{{{ {}1{} }}}}", "[".repeat(MANY), "]".repeat(MANY)),
        format!("{{{{ {}1{} }}}}", "{'a':".repeat(MANY), "}".repeat(MANY)),
        format!("{{{{ {}", "(".repeat(MANY)),
        format!("{{{{ {}name }}}}", "not ".repeat(MANY)),
        format!("{{{{ {}1 }}}}", "- ".repeat(MANY)),
        format!("{{{{ name{} }}}}", ".b".repeat(MANY)),
        format!("{{{{ name{} }}}}", "[0]".repeat(MANY)),
        format!("{{{{ name{} }}}}", "()".repeat(MANY)),
        format!("{{{{ name{} }}}}", "|upper".repeat(MANY)),
        format!("{{{{ name{} }}}}", " ~ name".repeat(MANY)),
        format!("{{{{ name{} }}}}", " is defined".repeat(MANY)),
        format!("{{{{ name{} }}}}", " if name else name".repeat(MANY)),
        format!("{{{{ 2{} }}}}", " ** 2".repeat(MANY)),
        format!("{{{{ name{} }}}}", " and name".repeat(MANY)),
        format!("{{{{ 1{} }}}}", " < 2".repeat(MANY)),
        format!("{}{}", "{% if name %}".repeat(MANY), "{% endif %}".repeat(MANY)),
        format!("{}{}", "{% for i in many %}".repeat(MANY), "{% endfor %}".repeat(MANY)),
        format!("{{% if name %}}{}{{% endif %}}", "{% elif name %}".repeat(MANY)),
        format!("{{% set {}a{} = 1 %}}", "(".repeat(MANY), ")".repeat(MANY)),
        "{% if name %}".repeat(MANY),
        "{%".to_owned(),
        "{{".to_owned(),
        "{#".to_owned(),
        "{% raw %}".to_owned(),
        "{{ 'x".to_owned(),
    ] {
        let judged = template(&text);
        assert!(judged.written.is_empty() && !judged.found.is_empty(), "{}", &text[..text.len().min(60)]);
        assert!(!judged.said().contains("internal-error"), "{}", judged.said());
        // The same in an expression of the DNA.
        let inner = text.trim_start_matches("{{").trim_end_matches("}}");
        if text.starts_with("{{") && !inner.is_empty() && !inner.contains('\'') {
            judge(&[("w.dna.yaml", &dna(&format!(", when: {inner:?}"), "out.txt", "t")), ("templates/t", "x")]).fails(&[]);
            judge(&[("w.dna.yaml", &dna(&format!(", each: \"{inner} as e\""), "out.txt", "t")), ("templates/t", "x")]).fails(&[]);
            judge(&[("w.dna.yaml", &dna("", &format!("{{{inner}}}"), "t")), ("templates/t", "x")]).fails(&[]);
        }
    }
}

#[test]
fn what_is_large() {
    template(&"x".repeat(1 << 20)).fails(&["L4/missing-template"]);
    let judged = template(&"{{ name }}\n".repeat(45_000));
    assert!(judged.written == ["out.txt"], "{}", judged.said());
    template(&"{% if".repeat(90_000)).fails(&["L5/render-failure"]);
    judge(&[("w.dna.yaml", &dna(", each: \"range(100000) as i\"", "out/{i}.txt", "t")), ("templates/t", "x")])
        .fails(&["L5/render-failure", "more than"]);
    let pairs = "dna: 1\ngenerators:\n  x:\n    outputs: [{ path: \"{i}\", template: t, each: \"range(9000) as i\" }, { path: \"a/{i}\", template: t, each: \"range(9000) as i\" }]\n    templates: { inline: { t: x } }\n";
    judge(&[("w.dna.yaml", pairs)]).fails(&["L5/render-failure", "more than"]);
    let wide = format!(
        "dna: 1\ngenerators:\n  x:\n    with: {{ v: [{}] }}\n    outputs: [{{ path: a, template: t }}]\n    templates: {{ inline: {{ t: x }} }}\n",
        "1,".repeat(200_000)
    );
    judge(&[("w.dna.yaml", &wide)]).fails(&["L2/schema-violation", "at most"]);
    let nearly = wide.replace(&"1,".repeat(200_000), &"1,".repeat(150_000));
    assert_eq!(judge(&[("w.dna.yaml", &nearly)]).written, ["a"]);
    let mut thousands = "dna: 1\ngenerators:\n".to_owned();
    for number in 0..2000 {
        thousands.push_str(&format!(
            "  g{number}: {{ outputs: [{{ path: out/{number}, template: t }}], templates: {{ inline: {{ t: x }} }} }}\n"
        ));
    }
    assert_eq!(judge(&[("w.dna.yaml", &thousands)]).written.len(), 2000);
}

#[test]
fn files_that_are_no_generators() {
    let using = |uses: &str| format!("dna: 1\ngenerators:\n  x: {{ use: {uses} }}\n");
    let memory = |files: &[(&str, Vec<u8>)]| {
        let memory = MemoryFileSystem::new();
        for (path, bytes) in files {
            memory.write(Path::new("/w").join(path), bytes.clone());
        }
        judge_on(Arc::new(memory), PathBuf::from("/w"))
    };
    memory(&[("w.dna.yaml", using("./g.yaml").into()), ("g.yaml", b"generator: 1\nid: \xff\xfe\n".to_vec())])
        .fails(&["L4/missing-template"]);
    memory(&[("w.dna.yaml", using("./g.yaml").into()), ("g.yaml", Vec::new())]).fails(&["L2/schema-violation"]);
    memory(&[("w.dna.yaml", using("./g.yaml").into()), ("g.yaml", format!("generator: 1\nid: x\nx: [{}]\n", "1,".repeat(5 << 20)).into())])
        .fails(&[]);
    memory(&[("w.dna.yaml", using("./w.dna.yaml").into())]).fails(&["L4/missing-template"]);
    memory(&[("w.dna.yaml", using("./g.yaml").into()), ("g.yaml", b"generator: 1\nid: g\nuse: ./g.yaml\n".to_vec())])
        .fails(&["L2/schema-violation"]);
    memory(&[("w.dna.yaml", using("../../etc").into())]).fails(&["L4/missing-template"]);
    memory(&[("w.dna.yaml", using("/etc/passwd").into())]).fails(&["L4/missing-template"]);
    memory(&[("w.dna.yaml", dna("", "out.txt", "t").into()), ("templates/t/inner", b"x".to_vec())]).fails(&["L4/missing-template"]);
    memory(&[("w.dna.yaml", dna("", "out.txt", "t").into()), ("templates/t", b"caf\xe9".to_vec())]).fails(&["L4/missing-template"]);
    let old =
        |more: &str| format!("id: old\nname: Old\nsystem: OldForge\ncodename: o\ndescription: d\nversion: 1.0.0\ncategory: sdk\n{more}");
    for more in [
        "outputs: 3\ntemplates: x\n".to_owned(),
        "outputs: [1, null, {}]\ntemplates: [null, {id: 3}, {content: 4}]\n".to_owned(),
        format!("outputs: [{{path: a, template: t, condition: \"{}1\"}}]\ntemplates: [{{id: t, content: x}}]\n", "not ".repeat(10_000)),
        format!("outputs: [{{path: a, template: t}}]\ntemplates: [{{id: t, content: \"{{{{ {}1 }}}}\"}}]\n", "- ".repeat(10_000)),
        "outputs: [{path: a, template: t}]\ntemplates: [{id: t, content: '{% include \"t\" %}', partials: {t: '{% include \"t\" %}'}}]\n"
            .to_owned(),
        "outputs: [{path: '../{provider.id}', template: t}]\ntemplates: [{id: t, content: x}]\n".to_owned(),
    ] {
        judge(&[
            ("w.dna.yaml", &using("./o.dna.yaml").replace(" }", ", with: { providers: [{ id: ../../x }] } }")),
            ("o.dna.yaml", &old(&more)),
        ])
        .fails(&[]);
        judge(&[("o.dna.yaml", &old(&more))]).fails(&[]);
    }
}

#[test]
fn paths_that_lead_elsewhere() {
    let long = "a".repeat(300);
    let deep = "a/".repeat(600) + "b";
    for path in [
        "../x",
        "a/../../x",
        "/etc/x",
        "\\\\server\\x",
        "C:\\x",
        "C:/x",
        "a\\..\\..\\x",
        "nul",
        "a/CON.txt",
        "x\0y",
        "x\ny",
        "",
        ".",
        "a//b",
        "a/",
        ".git/hooks/pre-commit",
        "a/.GIT/config",
        "ouroboros.lock",
        "./ouroboros.lock",
        "OUROBOROS.LOCK",
        ".ouroboros/base/x",
        "a:b",
        "b. ",
        &long,
        &deep,
    ] {
        let judged = judge(&[("w.dna.yaml", &dna("", path, "t")), ("templates/t", "x")]);
        judged.fails(&[]);
        assert!(!judged.found.is_empty(), "{path:?}");
        // Also when it comes from what is given.
        if !path.contains(['\0', '\n']) {
            let given = dna("", "{name}", "t").replace("name: n", &format!("name: {path:?}"));
            judge(&[("w.dna.yaml", &given), ("templates/t", "x")]).fails(&["L5/"]);
        }
    }
    for into in ["..", "/etc", "a/../..", "C:\\x", ".git"] {
        let text = dna("", "x", "t").replace("    with:", &format!("    into: {into:?}\n    with:"));
        judge(&[("w.dna.yaml", &text), ("templates/t", "x")]).fails(&["L5/path-escapes-root"]);
    }
}

#[cfg(unix)]
#[test]
#[allow(clippy::disallowed_methods)]
fn links_out_of_the_root() {
    let outside = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    let root = Disk.canonicalize(folder.path()).expect("it exists");
    let text = dna("", "link/x.txt", "t");
    std::fs::write(root.join("w.dna.yaml"), text).expect("written");
    std::fs::create_dir(root.join("templates")).expect("made");
    std::fs::write(root.join("templates/t"), "x").expect("written");
    std::os::unix::fs::symlink(outside.path(), root.join("link")).expect("a link");
    judge_on(Arc::new(Disk), root.clone()).fails(&["L5/path-escapes-root"]);
    // Nor when the link comes between planning and writing.
    let step = workspace::transaction::Step { path: workspace::RelPath::new("link/x.txt"), bytes: Some(b"x".to_vec()) };
    assert!(workspace::transaction::apply(&root, &[step]).is_err());
    assert_eq!(std::fs::read_dir(outside.path()).expect("it is there").count(), 0);
    // A template that is a link out of the root is no template.
    std::fs::remove_file(root.join("templates/t")).expect("removed");
    std::fs::write(outside.path().join("secret"), "s").expect("written");
    std::os::unix::fs::symlink(outside.path().join("secret"), root.join("templates/t")).expect("a link");
    judge_on(Arc::new(Disk), root).fails(&["L4/missing-template"]);
}

#[test]
fn a_plan_is_the_same_twice() {
    let memory = MemoryFileSystem::new();
    memory.write("/w/w.dna.yaml", dna(", each: \"many as i\"", "{i}.txt", "t"));
    memory.write("/w/templates/t", "{{ i }}");
    let mut host = Host::with_system(Arc::new(memory), None);
    let root = host.open_root_with(Path::new("/w"), || None);
    assert_eq!(*plan(host.db(), root), *plan(host.db(), root));
}
