//! Every key that DNA knows, in one place: what the reader accepts, what a mistake suggests, and what
//! the published schema must list (a test compares the two).

/// The keys of one kind of mapping.
pub struct Keys {
    /// What the mapping is, for messages.
    pub what: &'static str,
    /// The keys.
    pub names: &'static [&'static str],
}

/// The document itself.
pub const DNA: Keys = Keys {
    what: "DNA",
    names: &["dna", "$schema", "name", "extends", "components", "layers", "rules", "agents", "generators", "deploy", "checks"],
};

/// A value of `components`.
pub const COMPONENT: Keys = Keys {
    what: "a component",
    names: &["path", "layer", "owner", "kind", "description", "uses", "exports", "requires", "deprecated", "visible_to"],
};

/// `requires` of a component.
pub const REQUIRES: Keys = Keys { what: "`requires`", names: &["files"] };

/// An item of `rules`.
pub const RULE: Keys =
    Keys { what: "a rule", names: &["id", "severity", "why", "except", "deny", "forbid", "acyclic", "require", "independent"] };

/// The keys of a rule of which it has exactly one.
pub const RULE_KINDS: &[&str] = &["deny", "forbid", "acyclic", "require", "independent"];

/// `checks`.
pub const CHECKS: Keys = Keys {
    what: "`checks`",
    names: &[
        "level",
        "severity",
        "ignore",
        "suppress",
        "fail_on",
        "max_file_size",
        "baseline",
        "probes",
        "schemas",
        "versions",
        "kubernetes",
        "queries",
        "languages",
    ],
};

/// `checks.languages`: those whose files a grammar judges. A test in `oracle` compares them with the grammars there are.
pub const LANGUAGES: Keys =
    Keys { what: "`languages`", names: &["bash", "c", "cpp", "csharp", "html", "java", "kotlin", "php", "ruby", "sql"] };

/// `checks.kubernetes`.
pub const KUBERNETES: Keys = Keys { what: "`kubernetes`", names: &["version"] };

/// A value of `checks.probes`.
pub const PROBE: Keys = Keys { what: "a probe", names: &["command", "timeout", "when", "expect"] };

/// An item of `checks.suppress`.
pub const SUPPRESS: Keys = Keys { what: "a suppression", names: &["code", "at", "until", "why"] };

/// A value of `generators`.
pub const GENERATOR: Keys = Keys {
    what: "a generator",
    names: &["use", "with", "into", "version", "description", "config", "outputs", "templates", "delimiters", "format", "tests"],
};

/// The file of a generator.
pub const GENERATOR_FILE: Keys = Keys {
    what: "a generator file",
    names: &["generator", "$schema", "id", "version", "description", "config", "outputs", "templates", "delimiters", "format", "tests"],
};

/// An item of a generator's `outputs`.
pub const OUTPUT: Keys =
    Keys { what: "an output", names: &["path", "template", "each", "when", "mode", "anchor", "provenance", "delimiters", "description"] };

/// A generator's `templates`.
pub const TEMPLATES: Keys = Keys { what: "`templates`", names: &["dir", "inline"] };

/// `delimiters` of a generator or an output.
pub const DELIMITERS: Keys = Keys { what: "`delimiters`", names: &["variable", "block", "comment"] };

/// An item of a generator's `format`.
pub const FORMATTER: Keys = Keys { what: "a formatter", names: &["glob", "command"] };

/// An item of a generator's `tests`.
pub const GOLDEN_TEST: Keys = Keys { what: "a test", names: &["name", "with", "golden"] };
/// A value of `agents`.
pub const AGENT: Keys = Keys {
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
        "heartbeat",
        "health",
        "restart",
        "stop_within",
        "limits",
        "sandbox",
    ],
};

/// `limits` of an agent.
pub const LIMITS: Keys = Keys { what: "`limits`", names: &["memory", "files", "processes", "cpu"] };

/// `sandbox` of an agent.
pub const SANDBOX: Keys = Keys { what: "`sandbox`", names: &["files", "network"] };

/// `health` of an agent.
pub const HEALTH: Keys = Keys { what: "`health`", names: &["every", "timeout", "failures", "stale_after", "start_within", "heal"] };

/// `restart` of an agent.
pub const RESTART: Keys = Keys { what: "`restart`", names: &["wait", "wait_at_most", "times", "within"] };

/// A value of `deploy`.
pub const TARGET: Keys =
    Keys { what: "a target", names: &["platform", "component", "port", "probe", "replicas", "image", "env", "description"] };

/// A generator in the older format, which has two spellings for some keys.
pub const V0: Keys = Keys {
    what: "a generator",
    names: &[
        "$schema",
        "id",
        "name",
        "system",
        "codename",
        "description",
        "version",
        "category",
        "outputs",
        "templates",
        "configSchema",
        "config_schema",
        "dependencies",
        "helpers",
        "hooks",
    ],
};

/// An item of its `outputs`.
pub const V0_OUTPUT: Keys = Keys {
    what: "an output",
    names: &["path", "template", "condition", "per_technique", "perTechnique", "per_provider", "perProvider", "description"],
};

/// An item of its `templates`.
pub const V0_TEMPLATE: Keys = Keys { what: "a template", names: &["id", "content", "description", "partials"] };

/// An item of its `helpers`.
pub const V0_HELPER: Keys = Keys { what: "a helper", names: &["name", "implementation", "description"] };

/// An item of its `hooks`.
pub const V0_HOOK: Keys = Keys { what: "a hook", names: &["type", "implementation", "description"] };
