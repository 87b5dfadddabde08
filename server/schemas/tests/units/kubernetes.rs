//! The schemas of Kubernetes' own objects, of several releases.

use std::io::Read;

use schemas::{KUBERNETES_RELEASES as RELEASES, NEWEST_KUBERNETES as NEWEST, OtherKind, kubernetes, meant_kind, removed_kind};
use serde_json::{Value, json};

/// Which objects the data has, by release.
fn index() -> Value {
    let data: &[u8] = include_bytes!("../../data/kubernetes.json.zz");
    let mut text = String::new();
    flate2::read::ZlibDecoder::new(data).read_to_string(&mut text).expect("the data is packed");
    serde_json::from_str(text.lines().next().expect("a line")).expect("the data reads")
}

#[test]
fn every_schema_is_sound() {
    let index = index();
    for minor in RELEASES {
        let kinds = index[format!("1.{minor}")]["kinds"].as_object().expect("a release");
        assert!(kinds.len() > 80, "{}", kinds.len());
        for (api, kind) in kinds.keys().map(|known| known.split_once(' ').expect("an API and a kind")) {
            assert!(meant_kind(minor, api, kind).is_none(), "1.{minor}: {api} {kind}");
            if minor == NEWEST {
                assert_eq!(kubernetes(minor, api, kind).expect("it is known").broken(), None, "{api} {kind}");
            }
        }
    }
}

#[test]
fn objects_are_closed() {
    let said = |instance: Value| {
        let schema = kubernetes(NEWEST, "apps/v1", "Deployment").expect("it is known");
        schema.validate(&instance).into_iter().map(|violation| violation.message).collect::<Vec<_>>()
    };
    let object = |container: Value| {
        let pod = json!({ "metadata": { "labels": { "a": "b" } }, "spec": { "containers": [container] } });
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "a" },
                "spec": { "selector": { "matchLabels": { "a": "b" } }, "template": pod } })
    };
    let sound = json!({ "name": "a", "resources": { "limits": { "cpu": 1, "memory": "1Gi" } },
                        "ports": [{ "containerPort": 80 }], "livenessProbe": { "httpGet": { "port": "http" } } });
    assert_eq!(said(object(sound)), Vec::<String>::new());
    assert_eq!(said(object(json!({ "name": "a", "imag": "b" }))).len(), 1);
    assert_eq!(said(object(json!({ "name": "a", "ports": [{ "containerPort": "80" }] }))).len(), 1);
    assert!(kubernetes(NEWEST, "example.com/v1", "Deployment").is_none());
}

#[test]
fn releases_differ() {
    let has = |minor| kubernetes(minor, "storage.k8s.io/v1beta1", "VolumeAttributesClass").is_some();
    assert_eq!(RELEASES.map(has), [true, true, true, true, false]);
    let removed = |minor| removed_kind(minor, "storage.k8s.io/v1beta1", "VolumeAttributesClass");
    assert_eq!(removed(NEWEST), Some((37, Some("storage.k8s.io/v1"))));
    assert_eq!(removed(36), None);
    assert_eq!(removed_kind(NEWEST, "apps/v1", "Deployment"), None);
}

#[test]
fn kinds_that_were_meant() {
    assert_eq!(meant_kind(NEWEST, "v1", "Deployment"), Some(OtherKind::Api("apps/v1")));
    assert_eq!(meant_kind(NEWEST, "apps/v1", "Deploymnet"), Some(OtherKind::Kind("Deployment")));
    assert_eq!(meant_kind(NEWEST, "v1", "Config"), None);
    assert_eq!(meant_kind(NEWEST, "apps/v1", "Deployment"), None);
    assert_eq!(meant_kind(NEWEST, "apps.example.org/v1", "Deployment"), None);
}
