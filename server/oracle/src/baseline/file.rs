//! A baseline as text: JSON Lines, one entry a line, sorted, so that two branches merge line by line.
//!
//! ```text
//! {"ouroboros":"baseline","version":1}
//! {"path":"shop/api.py","code":"L4/unresolved-import","text":"shop.modles"}
//! {"path":"shop/api.py","code":"L4/unresolved-import","text":"yaml","count":2}
//! ```
//!
//! Reading takes what a merge leaves: any order, and an entry that stands twice counts as its larger one. What
//! it does not take is what may hide a finding by mistake: unknown keys, unknown versions, conflict markers.

use serde::{Deserialize, Serialize};

use super::{Baseline, Key, Known};

/// What the first line says.
const VERSION: u32 = 1;

/// What a text has that no baseline has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    ouroboros: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    code: String,
    text: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u32,
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks so
fn is_one(count: &u32) -> bool {
    *count == 1
}

/// Reads a baseline.
///
/// # Errors
/// The first line that is none of a baseline.
pub fn parse(text: &str) -> Result<Baseline, Mistake> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())).filter(|(_, line)| !line.is_empty());
    let wrong = |line, message: String| Mistake { line, message };
    let Some((at, first)) = lines.next() else { return Err(wrong(1, "it is empty: a baseline starts with its header".to_owned())) };
    let header: Header = serde_json::from_str(first)
        .ok()
        .filter(|header: &Header| header.ouroboros == "baseline")
        .ok_or_else(|| wrong(at, format!("expected the header of a baseline, `{}`", line(&header()))))?;
    if header.version != VERSION {
        return Err(wrong(at, format!("version {} is not known; this program reads version {VERSION}", header.version)));
    }
    let mut baseline = Baseline::default();
    for (at, line) in lines {
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| line.starts_with(marker)) {
            return Err(wrong(at, "a merge conflict was left in it: keep the entries of both sides, and remove the markers".to_owned()));
        }
        let entry: Entry = serde_json::from_str(line).map_err(|error| wrong(at, plain(&error.to_string())))?;
        if !is_code(&entry.code) {
            return Err(wrong(at, format!("`{}` is no code of a rule, as in `L4/broken-link`", entry.code)));
        }
        if entry.count == 0 {
            return Err(wrong(at, "a count is at least 1".to_owned()));
        }
        let key = Key { path: entry.path, code: entry.code, text: entry.text };
        let known = baseline.entries.entry(key).or_insert(Known { count: 0, line: u32::try_from(at).unwrap_or(u32::MAX) });
        known.count = known.count.max(entry.count);
    }
    Ok(baseline)
}

/// Writes one down.
pub fn write(baseline: &Baseline) -> String {
    let mut out = line(&header());
    out.push('\n');
    for (key, known) in baseline.entries() {
        out.push_str(&line(&Entry { path: key.path.clone(), code: key.code.clone(), text: key.text.clone(), count: known.count }));
        out.push('\n');
    }
    out
}

fn header() -> Header {
    Header { ouroboros: "baseline".to_owned(), version: VERSION }
}

fn line(value: &impl Serialize) -> String {
    // Only maps with keys that are no text could fail, and there are none.
    serde_json::to_string(value).unwrap_or_default()
}

fn is_code(text: &str) -> bool {
    text.split_once('/').is_some_and(|(level, name)| {
        matches!(level.as_bytes(), [b'L', b'0'..=b'6'])
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    })
}

/// The parser's words without its own line number, which is always 1.
fn plain(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "{\"ouroboros\":\"baseline\",\"version\":1}\n";

    fn key(path: &str, text: &str) -> Key {
        Key { path: path.to_owned(), code: "L4/broken-link".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn one_entry_a_line_in_order() {
        let baseline = Baseline::of([key("b.md", "x"), key("a.md", "ü \"\n"), key("b.md", "x")]);
        let text = write(&baseline);
        let expected = format!(
            "{HEADER}{}\n{}\n",
            r#"{"path":"a.md","code":"L4/broken-link","text":"ü \"\n"}"#, r#"{"path":"b.md","code":"L4/broken-link","text":"x","count":2}"#
        );
        assert_eq!(text, expected);
        let read = parse(&text).unwrap();
        assert_eq!(read.entries().map(|(_, known)| (known.count, known.line)).collect::<Vec<_>>(), [(1, 2), (2, 3)]);
        assert_eq!(write(&read), text);
        assert_eq!((read.findings(), read.files()), (3, 2));
    }

    #[test]
    fn what_a_merge_leaves_is_read() {
        let entry = r#"{"path":"b.md","code":"L4/x","text":"x","count":2}"#;
        let text = format!("\u{FEFF}{HEADER}{entry}\r\n\n{}\n{entry}\n", r#"{"path":"a.md","code":"L4/x","text":"x"}"#);
        assert_eq!(parse(&text).unwrap().findings(), 3);
    }

    #[test]
    fn what_is_none_is_said_with_its_line() {
        for (text, line, said) in [
            (String::new(), 1, "empty"),
            ("[]".to_owned(), 1, "expected the header"),
            (HEADER.replace(":1}", ":2}"), 1, "version 2"),
            (format!("{HEADER}<<<<<<< ours\n"), 2, "merge conflict"),
            (format!("{HEADER}\n{}", r#"{"path":"a","code":"L4/x","txt":""}"#), 3, "unknown field `txt`"),
            (format!("{HEADER}{}", r#"{"path":"a","code":"nonsense","text":""}"#), 2, "no code of a rule"),
            (format!("{HEADER}{}", r#"{"path":"a","code":"L4/x","text":"","count":0}"#), 2, "at least 1"),
            (format!("{HEADER}{}", "[".repeat(100_000)), 2, "expected"),
        ] {
            let mistake = parse(&text).unwrap_err();
            assert!(mistake.line == line && mistake.message.contains(said), "{mistake:?} for {said}");
        }
    }
}
