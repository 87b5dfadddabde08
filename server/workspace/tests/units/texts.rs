//! Places in texts, edits of them, paths and days.

use workspace::{Date, LineColumn, LineIndex, Overlay, RelPath, Unit};

#[test]
fn columns_in_every_unit() {
    let text = "aé😀b\r\nx\ry\n";
    let index = LineIndex::new(text);
    let b = text.find('b').unwrap() as u32;
    assert_eq!(index.line_column(b, Unit::Utf8).column, 7);
    assert_eq!(index.line_column(b, Unit::Utf16).column, 4);
    assert_eq!(index.line_column(b, Unit::Scalar).column, 3);
    assert_eq!(index.line_column(text.find('y').unwrap() as u32, Unit::Utf8), LineColumn { line: 2, column: 0 });
    assert_eq!(index.lines(), 4);
}

#[test]
fn offsets_come_back() {
    let text = "aé😀b\nñ = 😀\n\nend";
    let index = LineIndex::new(text);
    for unit in [Unit::Utf8, Unit::Utf16, Unit::Scalar] {
        for (at, _) in text.char_indices() {
            assert_eq!(index.offset(index.line_column(at as u32, unit), unit), at as u32, "{unit:?} at {at}");
        }
    }
    assert_eq!(index.offset(LineColumn { line: 99, column: 0 }, Unit::Utf16), text.len() as u32);
    assert_eq!(index.offset(LineColumn { line: 0, column: 99 }, Unit::Utf16), text.find('ñ').unwrap() as u32);
}

fn at(line: u32, column: u32) -> LineColumn {
    LineColumn { line, column }
}

#[test]
fn edits_in_every_unit() {
    for (unit, column) in [(Unit::Utf8, 6), (Unit::Utf16, 3), (Unit::Scalar, 2)] {
        let mut buffer = Overlay::new("é😀b\r\nlast", 1, None);
        buffer.replace(at(0, column), at(0, column + 1), unit, "c");
        assert_eq!(&*buffer.text(), "é😀c\r\nlast", "{unit:?}");
    }
}

#[test]
fn places_past_the_end_are_clamped() {
    let mut buffer = Overlay::new("ab\ncd", 1, None);
    buffer.replace(at(0, 99), at(0, 99), Unit::Utf16, "!");
    buffer.replace(at(9, 0), at(9, 9), Unit::Utf16, "?");
    assert_eq!(&*buffer.text(), "ab!\ncd?");
}

#[test]
fn a_lone_carriage_return_ends_a_line() {
    let mut buffer = Overlay::new("a\rb\rc", 1, None);
    buffer.replace(at(1, 0), at(1, 1), Unit::Utf16, "x");
    assert_eq!(&*buffer.text(), "a\rx\rc");
}

#[test]
fn resolving_stays_below_the_root() {
    let docs = RelPath::new("a/docs");
    assert_eq!(docs.resolve("../b.md").unwrap().as_str(), "a/b.md");
    assert_eq!(docs.resolve("./x/./y").unwrap().as_str(), "a/docs/x/y");
    assert_eq!(docs.resolve("/x").unwrap().as_str(), "x");
    assert!(docs.resolve("../../../etc/passwd").is_none());
}

#[test]
fn parts_of_a_path() {
    let path = RelPath::new("a/b.tar.gz");
    assert_eq!((path.name(), path.extension()), ("b.tar.gz", Some("gz")));
    assert_eq!(path.parent().unwrap().as_str(), "a");
    assert_eq!(RelPath::new(".env").extension(), None);
    assert!(path.starts_with("a") && !RelPath::new("ab/c").starts_with("a"));
    assert_eq!(RelPath::new("x/y").relative_to(&RelPath::new("x/z/w")), "../../y");
}

#[test]
fn days_are_read_exactly() {
    for (text, sound) in [
        ("2027-03-01", true),
        ("2028-02-29", true),
        ("2027-02-29", false),
        ("2100-02-29", false),
        ("2000-02-29", true),
        ("2027-13-01", false),
        ("2027-00-01", false),
        ("2027-3-01", false),
        ("2027-04-31", false),
        ("+027-01-01", false),
        ("2027-01-0é", false),
        ("", false),
    ] {
        let date = Date::parse(text);
        assert_eq!(date.is_some(), sound, "{text}");
        assert!(date.is_none_or(|date| date.to_string() == text));
    }
    assert!(Date::parse("2027-09-30") < Date::parse("2027-10-01"));
}

#[test]
fn seconds_become_the_day_they_are_in() {
    for (seconds, day) in [
        (0, "1970-01-01"),
        (86_399, "1970-01-01"),
        (86_400, "1970-01-02"),
        (951_782_400, "2000-02-29"),
        (951_868_799, "2000-02-29"),
        (951_868_800, "2000-03-01"),
        (1_803_859_199, "2027-02-28"),
        (4_107_542_400, "2100-03-01"),
    ] {
        assert_eq!(Date::of_unix(seconds).to_string(), day, "{seconds}");
    }
}
