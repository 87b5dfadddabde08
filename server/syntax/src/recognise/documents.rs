//! What a JSON or YAML document is for: dozens of formats share the two, and only place, name and keys tell them apart.

use workspace::RelPath;

use crate::braces::has_unquoted_braces;
use crate::json::top;
use crate::kind::{DocumentKind, Language, Role, Templating};
use crate::schema_name::schema_names;

pub(super) fn json(path: &RelPath, name: &str, text: &str, language: Language) -> DocumentKind {
    let kind = DocumentKind::plain(language);
    let comments = DocumentKind::plain(Language::Jsonc);
    // `tsconfig.build.json`, `base.tsconfig.json`.
    let is_config =
        |word: &str| name.starts_with(word) || name.ends_with(&format!(".{word}.json")) || name.ends_with(&format!("-{word}.json"));
    // `example-launch.json`, to be copied into `.vscode`.
    if ["launch", "tasks"].into_iter().any(is_config) && text.contains("\"version\"") && text.contains("go.microsoft.com/fwlink") {
        return comments;
    }
    if name.ends_with(".json") && (is_config("tsconfig") || is_config("jsconfig")) {
        return comments.with_role(Role::Tsconfig);
    }
    let folder = path.parent().unwrap_or_else(RelPath::root);
    let editor = matches!(folder.name(), ".vscode" | ".devcontainer" | ".zed" | ".codesandbox");
    let tolerant = matches!(
        name,
        "tslint.json"
            | "api-extractor.json"
            | "turbo.json"
            | "biome.json"
            | "deno.json"
            | "nx.json"
            | "project.json"
            | ".eslintrc.json"
            | ".jshintrc"
            | ".swcrc"
            | "language-configuration.json"
            | ".markdownlint.json"
            | "typedoc.json"
            | "rush.json"
            | "common-versions.json"
            | "wrangler.json"
            | "knip.json"
            | "lerna.json"
            | "angular.json"
            | "pyrightconfig.json"
            | ".oxlintrc.json"
            | ".oxfmtrc.json"
            | "cspell.json"
            | ".cspell.json"
            | "cSpell.json"
            | "cspell.config.json"
            | ".cspell.config.json"
            | "tsdoc.json"
            | ".stoplight.json"
            | "babel.config.json"
            | ".babelrc.json"
            | "renovate.json"
            | ".renovaterc.json"
            | "launchSettings.json"
            | "asv.conf.json"
    ) || name.starts_with("appsettings.");
    if matches!(name, "devcontainer.json" | ".devcontainer.json") {
        return comments.with_role(Role::DevContainer);
    }
    let start = text.trim_start();
    // What configurations of TypeScript extend may have any name.
    let extended = text.contains("\"compilerOptions\"") && name != "package.json";
    if editor || tolerant || extended || start.starts_with("//") || start.starts_with("/*") {
        return comments;
    }
    if has_actions(text) {
        return kind.with_templating(Templating::Go);
    }
    let role = match name {
        "package.json" => Role::PackageJson,
        "package-lock.json" | "npm-shrinkwrap.json" | "Pipfile.lock" | "composer.lock" => Role::Lock,
        "manifest.json" if text.contains("\"domain\"") && text.contains("\"codeowners\"") => Role::HomeAssistantManifest,
        _ if name.ends_with(".dna.json") => Role::DnaGenerator,
        _ if text.contains("json-schema.org/") && names_a_draft(language, text) => Role::JsonSchema,
        _ if (text.contains("\"openapi\"") || text.contains("\"swagger\"")) && is_openapi(text) => Role::OpenApi,
        _ if text.contains("\"apiVersion\"") && text.contains("\"kind\"") => Role::Kubernetes,
        _ if text.contains("\"schemaVersion\"") && is_dashboard(text) => Role::GrafanaDashboard,
        _ => Role::Plain,
    };
    kind.with_role(role)
}

/// Whether a JSON text is filled in as Go's templates are: an action stands where no JSON has one, as a value or with quotes of its own.
fn has_actions(text: &str) -> bool {
    text.match_indices("{{").any(|(at, _)| {
        let (before, line) = (&text[..at], text[at + 2..].lines().next().unwrap_or_default());
        let Some((action, _)) = line.split_once("}}") else { return false };
        let action = action.trim_start_matches(['-', ' ']);
        let is_value = before.trim_end_matches([' ', '\t']).ends_with([':', ',', '['])
            && action.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.');
        // A quote that ends a string has no word behind it.
        let is_word = |text: &str| text.starts_with(|c: char| c.is_ascii_alphanumeric());
        is_value || is_word(action) && action.split_once(" \"").is_some_and(|(_, argument)| is_word(argument))
    })
}

