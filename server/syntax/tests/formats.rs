//! Formats with a reader of their own: that nothing is said of what is right, and what is said of what is not, where.

use syntax::{Options, Status, extract_text};
use workspace::RelPath;

/// Marked text and message of every finding.
fn findings(path: &str, text: &str) -> Vec<(String, String)> {
    let (_, ranges) = extract_text(&RelPath::new(path), text, Options::default());
    ranges.problems.into_iter().map(|problem| (text[problem.span.range()].to_owned(), problem.message)).collect()
}

#[track_caller]
fn silent(path: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(findings(path, text), [], "{path}: {text}");
    }
}

/// Each text with the findings that it must have: what is marked, and words of the message.
#[track_caller]
fn check(path: &str, cases: &[(&str, &[(&str, &str)])]) {
    for (text, expected) in cases {
        let found = findings(path, text);
        let fits = found.len() == expected.len()
            && found.iter().zip(*expected).all(|((marked, message), (place, words))| marked == place && message.contains(words));
        assert!(fits, "{path}: {text}\nfound {found:#?}\nexpected {expected:#?}");
    }
}

#[test]
fn xml() {
    silent(
        "a.svg",
        &[
            "<a/>",
            "<?xml version='1.0' encoding=\"utf-8\" standalone='yes'?>\n<!-- a -->\n<?pi x?><a b='1' c=\"&lt;&#233;&#xE9;\">&amp;</a>\n<!-- b -->\n",
            "<!DOCTYPE a [<!ENTITY e \"]>\"> <!-- ]> --> <!ELEMENT a ANY>]><a>&e;</a>",
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD\" \"http://x\"><html>&nbsp;</html>",
            "<a><![CDATA[ <b> && ]]></a>",
            "<a:b xmlns:a='x' a:c='1' c='2'/>",
            "<ü é='1'/>",
        ],
    );
    // Parts of documents, and templates.
    silent("part.xml", &["<a/><b/>", "&version;", "<a>&version;</a>", "<?xml version='1.0' encoding='utf-8'?><a/><b/>"]);
    silent("t.xml", &["<a>{% if x %}<b>{% else %}<c>{% endif %}</a>", "<a @ATTRIBUTES@></a>"]);
    check(
        "a.svg",
        &[
            ("<a><b></a>", &[("b", "expected `</b>` before `</a>`")]),
            ("<a><b></c></a>", &[("c", "expected `</b>`, found `</c>`")]),
            ("<a>", &[("a", "before the end of the file")]),
            ("<a></a></b>", &[("b", "no element open")]),
            ("<a b=1/>", &[("1/", "no quotes")]),
            ("<a b/>", &[("b", "no value")]),
            ("<a b='1'c='2'/>", &[("c", "expected a blank")]),
            ("<a b='1' b='2'/>", &[("b", "stands twice")]),
            ("<a b='<'/>", &[("<", "expected `&lt;`")]),
            ("<a>x & y &lt z &#0;</a>", &[("&", "begins no reference"), ("&lt", "without a `;`"), ("&#0;", "no reference to a character")]),
            ("<a>&nbsp;</a>", &[("&nbsp;", "is not declared")]),
            ("<a>]]></a>", &[("]]>", "may only end a CDATA section")]),
            ("<a><!-- a -- b --></a>", &[("--", "inside of a comment")]),
            ("<a><!-- a</a>", &[("<!--", "expected `-->`")]),
            ("<a/><b/>", &[("b", "after the document's element")]),
            (" <?xml version='1.0'?><a/>", &[("<?xml", "at the very beginning")]),
            ("<a/>\ntext", &[("text", "outside of the document's element")]),
            ("<a>\u{1}</a>", &[("\u{1}", "U+0001")]),
            ("<a><b <c/></a>", &[("<b", "is not closed"), ("b", "expected `</b>`")]),
            ("<a b='1></a>", &[("'", "this value is not closed")]),
        ],
    );
}

#[test]
fn html() {
    silent(
        "a.html",
        &[
            "<!doctype html><p>a<p>b<br><img src=x><ul><li>1<li>2</ul>",
            "<div {{ x }}",
            "<script>if (a < b && '<!--') {}</script><!-- x --><![CDATA[ y ]]>",
            "<a href=x?a=b&c>1 < 2 && 3</a>",
            "<title><b></title>",
        ],
    );
    check(
        "a.html",
        &[
            ("<p>a<!-- b", &[("<!--", "expected `-->`")]),
            ("<p>a<a href='x>b</a>", &[("'", "this value is not closed")]),
            ("<script>a()", &[("script", "expected `</script>`")]),
            ("<p>a<div class", &[("<div", "expected `>`")]),
        ],
    );
}

