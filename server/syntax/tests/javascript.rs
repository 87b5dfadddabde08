//! What is read from JavaScript and TypeScript: references, definitions, and the verdict.

use syntax::{Facts, Flags, Options, Ranges, Status, extract_text};
use workspace::{RelPath, Unit};

fn read(path: &str, text: &str) -> (Facts, Ranges) {
    extract_text(&RelPath::new(path), text, Options::default())
}

/// One line per reference: namespace, role, name, flags; the text its span covers must be its name.
fn references(path: &str, text: &str) -> Vec<String> {
    const FLAGS: &[(Flags, &str)] = &[
        (Flags::TYPE_ONLY, "type"),
        (Flags::OPTIONAL, "optional"),
        (Flags::LAZY, "lazy"),
        (Flags::STAR, "star"),
        (Flags::DYNAMIC, "dynamic"),
        (Flags::BUILT, "built"),
        (Flags::REEXPORT, "reexport"),
        (Flags::BROKEN, "broken"),
    ];
    let (facts, ranges) = read(path, text);
    let describe = |reference: &syntax::Reference| {
        assert_eq!(&text[ranges.span(reference.span).range()], reference.name.as_str());
        assert_eq!(reference.member, None);
        let flags: Vec<&str> = FLAGS.iter().filter(|(flag, _)| reference.flags.has(*flag)).map(|(_, name)| *name).collect();
        format!("{} {} {} {}", reference.namespace.as_str(), reference.role, reference.name, flags.join("+")).trim_end().to_owned()
    };
    facts.references.iter().map(describe).collect()
}

/// One line per definition: namespace, kind, name, and the text its span covers where that differs.
fn definitions(path: &str, text: &str) -> Vec<String> {
    let (facts, ranges) = read(path, text);
    let describe = |definition: &syntax::Definition| {
        let covered = &text[ranges.span(definition.span).range()];
        let place = if covered == definition.name { String::new() } else { format!(" at {covered}") };
        format!("{} {:?} {}{place}", definition.namespace.as_str(), definition.kind, definition.name)
    };
    facts.definitions.iter().map(describe).collect()
}

/// One line per problem: line, the text it covers, message.
fn problems(path: &str, text: &str) -> Vec<String> {
    let (_, ranges) = read(path, text);
    let describe = |problem: &syntax::Problem| {
        let line = ranges.lines.line_column(problem.span.start, Unit::Scalar).line + 1;
        format!("{line} [{}] {}", &text[problem.span.range()], problem.message)
    };
    ranges.problems.iter().map(describe).collect()
}

#[test]
fn what_is_imported_for_its_type_alone_is_left_out() {
    for (path, text, left_out) in [
        ("a.ts", "import { A } from './a'\nlet a: A", true),
        ("a.ts", "import { A, B } from './a'\nfunction f(a: A): Promise<B> { return g<A>(a as B) }", true),
        ("a.ts", "import { A, B } from './a'\ninterface C extends A { b: typeof B }\nclass D implements A {}", true),
        ("a.ts", "import A from './a'\ntype B = A.C", true),
        ("a.tsx", "import { Props } from './a'\nexport default function X(props: Props) { return <svg {...props} /> }", true),
        ("a.ts", "import { A, B } from './a'\nlet a: A = new B()", false),
        ("a.ts", "import { A } from './a'\nclass B extends A {}", false),
        ("a.ts", "import { A } from './a'\nexport { A }", false),
        ("a.ts", "import { A } from './a'\nexport default A", false),
        ("a.ts", "import { A } from './a'\nlet a: A = { A }", false),
        ("a.tsx", "import { A } from './a'\nlet a: A = <A.B />", false),
        ("a.tsx", "import React from 'react'\nlet a: React.Node = <b />", false),
        ("a.ts", "import { A } from './a'\n@Component() class B { constructor(private a: A) {} }", false),
        ("a.ts", "import { A } from './a'", true),
        ("a.ts", "import { A } from './a'\n@Component() class B { constructor(private a: A[]) {} c(a: A) {} }", true),
        ("a.ts", "import { A } from './a'\nclass B { @Input() a: A | null }", false),
        ("a.js", "import { A } from './a'\n/** @type {A} */ let a", false),
    ] {
        assert_eq!(references(path, text)[0].ends_with(" type"), left_out, "{text}");
    }
}

