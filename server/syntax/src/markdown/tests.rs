//! Links and anchors of Markdown, shown as `role name#member` on the letters they stand on.

use workspace::RelPath;

use crate::facts::{Facts, Flags, Namespace, Ranges};
use crate::output::Options;

fn read(text: &str) -> (Facts, Ranges) {
    crate::extract_text(&RelPath::new("docs/a.md"), text, Options::default())
}

/// `role name#member @source`.
fn links(text: &str) -> Vec<String> {
    let (facts, ranges) = read(text);
    assert!(ranges.problems.is_empty(), "{text}");
    facts
        .references
        .iter()
        .map(|reference| {
            let member = reference.member.as_ref().map(|member| format!("#{member}")).unwrap_or_default();
            format!("{} {}{member} @{}", reference.role, reference.name, &text[ranges.span(reference.span).range()])
        })
        .collect()
}

fn anchors(text: &str) -> Vec<String> {
    let (facts, ranges) = read(text);
    facts
        .definitions
        .iter()
        .map(|definition| {
            assert_eq!(definition.namespace, Namespace::ANCHOR);
            format!("{} @{}", definition.name, &text[ranges.span(definition.span).range()])
        })
        .collect()
}

#[test]
fn links_stand_on_their_destination() {
    for (text, expected) in [
        ("[a](b.md)", vec!["link b.md @b.md"]),
        ("x [a](b.md#c \"title\") y", vec!["link b.md#c @b.md#c"]),
        ("[a]( <b c.md> 'title' )", vec!["link b c.md @b c.md"]),
        ("[a](b_(c).md)", vec!["link b_(c).md @b_(c).md"]),
        (r"[a](b\).md)", vec![r"link b).md @b\).md"]),
        (r"[a\](x)](b.md)", vec!["link b.md @b.md"]),
        ("[a](b%20c.md#d%C3%A9)", vec!["link b c.md#dé @b%20c.md#d%C3%A9"]),
        ("[`](x)`](b.md)", vec!["link b.md @b.md"]),
        ("[](b.md)", vec!["link b.md @b.md"]),
        ("[**a** *b*](c.md)", vec!["link c.md @c.md"]),
        ("[![i](p.png)](b.md)", vec!["image p.png @p.png", "link b.md @b.md"]),
        ("[![i](p.png \"](no)\") t](<b.md>)", vec!["image p.png @p.png", "link b.md @b.md"]),
        ("![a](b.png)", vec!["image b.png @b.png"]),
        ("![a [b](c.md)](d.png)", vec!["link c.md @c.md", "image d.png @d.png"]),
        ("[a\nb](\nc.md\n\"t\")", vec!["link c.md @c.md"]),
        ("[a\r\nb](c.md)\r\n[d](e.md)\r\n", vec!["link c.md @c.md", "link e.md @e.md"]),
        ("> [a\n> b](c.md)\n> [d](\n> e.md)", vec!["link c.md @c.md", "link e.md @e.md"]),
        ("| a | b |\n|---|---|\n| [x](y.md) | ![z](w.png) |\n", vec!["link y.md @y.md", "image w.png @w.png"]),
        ("- [ ] [a](b.md)\n", vec!["link b.md @b.md"]),
        ("# [a](b.md)\n", vec!["link b.md @b.md"]),
        ("[a](#b)", vec!["link #b @#b"]),
        ("[ä](ö.md)", vec!["link ö.md @ö.md"]),
        ("[a&amp;b](c&amp;d.md)", vec!["link c&d.md @c&amp;d.md"]),
        ("[a][r] [r] [r][]\n\n[r]: b.md#c 'title'\n", vec!["reference-definition b.md#c @b.md#c"]),
        ("[One\ntwo][ONE  two]\n\n[one two]: b.md\n", vec!["reference-definition b.md @b.md"]),
        ("![x][] ![y][x]\n\n[X]: b.md\n", vec!["reference-definition b.md @b.md"]),
        ("[r\\]x]:\n  <b c.md>\n", vec!["unused-definition b c.md @b c.md"]),
        ("> [r]: b.md\n", vec!["unused-definition b.md @b.md"]),
        ("[^1] text\n\n[^1]: see [a](b.md)\n", vec!["link b.md @b.md"]),
        ("[a](b.md)\n\n[r]: c.md\n\n[d](e.md)\n", vec!["link b.md @b.md", "unused-definition c.md @c.md", "link e.md @e.md"]),
    ] {
        assert_eq!(links(text), expected, "{text:?}");
    }
}

#[test]
fn what_is_no_link_is_none() {
    for text in [
        "`[a](b.md)`",
        "```\n[a](b.md)\n```\n",
        "    [a](b.md)\n",
        "<https://example.com/a.md> <a@b.c>",
        "[a](https://x.y/b.md) [b](mailto:a@b) ![c](data:image/png;base64,xx) [d](//x/y) [e]()",
        "[[wiki]] [a] (b.md) [undefined][ref]",
        "[a]({{ url }}) [b](${x}/c.md) [c](<your-name>.md) [d](docs/{name}.md) [e]({% link x.md %})",
        "<!-- [a](b.md) <a href=\"c.md\"> -->",
        "---\ntitle: \"[a](b.md)\"\n---\n",
        "+++\nx = \"[a](b.md)\"\n+++\r\n",
        r"\[a](b.md)",
        "[fmt](std::fmt) [x](@ref)",
    ] {
        assert_eq!(links(text), Vec::<String>::new(), "{text:?}");
    }
}

