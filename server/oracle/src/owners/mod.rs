//! Who owns which file, as a CODEOWNERS file says: for `--owner`, and for reports that name owners.
//!
//! The first of `.github/`, `.gitlab/`, the root and `docs/` that has one counts. It is read by GitHub's rules,
//! unless it lies in `.gitlab/` or has sections, which only GitLab knows. The last pattern that matches wins,
//! and one without owners takes them away; with sections, the last of each section, and all of them own.

mod pattern;

use std::sync::Arc;

use pattern::{Dialect, Pattern};
use workspace::{Content, Db, File, RelPath, Root};

/// Where it may lie, by precedence.
const FOLDERS: [&str; 4] = [".github", ".gitlab", "", "docs"];

/// What a CODEOWNERS file says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Owners {
    sections: Vec<Section>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Section {
    /// In lower case; empty before the first heading.
    name: String,
    lines: Vec<Line>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    pattern: Pattern,
    /// GitLab's `!`: what it matches has no owner in its section.
    excluded: bool,
    owners: Vec<String>,
}

/// The owners of a root's files; `None` without a CODEOWNERS.
#[salsa::tracked(returns(clone))]
pub fn owners(db: &dyn Db, root: Root) -> Option<Arc<Owners>> {
    let (folder, file) = FOLDERS.iter().find_map(|folder| Some((*folder, find(db, root, folder)?)))?;
    let text = match file.content(db) {
        Content::Buffer(text) => text.to_string(),
        Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Content::Unreadable(_) => return None,
    };
    Some(Arc::new(Owners::parse(&text, folder == ".gitlab")))
}

fn find(db: &dyn Db, root: Root, folder: &str) -> Option<File> {
    let path = RelPath::root().resolve(folder)?.join("CODEOWNERS");
    root.file(db, &path)
}

impl Owners {
    /// Reads the file. Lines that say nothing that can be understood say nothing, as on both services.
    pub fn parse(text: &str, gitlab: bool) -> Owners {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let gitlab = gitlab || text.lines().any(|line| heading(line.trim()).is_some());
        let dialect = if gitlab { Dialect::GitLab } else { Dialect::GitHub };
        let mut sections = vec![Section { name: String::new(), lines: Vec::new() }];
        let (mut at, mut defaults) = (0, Vec::new());
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some((name, owners)) = heading(line).filter(|_| gitlab) {
                let name = name.to_lowercase();
                at = sections.iter().position(|section| section.name == name).unwrap_or_else(|| {
                    sections.push(Section { name, lines: Vec::new() });
                    sections.len() - 1
                });
                defaults = owners;
                continue;
            }
            let (pattern, rest) = split(line);
            let excluded = gitlab && pattern.starts_with('!');
            let Some(pattern) = Pattern::new(pattern.trim_start_matches(if excluded { '!' } else { '\0' }), dialect) else { continue };
            let own = names(rest);
            let owners = if own.is_empty() { defaults.clone() } else { own };
            sections[at].lines.push(Line { pattern, excluded, owners });
        }
        Owners { sections }
    }

    /// The owners of a file, in the order in which they are written; empty for one that nobody owns.
    pub fn of(&self, path: &RelPath) -> Vec<&str> {
        let mut out = Vec::new();
        for section in &self.sections {
            let mut matching = section.lines.iter().filter(|line| line.pattern.matches(path.as_str()));
            // What is excluded stays so, whatever follows.
            let last = if section.lines.iter().any(|line| line.excluded) {
                let all: Vec<&Line> = matching.collect();
                if all.iter().any(|line| line.excluded) { None } else { all.last().copied() }
            } else {
                matching.next_back()
            };
            for owner in last.into_iter().flat_map(|line| &line.owners) {
                if !out.contains(&owner.as_str()) {
                    out.push(owner);
                }
            }
        }
        out
    }

    /// Whether `name`, with or without its `@`, is among the owners of `path`.
    pub fn owns(&self, name: &str, path: &RelPath) -> bool {
        self.of(path).iter().any(|owner| same(owner, name))
    }

    /// Everybody who is named, in order, nobody twice.
    pub fn everybody(&self) -> Vec<&str> {
        let lines = self.sections.iter().flat_map(|section| &section.lines);
        let mut out: Vec<&str> = lines.flat_map(|line| line.owners.iter().map(String::as_str)).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Whether two names are those of one owner: both services take no notice of case.
pub fn same(a: &str, b: &str) -> bool {
    let bare = |name: &str| name.trim_start_matches('@').to_lowercase();
    bare(a) == bare(b)
}

/// `[Name] @owners`, `^[Name]`, `[Name][2]`: the name and the owners of lines that name none.
fn heading(line: &str) -> Option<(&str, Vec<String>)> {
    let (name, rest) = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?.split_once(']')?;
    let rest = match rest.strip_prefix('[') {
        Some(count) => count.split_once(']').filter(|(count, _)| count.bytes().all(|byte| byte.is_ascii_digit()))?.1,
        None => rest,
    };
    // `[ab].txt @x` is a pattern, to whoever wrote it.
    (rest.is_empty() || rest.starts_with([' ', '\t', '@'])).then(|| (name.trim(), names(rest)))
}

/// The pattern, in which a space is written `\ `, and what follows it.
fn split(line: &str) -> (String, &str) {
    let mut pattern = String::new();
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|(_, next)| *next == ' ' || *next == '#') => {
                pattern.extend(chars.next().map(|(_, next)| next));
            }
            c if c.is_whitespace() => return (pattern, &line[at..]),
            c => pattern.push(c),
        }
    }
    (pattern, "")
}

/// The owners up to a comment: `@user`, `@org/team`, `@@role`, addresses.
fn names(text: &str) -> Vec<String> {
    let words = text.split_whitespace().take_while(|word| !word.starts_with('#'));
    words.filter(|word| word.contains('@')).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(owners: &Owners, path: &str) -> String {
        owners.of(&RelPath::new(path)).join(" ")
    }

    #[test]
    fn the_last_match_wins() {
        let owners =
            Owners::parse("# all\n*  @all docs@x.org # comment\n\n*.js @js\n/apps/ @apps\n/apps/free\nmy\\ docs/ @Docs nonsense\n", false);
        for (path, expected) in
            [("README", "@all docs@x.org"), ("src/a.js", "@js"), ("apps/a.js", "@apps"), ("apps/free/x", ""), ("my docs/x", "@Docs")]
        {
            assert_eq!(of(&owners, path), expected, "{path}");
        }
        assert!(owners.owns("docs", &RelPath::new("my docs/x")) && !owners.owns("doc", &RelPath::new("my docs/x")));
        assert_eq!(owners.everybody(), ["@Docs", "@all", "@apps", "@js", "docs@x.org"]);
    }

    #[test]
    fn sections_own_side_by_side() {
        let text = "* @root\n[Docs][2] @writers\n*.md\n/legal/*.md @lawyers\n^[Ruby]\n*.rb @ruby\n!/vendor/*.rb\n[DOCS]\n/api/*.md @api\n";
        let owners = Owners::parse(text, false);
        for (path, expected) in [
            ("a.md", "@root @writers"),
            ("legal/a.md", "@root @lawyers"),
            ("api/a.md", "@root @api"),
            ("x/a.rb", "@root @ruby"),
            ("vendor/a.rb", "@root"),
        ] {
            assert_eq!(of(&owners, path), expected, "{path}");
        }
        assert_eq!(of(&Owners::parse("[ab].txt @x\n", false), "[ab].txt"), "@x");
    }
}
