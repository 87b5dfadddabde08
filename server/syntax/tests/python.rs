//! The verdict on Python, on texts whose verdict by CPython 3.11 is known.

use syntax::{Options, extract_text};
use workspace::RelPath;

/// What is reported: the text of each place, and the message.
fn problems(text: &str, minor: u8) -> Vec<(String, String)> {
    let (_, ranges) = extract_text(&RelPath::new("a.py"), text, Options { python: (3, minor), ..Options::default() });
    let of_reading = ranges.problems.into_iter().filter(|problem| problem.code.starts_with("L1/"));
    of_reading.map(|problem| (text[problem.span.range()].to_owned(), problem.message)).collect()
}

/// Each text is refused once, for what stands at the place.
fn refused(cases: &[(&str, &str)]) {
    for (text, place) in cases {
        let found = problems(text, 11);
        assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), [*place], "{text:?}: {found:?}");
    }
}

fn accepted(cases: &[&str]) {
    for text in cases {
        assert_eq!(problems(text, 11), [], "{text:?}");
    }
}

#[test]
fn the_cause_is_reported_where_it_is_and_once() {
    refused(&[
        // Brackets.
        ("x = foo(1, 2\n\ndef f():\n    return 1\n\ny = 2\n", "("),
        ("x = [1, 2\ny = 3\nz = 4\n", "["),
        ("d = {\n  'a': 1,\n  'b': 2\n\nclass A:\n    x = 1\n", "{"),
        ("if True:\n    foo((1, 2)\n    bar(3)\nbaz(4)\n", "("),
        ("f(a,\n  b,\n  c\n", "("),
        ("x = 1)\ny\n", ")"),
        ("x = (1, 2]\ny = 1\n", "]"),
        ("x = {'a': [1, 2, {'b': (3, 4}]}\ny\n", "}"),
        // Strings.
        ("x = 'abc\ny = 1\n", "'"),
        ("def f():\n    rb'''doc\n    x = 1\n    return x\n", "rb'''"),
        ("foo('abc)\nbar(1)\n", "'"),
        ("x = f'abc {y\nz = 1\n", "f'"),
        ("x = f'''{a\nz = 1\n", "f'''"),
        // Blocks.
        ("if x = 1:\n    pass\n", "="),
        ("else:\n    pass\n", "else"),
        ("def f():\n    if x:\n        y\n      z\n    w\n", "      "),
        ("def f():\n    x = 1\n      y = 2\n    z = 3\n", "      "),
        ("x = 1 \\", "\\"),
    ]);
}

#[test]
fn errors_of_different_causes_are_reported_apart() {
    for (text, places) in [
        ("def f():\n    foo(\n    x = 1\n    y = 2\n    return x\n\ndef g():\n    bar(]\n", ["(", "]"]),
        ("x = \"a\" \"b\ny = 'c\n", ["\"", "'"]),
        ("a = 1\n\n)\n\nb = 2\n(\n", [")", "("]),
        ("while:\n   pass\nfor:\n   pass\n", [":", ":"]),
        ("def f(:\n    pass\n\nx = = 1\n", ["(", "="]),
        ("return\n\nbreak\n", ["return", "break"]),
    ] {
        let found = problems(text, 11);
        assert_eq!(found.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(), places, "{text:?}: {found:?}");
    }
}

#[test]
fn messages_say_what_was_expected() {
    for (text, message) in [
        ("f(1\n", "`(` was never closed: expected `)`"),
        ("f(1]\n", "`]` does not match the open `(`: expected `)`"),
        ("x = '''a\n", "unterminated triple-quoted string: expected ''' before the end of the file"),
        ("print x\n", "missing parentheses: `print` is a function in Python 3, expected `print(...)`"),
        ("a = b c\n", "expected an operator, a newline or `;` before `c`"),
        ("if x = 1: pass\n", "Expected `:`, found `=`: a comparison is written `==`"),
        ("x = not\n", "Expected an expression, found the end of the line"),
        ("x = $1\n", "unexpected character `$`"),
        ("x = “a”\n", "unexpected character `“`: strings are quoted with ' or \""),
        ("x = 0777\n", "leading zeros in a decimal number: expected `777`, or `0o` for an octal one"),
        ("x = 0xZ\n", "expected digits after `0x`"),
        ("'\\xz'\n", "`\\x` in a string needs two hexadecimal digits, found `z`"),
        ("'\\N{no such thing}'\n", "unknown Unicode character name `no such thing`"),
    ] {
        assert_eq!(problems(text, 11).first().map(|(_, message)| message.as_str()), Some(message), "{text:?}");
    }
}