#[test]
fn css() {
    silent(
        "a.css",
        &[
            "a{b:c;d:e}@media x{a:hover{b:c!important}}",
            "a { *zoom: 1; _height: 1px; filter: progid:DXImageTransform.Microsoft.gradient(a='#80000000', b=1); ; }",
            "a { b: url(data:image/png;base64,a'b{}) no-repeat; c: \"}\\\"\"; --x: { a b }; --y:; }",
            "@import url(x.css);@charset \"utf-8\";<!-- a{} -->",
            "a { b: c; &:hover { d: e } > f:g { h: i } }",
            "a { b: c\n  d e,\n  f; }",
            "@font-face { src: url(x) format(\"y\"),\n    url( 'z' ) format('w') }",
            "a { color: {{ x }} }}",
            "// don't\na { b: c }",
        ],
    );
    check(
        "a.css",
        &[
            ("a { b: c;\n", &[("{", "`{` is not closed")]),
            ("a { b: c; }}\n", &[("}", "nothing open")]),
            ("a { b c; }", &[("c", "expected `:` after `b`")]),
            ("a { b:: c; }", &[(":", "a second `:`")]),
            ("a { b; }", &[("b", "expected `:` and a value")]),
            ("a { b: c\n d: e; }", &[("", "expected `;` before `d:`")]),
            ("a { b: \"c; }\nd {}", &[("\"c; }", "not closed on its line")]),
            ("a { b: rgb(1, 2; }", &[("}", "`(` is not closed")]),
            ("/* a", &[("/*", "expected `*/`")]),
        ],
    );
}

#[test]
fn make() {
    silent(
        "Makefile",
        &[
            "",
            "a: b\n\tc\n\n# x\n\td\ne := f # g\nh ?= i \\\n  j\n",
            "ifeq ($(A),b)\nx=1\nelse ifneq \"a\" 'b'\nx=2\nelse\nx=3\nendif\n",
            "define x\n\tifeq\nendif : $(\ndefine y\nendef\nendef\n$(eval $(call x))\n\tanything\n",
            "-include $(wildcard *.d)\nexport A B\nvpath %.c src\nunexport C\noverride D += e\n",
            "$(foreach a,b,$(info c))\n$(x)\na:: b ; c\n",
            "ifdef A\na: b\nelse\na: c\nendif\n\td\n",
            "\tA = tab\n\nall:\n",
            ".if defined(X)\nfoo\n.endif\n",
            "!include x\nfoo\n",
            "@SET_MAKE@\nfoo\n",
        ],
    );
    check(
        "Makefile",
        &[
            ("all:\n        echo a\n", &[("echo a", "expected a tab")]),
            ("a b c\n", &[("a b c", "missing separator")]),
            ("a b = c\n", &[("a b = c", "one word before the `=`")]),
            (":= c\n", &[(":=", "expected the name")]),
            ("$(a += b\n", &[("$(", "expected `)`")]),
            ("\techo a\nall:\n", &[("echo a", "without a rule")]),
            ("ifdef A\nx=1\n", &[("ifdef", "expected `endif`")]),
            ("endif\n", &[("endif", "found `endif` without")]),
            ("else\n", &[("else", "outside")]),
            ("ifdef A\nelse\nelse\nendif\n", &[("else", "second `else`")]),
            ("ifeq ($(A) b)\nendif\n", &[("ifeq", "no two values")]),
            ("ifeq($(A),b)\nendif\n", &[("ifeq", "expected a blank")]),
            ("ifdef A B\nendif\n", &[("B", "one name")]),
            ("define x\na\n", &[("define", "expected `endef`")]),
            ("x := $(shell a\ny=1\n", &[("$(", "expected `)`")]),
            // What is not expanded yet, and what only the next line closes.
            ("ifdef A\ninclude $(B\n)else\nx = 1\nendif\n", &[("$(", "expected `)`")]),
            ("x = a \\\n\t$(b \\\n\tc\n\n)\n", &[("$(", "expected `)`"), (")", "missing separator")]),
            ("endef\n", &[("endef", "without a `define`")]),
        ],
    );
}

