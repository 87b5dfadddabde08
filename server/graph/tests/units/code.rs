//! Standard libraries, what libraries are called, and code that others wrote.

use crate::{meaning, open};

#[test]
fn packages_that_come_with_go() {
    let code = "package m\nimport (\n\t\"net/http\"\n\t\"log/slog\"\n\t\"net/httpx\"\n)\n";
    let opened = open(&[("m.go", code)]);
    for (name, expected) in [("net/http", "builtin"), ("log/slog", "builtin"), ("net/httpx", "?")] {
        assert_eq!(meaning(&opened, "m.go", name), expected, "{name}");
    }
}

#[test]
fn libraries_that_are_called_otherwise_than_their_packages() {
    use graph::rust::may_bring;

    for (package, name) in [
        ("md-5", "md5"),
        ("rust-ini", "ini"),
        ("new_debug_unreachable", "debug_unreachable"),
        ("zip-rs", "zip"),
        ("mysql_async_wasi", "mysql_async"),
        ("soup3", "soup"),
    ] {
        assert!(may_bring(package, name), "{package} {name}");
    }
    assert!(!may_bring("serde_json", "serde") && !may_bring("rand", "rand_core"));
}

#[test]
fn licensed_folders_called_after_a_release_are_copies() {
    for (folder, expected) in
        [("gateway-api-0.7.1-custom", true), ("zlib-v1.2.13", true), ("1.2.3", false), ("release-1.2", false), ("a-b", false)]
    {
        let path = format!("charts/{folder}/a.yaml");
        let opened = open(&[(&path, ""), (&format!("charts/{folder}/LICENSE"), "")]);
        assert_eq!(graph::is_vendored(&opened.db, opened.file(&path)), expected, "{folder}");
    }
}
