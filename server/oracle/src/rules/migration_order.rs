//! Migrations of a database that cannot be put into one order: what they come after is gone, or two come next.

mod alembic;
mod django;
mod numbered;

use syntax::Plan;
use syntax::plan::migration::Migration;

use crate::finding::{Finding, Severity};
use crate::rule::{Check, FileContext, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L5/migration-order",
    severity: Severity::Error,
    summary: "Migrations of a database cannot be put into one order.",
    page: include_str!("migration_order.md"),
    check: Check::File(check),
};

/// Parts of a path below which things are wrong on purpose, or copies of what is elsewhere.
const TRIALS: [&str; 8] = ["test", "tests", "testdata", "test_data", "fixtures", "testing", "vendor", "examples"];

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let path = context.folder.path(context.db);
    if path.parts().any(|part| TRIALS.contains(&part)) {
        return;
    }
    match context.facts.plan.as_deref() {
        Some(Plan::Migration(Migration::Django(migration))) => django::check(context, migration, out),
        Some(Plan::Migration(Migration::Alembic(migration))) => alembic::check(context, migration, out),
        _ if matches!(context.file.path(context.db).extension(), Some("sql" | "rb")) => numbered::check(context, out),
        _ => {}
    }
}
