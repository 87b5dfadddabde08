//! `--owner`: what somebody owns.

use oracle::{Report, owners};

use super::steps::Context;

/// Leaves the findings in files that one of the named owners owns.
pub fn step(context: &Context<'_>, report: Report) -> Result<Report, String> {
    let wanted = &context.options.owner;
    if wanted.is_empty() {
        return Ok(report);
    }
    let Some(known) = report.owners.clone() else {
        return Err("there is no CODEOWNERS file in .github/, .gitlab/, the root or docs/, so nobody owns anything".to_owned());
    };
    let everybody = known.everybody();
    for name in wanted {
        if !everybody.iter().any(|owner| owners::same(owner, name)) {
            let near = graph::nearest::nearest(name, everybody.iter().copied());
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!("CODEOWNERS names no `{name}`{near}"));
        }
    }
    Ok(report.about(context.snapshot.db(), &|path| wanted.iter().any(|name| known.owns(name, path))))
}