#[test]
fn front_matter_moves_nothing() {
    assert_eq!(links("---\na: 1\n---\n[a](b.md)"), ["link b.md @b.md"]);
    assert_eq!(links("---\r\na: 1\r\n...\r\n[a](b.md)"), ["link b.md @b.md"]);
    // A rule, not front matter.
    assert_eq!(links("x\n\n---\n[a](b.md)\n\n---\n"), ["link b.md @b.md"]);
}

#[test]
fn html_counts() {
    assert_eq!(
        links("<p align=center>\n  <a href=\"b.md#c\"><img\n   src='d.png' alt=\"x > y\"></a>\n</p>\n\ntext <a href=e.md>f</a>\n"),
        ["link b.md#c @b.md#c", "image d.png @d.png", "link e.md @e.md"]
    );
    assert_eq!(
        links("<picture><source srcset=\"a.png 1x, https://x/b.png 2x,c.png\"><img src=\"x?a=1&amp;b=2\"></picture>"),
        ["image a.png @a.png", "image c.png @c.png", "image x @x?a=1&amp;b=2"]
    );
    assert_eq!(links("text <!-- <a href='b.md'> --> <a\nhref = 'c.md'>"), ["link c.md @c.md"]);
    assert_eq!(links("<script>x = '<a href=\"b.md\">'</script>\n"), Vec::<String>::new());
    assert_eq!(anchors("<a id=\"x\"></a> <a name='y'> <div id=z>\n\n<!-- <a id=no> -->\n"), ["x @x", "y @y", "z @z"]);
    assert_eq!(
        anchors("<h1 align=\"center\">\n  The <b>Name</b> &amp; more\n</h1>\n\n# The name\n"),
        ["the-name--more @</h1>", "the-name @The name"]
    );
    assert_eq!(links("<a href=\"unclosed\n<a href"), Vec::<String>::new());
}

#[test]
fn headings_are_anchors() {
    assert_eq!(anchors("# A b\n\n## A b\n\nA b\n===\n"), ["a-b @A b", "a-b-1 @A b", "a-b-2 @A b"]);
    assert_eq!(
        anchors("## The `code` of [links](x.md) *and* more ##\n"),
        ["the-code-of-links-and-more @The `code` of [links](x.md) *and* more"]
    );
    assert_eq!(anchors("# Title {#custom .x}\n"), ["title @Title", "custom @custom"]);
    assert_eq!(anchors("## Title {: #other }\n"), ["title @Title", "other @other"]);
    assert_eq!(anchors("text\n{: #para_id }\n\n![x](y.png){#fig}\n"), ["para_id @para_id", "fig @fig"]);
    assert_eq!(anchors("(my_label)=\n# Title\n(a) = b\n"), ["my_label @my_label", "title @Title"]);
    assert_eq!(anchors("# ![Logo](l.png) Name\n"), ["-name @![Logo](l.png) Name", "logo-name @![Logo](l.png) Name"]);
    assert_eq!(anchors("# 🎉\n# ♥ x\n"), ["-x @♥ x"]);
    assert_eq!(anchors("```\n# no\n{#no}\n```\n[^note]: text\n"), Vec::<String>::new());
    assert_eq!(anchors("> # Quoted\r\n"), ["quoted @Quoted"]);
}

#[test]
fn mdbook_includes() {
    let text = "```rust\n{{#rustdoc_include ../src/a.rs:main}}\n\\{{#include no.rs}}\n{{#playground b.rs editable}}\n```\n{{#include c.md}} {{#if x}} {{#include {{d}}}}\n";
    assert_eq!(links(text), ["include ../src/a.rs @../src/a.rs", "include b.rs @b.rs", "include c.md @c.md"]);
    let (facts, _) = read(text);
    assert!(facts.references.iter().all(|reference| reference.namespace == Namespace::FILE && reference.flags.has(Flags::OPTIONAL)));
}

#[test]
fn hostile_input_ends() {
    for text in [
        "[".repeat(20_000),
        "> ".repeat(10_000),
        "- ".repeat(10_000),
        "![".repeat(10_000),
        "[a](".repeat(10_000),
        "<a ".repeat(10_000),
        "<!--".repeat(10_000),
        "{#".repeat(10_000),
        "{: ".repeat(10_000),
        "*a ".repeat(10_000),
        "<h1>".repeat(10_000),
        "{{#include ".repeat(10_000),
        "`".repeat(20_000),
        "a|".repeat(10_000) + "\n" + &"-|".repeat(10_000),
    ] {
        read(&text);
    }
}

