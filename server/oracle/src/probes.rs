//! Running the probes of a root, for whoever was asked to. No rule does: they get what came of it as an input.

use std::collections::BTreeMap;

use dna::Probe;
use workspace::process::{Cancel, Command, End, Keep, Limits};
use workspace::{Db, ProbeOutcome, Probed, Root, Trust};

/// Of either output: enough to see what went wrong.
const KEPT: usize = 4 << 10;
/// Lines of it that are told, and characters of each.
const LINES: usize = 6;
const WIDTH: usize = 120;

/// The probes of `root` that apply: those whose files are there.
pub fn applying(db: &dyn Db, root: Root) -> Vec<Probe> {
    let Some(dna) = dna::dna(db, root) else { return Vec::new() };
    let applies = |probe: &&Probe| probe.when.as_ref().is_none_or(|glob| crate::rules::any_matches(db, root, glob));
    dna.checks.probes.iter().filter(applies).cloned().collect()
}

/// Runs, one after the other, those that `trust` allows; what came of all that did not pass. `folder` is the root's.
pub fn run(probes: &[Probe], folder: &std::path::Path, trust: &Trust, cancel: Option<&Cancel>) -> Probed {
    let mut out = BTreeMap::new();
    for probe in probes {
        let declaration = probe.declaration();
        let outcome =
            if trust.allows(&declaration) { one(probe, declaration.command, folder, cancel) } else { Some(ProbeOutcome::Pending) };
        out.extend(outcome.map(|outcome| (probe.name.to_string(), outcome)));
    }
    out
}

fn one(probe: &Probe, command: Vec<String>, folder: &std::path::Path, cancel: Option<&Cancel>) -> Option<ProbeOutcome> {
    let limits = Limits { time: probe.timeout, stdout: Keep::Last(KEPT), stderr: Keep::Last(KEPT), ..Limits::default() };
    let ran = match Command::new(command, folder).limits(limits).run_until(cancel) {
        Ok(ran) => ran,
        Err(how) => return Some(ProbeOutcome::Failed { how, said: Vec::new() }),
    };
    let how = match ran.end {
        End::Exit(status) if status == i32::from(probe.expect) => return None,
        End::Exit(status) => format!("it exited with {status}, not {}", probe.expect),
        end => end.to_string(),
    };
    // What went wrong is told on standard error, by most; by some on the other.
    let said = if ran.stderr.bytes.trim_ascii().is_empty() { &ran.stdout } else { &ran.stderr };
    Some(ProbeOutcome::Failed { how, said: tail(&said.bytes) })
}

/// The last lines with something in them, the ends of long ones left out.
fn tail(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let cut = |line: &str| {
        let mut out: String = line.chars().take(WIDTH).collect();
        if line.chars().nth(WIDTH).is_some() {
            out.push('…');
        }
        out
    };
    let mut lines: Vec<String> = text.lines().rev().map(str::trim).filter(|line| !line.is_empty()).take(LINES).map(cut).collect();
    lines.reverse();
    lines
}

#[cfg(all(test, unix))]
#[allow(clippy::disallowed_methods)] // tests may
mod tests {
    use std::path::Path;

    use super::*;

    fn probes(checks: &str) -> Vec<Probe> {
        let parsed = dna::parse(&format!("dna: 1\nchecks:\n  probes:\n{checks}"), &[]);
        assert_eq!(parsed.mistakes, []);
        parsed.dna.unwrap().checks.probes
    }

    #[test]
    fn what_came_of_them_is_told() {
        let probes = probes(concat!(
            "    good: { command: ['true'] }\n",
            "    refuses: { command: ['false'], expect: 1 }\n",
            "    bad: { command: [sh, -c, 'echo out; seq 1 9 >&2; echo; exit 3'] }\n",
            "    quiet: { command: [sh, -c, 'echo only here; exit 1'] }\n",
            "    slow: { command: [sleep, '1000'], timeout: 50ms }\n",
            "    absent: { command: [no-such-program-anywhere] }\n",
        ));
        let outcomes = run(&probes, Path::new("/"), &Trust::Everything, None);
        let failed = |name: &str| match &outcomes[name] {
            ProbeOutcome::Failed { how, said } => (how.clone(), said.join(",")),
            ProbeOutcome::Pending => panic!("{name} is pending"),
        };
        assert_eq!(outcomes.keys().collect::<Vec<_>>(), ["absent", "bad", "quiet", "slow"]);
        assert_eq!(failed("bad"), ("it exited with 3, not 0".into(), "4,5,6,7,8,9".into()));
        assert_eq!(failed("quiet").1, "only here");
        assert_eq!(failed("slow").0, "it was not done after 50ms and was ended");
        assert!(failed("absent").0.starts_with("there is no program"));
    }

    #[test]
    fn none_runs_that_nobody_approved() {
        let folder = tempfile::tempdir().unwrap();
        let marker = folder.path().join("ran");
        let probes = probes("    one: { command: [touch, ran] }\n    other: { command: [touch, ran, now] }\n");
        let pending = |trust: &Trust| run(&probes, folder.path(), trust, None).into_keys().collect::<Vec<_>>();
        assert_eq!(pending(&Trust::Nothing), ["one", "other"]);
        assert!(!marker.exists());
        assert_eq!(pending(&Trust::Approved([probes[1].declaration().approval()].into())), ["one"]);
        assert!(marker.exists() && folder.path().join("now").exists());
    }
}