#[test]
fn waiting_and_yielding() {
    refused(&[
        ("[x async for x in y]\n", "async for x in y"),
        ("def f():\n [await x for x in y]\n", "await x"),
        ("def f():\n [[await z for z in y] for y in x]\n", "await z"),
        ("async def f():\n lambda: await x\n", "await x"),
        ("async def f():\n class C:\n  await x\n", "await x"),
        ("async def f(a=await x): pass\n", "await x"),
        ("def f():\n f'{await x}'\n", "await x"),
        ("def f():\n async with a: pass\n", "async with a: pass"),
        ("async def f():\n yield 1\n return 2\n", "return 2"),
        ("async def f():\n yield from x\n", "yield from x"),
        ("def f():\n [(yield x) for x in y]\n", "yield x"),
        ("@(yield)\ndef f(): pass\n", "yield"),
        ("def f(): yield, x\n", "yield"),
        ("def f():\n yield or ()\n", "yield"),
        ("from __future__ import annotations\ndef f(a: (yield)): pass\n", "yield"),
    ]);
    accepted(&[
        "(await x for x in y)\n",
        "def f():\n [(await z for z in y) for y in x]\n",
        "def f():\n ([await z for z in y] for y in x)\n",
        "def f():\n (x async for x in y)\n",
        "async def f():\n [[x async for x in y] for z in w]\n",
        "async def f():\n def g(a=await x): pass\n",
        "async def f():\n class C(await x): pass\n",
        "async def f():\n def g():\n  yield\n return 1\n",
        "def f():\n [x for x in (yield)]\n",
        "def f():\n x: (await z)\n",
        "lambda: (yield)\n",
        "def f():\n return (yield), (yield)\n",
        "def f(): f'{yield}'\n",
    ]);
}

#[test]
fn leaving_blocks() {
    refused(&[
        ("for x in y:\n pass\nelse:\n break\n", "break"),
        ("for x in y:\n class C:\n  break\n", "break"),
        ("while 1:\n try: pass\n except* A: break\n", "break"),
        ("def f():\n try: pass\n except* A:\n  while 1:\n   return\n", "return"),
        ("try: pass\nexcept: pass\nexcept A: pass\n", "except"),
    ]);
    accepted(&[
        "while 1:\n try:\n  pass\n finally:\n  continue\n",
        "try: pass\nexcept* A:\n  while 1:\n   break\n",
        "def f():\n try: return\n except* A: pass\n else: return\n finally: return\n",
        "def f():\n try: pass\n except* A:\n  def g(): return\n",
    ]);
}

#[test]
fn how_deep_blocks_may_nest() {
    let nested = |line: &str, depth: usize| {
        (0..depth).map(|level| " ".repeat(level) + line + "\n").collect::<String>() + &" ".repeat(depth) + "pass\n"
    };
    let with_items = |count: usize| format!("with {}: pass\n", vec!["a"; count].join(", "));
    for (most, too_many) in [
        (nested("if x:", 99), nested("if x:", 100)),
        (nested("while x:", 20), nested("while x:", 21)),
        (with_items(20), with_items(21)),
        ("x = ".to_owned() + &"1".repeat(4300) + "\n", "x = ".to_owned() + &"1".repeat(4301) + "\n"),
        ("x = ".to_owned() + &"(".repeat(200) + &")".repeat(200) + "\n", "x = ".to_owned() + &"(".repeat(201) + &")".repeat(201) + "\n"),
    ] {
        assert_eq!((problems(&most, 11).len(), problems(&too_many, 11).len()), (0, 1), "{too_many}");
    }
}

