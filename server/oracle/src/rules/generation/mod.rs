//! Generators, their templates and what they make. The `alpha` crate finds what is wrong; here it becomes findings, each
//! of the rule that its code names.

#![allow(missing_docs)] // salsa's macros make methods that carry none

mod outputs;

use std::sync::Arc;

use alpha::problem::{Place as At, Problem};
use workspace::{Db, File, Root, Span};

use crate::finding::{Anchor, Finding, Related, Severity};
use crate::render::Rendered;
use crate::rule::{Check, RootContext, Rule};

pub use outputs::{GENERATED_SCHEMA, GENERATED_SYNTAX};

/// A rule of the table, whose findings are those of its code.
macro_rules! rule {
    ($(#[$doc:meta])* $name:ident, $code:literal, $severity:ident, $page:literal, $summary:literal) => {
        $(#[$doc])*
        pub const $name: Rule = Rule {
            code: $code,
            severity: Severity::$severity,
            summary: $summary,
            page: include_str!($page),
            check: Check::Root(|context, out| of_code($code, context, out)),
        };
    };
}

rule!(
    /// A template names what nobody gives it.
    UNDEFINED_VARIABLE, "L3/undefined-variable", Error, "undefined_variable.md", "A template of a generator uses a name that it is not given."
);
rule!(
    /// A template calls what does not exist.
    UNKNOWN_FILTER, "L3/unknown-filter", Error, "unknown_filter.md", "A template of a generator uses a filter or a test that does not exist."
);
rule!(
    /// Python text that is not run.
    PYTHON_HELPER, "L3/python-helper", Warning, "python_helper.md", "A generator of the older format has Python text, which is not run."
);
rule!(
    /// A template that is left over.
    UNUSED_PARTIAL, "L3/unused-partial", Info, "unused_partial.md", "A template of a generator is neither rendered nor taken in by another."
);
rule!(
    /// A generator or template that is not there.
    MISSING_TEMPLATE, "L4/missing-template", Error, "missing_template.md", "A generator or a template that is named does not exist."
);
rule!(
    /// An example of a generator is not true.
    GOLDEN_MISMATCH, "L5/golden-mismatch", Error, "golden_mismatch.md", "A generator writes something else than its test expects."
);
rule!(
    /// People edited what a generator owns.
    HAND_EDITED, "L5/hand-edited-output", Error, "hand_edited_output.md", "A file that a generator owns was edited by hand."
);
rule!(
    /// Making it twice gives two results.
    NOT_IDEMPOTENT, "L5/not-idempotent", Error, "not_idempotent.md", "Generating a second time would give another result."
);
rule!(
    /// Nothing makes it any more.
    ORPHAN, "L5/orphan-output", Warning, "orphan_output.md", "A generated file is left over: nothing makes it any more."
);
rule!(
    /// Two outputs, one path.
    PATH_COLLISION, "L5/path-collision", Error, "path_collision.md", "Two outputs of generators have the same path."
);
rule!(
    /// An output outside of the root.
    PATH_ESCAPES, "L5/path-escapes-root", Error, "path_escapes_root.md", "An output of a generator would be written outside of its folder."
);
rule!(
    /// A rendering that fails.
    RENDER_FAILURE, "L5/render-failure", Error, "render_failure.md", "A generator fails for what it is given."
);
rule!(
    /// What is on the disk is not what would be made.
    STALE, "L5/stale-output", Error, "stale_output.md", "A generated file is not what its generator would write now."
);

fn of_code(code: &'static str, context: &RootContext<'_>, out: &mut Vec<Finding>) {
    out.extend(findings(context.db, context.root).iter().filter(|finding| finding.code == code).cloned());
}

/// What a generator is given that has not the shape it asks for, and what is wrong with the files of generators.
pub(super) fn shapes(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    of_code(alpha::problem::SHAPE, context, out);
}

/// Everything that is wrong with generators.
#[salsa::tracked(returns(clone))]
pub fn findings(db: &dyn Db, root: Root) -> Arc<[Finding]> {
    if alpha::project::count(db, root) == 0
        && dna::v0_files(db, root).is_empty()
        && root.file(db, &workspace::RelPath::new(alpha::lock::NAME)).is_none()
    {
        return Arc::from([]);
    }
    let problems = alpha::judge::problems(db, root);
    problems.iter().filter_map(|problem| finding(db, root, problem)).collect()
}

/// What stands in the way of making everything, with places: of these generators only, unless none is named. What is said
/// of the files that are there is no part of it: that is what generating is for. Nor is what is merely left over.
pub fn blocking(db: &dyn Db, root: Root, generators: &[String]) -> Vec<Rendered> {
    use alpha::problem::{GOLDEN, HAND_EDITED, ORPHAN, STALE, UNUSED_PARTIAL};
    let harmless = [STALE, HAND_EDITED, ORPHAN, GOLDEN, UNUSED_PARTIAL];
    let problems = alpha::judge::problems(db, root);
    let unused = alpha::v0::of_unused(db, root);
    let wanted = |problem: &&Problem| {
        !unused.contains(problem) && problem.generator.is_none_or(|number| alpha::project::is_wanted(db, root, generators, number))
    };
    let found = problems.iter().filter(wanted).filter(|problem| !harmless.contains(&problem.code));
    crate::render::some(db, root, &found.filter_map(|problem| finding(db, root, problem)).collect::<Vec<_>>())
}

fn finding(db: &dyn Db, root: Root, problem: &Problem) -> Option<Finding> {
    let severity = crate::rule::rule(problem.code).map_or(Severity::Error, |rule| rule.severity);
    // What comes with the program is told where it is asked for.
    let places = std::iter::once(&problem.place).chain(problem.related.iter().map(|(place, _)| place));
    let (at, (file, anchor)) = places.enumerate().find_map(|(at, place)| Some((at, located(db, root, place)?)))?;
    let mut finding = Finding::new(problem.code, severity, file, anchor, problem.message.clone());
    for (place, message) in problem.related.iter().skip(at) {
        let Some((file, anchor)) = located(db, root, place) else { continue };
        if (file, anchor) != (finding_file(&finding)?, finding.anchor) {
            finding.related.push(Related { file, anchor, message: message.clone() });
        }
    }
    Some(finding)
}

fn finding_file(finding: &Finding) -> Option<File> {
    match finding.place {
        crate::finding::Place::File(file) => Some(file),
        crate::finding::Place::Folder(_) => None,
    }
}

/// Where a place of a problem is shown; `None` for what comes with the program.
pub(crate) fn located(db: &dyn Db, root: Root, place: &At) -> Option<(File, Anchor)> {
    Some(match place {
        At::Dna(span) => (dna::declared(db, root).file_of(*span)?, Anchor::Dna(*span)),
        At::Text(file, range) if range.is_empty() && range.start == 0 => (*file, Anchor::Start),
        At::Text(file, range) => (*file, Anchor::Span(Span::new(range.start, range.end))),
        At::Line(file, line) => (*file, Anchor::Line(*line)),
        At::Shipped(_) => return None,
    })
}
