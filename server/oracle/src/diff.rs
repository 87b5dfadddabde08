//! Unified diffs, as `git apply` and `patch` take them.

use std::fmt::Write as _;

use crate::escape::patch_name;

/// What changes in the file at `path`; `None` on a side: it is not there. Nothing when nothing changes.
pub fn unified(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    if before == after {
        return String::new();
    }
    let side = |side: &str, text: Option<&str>| if text.is_some() { patch_name(side, path) } else { "/dev/null".to_owned() };
    let mut out = format!("diff --git {} {}\n", patch_name("a", path), patch_name("b", path));
    match (before, after) {
        (None, _) => out.push_str("new file mode 100644\n"),
        (_, None) => out.push_str("deleted file mode 100644\n"),
        _ => {}
    }
    let (from, to) = (side("a", before), side("b", after));
    let diff = similar::TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default());
    let hunks = diff.unified_diff().context_radius(3).to_string();
    // A file that is empty on both sides has a header and no hunk.
    if !hunks.is_empty() {
        let _ = write!(out, "--- {from}\n+++ {to}\n{hunks}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[test]
    fn files_come_change_and_go() {
        assert_eq!(unified("a", Some("x\n"), Some("x\n")), "");
        assert_eq!(
            unified("a b", None, Some("x\ny")),
            "diff --git a/a b b/a b\nnew file mode 100644\n--- /dev/null\n+++ b/a b\n@@ -0,0 +1,2 @@\n+x\n+y\n\\ No newline at end of file\n"
        );
        assert_eq!(
            unified("ü\n", Some("x\n"), None),
            "diff --git \"a/\\303\\274\\012\" \"b/\\303\\274\\012\"\ndeleted file mode 100644\n--- \"a/\\303\\274\\012\"\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        );
        assert_eq!(unified("a", None, Some("")), "diff --git a/a b/a\nnew file mode 100644\n");
    }
}
