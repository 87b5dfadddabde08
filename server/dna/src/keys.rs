//! Every key that DNA knows, in one place: what the reader accepts, what a mistake suggests, and what
//! the published schema must list (a test compares the two).

/// The keys of one kind of mapping.
pub(crate) struct Keys {
    /// What the mapping is, for messages.
    pub what: &'static str,
    /// The keys.
    pub names: &'static [&'static str],
}

/// The document itself.
pub(crate) const DNA: Keys = Keys {
    what: "DNA",
    names: &["dna", "$schema", "name", "extends", "components", "layers", "rules", "agents", "generators", "deploy", "checks"],
};

/// A value of `components`.
pub(crate) const COMPONENT: Keys = Keys {
    what: "a component",
    names: &["path", "layer", "owner", "kind", "description", "uses", "exports", "requires", "deprecated", "visible_to"],
};

/// `requires` of a component.
pub(crate) const REQUIRES: Keys = Keys { what: "`requires`", names: &["files"] };

/// An item of `rules`.
pub(crate) const RULE: Keys =
    Keys { what: "a rule", names: &["id", "severity", "why", "except", "deny", "forbid", "acyclic", "require", "independent"] };

/// The keys of a rule of which it has exactly one.
pub(crate) const RULE_KINDS: &[&str] = &["deny", "forbid", "acyclic", "require", "independent"];

/// `checks`.
pub(crate) const CHECKS: Keys = Keys {
    what: "`checks`",
    names: &[
        "level",
        "severity",
        "ignore",
        "suppress",
        "fail_on",
        "max_file_size",
        "baseline",
        "schemas",
        "versions",
        "kubernetes",
        "queries",
        "languages",
    ],
};

/// `checks.languages`: those whose files a grammar judges. A test in `oracle` compares them with the grammars there are.
pub(crate) const LANGUAGES: Keys =
    Keys { what: "`languages`", names: &["bash", "c", "cpp", "csharp", "html", "java", "kotlin", "php", "ruby", "sql"] };

/// An item of `checks.suppress`.
pub(crate) const SUPPRESS: Keys = Keys { what: "a suppression", names: &["code", "at", "until", "why"] };

/// A value of `agents`.
pub(crate) const AGENT: Keys = Keys {
    what: "an agent",
    names: &[
        "description",
        "component",
        "builtin",
        "command",
        "cwd",
        "env",
        "capabilities",
        "needs",
        "concurrency",
        "timeout",
        "health",
        "restart",
        "stop_within",
    ],
};

/// `health` of an agent.
pub(crate) const HEALTH: Keys = Keys { what: "`health`", names: &["every", "timeout", "failures", "stale_after", "start_within", "heal"] };

/// `restart` of an agent.
pub(crate) const RESTART: Keys = Keys { what: "`restart`", names: &["wait", "wait_at_most", "times", "within"] };

/// A value of `deploy`.
pub(crate) const TARGET: Keys =
    Keys { what: "a target", names: &["platform", "component", "port", "probe", "replicas", "image", "env", "description"] };
