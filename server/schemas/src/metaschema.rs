//! What JSON Schemas themselves are held to: the published metaschemas of the drafts.

use std::sync::LazyLock;

use serde_json::json;

use crate::schema::Schema;

/// The drafts, as they are called without the scheme.
const DRAFTS: [&str; 5] = [
    "json-schema.org/draft-04/schema",
    "json-schema.org/draft-06/schema",
    "json-schema.org/draft-07/schema",
    "json-schema.org/draft/2019-09/schema",
    "json-schema.org/draft/2020-12/schema",
];

static ALL: LazyLock<Vec<Schema>> = LazyLock::new(|| {
    let uri = |draft: &str| {
        format!("{}://{draft}{}", if draft.contains("draft-") { "http" } else { "https" }, if draft.contains("draft-") { "#" } else { "" })
    };
    DRAFTS.iter().map(|draft| Schema::new(json!({"$schema": uri(draft), "$ref": uri(draft)}))).collect()
});

/// The metaschema that `$schema` names, whichever way it writes it; `None` for a dialect that is none of the drafts.
pub fn metaschema(named: &str) -> Option<&'static Schema> {
    let rest = named.trim_end_matches('#').split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"))?.1;
    let at = DRAFTS.iter().position(|draft| *draft == rest)?;
    ALL.get(at)
}