#[test]
fn references_of_each_construct() {
    const CASES: &[(&str, &str, &[&str])] = &[
        ("a.js", "import x, { y } from './x.js'", &["js.module import ./x.js"]),
        ("a.js", "import 'side-effect'", &["js.module import side-effect"]),
        ("a.js", "import data from './d.json' with { type: 'json' }", &["js.module import ./d.json"]),
        ("a.js", "export * from 'a'", &["js.module export a star+reexport"]),
        ("a.js", "export * as ns from 'a'", &["js.module export a reexport"]),
        ("a.js", "export { a, b as c } from \"./b\"", &["js.module export ./b reexport"]),
        ("a.ts", "import type { A } from 'a'", &["js.module import a type"]),
        ("a.ts", "import { type A, type B } from 'a'", &["js.module import a type"]),
        ("a.ts", "import { type A, b } from 'a'", &["js.module import a"]),
        ("a.ts", "export type { A } from 'a'", &["js.module export a type+reexport"]),
        ("a.ts", "export type * from 'a'", &["js.module export a type+star+reexport"]),
        ("a.ts", "import fs = require('fs')", &["js.module require fs"]),
        ("a.ts", "export import fs = require('fs')", &["js.module require fs"]),
        ("a.ts", "import type fs = require('fs')", &["js.module require fs type"]),
        ("a.ts", "import b = a.b.c", &[]),
        ("a.ts", "let x: import('./t').A<import('u')>", &["js.module import ./t type", "js.module import u type"]),
        ("a.ts", "let x: typeof import('./t')", &["js.module import ./t type"]),
        ("a.d.ts", "import { A } from 'a'", &["js.module import a type"]),
        ("a.js", "import('a')", &["js.module dynamic-import a dynamic"]),
        ("a.js", "import(`a/b`)", &["js.module dynamic-import a/b dynamic"]),
        ("a.js", "import(`a/${b}`); import(c)", &[]),
        ("a.js", "const f = async () => await import('a')", &["js.module dynamic-import a lazy+dynamic"]),
        ("a.js", "import('a').catch(() => null)", &["js.module dynamic-import a optional+dynamic"]),
        ("a.js", "const a = require('a')", &["js.module require a dynamic"]),
        ("a.js", "require.resolve('a')", &["js.module require a dynamic"]),
        ("a.js", "require(a); required('b'); x.require('c')", &[]),
        ("a.js", "function f() { return require('a') }", &["js.module require a lazy+dynamic"]),
        ("a.js", "class A { m() { require('a') } }", &["js.module require a lazy+dynamic"]),
        ("a.js", "try { require('a') } catch { require('b') }", &["js.module require a optional+dynamic", "js.module require b dynamic"]),
        ("a.js", "try { require('a') } finally {}", &["js.module require a dynamic"]),
        ("a.js", "define(function (require) { require('a') })", &[]),
        ("a.js", "({ 1: [function (require, module) { require('./a') }] })", &[]),
        ("a.js", "function require(x) {}\nrequire('a')", &[]),
        ("a.js", "{ const require = (x) => x; require('a') }\nrequire('b')", &["js.module require b dynamic"]),
        ("a.js", "const require = createRequire(import.meta.url); require('a')", &["js.module require a dynamic"]),
        ("a.ts", "declare function require(x: string): any; require('a')", &["js.module require a dynamic"]),
        ("a.js", "new URL('./w.js', import.meta.url); new URL('./x', base)", &["file url ./w.js built"]),
        ("a.js", "new Worker(new URL(`./w.js`, import.meta.url))", &["file url ./w.js built"]),
        (
            "a.tsx",
            "const A = lazy(() => import('./A')); <A b={require('./b')} />",
            &["js.module dynamic-import ./A lazy+dynamic", "js.module require ./b dynamic"],
        ),
        (
            "a.ts",
            "/// <reference path=\"./x.d.ts\" />\n/// <reference types='node' />\nlet a",
            &["file reference ./x.d.ts type", "js.module reference node type"],
        ),
        ("a.ts", "/// <reference lib=\"dom\" />\nlet a\n/// <reference types=\"late\" />", &[]),
        ("a.d.ts", "declare module 'x' { import y from 'y' }", &["js.module import y type"]),
        // In a module the same syntax adds to a module that exists elsewhere.
        ("a.ts", "export {}\ndeclare module 'x' { interface Y {} }", &["js.module import x type"]),
        ("a.js", "// import x from 'no'\nconst s = \"require('no')\"", &[]),
        ("a.js", "#!/usr/bin/env node\nimport 'a'", &["js.module import a"]),
    ];
    for &(path, text, expected) in CASES {
        assert_eq!(references(path, text), expected, "{text}");
        assert_eq!(problems(path, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn definitions_of_each_construct() {
    const CASES: &[(&str, &str, &[&str])] = &[
        ("a.js", "const hidden = 1; function also() {}", &[]),
        ("a.js", "export const a = 1, { b, c: [d] } = x", &["js.symbol Variable a", "js.symbol Variable b", "js.symbol Variable d"]),
        ("a.js", "export const f = () => 1", &["js.symbol Function f"]),
        ("a.js", "export function f() {}\nexport class C {}", &["js.symbol Function f", "js.symbol Type C"]),
        (
            "a.js",
            "export { a as b, c, d as 'e f' }\nlet a, c, d",
            &["js.symbol Variable b", "js.symbol Variable c", "js.symbol Variable e f"],
        ),
        ("a.js", "export { a as b } from 'x'", &["js.symbol Import b"]),
        ("a.js", "export { default } from 'x'", &["js.symbol Import default"]),
        ("a.js", "export * as ns from 'x'", &["js.symbol Module ns"]),
        ("a.js", "export default function f() {}", &["js.symbol Function default at f"]),
        ("a.js", "export default class {}", &["js.symbol Type default at export"]),
        ("a.js", "export default 1 + 1", &["js.symbol Variable default at export"]),
        (
            "a.ts",
            "export type A = 1\nexport interface B {}\nexport enum C {}",
            &["js.symbol Type A", "js.symbol Type B", "js.symbol Type C"],
        ),
        ("a.ts", "export namespace N { export const inner = 1 }", &["js.symbol Module N"]),
        ("a.ts", "export function f(): void\nexport function f(a?: 1) {}", &["js.symbol Function f"]),
        ("a.ts", "export import x = require('y')", &["js.symbol Import x"]),
        ("a.d.ts", "export declare const a: 1", &["js.symbol Variable a"]),
        ("a.d.ts", "declare module '*.svg' { const url: string; export default url }", &["js.module Module *.svg"]),
        ("a.d.ts", "declare module 'virtual:x'", &["js.module Module virtual:x"]),
        ("a.d.ts", "import 'y'\ndeclare module 'x' { export const z: 1 }", &[]),
        ("a.d.ts", "declare global { interface Window {} }\nexport {}", &[]),
        ("a.js", "exports.a = exports.b = void 0; exports.a = () => 1", &["js.symbol Variable a", "js.symbol Variable b"]),
        ("a.js", "module.exports.f = function () {}", &["js.symbol Function f"]),
        (
            "a.js",
            "module.exports = { a, b: class {}, 'c': 1, [d]: 2, ...e }",
            &["js.symbol Variable a", "js.symbol Type b", "js.symbol Variable c"],
        ),
        ("a.js", "Object.defineProperty(exports, '__esModule', {}); Object.defineProperty(exports, 'x', {})", &["js.symbol Variable x"]),
        ("a.js", "function f(exports) { exports.inner = 1 }", &[]),
    ];
    for &(path, text, expected) in CASES {
        assert_eq!(definitions(path, text), expected, "{text}");
        assert_eq!(problems(path, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_some_engine_accepts_is_no_error() {
    const CASES: &[(&str, &str)] = &[
        ("a.js", ""),
        ("a.js", "return 1"),
        ("a.cjs", "#!/usr/bin/env node\nif (x) return\nnew.target"),
        ("a.js", "await x; for await (const y of z) {}"),
        ("a.mjs", "await x"),
        ("a.ts", "await x\nexport {}"),
        ("a.js", "var await = 1, yield_ = 010; with (a) b\n<!-- old comment\n"),
        ("a.js", "const a = <div class=\"b\">it's {c} &amp; `</div>"),
        ("a.js", "class A { static #p = 1; static { this.#p } accessor = 1; get; set }"),
        ("a.js", "using x = y(); const re = /[\\p{L}--[a-z]]/v, b = 1_000n, c = a?.[0] ?? (d ||= 1)"),
        ("a.js", "@dec class A { @dec m() {} }"),
        ("a.js", "import defer * as ns from 'x'; import json from './a.json' assert { type: 'json' }"),
        ("a.js", "label: for (;;) { continue label }\nif (a) function f() {}"),
        ("a.ts", "let x = <T,>(y: T): y is NonNullable<T> => y!; let z = <any>x as const satisfies unknown"),
        ("a.ts", "abstract class A<in out T> { constructor(private readonly x = 1) {} declare y: T; abstract z(): void }"),
        ("a.ts", "function assert(x: unknown): asserts x is string {}\nenum A { B = 'b' }\ntype T = `a${string}`"),
        ("a.mts", "import type { A } from 'a' with { 'resolution-mode': 'require' }"),
        ("a.cts", "import x = require('x'); export = x"),
        ("a.d.ts", "export default function f(): void; export as namespace F; declare const a: unique symbol"),
        ("b.d.ts", "declare namespace globalThis { import type { A } from 'a'; var a: A }"),
        ("a.d.css.ts", "declare const styles: { readonly a: string }; export default styles"),
        ("a.ts", "interface A { a: 1; b: 2, c\n d(): void; readonly e?: 1 /* x */\n }\ntype T = { a: { b: 1 }, c: 2 }"),
        ("a.ts", "export { a, } /* from */; let a; export default class {}"),
        ("a.tsx", "const f = <T,>(x: T) => <A<T> b={x} />"),
        ("script", "#!/usr/bin/env node\nrequire('a')"),
    ];
    for &(path, text) in CASES {
        let (facts, _) = read(path, text);
        assert_eq!((problems(path, text), facts.status), (Vec::new(), Status::Parsed), "{path}: {text}");
    }
}

#[test]
fn what_is_not_javascript_is_left_alone() {
    const CASES: &[(&str, &str)] = &[
        ("a.js", "/**\n * licence\n * @flow strict\n */\nconst x: ?number = 1;"),
        ("a.js", "// licence\n\n// @flow\nimport type { A } from 'a'; type B = {| a: A |}; x = (a: any)"),
        ("a.js", "'use strict';\n/* @flow */\nopaque type A = string"),
        ("libdefs/a.js", "declare class A {\n  b: ?string;\n}"),
        ("a.ts", "import x from '<%= path %>';\nexport class <%= name %> {}\n"),
        ("a.js", "const name = {{ cookiecutter.name }};"),
        ("a.js", "{% if x %}\nconst a = 1;\n{% endif %}"),
        ("a.js", "var x = <?php echo $x ?>;"),
    ];
    for &(path, text) in CASES {
        let (facts, ranges) = read(path, text);
        assert_eq!((facts.status, ranges.problems.len()), (Status::Unchecked, 0), "{path}: {text}");
    }
}

#[test]
fn flow_that_is_also_javascript_gives_facts() {
    assert_eq!(references("a.js", "// @flow\nimport a from 'a'"), ["js.module import a"]);
}

#[test]
fn errors_say_what_and_where() {
    const CASES: &[(&str, &str, &[&str])] = &[
        ("a.js", "let x = ;", &["1 [;] unexpected `;` here"]),
        ("a.js", "f(a b)", &["1 [b] expected `,` or `)` but found `b`"]),
        ("a.js", "let a = 1 b", &["1 [b] expected `;` or a line break after the statement but found `b`"]),
        ("a.js", "function f() {\n  g()\n", &["2 [)] expected `}` but the file ends"]),
        ("a.js", "const a", &["1 [a] missing initializer in const declaration: add an initializer (e.g. ` = undefined`) here"]),
        ("a.js", "let s = 'abc\nlet t = 1", &["1 ['abc] unterminated string"]),
        ("a.js", "a()\n/* never\nclosed", &["2 [/*] unterminated multiline comment"]),
        ("a.js", "let r = /(/", &["1 [(] invalid regular expression: Unterminated capturing group: add the missing closing delimiter"]),
        ("a.js", "let é = 1;;;; let ü = @", &["1 [@] unexpected end of the file: something is not closed or not finished"]),
        ("a.js", "import { a from 'a'", &["1 [from] expected `,` or `}` but found `from`"]),
        ("a.js", "let x: number = 1", &["1 [:] expected `;` or a line break after the statement but found `:`"]),
        ("a.ts", "interface A { b string; c: 1 }", &["1 [string] expected `:`, `;` or a line break after the member but found `string`"]),
        ("a.js", "class extends B {}", &["1 [class] expected a name after `class`: only `export default` may leave it out"]),
        ("a.ts", "export function <T>() {}", &["1 [function] expected a name after `function`: only `export default` may leave it out"]),
        ("a.js", "let a\nexport { a } from ;", &["2 [from] expected a module specifier in quotes after `from`"]),
        ("a.ts", "interface A { b: }", &["1 [}] unexpected `}` here"]),
        ("a.mjs", "return 1", &["1 [return] a 'return' statement can only be used within a function body"]),
    ];
    for &(path, text, expected) in CASES {
        assert_eq!(problems(path, text), expected, "{text}");
        assert_eq!(read(path, text).0.status, Status::Recovered, "{text}");
    }
}

#[test]
fn the_opening_bracket_is_shown() {
    let (_, ranges) = read("a.js", "f([1, 2;");
    let related: Vec<_> = ranges.problems[0].related.iter().map(|(span, words)| (span.start, words.as_str())).collect();
    assert_eq!(related, [(2, "opened here")]);
}

#[test]
fn an_unclosed_brace_is_traced_to_its_statement() {
    let text = "function a() {}\nfunction b() {\n  if (x) {\n}\nfunction c() {}\n";
    let (_, ranges) = read("a.js", text);
    assert_eq!(ranges.problems.len(), 1);
    let related: Vec<_> =
        ranges.problems[0].related.iter().map(|(span, _)| &text[..span.start as usize]).map(|before| before.lines().count()).collect();
    assert_eq!(related, [2], "{:?}", ranges.problems);
}

#[test]
fn a_broken_statement_does_not_hide_the_rest() {
    let text =
        "import a from 'a'\nimport { b from 'b'\nimport c from 'c'\nexport const x = a(\nexport function y() { return import('d') }\n";
    assert_eq!(references("a.js", text), ["js.module import a", "js.module import c", "js.module dynamic-import d lazy+dynamic"]);
    assert_eq!(definitions("a.js", text), ["js.symbol Function y"]);
}

#[test]
fn errors_apart_are_reported_apart() {
    let text = "const a = ;\nfunction b() {\n  return 1\n}\nfunction c() { d( ] }\nexport const e = 1\n";
    assert_eq!(problems("a.js", text), ["1 [;] unexpected `;` here", "5 []] unexpected `]` here"]);
}

#[test]
fn what_follows_from_one_error_is_not_reported() {
    let text = "export function a(b) {\n  c(\n    d,\n  ;\n  return b\n}\nexport const e = 1\n";
    assert_eq!(problems("a.js", text), ["4 [;] unexpected `;` here"]);
    assert_eq!(problems("a.mjs", "export function a()\n  return 1\n}\nexport const e = 1\n").len(), 1);
}

#[test]
fn text_in_templates_is_not_taken_for_statements() {
    let text = "const a = b(;\nconst c = `\nimport x from 'no'\nconst = 1\n`\nexport const d = 1\n";
    assert_eq!(problems("a.js", text), ["1 [;] unexpected `;` here"]);
    assert_eq!(references("a.js", text), Vec::<String>::new());
    assert_eq!(definitions("a.js", text), ["js.symbol Variable d"]);
}

#[test]
fn an_edit_that_moves_text_leaves_the_facts() {
    let (before, _) = read("a.ts", "import a from 'a'\nexport const b = a\n");
    let (after, _) = read("a.ts", "// é\n\nimport   a   from   'a'\n\n\nexport const b = a + 1\n");
    assert_eq!(before, after);
}
