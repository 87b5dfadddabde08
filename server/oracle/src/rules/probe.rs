//! Probes of the DNA that were run and did not pass, or were asked for and may not be run. Whoever asked for them ran
//! them and handed in what came of it: see [`crate::probes`].

use dna::Probe;
use workspace::ProbeOutcome;
use workspace::process::shown;

use crate::finding::{Finding, Severity};
use crate::rule::{Check, RootContext, Rule};

/// It was run and did not do what it should.
pub const FAILURE: Rule = Rule {
    code: "L5/probe-failure",
    severity: Severity::Error,
    summary: "A probe that the DNA declares was run and did not pass.",
    page: include_str!("probe_failure.md"),
    check: Check::Root(failures),
};

/// It was asked for and nobody has approved its command.
pub const PENDING: Rule = Rule {
    code: "L5/probe-pending",
    severity: Severity::Info,
    summary: "A probe that the DNA declares was not run: nobody has approved its command.",
    page: include_str!("probe_pending.md"),
    check: Check::Root(pending),
};

fn failures(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    found(context, &FAILURE, out, |probe, outcome| match outcome {
        ProbeOutcome::Failed { how, said } => {
            let said = if said.is_empty() { String::new() } else { format!("; the last that it wrote: {}", said.join(" | ")) };
            Some(format!("probe `{}` did not pass: {how}{said}", probe.name.value))
        }
        ProbeOutcome::Pending => None,
    });
}

fn pending(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    found(context, &PENDING, out, |probe, outcome| match outcome {
        ProbeOutcome::Pending => Some(format!(
            "probe `{}` was not run: nobody has approved its command, `{}`; `ouroboros trust` shows and approves it, `--trust` allows it once",
            probe.name.value,
            shown(&probe.declaration().command)
        )),
        ProbeOutcome::Failed { .. } => None,
    });
}

fn found(context: &RootContext<'_>, rule: &Rule, out: &mut Vec<Finding>, say: impl Fn(&Probe, &ProbeOutcome) -> Option<String>) {
    let probed = context.root.probed(context.db);
    if probed.is_empty() {
        return;
    }
    let declared = dna::declared(context.db, context.root);
    for probe in declared.dna.iter().flat_map(|dna| &dna.checks.probes) {
        let message = probed.get(probe.name.as_str()).and_then(|outcome| say(probe, outcome));
        out.extend(message.and_then(|message| Finding::dna(rule.code, rule.severity, &declared, probe.name.span, message)));
    }
}