#[test]
fn hcl() {
    silent(
        "main.tf",
        &[
            "",
            "a = 1\nb \"c\" d {\n  e = [1, 2,\n  3,]\n  f { g = true }\n  h {}\n}\n",
            "a = x ? y : z\nb = !c && -d * (e +\n f) % 2 >= 3\nc = a.b[0].c.*.d[*].e.0\nd = f(g...)\ne = ns::f(1)\n",
            "a = \"${b} $${c} %{ if d ~}x%{ else }y%{ endif }\\n\\\"\"\n",
            "a = <<-EOT\n  ${b(\"}\")}\n  EOT\nb = <<E\n$x %x\nE\n",
            "a = { b = 1, c : 2\n (d) = 3\n \"e${f}\" = 4 }\n",
            "a = [for b in c : b if d]\ne = {for f, g in h : f => g...}\n",
            "/* a */ b = 1 # c\n// d\n",
            "variable a {\r\n  type = string\r\n}\r\n",
        ],
    );
    // HCL 1 has more ways.
    silent("vault.hcl", &["\"a\" = 1\npath \"b\" { c = 1, d = 2 }\na = 2\n", "a { b = 1 }\nc = 0x1F\n"]);
    check(
        "main.tf",
        &[
            ("a = \n", &[("", "expected a value, found the end of the line")]),
            ("a b\n", &[("", "`{` of the block")]),
            ("a\n", &[("", "`=` and a value, or `{`")]),
            ("a = [1 2]\nb = 3\n", &[("2", "`,` or `]`")]),
            ("a {\n  b = 1\n", &[("{", "this `{` is not closed")]),
            ("}\n", &[("}", "no block open")]),
            ("a = \"b\nc = 1\n", &[("\"b", "not closed on its line")]),
            ("a = \"${b\"\nc = 1\n", &[("\"", "expected `}`")]),
            ("a = <<E\nx\n", &[("<<E", "line that is `E`")]),
            ("a = 1\na = 2\n", &[("a", "duplicate attribute `a`")]),
            ("a = 1 b = 2\n", &[("b", "the end of the line")]),
            ("a = \"\\d\"\n", &[("\\d", "is no escape")]),
            ("a { b = 1, c = 2 }\n", &[(",", "one attribute")]),
            ("a = {\n  b 1\n}\nc = )\n", &[("1", "`=` and a value"), (")", "expected a value")]),
            ("a \"${b}\" {}\n", &[("${", "in the label")]),
        ],
    );
}

#[test]
fn protobuf() {
    silent(
        "a.proto",
        &[
            "syntax = \"proto3\";\nimport public 'a.proto';\npackage a.b;\noption (c).d = { e: 1 f { g: \"}\" } };\nmessage M { reserved 1, 3 to max; reserved \"x\"; map<string, .a.B> m = 1 [(o) = -1, p = inf]; oneof k { int32 a = 2; } message N {} enum E { option allow_alias = true; A = 0; B = -0x1 [deprecated = true]; } ; }\nservice S { rpc R(stream A) returns (.b.C) { option x = 1; }; rpc T(A) returns (stream B); }",
            "message M { optional group G = 1 { required int32 message = 2; } extensions 4 to 10; repeated M option = 3 [default = 1.5e3]; } extend M { optional int32 reserved = 5; }",
            "edition = \"2023\"; message M { int32 a = 1; reserved b, c; }",
            "",
        ],
    );
    check(
        "a.proto",
        &[
            ("syntax = \"proto3\"\nmessage M {}", &[("", "expected `;`, found the end of the line")]),
            ("syntax = \"proto4\";", &[("\"proto4\"", "no syntax `proto4`")]),
            (
                "syntax = \"proto3\";\nmessage M {\n  int32 a;\n  int32 b = 2\n  int32 c = 3;\n}",
                &[(";", "number of the field"), ("", "expected `;`")],
            ),
            ("message M { int32 a = 1; }", &[("int32", "expected `optional`, `required` or `repeated`")]),
            ("syntax = \"proto3\"; message M { int32 a = 1;\n", &[("{", "`{` is not closed")]),
            ("syntax = \"proto3\"; enum E { A; }", &[(";", "expected `=`")]),
            ("syntax = \"proto3\"; service S { rpc R() returns (B); }", &[(")", "expected a message")]),
            ("syntax = \"proto3\"; mesage M {}", &[("mesage", "expected `message`")]),
            ("syntax = \"proto3\"; option a = \"b;\n", &[("\"b;", "not closed on its line"), ("", "expected `;`")]),
            ("message M { optional int32 a = 08; }", &[("08", "is no number")]),
        ],
    );
}