pub(super) fn yaml(path: &RelPath, name: &str, text: &str) -> DocumentKind {
    let kind = DocumentKind::plain(Language::Yaml);
    let folder = path.parent().unwrap_or_else(RelPath::root);
    let below = |part: &str| folder.parts().any(|at| at == part);
    if below("templates") && text.contains("{{") && !text.contains("${{") {
        return kind.with_role(Role::HelmTemplate).with_templating(Templating::Go);
    }
    let templating = if has_unquoted_braces(Language::Yaml, text) {
        let go = ["{{-", "{{ .", "{{.", "{{ if ", "{{ range", "{{ end", "{{ $", "{{if ", "{{ include", "{{ template"]
            .iter()
            .any(|mark| text.contains(mark));
        if go { Templating::Go } else { Templating::Jinja }
    } else if text.contains("<%") && text.contains("%>") || is_of_ytt(text) {
        Templating::Other
    } else {
        Templating::None
    };
    let keys = TopKeys::of(text);
    let role = if folder.as_str().ends_with(".github/workflows")
        || folder.as_str().ends_with(".gitea/workflows")
        || folder.as_str().ends_with(".forgejo/workflows")
    {
        Role::Workflow
    } else if matches!(name, "action.yml" | "action.yaml") && keys.has("runs") {
        Role::Action
    } else if name.ends_with(".dna.yaml") || name.ends_with(".dna.yml") {
        if keys.has("dna") { Role::Dna } else { Role::DnaGenerator }
    } else if matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization") {
        Role::Kustomization
    } else if name == "Chart.yaml" && keys.has("apiVersion") {
        Role::HelmChart
    } else if name.starts_with("values") && !keys.has("apiVersion") {
        Role::HelmValues
    } else if is_compose_name(name) && (keys.has("services") || keys.has("include")) {
        Role::Compose
    } else if name == ".gitlab-ci.yml" || is_part_of_gitlab_ci(&folder, name, text) {
        Role::GitlabCi
    } else if matches!(name, "dependabot.yml" | "dependabot.yaml") && below(".github") {
        Role::Dependabot
    } else if matches!(name, "mkdocs.yml" | "mkdocs.yaml") && keys.has("site_name") {
        Role::MkDocs
    } else if name.starts_with(".pre-commit-config.") {
        Role::PreCommit
    } else if matches!(name, "pnpm-lock.yaml" | "conda-lock.yml") {
        Role::Lock
    } else if keys.has("openapi") && keys.starts_with(text, "openapi", '3') || keys.has("swagger") && keys.starts_with(text, "swagger", '2')
    {
        Role::OpenApi
    } else if keys.has("$schema") && names_a_draft(Language::Yaml, text) {
        Role::JsonSchema
    } else if keys.has("apiVersion") && keys.has("kind") {
        Role::Kubernetes
    } else if keys.has("groups") && keys.all(&["groups", "namespace"]) && is_prometheus_rules(text) {
        Role::PrometheusRules
    } else if keys.has("scrape_configs") && keys.all(PROMETHEUS) || name.starts_with("prometheus") && is_prometheus(&keys) {
        Role::Prometheus
    } else {
        Role::Plain
    };
    kind.with_role(role).with_templating(templating)
}

/// Whether ytt makes a text: statements and values of Starlark stand in its comments.
fn is_of_ytt(text: &str) -> bool {
    const STATEMENTS: [&str; 11] =
        [" load(", " def ", " if ", " if/end ", " for ", " for/end ", " end", "data/values", "overlay/", "schema/", "library/"];
    text.contains("#@")
        && text.lines().any(|line| {
            line.trim_start().strip_prefix("#@").is_some_and(|rest| STATEMENTS.iter().any(|statement| rest.starts_with(statement)))
                || line.contains(": #@ ")
                || line.contains("- #@ ")
        })
}

/// Whether a file is one of those that a repository keeps for its `.gitlab-ci.yml` to include.
fn is_part_of_gitlab_ci(folder: &RelPath, name: &str, text: &str) -> bool {
    let is_kept = name.ends_with(".gitlab-ci.yml")
        || folder.as_str().split('/').any(|part| part == ".gitlab-ci")
        || folder.as_str().contains(".gitlab/ci");
    let is_job = |line: &str| {
        let rest = line.trim_start();
        rest.len() < line.len() && ["script:", "extends:", "stage:", "trigger:"].iter().any(|key| rest.starts_with(key))
    };
    is_kept && text.lines().any(is_job)
}

/// The keys of Prometheus's configuration. What collects logs or sends metrics on has others beside them.
const PROMETHEUS: &[&str] = &[
    "global",
    "rule_files",
    "scrape_config_files",
    "scrape_configs",
    "alerting",
    "remote_write",
    "remote_read",
    "storage",
    "tracing",
    "otlp",
    "runtime",
];

