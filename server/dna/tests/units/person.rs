//! What a person's own configuration says: what they approved, which hosts and agents they allow.

use dna::{AgentSettings, Approvals, SchemaSettings};
use workspace::Trust;
use workspace::trust::{Declaration, Kind};

fn declaration(name: &str, command: &[&str]) -> Declaration {
    Declaration {
        kind: Kind::Formatter,
        name: name.to_owned(),
        command: command.iter().map(|word| (*word).to_owned()).collect(),
        more: Vec::new(),
    }
}

#[test]
fn what_is_written_is_read_and_the_rest_stays() {
    let (one, other) = (declaration("a", &["x", "\u{1b}[31m\"\\ \u{85}\u{2028}ü 😀"]), declaration("b", &["y"]));
    let before = "# mine\nother: { a: 1 } # kept\n\n# about the last\nlast: |\n  trust:\n    - no\n";
    let mut approvals = Approvals::default();
    approvals.approve("/r/ü \"x\"", [&one]);
    approvals.approve("/empty", []);
    let text = approvals.write(before).unwrap();
    assert!(text.starts_with(before), "{text}");
    assert_eq!(Approvals::parse(&text).unwrap(), approvals);
    assert!(approvals.trust("/r/ü \"x\"").allows(&one) && !approvals.trust("/r/ü \"x\"").allows(&other));
    assert!(!approvals.trust("/r").allows(&one), "of another root");
    assert_eq!(approvals.trust("/nowhere"), Trust::Nothing);
    // Between other sections, and again.
    let text = "first: 1\ntrust:\n- root: /old\n  approved:\n\n# about the last\nlast: 2\n";
    let mut approvals = Approvals::parse(text).unwrap();
    approvals.approve("/r", [&one, &other]);
    let text = approvals.write(text).unwrap();
    assert!(text.starts_with("first: 1\ntrust: #") && text.ends_with("\n\n# about the last\nlast: 2\n"), "{text}");
    assert!(approvals.revoke("/r") && !approvals.revoke("/r") && approvals.revoke("/old"));
    assert_eq!(approvals.write(&text).unwrap(), "first: 1\n\n# about the last\nlast: 2\n");
    assert_eq!(Approvals::default().write(""), Ok(String::new()));
}

#[test]
fn what_is_not_understood_trusts_nothing() {
    let hash = "0".repeat(64);
    for (text, expected) in [
        ("trust: [".to_owned(), "it is no YAML"),
        ("[]".to_owned(), "it is a mapping, not a list"),
        ("a: 1\n---\nb: 1\n".to_owned(), "more than one"),
        ("trust: all\n".to_owned(), "`trust` is a list, not text"),
        ("trust: [{approved: []}]\n".to_owned(), "has a `root`"),
        ("trust: [{root: /r, approved: [{hash: abc}]}]\n".to_owned(), "64 hexadecimal digits"),
        (format!("trust: [{{root: /r, approved: [{{hash: '{hash}', until: 2020-01-01}}]}}]\n"), "`until` in `trust` is not known"),
        ("trust: []\ntrust: []\n".to_owned(), "`trust` twice"),
    ] {
        let message = Approvals::parse(&text).unwrap_err();
        assert!(message.contains(expected), "{text}: {message}");
        assert!(Approvals::default().write(&text).is_err(), "nor is it written over: {text}");
    }
    // Sound, but written so that ours does not fit in.
    let mut approvals = Approvals::default();
    approvals.approve("/r", []);
    assert!(approvals.write("{ a: 1 }\n").is_err());
}

#[test]
fn hosts_that_are_named_are_allowed_and_no_others() {
    let settings = SchemaSettings::parse("schemas:\n  hosts: [JSON.schemastore.org, 'localhost:80']\n").unwrap();
    assert!(settings.allows("https://json.schemastore.org/package.json") && settings.allows("http://localhost:80/x"));
    for address in [
        "http://json.schemastore.org/package.json",
        "https://json.schemastore.org.evil.org/x",
        "https://evil.org/json.schemastore.org",
        "https://json.schemastore.org@evil.org/x",
        "https://evil.org#@json.schemastore.org",
        "https://evil.org\\@json.schemastore.org/",
        "https://json.schemastore.org:8443/x",
        "file:///etc/passwd",
        "json.schemastore.org",
    ] {
        assert!(!settings.allows(address), "{address}");
    }
    assert_eq!(SchemaSettings::parse("# nothing\n"), Ok(SchemaSettings::default()));
}

