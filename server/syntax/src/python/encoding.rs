//! The encoding declaration of PEP 263.

use workspace::Span;

use crate::output::Output;

/// Names CPython takes for UTF-8 or for encodings whose ASCII half is ASCII: read byte by byte.
const KNOWN: &[&str] = &[
    "ascii",
    "us-ascii",
    "646",
    "latin",
    "latin1",
    "latin-1",
    "iso-latin-1",
    "l1",
    "iso8859",
    "cp437",
    "cp850",
    "cp852",
    "cp866",
    "cp932",
    "cp949",
    "cp950",
    "mbcs",
    "euc-jp",
    "eucjp",
    "euc-kr",
    "euckr",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "shift-jis",
    "shiftjis",
    "sjis",
    "koi8-r",
    "koi8-u",
    "mac-roman",
    "macroman",
    "tis-620",
    "johab",
    "hz",
    "raw-unicode-escape",
    "unicode-escape",
    "idna",
    "punycode",
];

fn cookie(first_lines: &str) -> Option<(usize, &str)> {
    let mut at = 0;
    for (number, line) in first_lines.split_inclusive('\n').take(2).enumerate() {
        let content = line.trim_start_matches([' ', '\t', '\u{c}']);
        if let Some(comment) = content.strip_prefix('#') {
            if let Some(found) = comment.find("coding").map(|found| &comment[found + 6..])
                && let Some(rest) = found.strip_prefix([':', '='])
            {
                let name = rest.trim_start_matches([' ', '\t']);
                let name = &name[..name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(name.len())];
                if !name.is_empty() {
                    let offset = at + (name.as_ptr() as usize - line.as_ptr() as usize);
                    return Some((offset, name));
                }
            }
        } else if number == 0 && !content.trim().is_empty() {
            return None;
        }
        at += line.len();
    }
    None
}

fn is_utf8(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('_', "-");
    matches!(name.as_str(), "utf-8" | "utf8" | "u8" | "utf" | "utf8-ucs2" | "utf8-ucs4" | "cp65001" | "utf-8-sig")
        || name.starts_with("utf-8-")
}

fn is_known(name: &str) -> bool {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    is_utf8(&lower)
        || KNOWN.contains(&lower.as_str())
        // Emacs says how lines end in the name; CPython forgives that for these alone.
        || lower.starts_with("iso-latin-1-")
        || ["iso-8859-", "iso8859-", "latin-", "windows-", "cp125", "iso-2022", "iso2022", "ibm", "cp", "mac-", "utf-16", "utf-32", "utf-7"]
            .iter()
            .any(|start| lower.starts_with(start))
}

/// Whether the bytes declare an encoding other than UTF-8 that we know.
pub fn declares_other_encoding(bytes: &[u8]) -> bool {
    let head: String = bytes.iter().take(512).map(|&byte| if byte.is_ascii() { byte as char } else { '?' }).collect();
    cookie(&head).is_some_and(|(_, name)| !is_utf8(name) && is_known(name))
}

/// Reports a declaration that names nothing, or that the text does not keep.
pub fn check(text: &str, out: &mut Output) {
    let head = &text[..text.char_indices().nth(512).map_or(text.len(), |(at, _)| at)];
    let Some((at, name)) = cookie(head) else { return };
    if !is_known(name) {
        out.problem("L1/encoding", Span::new(at, at + name.len()), format!("unknown encoding `{name}`: Python refuses the file"));
    } else if matches!(name.to_ascii_lowercase().replace('_', "-").as_str(), "ascii" | "us-ascii" | "646")
        && let Some((at, c)) = text.char_indices().find(|(_, c)| !c.is_ascii())
    {
        out.problem(
            "L1/encoding",
            Span::new(at, at + c.len_utf8()),
            format!("`{c}` is not ASCII, which the file declares as its encoding"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_cookie_may_stand() {
        assert_eq!(cookie("# -*- coding: latin-1 -*-\n").map(|(_, name)| name), Some("latin-1"));
        assert_eq!(cookie("#!/bin/sh\n# vim: set fileencoding=utf8 :\n"), Some((34, "utf8")));
        assert_eq!(cookie("import a\n# coding: x\n"), None);
        assert_eq!(cookie("\n\n# coding: x\n"), None);
    }

    #[test]
    fn unknown_encodings_are_errors() {
        let mut out = Output::default();
        check("# coding: utf-42\n", &mut out);
        check("# coding: cp1251\n", &mut out);
        check("# coding: iso-latin-1-unix\n", &mut out);
        assert_eq!(out.problems.len(), 1);
        check("# coding: us_ascii\n'é'\n", &mut out);
        assert_eq!(out.problems.len(), 2);
        assert!(declares_other_encoding(b"# coding: iso-8859-15\n\xe9"));
        assert!(!declares_other_encoding(b"# coding: utf-8\n\xe9"));
    }
}
