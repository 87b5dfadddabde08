//! Schemas that ship, under the addresses by which documents name them.
//!
//! Ours are not the text at that address; they are of the same format, and hold without any network.

use crate::schema::Schema;
use crate::shipped::shipped;

/// An address without its scheme, its ending and the word `www`, and the schema of that format.
const ADDRESSES: &[(&str, &str)] = &[
    ("json.schemastore.org/cargo", "cargo"),
    ("json.schemastore.org/chart", "helm-chart"),
    ("json.schemastore.org/dependabot-2.0", "dependabot"),
    ("json.schemastore.org/docker-compose", "compose"),
    ("json.schemastore.org/github-action", "action"),
    ("json.schemastore.org/github-workflow", "workflow"),
    ("json.schemastore.org/gitlab-ci", "gitlab-ci"),
    ("json.schemastore.org/kustomization", "kustomization"),
    ("json.schemastore.org/package", "package"),
    ("json.schemastore.org/pre-commit-config", "pre-commit"),
    ("json.schemastore.org/prometheus", "prometheus"),
    ("json.schemastore.org/prometheus.rules", "prometheus-rules"),
    ("json.schemastore.org/pyproject", "pyproject"),
    ("json.schemastore.org/tsconfig", "tsconfig"),
    ("raw.githubusercontent.com/compose-spec/compose-spec/master/schema/compose-spec", "compose"),
    ("raw.githubusercontent.com/compose-spec/compose-spec/main/schema/compose-spec", "compose"),
    ("spec.openapis.org/oas/2.0/schema/2017-08-27", "openapi-2"),
    ("spec.openapis.org/oas/3.0/schema/2021-09-28", "openapi-3.0"),
    ("spec.openapis.org/oas/3.0/schema/2024-10-18", "openapi-3.0"),
    ("spec.openapis.org/oas/3.1/schema/2022-10-07", "openapi-3.1"),
    ("spec.openapis.org/oas/3.1/schema-base/2022-10-07", "openapi-3.1"),
];

/// The schema that ships for the format at an address; that of a draft of JSON Schema for its own.
pub fn published(address: &str) -> Option<&'static Schema> {
    if let Some(draft) = crate::metaschema(address) {
        return Some(draft);
    }
    let rest = address.split_once("://")?.1.trim_end_matches('#');
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches(".json");
    let rest =
        rest.strip_prefix("schemastore.org/schemas/json/").map_or_else(|| rest.to_owned(), |name| format!("json.schemastore.org/{name}"));
    let (_, name) = ADDRESSES.iter().find(|(known, _)| *known == rest)?;
    shipped(name)
}
