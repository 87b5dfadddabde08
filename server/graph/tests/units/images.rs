//! Patterns of `.dockerignore`.

use graph::images::Patterns;

#[test]
fn one_pattern_matches_as_dockers_does() {
    for (pattern, path, expected) in [
        ("**", "file", true),
        ("**", "dir/file", true),
        ("**/", "dir/file", true),
        ("**/**", "dir/file", true),
        ("dir/**", "dir/file", true),
        ("dir/**", "dir/dir2/file", true),
        ("dir/**", "dir", false),
        ("**/dir", "dir", true),
        ("**/dir", "dir/file", true),
        ("**/dir2/*", "dir/dir2/file", true),
        ("**/dir2/**", "dir/dir2/dir2/file", true),
        ("**file", "file", true),
        ("**file", "dir/file", true),
        ("**file", "file2", false),
        ("**/file", "dir/dir/file", true),
        ("**/file*", "dir/dir/file", true),
        ("**/file*txt", "dir/dir/file.txt", true),
        ("**/file*.txt*", "dir/dir/file.txt", true),
        ("**/*.txt", "file.text", false),
        ("**/**/*.txt", "dir/dir/file.txt", true),
        ("**/**/*.txt2", "dir/dir/file.txt", false),
        ("a**/*.txt", "a/file.txt", true),
        ("a**/*.txt", "a/dir/file.txt", true),
        ("a[b-d]e", "ace", true),
        ("a[b-d]e", "aae", false),
        ("a[^b-d]e", "aze", true),
        ("a\\*b", "a*b", true),
        ("a\\*b", "axb", false),
        ("a?b", "a/b", false),
        ("*", "a/b", true),
        ("abc", "abcd", false),
        ("abc.def", "abcdef", false),
        ("abc/..", "abc", false),
        ("*/c", "b/c/d", true),
        ("dir", "other/dir", false),
        ("*.md", "docs/a.md", false),
        ("/dir", "dir/file", true),
        ("dir/", "dir/file", true),
        ("./dir//sub", "dir/sub/x", true),
        ("a/../b", "b", true),
        ("  spaced  ", "spaced", true),
        (" # no comment", "# no comment", true),
        ("#comment", "#comment", false),
    ] {
        let patterns = Patterns::read(pattern).unwrap();
        assert_eq!(patterns.leaves_out(path).is_some(), expected, "`{pattern}` and `{path}`");
    }
}

#[test]
fn the_last_that_matches_decides() {
    for (text, path, expected) in [
        ("*\n!src", "src/a/b", false),
        ("*\n!src\n*.log", "src/a.log", false),
        ("*\n!src\n**/*.log", "src/a.log", true),
        ("docs\n!docs/README.md", "docs/README.md", false),
        ("docs\n!docs/README.md", "docs/more.md", true),
        ("!docs/README.md\ndocs", "docs/README.md", true),
        ("**/*.md\n! README.md", "README.md", false),
        ("*\n!/a/../src/", "src/x", false),
        ("a\n!b", "b", false),
    ] {
        assert_eq!(Patterns::read(text).unwrap().leaves_out(path).is_some(), expected, "{text:?} and `{path}`");
    }
}

#[test]
fn what_docker_refuses_is_not_read() {
    for text in ["!", "a[", "a[]", "a\\", "[x-"] {
        assert_eq!(Patterns::read(text), None, "{text}");
    }
    assert_eq!(Patterns::read("\u{feff}# c\n\n").unwrap(), Patterns::default());
}

#[test]
fn many_stars_take_no_time() {
    let pattern = Patterns::read(&"*a".repeat(200)).unwrap();
    assert!(pattern.leaves_out(&"a".repeat(2000)).is_some());
}