#[test]
fn mkdocs_gives_ids_to_tabs_and_fences() {
    assert_eq!(
        anchors("# Way <small>up</small> { id=way }\n"),
        ["way-up @Way <small>up</small>", "way @Way <small>up</small>", "way @way"]
    );
    assert_eq!(anchors("=== \"Linux\"\n\n    x\n\n===+ \"On a Mac\"\n"), ["linux @Linux", "on-a-mac @On a Mac"]);
    assert_eq!(anchors("??? note\n\n    ``` { .sh #run }\n    x\n    ```\n"), ["run @run"]);
    assert_eq!(anchors("a === \"b\"\n\n```rust\nlet a = {#b};\n```\n"), Vec::<String>::new());
}

#[test]
fn front_matter_may_take_in_a_document() {
    let includes = |text: &str| links(text).iter().any(|link| link.starts_with("include"));
    assert!(includes("---\ntitle: A\nref: docs/react/a.md\n---\n# A\n"));
    assert!(!includes("---\ntitle: A\nref: main\n---\n# A\n") && !includes("---\ntitle: A\n---\nref: a.md\n"));
}

#[test]
fn a_badge_leads_nowhere() {
    assert_eq!(links("<a href=\"#badge\">\n  <img src=\"b.svg\">\n</a>\n"), ["image b.svg @b.svg"]);
    assert_eq!(links("<a href=\"#usage\">Usage</a>\n"), ["link #usage @#usage"]);
}

/// `path` of every document that is taken in.
fn taken_in(text: &str) -> Vec<String> {
    let (facts, ranges) = read(text);
    let names = facts.names.as_ref().map(|names| names.references.clone()).unwrap_or_default();
    let taken = names.iter().filter(|mention| mention.namespace.as_str() == "doc.included");
    taken.map(|mention| format!("{} @{}", mention.scope, &text[ranges.span(mention.span).range()])).collect()
}

#[test]
fn documents_are_taken_in() {
    for text in [
        "--8<-- \"docs/a.md\"\n",
        "    --8<-- 'docs/a.md:part'\n",
        "--8<--\ndocs/a.md\n--8<--\n\nb.md\n",
        "{% include \"docs/a.md\" %}\n",
        "{!docs/a.md!}\n",
        "```{include} docs/a.md\n```\n",
        ":::{include} docs/a.md\n:::\n",
        "<!--@include: docs/a.md{1,3}-->\n",
        "{{< include docs/a.md >}}\n",
        "{{#include docs/a.md:part}}\n",
        "[!INCLUDE [x](docs/a.md)]\n",
        "---\nx: y\n---\n<include from=\"docs/a.md\" element-id=\"x\"/>\n",
    ] {
        assert_eq!(taken_in(text), ["docs/a.md @docs/a.md"], "{text:?}");
    }
    assert_eq!(taken_in("[x](a.md) includes b.md\n--8<-- \"a.py\"\n"), Vec::<String>::new());
}

#[test]
fn headings_have_ids_of_many_forms() {
    assert_eq!(anchors("## A b {id = x}\n"), ["a-b @A b", "x @x"]);
    assert_eq!(anchors("## A b {id=\"x\" .c}\n"), ["a-b @A b", "x @x"]);
    assert_eq!(anchors("## A [#x-1.0]\n"), ["a-x-10 @A [#x-1.0]", "a @A [#x-1.0]", "x-10 @A [#x-1.0]", "x-1.0 @A [#x-1.0]"]);
    assert_eq!(anchors("$$$x$$$ Text, $$$ 5 $$$\n"), ["x @x"]);
    assert_eq!(anchors("### a <span>(b)</span>\n"), ["a-b @a <span>(b)</span>", "a @a <span>(b)</span>"]);
}

#[test]
fn templates_and_pieces_say_so() {
    let has = |text: &str, role: &str| links(text).iter().any(|link| link.starts_with(role));
    assert!(has("{%- for x in y %}\n- {{ x }}\n{%- endfor %}\n", "template") && has("{{ range .X }}\na\n{{- end }}\n", "template"));
    assert!(!has("```\n{% endfor %}\n```\n`{% endif %}` {% raw %} {{ ending }}\n", "template"));
    assert!(has("---\na: 1\n---\n[b](#c)\n", "piece"));
    assert!(!has("---\na: 1\n---\n# D\n[b](#c)\n", "piece") && !has("[b](#c)\n", "piece") && !has("---\na: 1\n---\n[b](c.md)\n", "piece"));
    assert!(has("# A\n\n{{ readme }}\n", "include") && !has("# A\n\nx {{ readme }}\n\n    {{ b }}\n", "include"));
}

#[test]
fn contributors_lead_nowhere() {
    let table = "<table><tr><td><a href=\"#ideas-x\">X</a> <a href=\"a.md\">Y</a></td></tr></table>";
    let text = format!("<!-- ALL-CONTRIBUTORS-LIST:START - x -->\n{table}\n<!-- ALL-CONTRIBUTORS-LIST:END -->\n\n[b](#c)\n");
    assert_eq!(links(&text), ["link a.md @a.md", "link #c @#c"]);
}
