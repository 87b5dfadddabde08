//! `ouroboros trust`, and what it allows: formatters of generators and probes of the DNA.

#![cfg(unix)]
#![allow(clippy::disallowed_methods)] // tests may

mod common;

use std::path::Path;

use common::{Ran, repository};
use tempfile::TempDir;

/// A repository, and the configuration of who works in it.
struct Place {
    folder: TempDir,
    config: TempDir,
}

impl Place {
    fn new(dna: &str) -> Place {
        Place { folder: repository(&[("x.dna.yaml", dna), ("a.sql", "")]), config: tempfile::tempdir().unwrap() }
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        common::program(self.folder.path(), arguments).env("XDG_CONFIG_HOME", self.config.path()).output().unwrap().into()
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder.path().join(path), text).unwrap();
    }

    fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.path().join(path)).ok()
    }

    fn config(&self) -> std::path::PathBuf {
        self.config.path().join("ouroboros/config.yaml")
    }
}

fn generator(format: &str) -> String {
    format!(
        "dna: 1\ngenerators:\n  g:\n    outputs: [{{ path: out.txt, template: t }}]\n    templates: {{ inline: {{ t: \"one\\ntwo\\n\" }} }}\n    format: [{format}]\n"
    )
}

const UPPER: &str = "{ glob: '*.txt', command: [tr, a-z, A-Z] }";

