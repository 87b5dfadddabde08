//! What was accepted for hadolint, with a comment in a Dockerfile or in its settings at the top: who wrote `# hadolint ignore=DL3006` need
//! not write it again for us.

use std::ops::Range;

use documents::Node;
use syntax::Problem;

use super::DocumentContext;

/// What hadolint calls our rules.
const NAMES: &[(&str, &[&str])] = &[
    ("L3/add-for-plain-file", &["DL3020"]),
    ("L3/apt-lists-left", &["DL3009"]),
    ("L3/apt-without-yes", &["DL3014"]),
    ("L3/bad-port", &["DL3011"]),
    ("L3/base-image-without-tag", &["DL3006", "DL3007"]),
    ("L3/broken-exec-form", &["DL3025"]),
    ("L3/copy-many-into-file", &["DL3021"]),
    ("L3/deprecated-maintainer", &["DL4000"]),
    ("L3/duplicate-stage", &["DL3024"]),
    ("L3/hidden-download-failure", &["DL4006"]),
    ("L3/ignored-cmd", &["DL4003", "DL4004"]),
    ("L3/package-cache-left", &["DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060"]),
    ("L3/relative-copy-destination", &["DL3045"]),
    ("L3/relative-workdir", &["DL3000"]),
    ("L3/root-user", &["DL3002"]),
    ("L3/sudo-in-build", &["DL3004"]),
    ("L3/unknown-stage", &["DL3022", "DL3023"]),
];

/// The rules that the settings in a text ignore.
#[derive(PartialEq, Eq, Debug, Default)]
pub struct Ignored(Vec<String>);

impl Ignored {
    /// Those in hadolint's settings; none in what is no YAML.
    pub fn of(settings: &str) -> Ignored {
        let read = documents::read(settings).ok().and_then(|document| document.root);
        Ignored(read.iter().flat_map(|root| root.items_of("ignored")).filter_map(Node::text).map(str::to_owned).collect())
    }

    fn has(&self, code: &str) -> bool {
        names_of(code).iter().any(|name| self.0.iter().any(|ignored| ignored == name))
    }
}

/// What hadolint calls the rule of this code; nothing where it has none like it.
fn names_of(code: &str) -> &'static [&'static str] {
    NAMES.iter().find(|(known, _)| *known == code).map_or(&[], |(_, names)| names)
}

/// Takes out of `problems` what the settings accept, and a comment of a Dockerfile: of the instruction below it, or of all.
pub(super) fn take_accepted(context: &DocumentContext<'_>, problems: &mut Vec<Problem>) {
    if !problems.is_empty() {
        let ignored = context.library.ignored_by_hadolint();
        problems.retain(|problem| !ignored.has(problem.code));
    }
    if !context.text.contains("hadolint") {
        return;
    }
    let comments = comments(context.text);
    let steps: Vec<Range<usize>> = context.steps().iter().map(|step| step.span.range()).collect();
    problems.retain(|problem| {
        let names = names_of(problem.code);
        let at = problem.span.start as usize;
        let step = steps.iter().rev().find(|step| step.start <= at);
        let before = |comment: &&Comment<'_>| {
            let follows =
                step.is_some_and(|step| comment.end <= step.start && context.text[comment.end..step.start].lines().all(is_comment));
            comment.is_for_all || follows
        };
        !comments.iter().filter(before).any(|comment| names.iter().any(|name| comment.codes.contains(name)))
    });
}

/// A comment for hadolint.
struct Comment<'t> {
    codes: Vec<&'t str>,
    is_for_all: bool,
    /// Where its line ends.
    end: usize,
}

fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        at += line.len();
        let Some(said) = line.trim().strip_prefix('#').map(str::trim).and_then(|said| said.strip_prefix("hadolint")) else { continue };
        let (is_for_all, said) = said.trim().strip_prefix("global").map_or((false, said.trim()), |rest| (true, rest.trim()));
        let Some(codes) = said.strip_prefix("ignore").and_then(|rest| rest.trim_start().strip_prefix('=')) else { continue };
        out.push(Comment { codes: codes.split([',', ' ']).filter(|code| !code.is_empty()).collect(), is_for_all, end: at });
    }
    out
}

fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}
