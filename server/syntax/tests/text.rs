//! The text behind ranges is given only as long as it is the one they were made from.

use syntax::extraction::{extract, text};
use workspace::fixture::Fixture;

#[test]
fn a_text_that_changed_is_not_given() {
    let opened = Fixture::parse("//- /a.py\nx = 1\n").open();
    let file = opened.file("a.py");
    assert_eq!(text(&opened.db, file).as_deref(), Some("x = 1\n"));
    // Nobody has told the layout yet.
    opened.system.write("/fixture/a.py", "x = 2\n");
    assert_eq!(text(&opened.db, file), None);
    opened.system.remove("/fixture/a.py");
    assert_eq!(text(&opened.db, file), None);
}

#[test]
fn a_text_is_decoded_as_it_was_when_it_was_read() {
    for (name, bytes, expected) in [
        ("bom.py", &b"\xEF\xBB\xBFx = 1\n"[..], Some("x = 1\n")),
        ("bom.txt", b"\xEF\xBB\xBFx\n", Some("\u{FEFF}x\n")),
        ("latin.py", b"# coding: latin-1\n# \xE9\n", Some("# coding: latin-1\n# é\n")),
        ("bytes.py", b"x = '\xFF'\n", Some("x = '\u{FFFD}'\n")),
        ("zero.py", b"x\0\n", None),
        ("bom.props", b"\xEF\xBB\xBF<a/>", Some("<a/>")),
        ("latin.xml", b"<?xml version='1.0' encoding='latin1'?><a>\xE9</a>", Some("<?xml version='1.0' encoding='latin1'?><a>é</a>")),
    ] {
        let mut opened = Fixture::parse("//- /other.txt\n").open();
        opened.system.write(format!("/fixture/{name}"), bytes);
        opened.layout.changed(&mut opened.db, vec![workspace::RelPath::new(name)]);
        let file = opened.file(name);
        let length = extract(&opened.db, file).ranges(&opened.db).lines.text_len();
        let found = text(&opened.db, file);
        assert_eq!(found.as_deref().filter(|text| !text.is_empty()), expected, "{name}: {length}");
    }
}

#[test]
fn encodings_that_a_format_allows_are_no_findings() {
    for (name, bytes, problems) in [
        ("bom.props", &b"\xEF\xBB\xBF<?xml version='1.0'?><a/>"[..], 0),
        ("wide.xml", b"\xFF\xFE<\0a\0/\0>\0", 0),
        ("latin.xml", b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", 0),
        ("broken.xml", b"<?xml version='1.0' encoding='UTF-8'?><a>\xE9</a>", 1),
        ("latin.css", b"a { b: '\xE9'; }", 0),
        ("latin.proto", b"// \xE9\n", 1),
    ] {
        let mut opened = Fixture::parse("//- /other.txt\n").open();
        opened.system.write(format!("/fixture/{name}"), bytes);
        opened.layout.changed(&mut opened.db, vec![workspace::RelPath::new(name)]);
        let ranges = extract(&opened.db, opened.file(name)).ranges(&opened.db);
        assert_eq!(ranges.problems.len(), problems, "{name}: {:?}", ranges.problems);
    }
}
