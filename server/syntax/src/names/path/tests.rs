//! The examples of RFC 9535, chapter 2, and what a walk promises.

use super::{Path, find};
use crate::json;
use crate::manifest::tree::At;

/// What each place holds, as it is written.
fn select(path: &str, text: &str) -> Vec<String> {
    let tree = json::tree(text, true).expect("the example reads");
    let root = tree.root().expect("there is a value");
    let path = Path::read(path).unwrap_or_else(|mistake| panic!("{path}: {mistake:?}"));
    find(&path, text, root, root).into_iter().map(|at: At<'_, '_>| text[at.span().range()].replace(' ', "")).collect()
}

const STORE: &str = r#"{ "store": { "book": [
  { "category": "reference", "author": "Nigel Rees", "title": "Sayings", "price": 8.95 },
  { "category": "fiction", "author": "Evelyn Waugh", "title": "Sword", "price": 12.99 },
  { "category": "fiction", "author": "Herman Melville", "title": "Moby", "isbn": "0-553-21311-3", "price": 8.99 },
  { "category": "fiction", "author": "Tolkien", "title": "Lord", "isbn": "0-395-19395-8", "price": 22.99 } ],
  "bicycle": { "color": "red", "price": 399 } } }"#;

#[test]
fn the_bookstore_of_the_rfc() {
    for (path, expected) in [
        ("$.store.book[*].author", &["NigelRees", "EvelynWaugh", "HermanMelville", "Tolkien"][..]),
        ("$..author", &["NigelRees", "EvelynWaugh", "HermanMelville", "Tolkien"]),
        ("$.store..price", &["8.95", "12.99", "8.99", "22.99", "399"]),
        ("$..book[2].title", &["Moby"]),
        ("$..book[-1].title", &["Lord"]),
        ("$..book[0,1].title", &["Sayings", "Sword"]),
        ("$..book[:2].title", &["Sayings", "Sword"]),
        ("$..book[?@.isbn].title", &["Moby", "Lord"]),
        ("$..book[?@.price<10].title", &["Sayings", "Moby"]),
        ("$..book[?@.price < 10 && @.category == 'fiction'].title", &["Moby"]),
        ("$..book[?!(@.isbn || @.category == \"reference\")].title", &["Sword"]),
        ("$..book[?match(@.author, 'Ev.*')].title", &["Sword"]),
        ("$..book[?search(@.author, 'el')].title", &["Sayings", "Sword", "Moby"]),
        ("$..book[?length(@.title) == 4].title", &["Moby", "Lord"]),
        ("$.store[?count(@.*) == 2].color", &["red"]),
        ("$..book[?@.price == $.store.book[0].price].title", &["Sayings"]),
        ("$['store']['bicycle'].color", &["red"]),
        ("$.store.bicycle[?@ == 'red']", &["red"]),
        ("$.nothing", &[]),
    ] {
        assert_eq!(select(path, STORE), expected, "{path}");
    }
    assert_eq!(select("$..*", STORE).len(), 27);
}

#[test]
fn slices() {
    let list = r#"["a", "b", "c", "d", "e", "f", "g"]"#;
    for (path, expected) in [
        ("$[1:3]", "bc"),
        ("$[5:]", "fg"),
        ("$[1:5:2]", "bd"),
        // The RFC gives these from behind; a set of places has the order of the document.
        ("$[5:1:-2]", "df"),
        ("$[::-1]", "abcdefg"),
        ("$[::0]", ""),
        ("$[-2:]", "fg"),
        ("$[:-5]", "ab"),
        ("$[10:]", ""),
    ] {
        assert_eq!(select(path, list).concat(), expected, "{path}");
    }
}

#[test]
fn a_place_that_is_reached_in_two_ways_is_one() {
    assert_eq!(select("$..a..b", r#"{"a": {"a": {"b": 1}}}"#), ["1"]);
    assert_eq!(select("$['a', 'a']", r#"{"a": 1}"#), ["1"]);
}

#[test]
fn what_is_no_path_says_where() {
    for (path, at, message) in [
        ("", 0, "expected `$`"),
        ("store", 0, "expected `$`"),
        ("$.", 2, "expected a name or `*`"),
        ("$.a-b", 3, "expected `.`, `..` or `[`"),
        ("$['a]", 5, "expected `'`"),
        ("$[01]", 2, "without leading zeros"),
        ("$[?@.a == ]", 10, "expected a path, a literal or a function"),
        ("$[?@..a == 1]", 3, "what has one value"),
        ("$[?1]", 3, "expected a comparison"),
        ("$[?glob(@.a)]", 3, "there is no function `glob`"),
        ("$[?match(@.a, '[')]", 3, "this is no pattern"),
        ("$[1", 3, "expected `,` or `]`"),
    ] {
        let mistake = Path::read(path).expect_err(path);
        assert!(mistake.at == at && mistake.message.contains(message), "{path}: {mistake:?}");
    }
}

#[test]
fn many_brackets_are_refused_and_not_followed() {
    let deep = format!("$[?{}@.a{}]", "(".repeat(100_000), ")".repeat(100_000));
    assert!(Path::read(&deep).is_err());
    let deep = format!("$[?{}]", "@[?".repeat(100_000));
    assert!(Path::read(&deep).is_err());
}
