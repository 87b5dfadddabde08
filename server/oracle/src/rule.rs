//! What a rule is, and the table of all.

use std::any::Any;
use std::panic::resume_unwind;
use std::sync::Arc;

use graph::Resolution;
use syntax::Facts;
use workspace::{Db, Directory, File, Root};

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::{Finding, Severity};
use crate::level::Level;

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// Nothing of its own: reading the file reports it.
    Reading,
    /// One file, and whatever its references lead to.
    File(fn(&FileContext<'_>, &mut Vec<Finding>)),
    /// The same, and what it says of an import hangs on the names that other modules have: it runs apart, since those may be open
    /// and change with every key.
    Across(fn(&FileContext<'_>, &mut Vec<Finding>)),
    /// Each document of these subjects by itself: its text and its tree, and no other file.
    Document(&'static [Subject], fn(&DocumentContext<'_>, &mut Found)),
    /// The whole root: runs again whenever anything it asked for changed, so it should ask for little.
    Root(fn(&RootContext<'_>, &mut Vec<Finding>)),
}

/// One rule. Its page is documentation and test in one.
pub struct Rule {
    /// `L<n>/<kebab-name>`: unique, never renamed.
    pub code: &'static str,
    /// What it is unless a rule or a team decides otherwise.
    pub severity: Severity,
    /// One line.
    pub summary: &'static str,
    /// The page, in Markdown.
    pub page: &'static str,
    /// What it looks at.
    pub check: Check,
}

impl Rule {
    /// The level it belongs to.
    pub fn level(&self) -> Level {
        Level::of(self.code)
    }
}

/// What a rule about a file gets.
pub struct FileContext<'db> {
    /// The database.
    pub db: &'db dyn Db,
    /// The file.
    pub file: File,
    /// Its folder.
    pub folder: Directory,
    /// Its root.
    pub root: Root,
    /// Its facts.
    pub facts: &'db Facts,
}

impl FileContext<'_> {
    /// What the references of the file stand for, in their order. Most files of a root are data, of which nothing is asked.
    pub fn resolutions(&self) -> Arc<[Resolution]> {
        if self.facts.references.is_empty() { Arc::default() } else { graph::resolutions(self.db, self.file) }
    }
}

/// What a rule about a root gets.
pub struct RootContext<'db> {
    /// The database.
    pub db: &'db dyn Db,
    /// The root.
    pub root: Root,
}

/// All rules, by code.
pub fn rules() -> &'static [&'static Rule] {
    &crate::rules::ALL
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.code == code).copied()
}

/// The rule that a person means: by its code, in any case, with or without the level.
///
/// # Errors
/// That there is none, with one that is near.
pub fn find(code: &str) -> Result<&'static Rule, String> {
    let name = |rule: &Rule| rule.code.split_once('/').map_or(rule.code, |(_, name)| name);
    let found = rules().iter().find(|rule| rule.code.eq_ignore_ascii_case(code) || name(rule).eq_ignore_ascii_case(code));
    found.copied().ok_or_else(|| {
        let known = rules().iter().map(|rule| if code.contains('/') { rule.code } else { name(rule) });
        // A wrong level is the likelier mistake than a wrong name.
        let same_name = code.split_once('/').and_then(|(_, wanted)| rules().iter().find(|rule| name(rule).eq_ignore_ascii_case(wanted)));
        match same_name.map(|rule| rule.code).or_else(|| graph::nearest::nearest(code, known)) {
            Some(close) => format!("there is no rule `{code}`; did you mean `{close}`?"),
            None => format!("there is no rule `{code}`; `ouroboros rules` lists them all"),
        }
    })
}

/// What is said of a rule that panicked, so that the others go on. Being cancelled is no fault, and goes on up.
pub(crate) fn panicked(rule: &Rule, panic: Box<dyn Any + Send>) -> String {
    if panic.is::<salsa::Cancelled>() {
        resume_unwind(panic);
    }
    let said = syntax::said(&*panic);
    tracing::error!(rule = rule.code, "a rule panicked: {said}");
    format!("the rule {} failed here ({said}). This is a bug in Ouroboros: please report it with the file", rule.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_sorted_and_well_formed() {
        assert!(rules().windows(2).all(|pair| pair[0].code < pair[1].code), "sorted, no code twice");
        for rule in rules() {
            let (_, name) = rule.code.split_once('/').unwrap();
            assert!(rule.level() <= Level::L6 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.code);
            assert!(rule.page.starts_with(&format!("# {}\n", rule.code)), "the page of {} starts with its code", rule.code);
            assert!(rule.summary.ends_with('.') && rule.summary.len() < 120, "{}", rule.code);
        }
    }

    #[test]
    fn rules_are_found_by_code_and_by_name() {
        let found = |code| find(code).map(|rule| rule.code);
        assert_eq!(found("l4/Import-Cycle"), Ok("L4/import-cycle"));
        assert_eq!(found("import-cycle"), Ok("L4/import-cycle"));
        assert_eq!(found("import-cycl"), Err("there is no rule `import-cycl`; did you mean `import-cycle`?".to_owned()));
        assert_eq!(found("L1/import-cycle"), Err("there is no rule `L1/import-cycle`; did you mean `L4/import-cycle`?".to_owned()));
        assert_eq!(found("zzz"), Err("there is no rule `zzz`; `ouroboros rules` lists them all".to_owned()));
    }
}