/// Whether the keys of a file that is called after Prometheus are mostly its own.
fn is_prometheus(keys: &TopKeys<'_>) -> bool {
    let own = PROMETHEUS.iter().filter(|key| keys.has(key)).count();
    own >= 2 && own * 2 > keys.0.len() && (keys.has("scrape_configs") || keys.has("rule_files"))
}

/// Whether groups are of rules of Prometheus: those of Loki look alike and have queries of another language, and
/// VictoriaMetrics' have more keys and more functions.
fn is_prometheus_rules(text: &str) -> bool {
    let starts = |line: &str, words: &[&str]| {
        let rest = line.trim_start_matches([' ', '-', '\t']);
        words.iter().any(|word| rest.strip_prefix(word).is_some_and(|rest| rest.starts_with(':')))
    };
    let (mut is_rule, mut has_query) = (false, false);
    for line in text.lines() {
        is_rule |= starts(line, &["alert", "record"]);
        has_query |= starts(line, &["expr"]);
        // Behind a selector, not behind a template of an annotation.
        let is_piped = line.match_indices("} |").any(|(at, _)| !line[..at].ends_with('}'));
        let stage = line.trim_start().strip_prefix("| ").unwrap_or_default();
        let is_loki = is_piped
            || line.contains("|=")
            || line.contains("|~")
            || ["json", "logfmt", "pattern", "regexp", "line_format", "label_format", "unwrap"].iter().any(|word| stage.starts_with(word));
        let is_type = starts(line, &["type"]) && (line.contains("vlogs") || line.contains("graphite"));
        if is_loki || is_type || starts(line, &["concurrency", "eval_offset", "eval_delay", "eval_alignment", "notifier_headers"]) {
            return false;
        }
    }
    is_rule && has_query
}

/// Whether a JSON text has the keys of a dashboard of Grafana.
fn is_dashboard(text: &str) -> bool {
    let (mut shows, mut titled, mut versioned) = (false, false, false);
    for (key, value) in top::entries(text) {
        shows |= matches!(key, "panels" | "rows");
        titled |= key == "title" && value.is_some();
        versioned |= key == "schemaVersion";
    }
    shows && titled && versioned
}

/// Whether the schema that a document names is one that JSON Schemas are held to.
fn names_a_draft(language: Language, text: &str) -> bool {
    let names = schema_names(language, text);
    names.iter().any(|found| !found.is_comment && is_draft(&found.name))
}

/// Whether `uri` is that of a metaschema: one of the drafts, or whichever is the newest.
fn is_draft(uri: &str) -> bool {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest).trim_end_matches('#');
    rest.strip_prefix("json-schema.org/").is_some_and(|draft| draft == "schema" || draft.starts_with("draft") && draft.ends_with("schema"))
}

/// Whether a JSON text says which OpenAPI it is.
fn is_openapi(text: &str) -> bool {
    top::strings(text).any(|(key, value, _)| key == "openapi" && value.starts_with('3') || key == "swagger" && value.starts_with('2'))
}

fn is_compose_name(name: &str) -> bool {
    let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
    stem == "compose"
        || stem == "docker-compose"
        || stem.starts_with("compose.")
        || stem.starts_with("docker-compose.")
        || stem.contains("docker-compose")
        || stem.ends_with(".compose")
}

/// The keys at the left edge of a YAML text, all its documents together, found without parsing it.
struct TopKeys<'a>(Vec<&'a str>);

impl<'a> TopKeys<'a> {
    fn of(text: &'a str) -> TopKeys<'a> {
        // No document needs more than its first part to say what it is.
        let keys = text.lines().take(4000).filter_map(|line| {
            let first = line.bytes().next()?;
            if matches!(first, b' ' | b'\t' | b'#' | b'-' | b'%' | b'{' | b'[') {
                return None;
            }
            let (key, rest) = line.split_once(':')?;
            (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| key.trim().trim_matches(['"', '\'']))
        });
        TopKeys(keys.collect())
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains(&key)
    }

    /// Whether there are no others.
    fn all(&self, keys: &[&str]) -> bool {
        self.0.iter().all(|key| keys.contains(key))
    }

    /// Whether the value of a key of `text` begins with `first`.
    fn starts_with(&self, text: &str, key: &str, first: char) -> bool {
        let value = |line: &str| -> Option<bool> {
            let rest = line.trim_start_matches(['"', '\'']).strip_prefix(key)?.trim_start_matches(['"', '\'', ' ']).strip_prefix(':')?;
            Some(rest.trim_start().trim_start_matches(['"', '\'']).starts_with(first))
        };
        text.lines().find_map(value).unwrap_or(false)
    }
}
