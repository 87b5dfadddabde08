//! A regular expression of a rule. It is read with the rule, and compiled when it is first asked: most of a run's files ask few of
//! them, and to compile them all takes as long as the check of a small folder.

use std::sync::OnceLock;

use regex::Regex;
use regex_syntax::hir::{Hir, HirKind};

/// One that is sound.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    groups: Vec<String>,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Pattern, String> {
        let hir = regex_syntax::parse(text).map_err(|error| error.to_string())?;
        let mut groups = Vec::new();
        named(&hir, &mut groups);
        Ok(Pattern { text: text.to_owned(), groups, compiled: OnceLock::new() })
    }

    /// Whether it has a group of this name.
    pub fn has_group(&self, name: &str) -> bool {
        self.groups.iter().any(|group| group == name)
    }

    /// It, compiled. One that is sound and yet too large finds nothing.
    pub fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| Regex::new(&self.text).unwrap_or_else(|_| Regex::new(r"[^\s\S]").expect("it is sound")))
    }
}

fn named(hir: &Hir, out: &mut Vec<String>) {
    match hir.kind() {
        HirKind::Capture(group) => {
            out.extend(group.name.as_deref().map(str::to_owned));
            named(&group.sub, out);
        }
        HirKind::Repetition(repeated) => named(&repeated.sub, out),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().for_each(|one| named(one, out)),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_are_read_before_they_are_compiled() {
        let pattern = Pattern::read(r"\b(needs|jobs)\.(?<name>[\w-]+)(?:\.(?P<scope>x))*").unwrap();
        assert!(pattern.has_group("name") && pattern.has_group("scope") && !pattern.has_group("needs"));
        assert!(pattern.compiled.get().is_none());
        assert_eq!(&pattern.regex().captures("a needs.b-c").unwrap()["name"], "b-c");
        assert!(Pattern::read("(").unwrap_err().contains("unclosed group"));
        assert!(!Pattern::read(r"(?:(?:\w{100}){100}){100}").unwrap().regex().is_match("a"));
    }
}
