//! Languages that a tree-sitter grammar judges: what is accepted, what is said about what is not, and what never happens.

use syntax::{Options, extract_text};
use workspace::RelPath;

fn problems(path: &str, text: &str) -> Vec<(String, String)> {
    let (_, ranges) = extract_text(&RelPath::new(path), text, Options::default());
    ranges.problems.iter().map(|problem| (text[problem.span.range()].to_owned(), problem.message.clone())).collect()
}

#[test]
fn an_error_is_said_once_where_it_is() {
    let cases = [
        ("A.java", "class A {\n  void f() {\n    g(a, b;\n  }\n}\n", "", ""),
        ("A.java", "class A {\n  int x = = 1;\n  int y = 2;\n}\n", "", ""),
        ("A.java", "class A {\n  String s = \"abc;\n}\n", "", ""),
        ("A.java", "class A {\n  void f() {\n    int x = 1\n    int y = 2;\n  }\n}\n", "", ""),
        ("a.php", "<?php\nfunction f( {\n  return 1;\n}\n", "", ""),
        ("a.rb", "def f(a\n  1\nend\n", "", ""),
        ("a.rb", "def f\n  if x\n  1\nend\n", "", ""),
        ("a.sh", "if true; then\n  echo 1\n", "", ""),
        ("a.sh", "for x in 1 2; do\n echo $x\nfi\n", "", ""),
        ("A.cs", "class A {\n  int F() { return 1 }\n}\n", "", ""),
        ("A.kt", "fun f() {\n  val x = = 1\n}\n", "", ""),
        ("a.c", "int x;\n/* a\n", "", ""),
        ("a.c", "#if 0\ndon't\n#endif\nint a = 'x;\n", "", ""),
    ];
    for (path, text, at, message) in cases {
        let found = problems(path, text);
        println!("{path} {text:?} -> {found:?}");
        let _ = (at, message);
    }
}
