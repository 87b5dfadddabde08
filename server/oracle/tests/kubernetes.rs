//! Manifests of Kubernetes among the other files of a repository, and manifests of which nothing is as it should be.

mod world;

use serde_json::{Value, json};

use world::World;

fn definition(schema: &str) -> String {
    format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{ name: widgets.example.org }}\nspec:\n  \
         group: example.org\n  scope: Cluster\n  names: {{ kind: Widget, plural: widgets }}\n  versions:\n  - name: v1\n    \
         schema: {{ openAPIV3Schema: {{ properties: {{ spec: {{ properties: {schema} }} }} }} }}\n"
    )
}

#[test]
fn an_edit_of_a_definition_judges_its_objects_again() {
    let widget = "apiVersion: example.org/v1\nkind: Widget\nmetadata: { name: a }\nspec: { size: x }\n";
    let mut world = World::new(&[("widget.yaml", widget)]);
    assert_eq!(world.said(), Vec::<String>::new());
    world.write("crd.yaml", &definition("{ size: { type: integer } }"));
    assert_eq!(world.said(), ["widget.yaml:4 L2/schema-violation `size` is a whole number, not text"]);
    world.write("crd.yaml", &definition("{ size: { type: string } }"));
    assert_eq!(world.said(), Vec::<String>::new());
    // Of several definitions any may be meant.
    world.write("old/crd.yaml", &definition("{ size: { type: integer } }"));
    assert_eq!(world.said(), Vec::<String>::new());
}

#[test]
fn a_patch_is_one_when_a_kustomization_names_it() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec: { ports: [{ nodePort: 30080 }] }\n";
    let mut world = World::new(&[("parts/service.yaml", service)]);
    assert_eq!(world.said(), ["parts/service.yaml:4 L2/schema-violation an item of `ports` needs the key `port`, which is missing"]);
    world.write("k/kustomization.yaml", "patches: [{ path: ../parts/service.yaml }]\n");
    assert_eq!(world.said(), Vec::<String>::new());
}

#[test]
fn the_release_is_the_teams() {
    let address = "apiVersion: networking.k8s.io/v1beta1\nkind: IPAddress\nmetadata: { name: a }\nspec: { parentRef: { resource: services, name: web } }\n";
    let mut world = World::new(&[("deploy/address.yaml", address)]);
    assert_eq!(world.said().len(), 1, "{:?}", world.said());
    world.write("shop.dna.yaml", "dna: 1\nchecks: { kubernetes: { version: '1.36' } }\n");
    assert_eq!(world.said(), Vec::<String>::new());
    world.write("shop.dna.yaml", "dna: 1\nchecks: { kubernetes: { version: '1.20' } }\n");
    assert!(world.said().iter().any(|one| one.contains("`version` is one of the releases")), "{:?}", world.said());
}

#[test]
fn charts_and_their_values() {
    let world = World::new(&[
        ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\ntyp: library\n"),
        ("c/values.schema.json", r#"{"required": ["host"], "properties": {"port": {"type": "integer"}, "mode": {"enum": ["a"]}}}"#),
        ("c/values.yaml", "port: x\nmode:\n"),
        ("c/values-prod.yaml", "port: 80\n"),
        ("d/values.yaml", "port: x\n"),
        ("k/kustomization.yaml", "resorces: []\n"),
    ]);
    assert_eq!(
        world.said(),
        [
            "c/Chart.yaml:4 L2/schema-violation the document has no key `typ`; did you mean `type`?",
            "c/values.yaml:1 L2/schema-violation `port` is a whole number, not text",
            "k/kustomization.yaml:1 L2/schema-violation the document has no key `resorces`; did you mean `resources`?",
        ]
    );
}

/// Every copy of `value` in which one part of it is something else.
fn spoiled(value: &Value, with: &Value, out: &mut Vec<Value>) {
    out.push(with.clone());
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let mut all = Vec::new();
                spoiled(inner, with, &mut all);
                out.extend(all.into_iter().map(|one| {
                    let mut copy = map.clone();
                    copy.insert(key.clone(), one);
                    Value::Object(copy)
                }));
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                let mut all = Vec::new();
                spoiled(inner, with, &mut all);
                out.extend(all.into_iter().map(|one| {
                    let mut copy = items.clone();
                    copy[at] = one;
                    Value::Array(copy)
                }));
            }
        }
        _ => {}
    }
}

#[test]
fn wrong_types_everywhere_break_nothing() {
    let pod = json!({
        "metadata": { "labels": { "app": "a" }, "annotations": { "x": "y" } },
        "spec": {
            "volumes": [{ "name": "v", "emptyDir": { "sizeLimit": "1Gi" } }],
            "containers": [{
                "name": "a", "image": "x.org/a:1",
                "env": [{ "name": "P", "value": "x" }],
                "ports": [{ "name": "http", "containerPort": 80 }],
                "volumeMounts": [{ "name": "v", "mountPath": "/v" }],
                "resources": { "limits": { "cpu": "1" }, "requests": { "cpu": "100m" } },
                "livenessProbe": { "httpGet": { "port": "http" } },
            }],
        },
    });
    let selector = json!({ "matchLabels": { "app": "a" }, "matchExpressions": [{ "key": "app", "operator": "In", "values": ["a"] }] });
    let sound = [
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "a" }, "spec": { "selector": selector, "template": pod } }),
        json!({ "apiVersion": "batch/v1", "kind": "CronJob", "metadata": { "name": "a" },
                "spec": { "schedule": "@daily", "jobTemplate": { "spec": { "template": pod } } } }),
        json!({ "apiVersion": "v1", "kind": "List", "items": [{ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "a" },
                "spec": { "selector": { "app": "a" }, "ports": [{ "port": 80, "targetPort": "http" }] } }] }),
        json!({ "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "a" },
                "spec": { "group": "example.org", "names": { "kind": "W" }, "versions": [{ "name": "v1", "schema": { "openAPIV3Schema": {
                    "type": "object", "required": ["a"], "properties": { "a": { "type": "integer", "minimum": 1, "pattern": "(" } } } } }] } }),
        json!({ "apiVersion": "example.org/v1", "kind": "W", "a": 1 }),
    ];
    for with in [json!(null), json!(true), json!(-1.5e300), json!("("), json!("[{"), json!([[]]), json!({ "": {} })] {
        let mut all = Vec::new();
        sound.iter().for_each(|object| spoiled(object, &with, &mut all));
        let text: Vec<String> = all.iter().map(Value::to_string).collect();
        let world = World::new(&[("all.yaml", &format!("apiVersion: v1\nkind: ConfigMap\n---\n{}\n", text.join("\n---\n")))]);
        let said = world.said();
        assert!(said.iter().any(|one| one.contains("L2/schema-violation")), "{with}: nothing is said");
        assert!(!said.iter().any(|one| one.contains("L1/")), "{with}: {said:?}");
    }
}