#[test]
fn an_approved_formatter_runs_and_a_changed_one_does_not() {
    let place = Place::new(&generator(UPPER));
    let ran = place.run(&["generate", "--apply"]);
    assert!(
        ran.code == Some(1) && ran.stdout.contains("it goes through `tr a-z A-Z`, which nobody has approved here: `ouroboros trust`"),
        "{}",
        ran.stdout
    );
    assert_eq!(place.text("out.txt"), None);
    let ran = place.run(&["trust"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("no terminal to ask on"), "{}", ran.stderr);
    assert!(ran.stdout.contains("pending  formatter of `g`: tr a-z A-Z"), "{}", ran.stdout);
    assert!(!place.config().exists());
    let ran = place.run(&["trust", "--yes"]);
    assert!(ran.code == Some(0) && ran.stdout.contains("1 command approved"), "{}{}", ran.stdout, ran.stderr);
    let ran = place.run(&["generate", "--apply"]);
    assert_eq!((ran.code, place.text("out.txt").as_deref()), (Some(0), Some("ONE\nTWO\n")), "{}{}", ran.stdout, ran.stderr);
    assert!(place.run(&["generate", "--apply"]).stdout.contains("nothing to write"));
    // Another argument is another command.
    place.write("x.dna.yaml", &generator("{ glob: '*.txt', command: [tr, a-y, A-Y] }").replace("two", "three"));
    let ran = place.run(&["generate", "--apply"]);
    assert!(ran.code == Some(1) && ran.stdout.contains("`tr a-y A-Y`, which nobody has approved"), "{}", ran.stdout);
    assert_eq!(place.text("out.txt").as_deref(), Some("ONE\nTWO\n"));
    let ran = place.run(&["trust", "--list"]);
    assert!(ran.stdout.contains("pending  formatter of `g`: tr a-y A-Y"), "{}", ran.stdout);
    assert!(ran.stdout.contains("approved formatter of `g`: tr a-z A-Z, which is not declared now"), "{}", ran.stdout);
    // For one run, and nothing is remembered.
    assert_eq!(place.run(&["generate", "--apply", "--trust"]).code, Some(0));
    assert_eq!(place.text("out.txt").as_deref(), Some("ONE\nTHREE\n"));
    assert!(place.run(&["trust", "--list"]).stdout.contains("pending"));
    assert!(place.run(&["trust", "--revoke"]).stdout.contains("is trusted no longer"));
    assert!(place.run(&["trust", "--revoke"]).stdout.contains("was not trusted"));
}

#[test]
fn what_was_formatted_stays_as_it_should_be_where_nothing_may_run() {
    let place = Place::new(&generator(UPPER));
    assert_eq!(place.run(&["generate", "--apply", "--trust"]).code, Some(0));
    assert_eq!(place.text("out.txt").as_deref(), Some("ONE\nTWO\n"));
    let ran = place.run(&["generate", "--check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    // What somebody edits is still seen.
    place.write("out.txt", "ONE\n");
    assert!(place.run(&["check"]).stdout.contains("L5/hand-edited-output"));
}

#[test]
fn a_formatter_that_does_not_do_its_work_holds_its_output() {
    for (command, said) in [
        ("[sed, 's/$/!/']", "changes its own result, at line 1 first"),
        ("[sh, -c, 'echo broken >&2; exit 2']", "and it exited with 2: broken"),
        ("[printf, '\\303']", "is no UTF-8"),
        ("[no-such-program-anywhere]", "there is no program `no-such-program-anywhere`"),
    ] {
        let place = Place::new(&generator(&format!("{{ glob: '*', command: {command} }}")));
        let ran = place.run(&["generate", "--apply", "--trust"]);
        assert!(ran.code == Some(1) && ran.stdout.contains(said), "{command}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(place.text("out.txt"), None, "{command}");
    }
    // One after the other; another folder gets the same.
    let place = Place::new(&generator(&format!("{UPPER}, {{ glob: 'out.*', command: [sed, s/ONE/1/] }}")));
    assert_eq!(place.run(&["generate", "--apply", "--trust"]).code, Some(0));
    assert_eq!(place.text("out.txt").as_deref(), Some("1\nTWO\n"));
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("made");
    assert_eq!(place.run(&["generate", "--trust", "--out", to.to_str().unwrap()]).code, Some(0));
    assert_eq!(std::fs::read_to_string(to.join("out.txt")).unwrap(), "1\nTWO\n");
}

const PROBES: &str = "\
dna: 1
checks:
  probes:
    good: { command: [touch, good] }
    bad: { command: [sh, -c, \"printf '\\\\033[31mred\\\\n' >&2; exit 3\"] }
    elsewhere: { command: [touch, elsewhere], when: '**/*.nothing' }
    here: { command: [sh, -c, 'exit 1'], when: '**/*.sql', expect: 1 }
";

#[test]
fn probes_run_when_they_are_asked_for_and_approved() {
    let place = Place::new(PROBES);
    assert_eq!(place.run(&["check"]).code, Some(0));
    let ran = place.run(&["check", "--probes", "--verbose"]);
    assert_eq!((ran.code, ran.stdout.matches("L5/probe-pending").count()), (Some(0), 3), "{}", ran.stdout);
    assert!(!Path::new(&place.folder.path().join("good")).exists());
    assert_eq!(place.run(&["trust", "--yes"]).code, Some(0));
    assert_eq!(place.run(&["check"]).code, Some(0));
    assert!(place.text("good").is_none(), "approved is not asked for");
    for arguments in [&["check", "--probes"][..], &["check", "--probes", "--trust", "--format", "compact"]] {
        let ran = place.run(arguments);
        assert!(
            ran.code == Some(1) && ran.stdout.contains("probe `bad` did not pass: it exited with 3, not 0"),
            "{}{}",
            ran.stdout,
            ran.stderr
        );
        assert!(ran.stdout.contains("␛[31mred") && !ran.stdout.contains('\u{1b}'), "{:?}", ran.stdout);
        assert_eq!(ran.stdout.matches("L5/").count(), 1, "{}", ran.stdout);
        assert!(place.text("good").is_some() && place.text("elsewhere").is_none());
    }
    // Judged as any other finding.
    place.write("x.dna.yaml", &format!("{PROBES}  severity: {{ L5/probe-failure: info }}\n"));
    assert_eq!(place.run(&["check", "--probes"]).code, Some(0));
    let ran = place.run(&["check", "--trust"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("--probes"), "{}", ran.stderr);
}

#[test]
fn what_comes_of_probes_is_not_kept_for_other_runs() {
    let place = Place::new(PROBES);
    let cache = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| -> Ran {
        let mut program = common::program(place.folder.path(), arguments);
        program.env_remove("OUROBOROS_NO_CACHE").env("XDG_CACHE_HOME", cache.path()).env("XDG_CONFIG_HOME", place.config.path());
        program.output().unwrap().into()
    };
    assert_eq!(run(&["check"]).code, Some(0));
    assert_eq!(run(&["check", "--probes", "--trust"]).code, Some(1));
    assert_eq!(run(&["check"]).code, Some(0));
    assert_eq!(run(&["check", "--probes", "--trust"]).code, Some(1));
}

#[test]
fn a_configuration_that_cannot_be_understood_trusts_nothing() {
    let place = Place::new(&generator(UPPER));
    assert_eq!(place.run(&["trust", "--yes"]).code, Some(0));
    let good = std::fs::read_to_string(place.config()).unwrap();
    for (text, said) in [
        (good.replace("trust:", "trust: ["), "it is no YAML"),
        (good.replace("hash:", "hush:"), "the key `hush` in `trust` is not known"),
        ("trust: everything\n".to_owned(), "`trust` is a list"),
    ] {
        std::fs::write(place.config(), &text).unwrap();
        for arguments in [&["generate", "--apply"][..], &["trust", "--list"], &["trust", "--yes"], &["trust", "--revoke"]] {
            let ran = place.run(arguments);
            assert!(
                ran.code == Some(2) && ran.stderr.contains("trusts nothing: ") && ran.stderr.contains(said),
                "{arguments:?}: {}",
                ran.stderr
            );
        }
        assert_eq!((place.text("out.txt"), std::fs::read_to_string(place.config()).unwrap()), (None, text));
        assert_eq!(place.run(&["check"]).code, Some(1), "who asks nothing of it does not need it");
    }
    // What else is in it stays.
    std::fs::write(place.config(), format!("# mine\nother: 1\n{good}# end\n")).unwrap();
    assert_eq!(place.run(&["trust", "--revoke"]).code, Some(0));
    assert_eq!(std::fs::read_to_string(place.config()).unwrap(), "# mine\nother: 1\n# end\n");
}

#[test]
fn what_is_shown_harms_no_terminal() {
    let place = Place::new(&generator("{ glob: '*', command: [\"x\\e[2J\\u202e\", ./x.dna.yaml] }"));
    let ran = place.run(&["trust", "--list"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(!ran.stdout.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.stdout);
    assert!(ran.stdout.contains("runs or reads `./x.dna.yaml` of this repository"), "{}", ran.stdout);
}

#[test]
fn agents_are_listed_and_a_changed_one_is_pending_again() {
    let place =
        Place::new("dna: 1\nagents:\n  mapper: { builtin: cartographer }\n  indexer: { command: [./index.sh, --all], env: [TOKEN] }\n");
    let manifest = "id: counter\nrun: [python3, -m, counter]\nsandbox: { files: read_only }\n";
    std::fs::create_dir(place.folder.path().join("agents")).unwrap();
    place.write("agents/counter.agent.yaml", manifest);
    place.write("index.sh", "#!/bin/sh\n");
    let listed = place.run(&["trust", "--list"]).stdout;
    assert!(listed.contains("declares 2 commands"), "{listed}");
    assert!(listed.contains("pending  agent `counter`: python3 -m counter (folder ., writes nothing, uses the network)"), "{listed}");
    assert!(listed.contains("pending  agent `indexer`: ./index.sh --all (folder ., variable TOKEN, writes anything"), "{listed}");
    assert!(listed.contains("runs or reads `./index.sh` of this repository"), "{listed}");
    assert!(place.run(&["trust", "--yes"]).stdout.contains("2 commands approved"));
    assert!(!place.run(&["trust", "--list"]).stdout.contains("pending"));
    // What it says of itself changes nothing; what it may do is another agent.
    place.write("agents/counter.agent.yaml", &format!("{manifest}description: Counts.\n"));
    assert!(!place.run(&["trust", "--list"]).stdout.contains("pending"));
    place.write("agents/counter.agent.yaml", "id: counter\nrun: [python3, -m, counter]\n");
    let listed = place.run(&["trust", "--list"]).stdout;
    assert!(listed.contains("pending  agent `counter`: python3 -m counter (folder ., writes anything, uses the network)"), "{listed}");
}
