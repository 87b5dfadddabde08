//! Python modules that cannot be imported, or not first: one of a circle asks another for a name that is not there yet.
//!
//! [`graph::python::order`] plays the imports; the places of the steps are asked for here, of the few files in one.

use graph::python::module_name;
use graph::python::order::{Asked, Failure, failures};
use syntax::place::is_circular_on_purpose;
use syntax::{Namespace, Status};
use workspace::{Db, File};

use crate::finding::{Anchor, Finding, Related, Severity};
use crate::rule::{Check, RootContext, Rule};
use crate::silence::is_unjudged;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L5/import-order",
    severity: Severity::Error,
    summary: "An import fails when it is run: a module of a circle is asked for a name before it has it.",
    page: include_str!("import_order.md"),
    check: Check::Root(check),
};

/// Longer chains are cut in the message; the related places have them all.
const SHOWN: usize = 6;

/// As many other modules that fail in the same way are named.
const OTHERS: usize = 20;

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let db = context.db;
    for failure in failures(db, context.root).iter() {
        // What could not be read in full is not judged, and neither is what was generated.
        let is_read = |file: File| graph::facts(db, file).status == Status::Parsed;
        if failure.chain.iter().all(|step| is_read(step.file)) {
            out.extend(finding(db, failure));
        }
    }
}

fn finding(db: &dyn Db, failure: &Failure) -> Option<Finding> {
    let (first, last) = (failure.chain.first()?, failure.chain.last()?);
    if is_unjudged(db, last.file) || is_circular_on_purpose(last.file.path(db).as_str()) {
        return None;
    }
    let (module, name) = (called(db, failure.module), &failure.name);
    let mut way: Vec<String> = failure.chain.iter().map(|step| format!("`{}`", called(db, step.file))).collect();
    if way.len() > SHOWN {
        let cut = way.len() - SHOWN;
        way.splice(SHOWN / 2..SHOWN / 2 + cut, [format!("… ({cut} more)")]);
    }
    way.push(format!("`{module}`"));
    let (order, error) = match (failure.always, failure.asked) {
        (true, Asked::Import) => ("", "ImportError"),
        (true, _) => ("", "AttributeError"),
        (false, Asked::Import) => (" first", "ImportError"),
        (false, _) => (" first", "AttributeError"),
    };
    let message =
        format!("importing `{}`{order} fails with an {error}: {}, which has no `{name}` yet", called(db, first.file), way.join(" → "));
    let anchor = last.span(db).map_or(Anchor::Start, Anchor::Fact);
    // Whoever imports another module of the circle before gets through.
    let severity = if failure.always { RULE.severity } else { Severity::Warning };
    let mut finding = Finding::new(RULE.code, severity, last.file, anchor, message);
    for steps in failure.chain.windows(2) {
        let anchor = steps[0].span(db).map_or(Anchor::Start, Anchor::Fact);
        let message = format!("`{}` imports `{}` here", called(db, steps[0].file), called(db, steps[1].file));
        finding.related.push(Related { file: steps[0].file, anchor, message });
    }
    let definitions = &graph::facts(db, failure.module).definitions;
    let bound = definitions.iter().find(|definition| definition.namespace == Namespace::PYTHON_SYMBOL && definition.name == *name);
    finding.related.extend(bound.map(|definition| Related {
        file: failure.module,
        anchor: Anchor::Fact(definition.span),
        message: format!("`{module}` gets `{name}` only here"),
    }));
    let others = failure.first.iter().filter(|file| **file != first.file).take(OTHERS);
    finding.related.extend(others.map(|file| Related {
        file: *file,
        anchor: Anchor::Start,
        message: format!("importing `{}` first fails in the same way", called(db, *file)),
    }));
    Some(finding)
}

fn called(db: &dyn Db, file: File) -> String {
    module_name(db, file).map_or_else(|| file.path(db).to_string(), String::from)
}
