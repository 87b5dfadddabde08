//! A unified diff, as `patch` and `git apply` take it.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::escape::{is_treacherous, patch_name, visible};
use super::{ERROR, FRAME, GOOD, STRONG};

/// The changes from `before` to `after` in the file at `path`; nothing when there are none. With `safe`, characters
/// that a terminal would obey are shown instead of written: such a diff is to be read and no longer to be applied.
pub fn write(path: &str, before: &str, after: &str, safe: bool, out: &mut String) {
    if before == after {
        return;
    }
    let diff = TextDiff::from_lines(before, after);
    let (from, to) = (patch_name("a", path), patch_name("b", path));
    let _ = writeln!(out, "{STRONG}--- {from}{STRONG:#}\n{STRONG}+++ {to}{STRONG:#}");
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let _ = writeln!(out, "{FRAME}{}{FRAME:#}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', ERROR),
                ChangeTag::Insert => ('+', GOOD),
                ChangeTag::Equal => (' ', anstyle::Style::new()),
            };
            let line = change.value();
            let ending = &line[line.trim_end_matches(['\n', '\r']).len()..];
            let content = &line[..line.len() - ending.len()];
            let _ = write!(out, "{style}{sign}");
            for c in content.chars() {
                if safe && c != '\t' && is_treacherous(c) { out.push_str(&visible(c)) } else { out.push(c) }
            }
            let _ = write!(out, "{style:#}{}", if safe { "\n" } else { ending });
            if ending.is_empty() {
                out.push_str(if safe { "" } else { "\n" });
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &str, after: &str, safe: bool) -> String {
        let mut out = String::new();
        write("a b.json", before, after, safe, &mut out);
        anstream::adapter::strip_str(&out).to_string()
    }

    #[test]
    fn hunks_and_ends_of_files() {
        assert_eq!(diff("x", "x", false), "");
        assert_eq!(
            diff("1\n2\n3\n4\n5\n6\n7\n8", "1\n2\n3\n4\n5\n6\n7\n9\n", false),
            "--- a/a b.json\n+++ b/a b.json\n@@ -5,4 +5,4 @@\n 5\n 6\n 7\n-8\n\\ No newline at end of file\n+9\n"
        );
    }
}
