//! L2: which schema a document is held to, and what it does not allow.

use documents::{Document, Node};
use schemas::{Blame, Schema, Step, Violation};
use syntax::{Problem, ProblemFix, Role, SchemaName};

use super::named::{Found, names_of};
use super::{DocumentContext, kubernetes};

/// The code of what is found here.
pub const SHAPE: &str = "L2/schema-violation";
/// The code of a schema that nothing can be judged by.
pub const UNUSABLE: &str = "L2/unusable-schema";
/// More of one document tell nothing new.
const MOST: usize = 50;

/// The schema that ships for documents in a role.
fn schema_of(role: Role) -> Option<&'static str> {
    match role {
        Role::Action => Some("action"),
        Role::CargoToml => Some("cargo"),
        Role::Compose => Some("compose"),
        Role::Dependabot => Some("dependabot"),
        Role::GitlabCi => Some("gitlab-ci"),
        Role::GrafanaDashboard => Some("grafana-dashboard"),
        Role::PackageJson => Some("package"),
        Role::PreCommit => Some("pre-commit"),
        Role::Prometheus => Some("prometheus"),
        Role::PrometheusRules => Some("prometheus-rules"),
        Role::Pyproject => Some("pyproject"),
        Role::Tsconfig => Some("tsconfig"),
        Role::HelmChart => Some("helm-chart"),
        Role::Kustomization => Some("kustomization"),
        Role::Workflow => Some("workflow"),
        _ => None,
    }
}

/// Whether documents in this role are held to a schema.
pub(super) fn has_shape(role: Role) -> bool {
    schema_of(role).is_some() || matches!(role, Role::OpenApi | Role::JsonSchema | Role::Kubernetes | Role::HelmValues)
}

/// Whether documents in this role are held to what readers of our own say of them, and to nothing that they name.
pub(super) fn has_reader(role: Role) -> bool {
    matches!(role, Role::Dna | Role::DnaGenerator | Role::Agent)
}

/// The schema that one document of a text is held to.
#[derive(Clone, Debug)]
pub struct Held {
    found: Found,
    words: Option<&'static Schema>,
}

impl Held {
    /// What judges it.
    pub fn schema(&self) -> &Schema {
        self.found.schema()
    }

    /// What describes it, for people who write it.
    pub fn words(&self) -> &Schema {
        self.words.unwrap_or_else(|| self.schema())
    }

    fn of(found: Found) -> Held {
        Held { found, words: None }
    }

    fn shipped(schema: &'static Schema) -> Held {
        Held::of(Found::Shipped(schema))
    }
}

/// The schemas that the documents of a text are held to, in their order: what the document names, else what the team has
/// chosen for it, else what it is recognised as. The one place that says it, for findings and for editors.
pub(crate) fn schemas_for(context: &DocumentContext<'_>, documents: &[Document]) -> Vec<Option<Held>> {
    let own = held_by(context, documents, &named_in(context, documents)).into_iter();
    own.zip(documents).map(|(own, document)| own.or_else(|| recognised(context, document.root.as_ref()?))).collect()
}

/// What the documents of a text name; nothing of those whose reader or draft says what they are.
fn named_in<'t>(context: &DocumentContext<'t>, documents: &[Document]) -> Vec<Option<SchemaName<'t>>> {
    if has_reader(context.kind.role) || context.kind.role == Role::JsonSchema {
        return Vec::new();
    }
    names_of(context.kind.language, context.text, documents)
}

/// What the documents name, or the team has chosen for them.
fn held_by(context: &DocumentContext<'_>, documents: &[Document], named: &[Option<SchemaName<'_>>]) -> Vec<Option<Held>> {
    let chosen = || if has_reader(context.kind.role) { None } else { context.library.chosen(context.path) };
    let held = |at: usize, document: &Document| {
        document.root.as_ref()?;
        let own = named.get(at).and_then(Option::as_ref).and_then(|found| context.library.named(context.path, &found.name));
        own.or_else(chosen).map(Held::of)
    };
    documents.iter().enumerate().map(|(at, document)| held(at, document)).collect()
}