#[test]
fn what_is_not_understood_of_schemas_is_an_error() {
    for (text, expected) in [
        ("schemas: [x]\n", "is a mapping"),
        ("schemas: { hosts: x }\n", "is a list"),
        ("schemas: { hosts: [https://x.org] }\n", "is a host"),
        ("schemas: { host: [x] }\n", "`host` in `schemas` is not known"),
    ] {
        let message = SchemaSettings::parse(text).unwrap_err();
        assert!(message.contains(expected), "{text}: {message}");
    }
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn what_is_written_is_allowed_and_nothing_else() {
    let text = "agents:\n  env: [TOKEN, HOST]\n  commands:\n    - [python3, -m, todo]\n    - [./run]\ntrust: []\n";
    let settings = AgentSettings::parse(text).unwrap();
    assert!(settings.env.contains("TOKEN") && !settings.env.contains("PATH"));
    assert!(settings.allows(&words(&["python3", "-m", "todo"])) && settings.allows(&words(&["python3", "-m", "todo", "--x"])));
    for other in [&["python3", "-m"][..], &["python3", "-m", "todos"], &["python", "-m", "todo"], &["run"], &[]] {
        assert!(!settings.allows(&words(other)), "{other:?}");
    }
    assert_eq!(AgentSettings::parse("# nothing\n"), Ok(AgentSettings::default()));
    assert!(!AgentSettings::default().allows(&words(&["true"])));
}

#[test]
fn tasks_that_come_by_the_clock() {
    let text = "agents:\n  schedules:\n    - { name: nightly, cron: 30 2 * * *, zone: Europe/Berlin, capability: verify, input: { level: L4 } }\n    - { name: b, cron: '@daily', capability: c }\n";
    let schedules = AgentSettings::parse(text).unwrap().schedules;
    assert_eq!((schedules[0].cron.as_str(), schedules[0].zone.as_deref()), ("30 2 * * *", Some("Europe/Berlin")));
    assert_eq!(schedules[0].input.to_string(), r#"{"level":"L4"}"#);
    assert_eq!(schedules[1].input.to_string(), "{}");
}

#[test]
fn what_is_not_understood_of_agents_is_an_error() {
    for (text, expected) in [
        ("agents: [TOKEN]\n", "is a mapping"),
        ("agents: {env: TOKEN}\n", "is a list"),
        ("agents: {env: [[A]]}\n", "where a text is expected"),
        ("agents: {env: [A=b]}\n", "no name of an environment variable"),
        ("agents: {commands: [python3]}\n", "is a list"),
        ("agents: {commands: [[]]}\n", "names no program"),
        ("agents: {commands: [['']]}\n", "names no program"),
        ("agents: {deny: [A]}\n", "`deny` in `agents` is not known"),
        ("agents: {env: [], env: [A]}\n", "twice"),
        ("agents: {schedules: [nightly]}\n", "a schedule is a mapping"),
        ("agents: {schedules: [{name: a, cron: '@daily'}]}\n", "has the key `capability`"),
        ("agents: {schedules: [{name: a, cron: [1], capability: b}]}\n", "`cron` of a schedule is a text, not a list"),
        ("agents: {schedules: [{name: a, cron: '@daily', capability: b, at: 3}]}\n", "the key `at` of a schedule"),
        (
            "agents: {schedules: [{name: a, cron: '@daily', capability: b}, {name: a, cron: '@daily', capability: c}]}\n",
            "two schedules are called `a`",
        ),
        ("agents: {\n", "no YAML"),
    ] {
        let message = AgentSettings::parse(text).unwrap_err();
        assert!(message.contains(expected), "{text}: {message}");
    }
}