#[test]
fn declarations_of_names() {
    refused(&[
        ("def f():\n x=1\n global x\n", "x"),
        ("def f(x):\n global x\n", "x"),
        ("def f():\n print(x)\n global x\n", "x"),
        ("x=1\nglobal x\n", "x"),
        ("def f():\n global x\n x:int=1\n", "x"),
        ("def f():\n try: pass\n except E:\n  global x\n else:\n  x\n", "x"),
        ("def f():\n [x:=1 for y in z]\n global x\n", "x"),
        ("def f():\n nonlocal x\n", "x"),
        ("def f():\n class C:\n  x=1\n  def g(self):\n   nonlocal x\n", "x"),
        ("def f():\n x=1\n def g():\n  global x\n  def h():\n   nonlocal x\n", "x"),
        ("def f():\n x=1\n def g():\n  nonlocal x\n  global x\n", "x"),
        ("class C:\n nonlocal __class__\n", "__class__"),
        ("def f():\n [x for x in y]\n def g():\n  nonlocal x\n", "x"),
    ]);
    accepted(&[
        "import x\nglobal x\n",
        "global x\nx:int=1\n",
        "def f():\n try: pass\n except E: x\n else:\n  global x\n",
        "def f():\n lambda: x\n global x\n",
        "def f():\n [x for y in z]\n global x\n",
        "def f():\n global x\n [x:=1 for y in z]\n",
        "def f():\n def g():\n  nonlocal x\n x=1\n",
        "def f():\n x=1\n class C:\n  nonlocal x\n  x=2\n",
        "class C:\n def f(self):\n  nonlocal __class__\n",
        "def f():\n import x\n def g():\n  nonlocal x\n",
        "def f():\n match a:\n  case [x, *y]: pass\n def g():\n  nonlocal x, y\n",
        "def f():\n [x:=1 for y in z]\n def g():\n  nonlocal x\n",
        "def f():\n del x\n def g():\n  nonlocal x\n",
    ]);
}

#[test]
fn future_imports() {
    refused(&[
        ("from __future__ import braces\n", "braces"),
        ("f'a'\nfrom __future__ import annotations\n", "from __future__ import annotations"),
        ("'a'\n'b'\nfrom __future__ import annotations\n", "from __future__ import annotations"),
        ("import os\nfrom .__future__ import division\n", "from .__future__ import division"),
    ]);
    accepted(&["'''d'''\nfrom __future__ import annotations as a, division\n", "import __future__\n"]);
    assert_eq!(problems("import os\nfrom .__future__ import x\n", 13), []);
}

#[test]
fn names_that_cannot_be_bound() {
    refused(&[
        ("x.__debug__=1\n", "__debug__"),
        ("f(__debug__=1)\n", "__debug__"),
        ("import __debug__.x\n", "__debug__.x"),
        ("lambda **__debug__: 1\n", "__debug__"),
        ("class A(__debug__=1): pass\n", "__debug__"),
        ("def f(a, *, b, **a): pass\n", "a"),
        ("f(a=1, a=2)\n", "a=2"),
        ("*a\n", "*a"),
        ("with a as *b: pass\n", "*b"),
        ("((x) := 1)\n", "x"),
        ("class C:\n [j:=i for i in x]\n", "j:=i"),
    ]);
    accepted(&["del x.__debug__\n", "x.__debug__ += 1\n", "print(__debug__)\n", "(x := 1)\n", "*a, = b\n", "*a, b\n"]);
}

#[test]
fn strings_with_fields() {
    refused(&[("f'{x:{y:{z}}}'\n", "{z}"), ("f'{a!r }'\n", "}"), ("f'{*a}'\n", "*a")]);
    accepted(&["f'{x:{y}}'\n", "f'{a!r:>{b!s}}'\n", "f'{a!r}'\n", "f'{*a,}'\n", "f'''{a\n!r}'''\n"]);
    assert_eq!((problems("f'{x:{y:{z}}}'\n", 12), problems("f'{a!r }'\n", 12)), (vec![], vec![]));
}

#[test]
fn patterns() {
    refused(&[
        ("match x:\n case f'a': pass\n", "f'a'"),
        ("match x:\n case _ | 1: pass\n", "_"),
        ("match x:\n case a: pass\n case b: pass\n", "a"),
        ("match x:\n case [a, a]: pass\n", "a"),
    ]);
    accepted(&["match x:\n case 1 | _: pass\n", "match x:\n case a if a: pass\n case b: pass\n"]);
}

#[test]
fn tabs_among_spaces() {
    refused(&[
        ("if 1:\n\t    a\n    b\n", "    "),
        ("if 1:\n        a\n\tb\n", "\t"),
        ("class C:\n    def f():\n\t    a = 1\n            b\n", "            "),
    ]);
    accepted(&["if 1:\n\ta\n\tb\n", "if 1:\n \ta\n \tb\n", "if x:\n\x0c a\n", "x = [\n\t1,\n  2]\n", "if x:\n  a\n\t# c\n  b\n"]);
}
