//! A repository that declares commands in every place where it can: none runs before a person said so.

use std::path::Path;

use crate::common::{program, repository};
use crate::{LIMIT, lsp};

const DNA: &str = r#"
dna: 1
generators:
  own:
    outputs: [{ path: own.txt, template: t }]
    templates: { inline: { t: "a\n" } }
    format: [{ glob: "**", command: [sh, -c, "touch ran-formatter; cat"] }]
  used: { use: ./gen/generator.yaml }
checks:
  probes:
    plain: { command: [touch, ran-probe] }
    script: { command: [./run.sh] }
  suppress: []
"#;

const GENERATOR: &str = r#"
generator: 1
id: used
version: 1.0.0
outputs: [{ path: used.txt, template: t }]
templates: { inline: { t: "b\n" } }
format: [{ glob: "*.txt", command: [./run.sh] }]
"#;

/// What a repository would like to be taken for the person's configuration.
const CONFIG: &str = "trust: [{ root: ROOT, approved: [] }]\n";

#[test]
fn nothing_runs_that_nobody_approved() {
    let folder = repository(&[
        ("x.dna.yaml", DNA),
        ("gen/generator.yaml", GENERATOR),
        ("run.sh", "#!/bin/sh\ntouch \"$(dirname \"$0\")/ran-script\"\ncat\n"),
        ("broken.json", "{\n"),
        (".config/ouroboros/config.yaml", CONFIG),
        ("ouroboros/config.yaml", CONFIG),
    ]);
    std::fs::set_permissions(folder.path().join("run.sh"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let ran = || {
        let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with("ran-")).collect::<Vec<_>>()
    };
    let config = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let run = |config: &Path, arguments: &[&str]| program(folder.path(), arguments).env("XDG_CONFIG_HOME", config).output().unwrap();
    for arguments in [
        &["check"][..],
        &["check", "--probes"],
        &["generate"],
        &["generate", "--diff"],
        &["generate", "--check"],
        &["generate", "--apply"],
        &["generate", "--apply", "--force"],
        &["generate", "--list"],
        &["generate", "--bless"],
        &["generate", "--read-back"],
        &["generate", "--out", out.path().to_str().unwrap()],
        &["trust", "--list"],
        &["trust"],
    ] {
        let output = run(config.path(), arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code().is_some() && !said.contains("internal error"), "{arguments:?}: {said}");
        assert_eq!(ran(), [""; 0], "{arguments:?}");
    }
    assert!(lsp::findings(folder.path(), LIMIT) > 0);
    assert_eq!(ran(), [""; 0], "lsp");
    assert!(!folder.path().join("own.txt").exists(), "nor is anything written that could not be formatted");
    assert_eq!(std::fs::read_dir(config.path()).unwrap().count(), 0, "nor is anything of the person's written");
    // A configuration in the repository is nobody's.
    for arguments in [&["check", "--probes"][..], &["generate", "--apply"], &["trust", "--yes"]] {
        let output = run(&folder.path().join(".config"), arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && said.contains("it lies in the repository"), "{arguments:?}: {said}");
    }
    assert_eq!(ran(), [""; 0]);
    // And that the same commands run once somebody says so.
    assert_eq!(run(config.path(), &["trust", "--yes"]).status.code(), Some(0));
    run(config.path(), &["generate", "--apply"]);
    let mut both = ran();
    both.sort();
    assert_eq!(both, ["ran-formatter", "ran-script"]);
    run(config.path(), &["check", "--probes"]);
    assert_eq!(ran().len(), 3);
}