#[test]
fn graphql() {
    silent(
        "a.graphql",
        &[
            "",
            "# only\n",
            "\"\"\"d \\\"\"\" e\"\"\"\ntype A implements & B & C @d(x: [1, -2.5e3, {y: Z}]) { f(a: [Int!]! = 3 @x): A! }",
            "query Q($a: Int = 1 @d, $b: [S!]) @x { a: b(c: $a, d: ENUM) { ...F ... on T { __typename } ... @include(if: $b) { c } } }",
            "{ a }\nfragment F on T { x }\nsubscription { y }",
            "extend schema @link(url: \"x\")\nschema { query: Q }\nscalar D @s\nunion U = | A | B\nunion V\nenum E { A B }\ninput I { a: Int = 1 }\ninterface N implements M { a: Int }\ndirective @d(a: Int) repeatable on | FIELD | OBJECT",
            "type A { type: Int query: Int on: Int }",
            "query { ${fields} }",
        ],
    );
    check(
        "a.graphql",
        &[
            ("type A {\n  a Int\n  b: Int\n  c:\n}\n", &[("Int", "expected `:`"), ("", "expected a type, found the end of the line")]),
            ("type A {\n  a: [Int\n}\n", &[("}", "`[` is not closed")]),
            ("type A { }", &[("}", "expected a field")]),
            ("typ A { a: B }\ntype C { d: }\n", &[("typ", "expected a definition"), ("}", "expected a type")]),
            ("query Q { a(b: ) }", &[(")", "expected a value")]),
            ("{ a\n", &[("{", "`{` is not closed")]),
            ("input I { a: Int = $b }", &[("$", "known beforehand")]),
            ("fragment on on T { a }", &[("on", "the name of the fragment")]),
            ("{ a(b: \"c) }\n}", &[("\"c) }", "not closed on its line"), ("}", "`(` is not closed")]),
            ("{ a(b: 01) }", &[("01", "leading zeros")]),
            ("{ a; b }", &[(";", "no use for the character")]),
            ("enum E { true }", &[("true", "not one of")]),
        ],
    );
}

#[test]
fn cmake() {
    silent(
        "CMakeLists.txt",
        &[
            "",
            "set(A \"b ;\n c\" [[d)\" ]] [=[ ]] ]=] -De=\"f g\" h\\ i\\( # j )\n)\n#[[ k\n]] IF(A AND (B OR C))\nelseif(D)\nELSE()\nendif() # l\n",
            "foreach(a b)\n  while(c)\n  endwhile()\nendforeach()\nfunction(f)\nendfunction(f)\nmacro(m)\nendmacro()\n",
            "set(x \"a\"b)\r\nset(y)\r\n",
            "Experimental support\n====\n\n* for CMake\n",
        ],
    );
    check(
        "CMakeLists.txt",
        &[
            ("set(A b\nset(C d)\n", &[("(", "`(` of `set` is not closed")]),
            ("set(A b))\nset(C)\n", &[(")", "the end of the line")]),
            ("set A\nset(B)\n", &[("set", "expected `(`")]),
            ("if(A)\nset(B)\n", &[("if", "expected `endif`")]),
            ("if(A)\nendforeach()\n", &[("endforeach", "inside of `if`")]),
            ("endif()\n", &[("endif", "without a `if`")]),
            ("if(A)\nforeach(b)\nendif()\n", &[("foreach", "expected `endforeach`")]),
            ("else()\n", &[("else", "outside of any `if`")]),
            ("set(A \"b)\n", &[("\"", "not closed")]),
            ("set(A \"b)\nset(C \"d\")\nset(E)\n", &[("\"", "not closed")]),
            ("set(A [=[ b ]] )\n", &[("[=[", "expected `]=]`")]),
            ("#[[ a\n", &[("#[[", "expected `]]`")]),
            ("set(A) set(B)\n", &[("set", "the end of the line")]),
            ("set(A)\n{}\n", &[("{", "the name of a command")]),
        ],
    );
}

