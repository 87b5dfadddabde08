//! Names that an import takes from a module of the repository which does not have them.

use graph::imported_names::{self, Asked};
use graph::nearest::nearest;

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-symbol",
    severity: Severity::Error,
    summary: "An import takes a name from a module of the repository that has no such name.",
    page: include_str!("unresolved_symbol.md"),
    check: Check::Across(check),
};

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    for Asked { name, module, span, for_types } in imported_names::missing(context.db, context.file) {
        let anchor = Anchor::Fact(span);
        let place = module.path(context.db);
        let known = imported_names::offered(context.db, module);
        let close = nearest(&name, known.iter().map(|name| name.as_str()));
        let message = match (name.as_str(), close) {
            ("default", _) => format!("`{place}` has no default export"),
            (_, Some(close)) => format!("`{place}` has no `{name}`; did you mean `{close}`?"),
            _ => format!("`{place}` has no `{name}`"),
        };
        let severity = if for_types { Severity::Warning } else { RULE.severity };
        let mut finding =
            Finding::new(RULE.code, severity, context.file, anchor, message).related(module, Anchor::Start, "this is the module");
        if let Some(close) = close.filter(|_| name != "default") {
            finding = finding.change_to(close);
        }
        out.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use workspace::MemoryFileSystem;

    use super::*;
    use crate::Host;

    #[test]
    fn what_only_a_type_checker_takes_is_a_warning() {
        let system = Arc::new(MemoryFileSystem::new());
        let text =
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from models import Order\nfrom models import Price\nprint(Price)\n";
        for (path, text) in [("models.py", ""), ("views.py", text)] {
            system.write(Path::new("/shop").join(path), text);
        }
        let mut host = Host::with_system(system, None);
        let root = host.open_root(Path::new("/shop"));
        let findings = host.snapshot().all_findings(root).unwrap_or_default();
        let found: Vec<_> =
            findings.iter().filter(|found| found.code == RULE.code).map(|found| (found.start.line, found.severity)).collect();
        assert_eq!(found, [(3, Severity::Warning), (4, Severity::Error)]);
    }
}
