//! A rule's page: Markdown for people, and the rule's tests.
//!
//! Below a `### ` heading, every fenced block whose info string is `<language> <path>` is a file of one small
//! repository. `<- CODE` in a line says that this line has this finding; a block with the info string `expect`
//! says it for files without comments, a line each: `path:line CODE`; one with `probes` says what came of
//! the probes of its DNA, a line each: `name: pending`, or `name: failed` and what happened; one with `today` the day it is. Nothing else may be found. Blocks elsewhere,
//! such as below the next `## ` heading, are for people only.

use workspace::fixture::Fixture;
use workspace::{Date, ProbeOutcome, Probed};

/// One worked example.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// The heading.
    pub title: String,
    /// Path and text.
    pub files: Vec<(String, String)>,
    /// Path, line (from 1), code; sorted.
    pub expected: Vec<(String, u32, String)>,
    /// What came of its probes.
    pub probed: Probed,
    /// What day it is.
    pub today: Option<Date>,
}

/// All examples of a page.
pub fn examples(page: &str) -> Vec<Example> {
    let mut out: Vec<Example> = Vec::new();
    let (mut lines, mut inside) = (page.lines(), false);
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("### ") {
            let title = title.to_owned();
            out.push(Example { title, files: Vec::new(), expected: Vec::new(), probed: Probed::new(), today: None });
            inside = true;
            continue;
        }
        inside &= !line.starts_with("## ");
        let Some(fence) = line.find(|c| c != '`').filter(|ticks| *ticks >= 3).map(|ticks| &line[..ticks]) else { continue };
        let info = line[fence.len()..].trim();
        let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != fence).collect();
        let Some(example) = out.last_mut().filter(|_| inside) else { continue };
        if info == "expect" {
            for line in body {
                if let Some(((path, number), code)) = line.split_once(' ').and_then(|(place, code)| Some((place.rsplit_once(':')?, code))) {
                    example.expected.push((path.to_owned(), number.parse().unwrap_or(0), code.trim().to_owned()));
                }
            }
        } else if info == "probes" {
            for (name, came) in body.iter().filter_map(|line| line.split_once(": ")) {
                let failed = |how: &str| ProbeOutcome::Failed { how: how.to_owned(), said: Vec::new() };
                example.probed.insert(name.to_owned(), came.strip_prefix("failed ").map_or(ProbeOutcome::Pending, failed));
            }
        } else if info == "today" {
            example.today = body.first().and_then(|day| Date::parse(day));
        } else if let Some((_, path)) = info.split_once(' ') {
            for (number, line) in body.iter().enumerate() {
                for (at, _) in line.match_indices("<- ") {
                    let code: String = line[at + 3..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-')).collect();
                    if code.contains('/') {
                        example.expected.push((path.to_owned(), number as u32 + 1, code));
                    }
                }
            }
            let text: String = body.iter().flat_map(|line| [*line, "\n"]).collect();
            example.files.push((path.to_owned(), text));
        }
    }
    out.retain(|example| !example.files.is_empty());
    out.iter_mut().for_each(|example| example.expected.sort());
    out
}

impl Example {
    /// The files as a fixture.
    pub fn fixture(&self) -> Fixture {
        Fixture { files: self.files.clone(), markers: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# L4/x

```yaml
checks: {}
```

### One

```python a.py
import b  # <- L4/x
import c  # <- L4/x, and <- L1/y
```

```json b.json
{}
```

```expect
b.json:1 L4/z
```

```python pkg/__init__.py
```

## More

```python not/a.file
# <- L4/x
```
";

    #[test]
    fn a_page_is_read() {
        let found = examples(PAGE);
        assert_eq!(found.len(), 1);
        let files: Vec<_> = found[0].files.iter().map(|(path, text)| (path.as_str(), text.lines().count())).collect();
        assert_eq!(files, [("a.py", 2), ("b.json", 1), ("pkg/__init__.py", 0)]);
        let expected: Vec<_> = found[0].expected.iter().map(|(path, line, code)| (path.as_str(), *line, code.as_str())).collect();
        assert_eq!(expected, [("a.py", 1, "L4/x"), ("a.py", 2, "L1/y"), ("a.py", 2, "L4/x"), ("b.json", 1, "L4/z")]);
    }
}