#[test]
fn ini() {
    silent(
        "setup.cfg",
        &["", "# a\n[x]\na = 1\n b\n\n c\nd: 2\n; e\n[y] trailing\na = [\n", "[x]\nA\u{e4} = 1\n[DEFAULT]\na=1\n[DEFAULT]\nb=1\n"],
    );
    silent(".gitmodules", &["[submodule \"a b\"]\n\tpath = a # b\n\turl = \"c\\\"\" d\\\n e\n[core]\nbare\n"]);
    silent("a.service", &["[Unit]\nA=b \\\n# c\n  d\nA=e\n[Service]\nExecStart=x\n"]);
    silent("a.desktop", &["[Desktop Entry]\nName=a\nName[de]=b\n\n[Desktop Action x]\nName=c\n"]);
    silent(".editorconfig", &["root = true\n[*.{a,b}]\na = b\na = c\n; d\n"]);
    silent("php.ini", &["a = \"b\n[c\n", "key without value\n[open\n", "[a]\nb=c\n"]);
    check(
        "setup.cfg",
        &[
            ("a = 1\n", &[("a = 1", "expected a section")]),
            ("[x]\na = 1\nA = 2\n", &[("A", "duplicate key `A`")]),
            ("[x]\n[x]\n", &[("[x]", "duplicate section `x`")]),
            ("[x]\na = 1\nfoo\n[y\n", &[("foo", "expected `=` after `foo`"), ("[y", "no `]`")]),
            ("[x]\n= 1\n", &[("= 1", "expected a key")]),
        ],
    );
    check(
        ".gitmodules",
        &[
            ("[submodule a]\n", &[("[submodule a]", "expected a section")]),
            ("[a]\nb_c = 1\n", &[("b_c = 1", "expected `name = value`")]),
            ("[a]\nb = \"c\n", &[("\"", "expected `\"`")]),
            ("[a]\nb = \\d\n", &[("\\d", "is no escape")]),
            ("b = 1\n", &[("b", "before any section")]),
        ],
    );
    check(
        "a.service",
        &[
            ("[Unit]\nfoo\nA=b\n", &[("foo", "expected `=`")]),
            ("A=b\n[Unit]\n", &[("A=b", "expected a section")]),
            ("[Unit\nA=b\n[Install]\n", &[("[Unit", "does not end with `]`")]),
        ],
    );
    check("a.desktop", &[("[Desktop Entry]\nName=a\nName=b\n", &[("Name", "duplicate key")])]);
    check("app.ini", &[("[a]\nb=c\n[d\ne=f\n", &[("[d", "no `]`")])]);
}

#[test]
fn nix() {
    silent(
        "a.nix",
        &[
            "{ pkgs ? import <nixpkgs> {}, ... }@args: with pkgs; let a = 1; inherit (x) y; in rec { b.c = ''x ${a} ''${ ''; d = [ 1 (f x) ]; }",
            "x: y: if x then y else assert x; y // { }",
            "# a\r{ a.b = { c = 1; }; a.b = { d = 2; }; a.e = 1; inherit (f) g; }",
        ],
    );
    check(
        "a.nix",
        &[
            ("{ a = 1; b = 2 }", &[("}", "expected `;`")]),
            ("{\n  a = 1\n}\n", &[("", "expected `;`, found the end of the line")]),
            ("{ a = [ 1 2 ; }", &[("}", "`[` is not closed")]),
            ("let a = 1; in\n", &[("", "the end of the file")]),
            ("if a then b", &[("", "`else`")]),
            ("{ a, a }: a", &[("a", "stands twice")]),
            (
                "{ a = 1; b.c = 2; a = { }; inherit (x) b; b.c = { }; }",
                &[("a", "duplicate attribute `a`"), ("b.c", "duplicate attribute `b.c`")],
            ),
            ("{ a = \"x; }", &[("\"", "this string is not closed")]),
            ("a & b", &[("&", "no expression has that here")]),
            ("1 /* a", &[("/*", "expected `*/`")]),
        ],
    );
}

#[test]
fn sql() {
    silent(
        "a.sql",
        &[
            "SELECT 'a''b', \"c\", `d`, $$ ' $$, $t$ ( $t$ FROM x -- don't\nWHERE a IN (1, 2);",
            "SELECT 'a\\'b'; /* c ' */ SELECT (1;",
            "SELECT 'C:\\';\n",
            "# don't\nSELECT 1;\n",
            "PROMPT don't\nSELECT 1;\n",
            "SELECT '{{ a }}",
        ],
    );
    check("a.sql", &[("SELECT 'a;\n", &[("'", "not closed")]), ("SELECT 1; /* a\n", &[("/*", "expected `*/`")])]);
}

#[test]
fn what_is_not_the_format_is_left_alone() {
    for (path, text) in
        [("a.css", "{{ x }} }"), ("Makefile", ".RECIPEPREFIX = >\na:\n> b\nc d\n"), ("a.html", "<?php x"), ("main.tf", "{{ x }}\n")]
    {
        let (facts, ranges) = extract_text(&RelPath::new(path), text, Options::default());
        assert_eq!((facts.status, ranges.problems.len()), (Status::Unchecked, 0), "{path}");
    }
}