/// What a document is held to by what it is.
fn recognised(context: &DocumentContext<'_>, root: &Node) -> Option<Held> {
    let role = context.kind.role;
    match role {
        Role::Kubernetes => kubernetes::schema_of(context, root.get("apiVersion")?.text()?, root.get("kind")?.text()?).map(Held::of),
        // Flux has objects of its own in files of this name.
        Role::Kustomization => {
            let api = root.get("apiVersion").and_then(Node::text).unwrap_or("kustomize.config.k8s.io");
            schemas::shipped("kustomization").filter(|_| api.starts_with("kustomize.config.k8s.io")).map(Held::shipped)
        }
        // Helm looks for it beside the chart's values.
        Role::HelmValues => context.library.named(context.path, "values.schema.json").map(Held::of),
        Role::JsonSchema => {
            let judge = schemas::metaschema(root.get("$schema")?.text()?)?;
            Some(Held { found: Found::Shipped(judge), words: schemas::shipped("json-schema") })
        }
        Role::OpenApi => {
            let version = |key: &str, first: &str| root.get(key).and_then(Node::text).is_some_and(|text| text.starts_with(first));
            let name = match () {
                () if version("swagger", "2.") => "openapi-2",
                () if version("openapi", "3.0") => "openapi-3.0",
                () if version("openapi", "3.1") => "openapi-3.1",
                () => return None,
            };
            schemas::shipped(name).map(Held::shipped)
        }
        // What is filled in when the file is included may stand anywhere, whatever its type.
        Role::GitlabCi if context.text.contains("$[[") => None,
        Role::Prometheus if is_of_victoria_metrics(context.text) => None,
        Role::PrometheusRules if root.items_of("groups").iter().any(is_for_vmalert) => None,
        _ => schema_of(role).and_then(schemas::shipped).map(Held::shipped),
    }
}

/// Whether a configuration of Prometheus is for VictoriaMetrics, which has more keys.
fn is_of_victoria_metrics(text: &str) -> bool {
    const OWN: &[&str] =
        &["stream_parse:", "scrape_align_interval:", "scrape_offset:", "series_limit:", "no_stale_markers:", "max_scrape_size:", "if:"];
    text.lines().map(|line| line.trim_start_matches([' ', '-'])).any(|line| OWN.iter().any(|key| line.starts_with(key)))
}

/// Whether a group of rules has what only VictoriaMetrics' vmalert reads.
fn is_for_vmalert(group: &Node) -> bool {
    const OWN: &[&str] = &["concurrency", "debug", "eval_alignment", "eval_delay", "eval_offset", "headers", "params", "tenant", "type"];
    let has = |node: &Node, keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    has(group, OWN) || group.items_of("rules").iter().any(|rule| has(rule, &["debug", "update_entries_limit"]))
}

/// Says what the schemas of a text's documents do not allow, and which of them cannot be used.
pub(super) fn check(context: &DocumentContext<'_>, out: &mut Vec<Problem>) {
    let documents = context.documents();
    let named = named_in(context, documents);
    let held = held_by(context, documents, &named);
    // An object of Kubernetes is held to what it is as a server does.
    let are_objects = context.kind.role == Role::Kubernetes;
    for (document, held) in documents.iter().zip(&held) {
        let Some(root) = &document.root else { continue };
        let recognised = || if are_objects { None } else { recognised(context, root) };
        if let Some(held) = held.clone().or_else(recognised) {
            hold(context, root, held.schema(), out);
        }
    }
    if are_objects {
        kubernetes::check(context, &|document| held.get(document).is_none_or(Option::is_none), out);
    }
    // A schema that cannot be used is told where it is named, once.
    let mut told = Vec::new();
    for named in named.into_iter().flatten() {
        let found = context.library.named(context.path, &named.name);
        let Some(Found::Loaded(loaded)) = found.filter(|_| !told.contains(&named.name)) else { continue };
        if let Some(why) = loaded.unusable() {
            let message = format!("the schema `{}` cannot be used: {why}", named.name);
            out.push(Problem { code: UNUSABLE, span: named.span, message, related: Vec::new(), fix: None });
            told.push(named.name);
        }
    }
}

