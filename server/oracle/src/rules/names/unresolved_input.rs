//! Inputs and secrets that a workflow hands to a local action or reusable workflow which takes none of that name.

use graph::names;
use syntax::{Mention, Namespace, Role, Status};
use workspace::{Db, File, RelPath, Root};

use super::{finding, unresolved};
use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-input",
    severity: Severity::Error,
    summary: "A workflow hands an action or a reusable workflow of the repository an input or a secret that it does not take.",
    page: include_str!("unresolved_input.md"),
    check: Check::File(check),
};

const INPUT: Namespace = Namespace::named("workflow.input");
const SECRET: Namespace = Namespace::named("workflow.secret");
/// What is handed over, under which key, and what messages call it.
const HANDED: &[(Namespace, &str, &str)] = &[(INPUT, "with", "input"), (SECRET, "secrets", "secret")];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    // What an expression says of the file's own is judged with the expression.
    let handed = HANDED.iter().flat_map(|&(namespace, role, what)| {
        unresolved(context, namespace).filter(move |mention| mention.role == role).map(move |mention| (mention, what))
    });
    for (mention, what) in handed {
        let Some(called) = called(context.db, context.root, mention) else { continue };
        // GitHub reads these names in any case.
        if names::alternatives(context.db, context.file, mention).iter().any(|known| known.eq_ignore_ascii_case(&mention.name)) {
            continue;
        }
        let severity = match graph::facts(context.db, called).kind.role {
            // A container is given these whatever the action declares.
            Role::Action if matches!(mention.name.as_str(), "args" | "entrypoint") => continue,
            // The runner warns and goes on.
            Role::Action => Severity::Warning,
            _ => RULE.severity,
        };
        let place = format!("`{}`", called.path(context.db));
        out.push(finding(context, &RULE, severity, mention, what, &place));
    }
}

/// The action or reusable workflow that the first part of a mention's scope leads to, when it is there and reads.
pub(super) fn called(db: &dyn Db, root: Root, mention: &Mention) -> Option<File> {
    let path = RelPath::root().resolve(mention.scope().next()?)?;
    let in_folder = || ["action.yml", "action.yaml"].iter().find_map(|name| root.file(db, &path.join(name)));
    let file = root.file(db, &path).or_else(in_folder)?;
    let facts = graph::facts(db, file);
    let is_called = match facts.kind.role {
        Role::Action => true,
        // Another one cannot be called at all.
        Role::Workflow => {
            names::names(db, file).is_some_and(|names| names.definitions.iter().any(|mention| matches!(mention.namespace, INPUT | SECRET)))
        }
        _ => false,
    };
    (is_called && facts.status == Status::Parsed).then_some(file)
}
