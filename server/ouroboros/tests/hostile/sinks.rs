//! What readers of our formats must be able to rely on.

use serde_json::Value;

/// What a terminal obeys or a reader cannot see, but for line ends.
pub fn is_harmful(c: char) -> bool {
    c != '\n'
        && (c.is_control()
            || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'))
}

/// Fails when `text` is not what `format` promises.
pub fn judge(format: &str, text: &str) {
    if let Some(at) = text.find(is_harmful) {
        let around: String = text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
        panic!("{format}: {:?} after {around:?}", text[at..].chars().next());
    }
    let longest = text.lines().map(str::len).max().unwrap_or(0);
    assert!(longest < 100_000, "{format}: a line of {longest} bytes");
    match format {
        "json" => count(&json(text)["findings"]),
        "sarif" => count(&json(text)["runs"][0]["results"]),
        "gitlab" => count(&json(text)),
        "github" => {
            let commands: Vec<&str> = text.lines().filter(|line| line.contains("::")).collect();
            assert!(commands.len() > 5);
            for line in commands {
                let command = ["::error file=", "::warning file=", "::notice file="].iter().find_map(|start| line.strip_prefix(start));
                let (properties, _) = command.unwrap_or_else(|| panic!("{line}")).split_once("::").unwrap();
                let keys = properties.split(',').skip(1).map(|property| property.split_once('=').unwrap().0);
                keys.for_each(|key| assert!(["line", "endLine", "col", "endColumn", "title"].contains(&key), "{line}"));
            }
        }
        "junit" => xml(text),
        "compact" => {
            for line in text.lines() {
                let (place, _) = line.split_once(": ").unwrap_or_else(|| panic!("{line}"));
                let mut parts = place.rsplitn(3, ':');
                assert!(parts.next().unwrap().parse::<u32>().is_ok() && parts.next().unwrap().parse::<u32>().is_ok(), "{line}");
            }
        }
        "text" => assert!(text.lines().last().unwrap().contains("errors")),
        other => panic!("{other}"),
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn count(findings: &Value) {
    assert!(findings.as_array().unwrap().len() > 5, "{findings}");
}

/// Every element ends, and nothing but our own elements is one.
fn xml(text: &str) {
    let names = ["testsuites", "testsuite", "properties", "property", "testcase", "failure", "system-out", "system-err"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap();
    let mut failures = 0;
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains('>'), "{}", &rest[..start]);
        let end = rest[start..].find('>').unwrap() + start;
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.trim_matches('/').split_whitespace().next().unwrap();
        assert!(names.contains(&name), "{tag}");
        failures += usize::from(name == "failure");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty() && failures > 5);
    // Every `&` begins an entity that XML has.
    for (at, _) in text.match_indices('&') {
        let entity = text[at + 1..].split(';').next().unwrap();
        assert!(["amp", "lt", "gt", "quot", "#39"].contains(&entity), "{entity}");
    }
}
