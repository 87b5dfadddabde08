//! `ouroboros explain`: the page of a rule.

use std::process::ExitCode;

use clap::Args;
use oracle::rule::Rule;
use oracle::rules;

use crate::format::page;
use crate::output;

/// Options of `explain`.
#[derive(Args)]
pub struct Options {
    /// A rule's code, with or without its level: `L4/import-cycle` or `import-cycle`.
    code: String,
}

/// Runs it.
///
/// # Errors
/// A code that no rule has.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let rule = find(&options.code)?;
    let text = if output.coloured() { page::write(rule.page, output::width()) } else { rule.page.to_owned() };
    output.print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn find(code: &str) -> Result<&'static Rule, String> {
    let name = |rule: &Rule| rule.code.split_once('/').map_or(rule.code, |(_, name)| name);
    let found = rules().iter().find(|rule| rule.code.eq_ignore_ascii_case(code) || name(rule).eq_ignore_ascii_case(code));
    found.copied().ok_or_else(|| {
        let known = rules().iter().map(|rule| if code.contains('/') { rule.code } else { name(rule) });
        // A wrong level is the likelier mistake than a wrong name.
        let same_name = code.split_once('/').and_then(|(_, wanted)| rules().iter().find(|rule| name(rule).eq_ignore_ascii_case(wanted)));
        match same_name.map(|rule| rule.code).or_else(|| graph::nearest::nearest(code, known)) {
            Some(close) => format!("there is no rule `{code}`; did you mean `{close}`?"),
            None => format!("there is no rule `{code}`; `ouroboros rules` lists them all"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn rules_are_found_by_code_and_by_name() {
        let found = |code| find(code).map(|rule| rule.code);
        assert_eq!(found("l4/Import-Cycle"), Ok("L4/import-cycle"));
        assert_eq!(found("import-cycle"), Ok("L4/import-cycle"));
        assert_eq!(found("import-cycl"), Err("there is no rule `import-cycl`; did you mean `import-cycle`?".to_owned()));
        assert_eq!(found("L1/import-cycle"), Err("there is no rule `L1/import-cycle`; did you mean `L4/import-cycle`?".to_owned()));
        assert_eq!(found("zzz"), Err("there is no rule `zzz`; `ouroboros rules` lists them all".to_owned()));
    }
}
