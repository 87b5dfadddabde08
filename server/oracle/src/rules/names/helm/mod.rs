//! Charts of Helm: templates that are included, and values that are read.

mod undefined_value;
mod unresolved_template;

use crate::rule::Rule;

/// All of them.
pub(super) const RULES: &[&Rule] = &[&undefined_value::RULE, &unresolved_template::RULE];

use syntax::place::is_data;
use syntax::{Role, Templating};
use workspace::{Directory, RelPath};

use crate::rule::FileContext;

/// The folder of the chart that a template belongs to.
fn chart(context: &FileContext<'_>) -> Option<Directory> {
    let (db, kind) = (context.db, context.facts.kind);
    if kind.templating != Templating::Go || kind.role == Role::Plain {
        return None;
    }
    let parts: Vec<&str> = context.folder.path(db).parts().collect();
    let at = parts.iter().rposition(|part| *part == "templates")?;
    let path = parts[..at].join("/");
    // What makes charts has templates of charts.
    if is_data(&path) || path.contains("template") || graph::links::is_copy(db, context.folder) {
        return None;
    }
    let chart = context.root.directory(db, &RelPath::new(&path))?;
    chart.entries(db).file("Chart.yaml").map(|_| chart)
}
