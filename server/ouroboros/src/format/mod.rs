//! How a report is written down. Each format is a function from a [`View`] to text.

pub mod compact;
pub mod diff;
pub mod excerpt;
pub mod github;
pub mod gitlab;
pub mod here;
pub mod junit;
pub mod page;
pub mod statistics;
pub mod table;
pub mod text;

pub use oracle::escape;
pub use oracle::report::{STALE, StaleEntry, printed as json, sarif};

use anstyle::{AnsiColor, Effects, Style};
use oracle::report::Revision;
use oracle::{Rendered, Report, Severity};
use workspace::{Database, Root};

/// Of errors.
pub const ERROR: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);
/// Of warnings.
pub const WARNING: Style = AnsiColor::Yellow.on_default().effects(Effects::BOLD);
/// Of infos.
pub const INFO: Style = AnsiColor::Blue.on_default().effects(Effects::BOLD);
/// Of what is good.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Of help and of code in running text.
pub const HELP: Style = AnsiColor::Cyan.on_default();
/// Of line numbers and frames.
pub const FRAME: Style = AnsiColor::Blue.on_default();
/// Of headings and messages.
pub const STRONG: Style = Style::new().effects(Effects::BOLD);
/// Of what may be overlooked.
pub const FAINT: Style = Style::new().effects(Effects::DIMMED);

/// The colour of a severity.
pub fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
        Severity::Info => INFO,
    }
}

/// What every format gets.
pub struct View<'a> {
    /// Where lines and texts are looked up.
    pub db: &'a Database,
    /// The root of the report.
    pub root: Root,
    /// How formats for people show its paths.
    pub here: here::Here,
    /// What is to be written.
    pub report: &'a Report,
    /// Whether people are shown infos one by one.
    pub infos: bool,
    /// The least severity that makes the check fail.
    pub fail_on: Option<Severity>,
    /// Columns of the terminal.
    pub width: usize,
}

impl View<'_> {
    /// The findings that formats for people show.
    pub fn shown(&self) -> impl Iterator<Item = &Rendered> {
        self.report.findings.iter().filter(|finding| self.infos || finding.severity > Severity::Info)
    }

    /// The entries of the baseline that nothing matches any more.
    pub fn stale(&self) -> impl Iterator<Item = StaleEntry<'_>> {
        self.report.stale()
    }
}

/// What a report was judged by and compared with, a sentence each; none when it is about the working tree alone.
pub fn provenance(report: &Report) -> Vec<String> {
    let at = |revision: &Revision| format!("{} ({})", escape::terminal(&revision.name), revision.commit.get(..10).unwrap_or_default());
    let policy = report.policy.iter().map(|policy| format!("judged by the DNA, ignore files, baseline and comments of {}", at(policy)));
    let since = report.since.iter().map(|since| {
        format!("new since the common commit with {}; {} that it had are left out", at(&since.base), counted(since.known, "finding"))
    });
    policy.chain(since).collect()
}

/// `1 file`, `2 files`, `1,234 files`.
pub fn counted(count: usize, noun: &str) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_read_well() {
        assert_eq!([1, 0, 1234, 1_234_567].map(|n| super::counted(n, "file")), ["1 file", "0 files", "1,234 files", "1,234,567 files"]);
    }
}
