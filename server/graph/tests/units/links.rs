//! Destinations of links: addresses, translations, mounted folders, what may be right although it was not found.

use graph::links::{Fragment, address, fragment, is_shown_elsewhere, is_translation};

use crate::{meaning, open};

#[test]
fn addresses_are_known_by_how_they_start() {
    for (name, meant) in [
        ("(https://a.org/x)", "https://a.org/x"),
        ("[http://a.org", "http://a.org"),
        ("www.a.org", "https://www.a.org"),
        ("github.com/a/b", "https://github.com/a/b"),
    ] {
        assert_eq!(address(name).as_deref(), Some(meant), "{name}");
    }
    for name in ["(page)", "[x]", "a.com", "www.md", "./a.io/b", "a b.com/x", ".com/x"] {
        assert_eq!(address(name), None, "{name}");
    }
}

#[test]
fn translations_have_an_original() {
    let all = ("/docs/**/*.md", "/docs/%locale%/**/%original_file_name%");
    let nested = ("/site/docs/**/*", "/site/i18n/%two_letters_code%/current/**/%original_file_name%");
    for (path, (source, translation), original) in [
        ("docs/de-DE/config/README.md", all, Some("docs/config/README.md")),
        ("docs/config/README.md", all, None),
        ("other/de-DE/README.md", all, None),
        ("README.pt-BR.md", ("README.md", "README.%locale%.md"), Some("README.md")),
        ("README.long.md", ("README.md", "README.%locale%.md"), None),
        ("site/i18n/fr/current/a/b.md", nested, Some("site/docs/a/b.md")),
        ("docs/zh_CN/a.md", ("docs/en/a.md", "docs/<lang>/a.md"), Some("docs/en/a.md")),
    ] {
        let configuration = format!("files:\n  - source: {source}\n    translation: {translation}\n");
        // Whatever may be taken for an original is there.
        let others = ["README.md", "docs/README.md", "docs/config/README.md", "docs/en/a.md", "site/docs/a/b.md"];
        let is_one = |others: &[&str]| {
            let others = others.iter().map(|other| (*other, "")).filter(|(other, _)| *other != path);
            let files: Vec<_> = [("crowdin.yml", configuration.as_str()), (path, "")].into_iter().chain(others).collect();
            let opened = open(&files);
            is_translation(&opened.db, opened.file(path))
        };
        assert_eq!(is_one(&others), original.is_some(), "{path}");
        if let Some(original) = original {
            assert!(is_one(&[original]), "{path} is a translation of {original}");
            let rest: Vec<_> = others.into_iter().filter(|other| *other != original).collect();
            assert!(!is_one(&rest), "{path} is a translation of nothing but {original}");
        }
    }
}

#[test]
fn mounts_are_read_from_any_format() {
    let meant = |configuration: &str, text: &str| {
        let page = "[x](../c/x.md)\n";
        meaning(&open(&[(configuration, text), ("a/b/page.md", page), ("a/b/x.md", "")]), "a/b/page.md", "../c/x.md")
    };
    for (configuration, text) in [
        ("hugo.toml", "[[module.mounts]]\nsource = \"a/b\"\ntarget = 'c' # why\n"),
        ("hugo.yaml", "module:\n  mounts:\n    - target: c\n      source: a/b\n"),
        ("hugo.json", "{\"mounts\": [{\"source\": \"a/b\", \"target\": \"c\"}]}"),
    ] {
        assert_eq!(meant(configuration, text), "a/b/x.md", "{text}");
    }
    assert_eq!(meant("hugo.toml", "source = 'a'\nx = 'b'\n"), "missing c");
    // The same with the folder that would fit.
    assert_eq!(meant("hugo.toml", "source = 'a/b'\nx = 'c'\n"), "missing c");
}

#[test]
fn other_letters_have_plain_ones() {
    let leads = |name: &str, heading: &str| {
        let opened = open(&[("a.md", &format!("# {heading}\n"))]);
        let file = opened.file("a.md");
        let anchors = graph::links::anchors(&opened.db, file);
        (anchors.names().to_vec(), fragment(&opened.db, file, name) == Fragment::Fine)
    };
    for (name, heading, anchor, expected) in [
        ("configuracion", "Configuración", "configuración", true),
        ("docker", "安装 Docker", "安装-docker", true),
        ("_2", "安装", "安装", true),
        ("docker", "Docker", "docker", true),
        // Of a heading in plain letters nothing is left out.
        ("_2", "- -", "---", false),
        ("other", "安装 Docker", "安装-docker", false),
        ("_2", "安装 Docker", "安装-docker", false),
    ] {
        let (anchors, found) = leads(name, heading);
        assert_eq!((anchors, found), (vec![anchor.into()], expected), "#{name} and `# {heading}`");
    }
}

/// What a link in `guide.md`, or in `README.md`, stands for when nothing is there.
fn unfound(document: &str, name: &str) -> String {
    meaning(&open(&[(document, &format!("[x]({name})\n"))]), document, name)
}

#[test]
fn words_and_extensions_of_destinations() {
    // An extension makes a file of a path in a document like any other, a number and what a dotfile is called do not.
    assert_eq!(unfound("guide.md", "src/a.md"), "missing src");
    assert_eq!(unfound("guide.md", "src/v1.1"), "?");
    assert_eq!(unfound("guide.md", "src/.env"), "?");
    // A name in capitals needs none, alone or not.
    assert_eq!(unfound("guide.md", "src/LICENSE"), "missing src");
    assert_eq!(unfound("guide.md", "LICENSE"), "missing LICENSE");
    // What stands for an address is nobody's name.
    assert_eq!(unfound("README.md", "TODO"), "?");
    assert_eq!(unfound("README.md", "ENGLISH_VERSION_URL"), "?");
    assert_eq!(unfound("README.md", "CODE_OF_CONDUCT"), "missing CODE_OF_CONDUCT");
}

#[test]
fn documents_that_speak_of_another_place() {
    for (path, expected) in [
        // What everybody should see is for here, among tests, too.
        ("tests/README.md", false),
        ("tests/LICENSE-MIT", false),
        ("tests/Readme", true),
        ("tests/guide.md", true),
        ("docs/000-template.md", true),
        ("docs/ISSUE_TEMPLATE.md", true),
        ("docs/template-syntax.md", false),
    ] {
        assert_eq!(is_shown_elsewhere(path), expected, "{path}");
    }
}
