//! The schemas that come with the program: the files of `server/schemas/schemas`.

use std::sync::LazyLock;

use crate::schema::Schema;

struct Shipped {
    name: &'static str,
    text: &'static str,
    schema: LazyLock<Schema>,
}

macro_rules! ship {
    ($($name:literal)*) => {
        vec![$(Shipped {
            name: $name,
            text: include_str!(concat!("../schemas/", $name, ".json")),
            schema: LazyLock::new(|| parsed(include_str!(concat!("../schemas/", $name, ".json")))),
        }),*]
    };
}

static ALL: LazyLock<Vec<Shipped>> = LazyLock::new(|| {
    ship![
        "action"
        "agent"
        "cargo"
        "compose"
        "dependabot"
        "dna"
        "dna-v0"
        "generator"
        "gitlab-ci"
        "grafana-dashboard"
        "helm-chart"
        "json-schema"
        "kustomization"
        "openapi-2"
        "openapi-3.0"
        "openapi-3.1"
        "package"
        "pre-commit"
        "prometheus"
        "prometheus-rules"
        "pyproject"
        "tsconfig"
        "workflow"
    ]
});

fn parsed(text: &str) -> Schema {
    // A test reads every one of them.
    Schema::new(serde_json::from_str(text).unwrap_or_default())
}

/// Their names, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|shipped| shipped.name)
}

/// A shipped schema by name.
pub fn shipped(name: &str) -> Option<&'static Schema> {
    ALL.iter().find(|shipped| shipped.name == name).map(|shipped| &*shipped.schema)
}

/// The same as text, as `ouroboros schema` prints it.
pub fn text(name: &str) -> Option<&'static str> {
    ALL.iter().find(|shipped| shipped.name == name).map(|shipped| shipped.text)
}
