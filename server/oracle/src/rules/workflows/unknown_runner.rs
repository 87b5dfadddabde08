//! Runners that GitHub has removed, and misspelt ones.

use syntax::Role;

use super::runners::runners;
use super::steps::is_switched_off;
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/unknown-runner",
    severity: Severity::Warning,
    summary: "A job asks for a runner that GitHub has removed, or whose label is misspelt.",
    page: include_str!("unknown_runner.md"),
    check: Check::Document(&[Subject::Role(Role::Workflow)], check),
};

/// Labels that are gone, since when, and what took their place. The days are those of announcements, the last where one was
/// put off: GitHub's changelog of 2021-04-29 (Ubuntu 16.04), 2024-05-20 (macOS 11), 2024-08-19 (macOS 12), 2025-04-15
/// (Windows 2019) and 2025-09-19 (macOS 13), and for the others the issues of `actions/runner-images` with the label
/// Announcement: Windows 2016 went on the 1st of April 2022 and not on the 15th of March, Ubuntu 20.04 on the 15th of April
/// 2025 and not on the 1st. What is announced and not seen to have happened, as of macOS 14 and Ubuntu 22.04, is not here.
const REMOVED: [(&str, &str, &str); 16] = [
    ("ubuntu-16.04", "2021-09-20", "ubuntu-latest"),
    ("ubuntu-18.04", "2023-04-03", "ubuntu-latest"),
    ("ubuntu-20.04", "2025-04-15", "ubuntu-22.04"),
    ("windows-2016", "2022-04-01", "windows-latest"),
    ("windows-2019", "2025-06-30", "windows-2022"),
    ("macos-10.15", "2022-12-01", "macos-latest"),
    ("macos-11", "2024-06-28", "macos-latest"),
    ("macos-11.0", "2024-06-28", "macos-latest"),
    ("macos-12", "2024-12-03", "macos-latest"),
    ("macos-12-large", "2024-12-03", "macos-latest-large"),
    ("macos-12-xl", "2024-12-03", "macos-latest-xlarge"),
    ("macos-12-xlarge", "2024-12-03", "macos-latest-xlarge"),
    ("macos-13", "2025-12-04", "macos-15-intel"),
    ("macos-13-large", "2025-12-04", "macos-15-large"),
    ("macos-13-xl", "2025-12-04", "macos-15-xlarge"),
    ("macos-13-xlarge", "2025-12-04", "macos-15-xlarge"),
];

/// Labels that people mistype.
const KNOWN: [&str; 15] = [
    "ubuntu-latest",
    "ubuntu-22.04",
    "ubuntu-22.04-arm",
    "ubuntu-24.04",
    "ubuntu-24.04-arm",
    "ubuntu-26.04",
    "ubuntu-26.04-arm",
    "windows-latest",
    "windows-2022",
    "windows-2025",
    "windows-11-arm",
    "macos-latest",
    "macos-14",
    "macos-15",
    "macos-26",
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // Gitea and Forgejo have their own runners.
    if !context.path.as_str().starts_with(".github/") {
        return;
    }
    for (_, job) in context.roots().flat_map(|root| root.entries_of("jobs")) {
        // A job that is switched off asks for none.
        if is_switched_off(job) {
            continue;
        }
        for labels in runners(job).unwrap_or_default() {
            // With more labels than one it is a runner of one's own.
            let [label] = labels[..] else { continue };
            let Some(text) = label.text() else { continue };
            let lower = text.to_ascii_lowercase();
            if let Some((_, since, instead)) = REMOVED.iter().find(|(known, ..)| *known == lower) {
                let message =
                    format!("GitHub has no runners `{text}` since {since}, and the job waits until it is cancelled; there is `{instead}`");
                found.at(label.span, message).propose(format!("Change to `{instead}`"), label.span, *instead);
            } else if let Some(near) = KNOWN.iter().find(|known| is_mistyped(&lower, known)) {
                found.misspelt(label.span, format!("there are no runners `{text}`"), Some(near));
            }
        }
    }
}

/// Whether one letter too many, too few, wrong, or in its neighbour's place makes one word of the other. Digits count:
/// another version is no slip.
fn is_mistyped(label: &str, known: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if label == known || digits(label) != digits(known) {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (label.chars().collect(), known.chars().collect());
    let start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = end.min(one.len() - start).min(other.len() - start);
    let (a, b) = (&one[start..one.len() - end], &other[start..other.len() - end]);
    match (a, b) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, is_mistyped};

    #[test]
    fn slips() {
        let near = |label: &str| KNOWN.iter().find(|known| is_mistyped(label, known)).copied();
        for label in ["ubuntu-lastest", "ubunut-latest", "ubuntu-lates", "ubuntu_latest", "ubuntulatest"] {
            assert_eq!(near(label), Some("ubuntu-latest"), "{label}");
        }
        for label in
            ["ubuntu-latest", "ubuntu-latest-m", "ubuntu-24.04-8core", "ubuntu-25.04", "macos-16", "linux-latest", "", "macos-large"]
        {
            assert_eq!(near(label), None, "{label}");
        }
    }
}
