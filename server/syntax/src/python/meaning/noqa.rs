//! Comments by which a line was accepted for other tools: who wrote `# noqa: F401` need not write it again for us.

use std::cell::OnceCell;

use ruff_text_size::TextRange;

/// Says whether a place was accepted.
pub struct Accepted<'a> {
    text: &'a str,
    /// Whether anything is accepted anywhere: most files have no such comment.
    anywhere: bool,
    /// Comments that are for the whole file, or for what follows.
    of_file: OnceCell<Vec<&'a str>>,
}

/// Nobody writes more comments for a whole file.
const MOST_OF_FILE: usize = 100;

impl<'a> Accepted<'a> {
    pub fn new(text: &'a str) -> Accepted<'a> {
        let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
        let anywhere = ["noqa", "NOQA", "NoQA", "pylint:", "ignore["].into_iter().any(has);
        Accepted { text, anywhere, of_file: OnceCell::new() }
    }

    /// Whether a comment on one of the lines of `range`, or one for the whole file, accepts what goes by one of `names`: codes of
    /// flake8 and words of others.
    pub fn has(&self, range: TextRange, names: &[&str]) -> bool {
        self.anywhere && (self.lines(range).lines().any(|line| accepts(line, names)) || self.in_whole_file(names))
    }

    /// All of the lines that `range` touches.
    fn lines(&self, range: TextRange) -> &'a str {
        let bytes = self.text.as_bytes();
        let end = range.end().to_usize().min(bytes.len());
        let start = memchr::memrchr(b'\n', &bytes[..range.start().to_usize().min(end)]).map_or(0, |at| at + 1);
        let stop = memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |at| end + at);
        self.text.get(start..stop).unwrap_or("")
    }

    fn in_whole_file(&self, names: &[&str]) -> bool {
        let comments = self.of_file.get_or_init(|| {
            let comments = self.text.lines().filter_map(|line| line.trim_start().strip_prefix('#')).map(str::trim_start);
            comments
                .filter(|comment| ["flake8", "ruff", "pylint"].iter().any(|tool| comment.starts_with(tool)))
                .take(MOST_OF_FILE)
                .collect()
        });
        comments.iter().any(|comment| {
            let rest = ["flake8", "ruff"].iter().find_map(|tool| comment.strip_prefix(tool)?.trim_start().strip_prefix(':'));
            match rest {
                Some(rest) => is_noqa(rest.trim_start(), names),
                None => comment.strip_prefix("pylint:").is_some_and(|rest| rest.contains("skip-file") || mentions(rest, names)),
            }
        })
    }
}

/// Whether the comment that ends `line` accepts it.
fn accepts(line: &str, names: &[&str]) -> bool {
    let mut parts = line.split('#');
    parts.next();
    parts.map(str::trim_start).any(|comment| {
        is_noqa(comment, names)
            || ["pylint:", "type:", "pyright:", "ty:"].iter().any(|tool| comment.starts_with(tool) && mentions(comment, names))
    })
}

/// Whether `comment`, without what opens it, is `noqa` for all or for one of the codes.
fn is_noqa(comment: &str, names: &[&str]) -> bool {
    let Some(rest) = comment.get(..4).filter(|word| word.eq_ignore_ascii_case("noqa")).map(|_| &comment[4..]) else { return false };
    match rest.trim_start().strip_prefix(':') {
        None => !rest.starts_with(|c: char| c.is_alphanumeric()),
        Some(codes) => {
            let mut codes = codes.split([',', ' ', '\t']).filter(|code| !code.is_empty()).take_while(|code| is_code(code)).peekable();
            codes.peek().is_none() || codes.any(|code| names.iter().any(|name| name.starts_with(&code.to_ascii_uppercase())))
        }
    }
}

fn is_code(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn mentions(comment: &str, names: &[&str]) -> bool {
    comment.split([',', ' ', '=', '[', ']', '\t']).any(|word| names.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn what_accepts_a_line() {
        let names = &["F401", "W0611", "unused-import"];
        for line in [
            "import a  # noqa",
            "import a  # NoQA ",
            "import a  # noqa: F401",
            "import a  # noqa:E501,F401",
            "import a  # noqa : F401 why not",
            "import a  # noqa: F",
            "import a  # for its effect # noqa",
            "import a  # pylint: disable=unused-import",
            "import a  # pylint: disable=W0611,line-too-long",
        ] {
            assert!(accepts(line, names), "{line}");
        }
        for line in ["import a", "import a  # noqa: E501", "import a  # noqas", "import noqa", "import a  # pylint: disable=line-too-long"]
        {
            assert!(!accepts(line, names), "{line}");
        }
    }
}
