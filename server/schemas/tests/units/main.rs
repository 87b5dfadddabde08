//! The schemas that ship, those of Kubernetes and the words of the interface, case by case.

mod kubernetes;
mod structural;

use schemas::{closest, metaschema, names, shipped};
use serde_json::json;

#[test]
fn nearness() {
    let ids = ["orders", "store", "api"];
    assert_eq!(closest("ordres", ids), Some("orders"));
    assert_eq!(closest("Store", ids), Some("store"));
    assert_eq!(closest("web", ids), None);
    assert_eq!(closest("x", ["y"]), None);
    assert_eq!(closest("", ids), None);
    assert_eq!(closest(&"a".repeat(100_000), ids), None);
}

#[test]
fn every_draft_is_known() {
    for named in [
        "http://json-schema.org/draft-04/schema#",
        "https://json-schema.org/draft-07/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        assert_eq!(metaschema(named).expect(named).broken(), None, "{named}");
    }
    for named in [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
    ] {
        let draft = metaschema(named).expect(named);
        assert!(draft.validate(&json!({"type": "object", "properties": {"a": {"type": "string"}}})).is_empty());
        assert_eq!(draft.validate(&json!({"type": "objct"})).len(), 1);
        assert_eq!(draft.validate(&json!({"properties": {"a": {"minLength": -1}}})).len(), 1);
    }
    assert!(metaschema("https://example.org/schema").is_none() && metaschema("draft").is_none());
}

#[test]
fn every_shipped_schema_is_sound() {
    assert!(names().is_sorted());
    for name in names() {
        let schema = shipped(name).expect("it is shipped");
        assert!(schema.source().is_object(), "{name} is no JSON");
        assert_eq!(schema.broken(), None, "{name}");
    }
}
