//! What a person approved, and what not; and one at a time.

use workspace::claim::{forget, take};
use workspace::trust::{Approval, Declaration, Kind, Trust};

fn declaration(kind: Kind, name: &str, command: &[&str]) -> Declaration {
    Declaration { kind, name: name.to_owned(), command: command.iter().map(|word| (*word).to_owned()).collect(), more: Vec::new() }
}

#[test]
fn everything_that_decides_what_an_agent_does_is_approved() {
    let agent = |words: &[&str], more: &[&str]| Declaration {
        more: more.iter().map(|one| (*one).to_owned()).collect(),
        ..declaration(Kind::Agent, "x", words)
    };
    let own = agent(&["a", "b"], &["folder .", "variable A"]);
    let trust = Trust::Approved([own.approval()].into());
    assert!(trust.allows(&own));
    for other in [
        agent(&["a"], &["b", "folder .", "variable A"]),
        agent(&["a", "b", "folder ."], &["variable A"]),
        agent(&["a", "b"], &["folder ."]),
        agent(&["a", "b"], &["folder .", "variable A", "variable B"]),
    ] {
        assert!(!trust.allows(&other), "{other}");
    }
    assert_eq!(own.to_string(), "agent `x`: a b (folder ., variable A)");
}

#[test]
fn any_other_declaration_is_pending() {
    let own = declaration(Kind::Formatter, "api", &["ruff", "format", "-"]);
    let trust = Trust::Approved([own.approval()].into());
    assert!(trust.allows(&own) && Trust::Everything.allows(&own) && !Trust::default().allows(&own));
    for other in [
        declaration(Kind::Probe, "api", &["ruff", "format", "-"]),
        declaration(Kind::Formatter, "apis", &["ruff", "format", "-"]),
        declaration(Kind::Formatter, "api", &["ruff", "format", "--", "-"]),
        declaration(Kind::Formatter, "api", &["ruff", "format -"]),
        declaration(Kind::Formatter, "api", &["ruff", "format", "-", ""]),
        declaration(Kind::Formatter, "apiruff", &["format", "-"]),
    ] {
        assert!(!trust.allows(&other), "{other}");
    }
}

#[test]
fn an_approval_is_what_it_was() {
    let approval = declaration(Kind::Probe, "x", &["true"]).approval();
    assert_eq!(Approval::parse(approval.as_str()), Some(approval.clone()));
    // Written down by people: it may never change.
    assert_eq!(approval.as_str(), "be0f424bf43398f973b3a1c9bf2da708ae769b75b6ab1c6e3219e18f779aca0b");
    assert_eq!(Approval::parse("ABC"), None);
}

#[test]
fn one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/lock");
    let first = take(&path).unwrap();
    assert!(first.is_some() && take(&path).unwrap().is_none());
    drop(first);
    assert!(take(&path).unwrap().is_some());
    assert!(forget(&path).is_ok() && forget(&path).is_ok());
}