/// Holds one document to one schema.
fn hold(context: &DocumentContext<'_>, root: &Node, schema: &Schema, out: &mut Vec<Problem>) {
    let mut violations = schema.validate(&root.to_json());
    // That a schema cannot judge a document is not the document's fault.
    violations.retain(|violation| violation.blame == Blame::Instance);
    // Naming its schema is no part of a document. What a pattern is, is a rule's to say.
    let is_name = |violation: &Violation| matches!(&violation.path[..], [Step::Key(key)] if key == "$schema");
    violations.retain(|violation| !is_name(violation) && violation.keyword != "format");
    let is_filled_in = |violation: &Violation| {
        let node = root.find(&violation.path).map(|(_, node)| node);
        violation.keyword == "type" && node.is_some_and(|node| kubernetes::is_before_place(context.text, node))
    };
    violations.retain(|violation| !is_filled_in(violation));
    // Forgejo and Gitea have keys of their own.
    if context.kind.role == Role::Workflow && !context.path.as_str().starts_with(".github/") {
        violations.retain(|violation| violation.keyword != "additionalProperties");
    }
    // Of a service that is written without anything, Compose takes what the files before say.
    if context.kind.role == Role::Compose && context.is_laid_over() {
        let is_empty_service = |violation: &Violation| {
            matches!(&violation.path[..], [Step::Key(section), Step::Key(_)] if section == "services")
                && root.find(&violation.path).is_some_and(|(_, node)| node.is_null())
        };
        violations.retain(|violation| !is_empty_service(violation));
    }
    // What a job extends is taken away where nothing is written.
    if context.kind.role == Role::GitlabCi {
        violations.retain(|violation| !root.find(&violation.path).is_some_and(|(_, node)| node.is_null()));
    }
    // What a generator writes that was told neither; every reader takes it.
    if context.kind.role == Role::OpenApi && root.path(&["info", "version"]).and_then(Node::text) == Some("version not set") {
        violations.retain(|violation| violation.keyword != "required" || violation.path.len() != 1);
    }
    // Generators carry it over from later versions, and readers of this one pass over it.
    if context.kind.role == Role::OpenApi {
        let is_later = |violation: &Violation| OF_LATER.iter().any(|key| is_last(violation, key));
        violations.retain(|violation| violation.keyword != "additionalProperties" || !is_later(violation));
        // A bundler puts something else there, whatever the standard has in that place.
        let is_elsewhere = |path: &[Step]| root.find(path).is_some_and(|(_, node)| node.get("$ref").is_some());
        violations.retain(|violation| !is_last(violation, "$ref") && !is_elsewhere(&violation.path));
    }
    if context.kind.role == Role::Compose && context.text.contains("!reset") {
        violations.retain(|violation| !is_reset(root, &violation.path, context.text));
    }
    // What a script fills in: `version: {operatorVersion}`.
    let is_place = |node: &Node| {
        let entries = node.entries();
        let written = context.text.get(node.span.range()).unwrap_or_default();
        entries.len() == 1 && entries[0].1.is_null() && written.starts_with('{') && !written.contains(':')
    };
    violations.retain(|violation| !root.find(&violation.path).is_some_and(|(_, node)| is_place(node)));
    // Whoever installs a chart adds values of their own, and where there is none yet.
    let is_empty = |violation: &Violation, node: &Node| {
        node.text() == Some("") && matches!(violation.keyword, "pattern" | "minLength" | "format" | "enum")
    };
    let is_open = |violation: &Violation| {
        violation.keyword == "required" || root.find(&violation.path).is_some_and(|(_, node)| node.is_null() || is_empty(violation, node))
    };
    violations.retain(|violation| context.kind.role != Role::HelmValues || !is_open(violation));
    say(root, &violations, out);
}

/// Keys of schemas that later versions of OpenAPI have.
const OF_LATER: [&str; 5] = ["$schema", "const", "examples", "nullable", "patternProperties"];

fn is_last(violation: &Violation, key: &str) -> bool {
    matches!(violation.path.last(), Some(Step::Key(last)) if last == key)
}

/// Says what a schema does not allow in a document, each at its place.
pub(super) fn say(root: &Node, violations: &[Violation], out: &mut Vec<Problem>) {
    for misshape in root.misshapes(&violations[..violations.len().min(MOST)]) {
        let fix = misshape.meant.map(|meant| ProblemFix {
            title: format!("Change to `{}`", meant.text),
            span: meant.span,
            text: meant.text,
            safe: false,
        });
        out.push(Problem { code: SHAPE, span: misshape.span, message: misshape.message, related: Vec::new(), fix });
    }
}

/// Whether a Compose file takes away what another one says there, by `!reset`: the value behind it is not looked at.
fn is_reset(root: &Node, path: &[Step], text: &str) -> bool {
    (1..=path.len()).any(|length| {
        let value = root.find(&path[..length]).map(|(_, value)| value.heading().start as usize);
        value
            .and_then(|start| text.get(..start))
            .is_some_and(|before| before.trim_end_matches([' ', '\n', '\r', '{', '[', '"', '\'']).ends_with("!reset"))
    })
}
