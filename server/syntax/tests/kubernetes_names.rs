//! What manifests and kustomizations define and use, by the rules that come with the program.

use syntax::names::{PART, Set};
use syntax::{Flags, Mention, extract_text};
use workspace::RelPath;

fn told(mentions: &[Mention]) -> Vec<String> {
    // Variables, ports and images of containers have tests of their own; every object is one for Kustomize.
    let quiet = ["k8s.group", "k8s.namespace", "env", "port", "image", "kustomize.object"];
    let of = mentions.iter().filter(|mention| !quiet.contains(&mention.namespace.as_str()));
    let mut out: Vec<String> = of
        .map(|mention| {
            let optional = if mention.flags.has(Flags::OPTIONAL) { "?" } else { "" };
            format!("{} [{}] {}{optional}", mention.namespace.as_str(), mention.scope.replace(PART, " "), mention.name)
        })
        .collect();
    out.sort();
    out
}

fn names(path: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let (facts, _) = extract_text(&RelPath::new(path), text, syntax::Options::default());
    let names = facts.names.expect("the text has names");
    (told(&names.definitions), told(&names.references))
}

#[test]
fn the_shipped_rules_are_rules() {
    assert_eq!(Set::shipped().mistakes(), []);
}

#[test]
fn a_workload_defines_itself_and_uses_what_its_pods_take() {
    let text = "apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: web } }
    spec:
      serviceAccountName: web
      containers:
        - name: web
          ports: [{ name: http, containerPort: 8080 }]
          env:
            - name: A
              valueFrom: { configMapKeyRef: { name: config, key: a } }
            - name: B
              valueFrom: { secretKeyRef: { name: secret, key: b, optional: true } }
      volumes:
        - name: files
          projected: { sources: [{ configMap: { name: files, items: [{ key: c, path: c }] } }] }
        - name: data
          persistentVolumeClaim: { claimName: data }
";
    let (defined, used) = names("web.yaml", text);
    assert_eq!(
        defined,
        ["k8s.container-port [shop web Deployment] http", "k8s.label [shop web Deployment] app=web", "k8s.workload [shop Deployment] web"]
    );
    assert_eq!(
        used,
        [
            "k8s.claim [shop] data",
            "k8s.configmap [shop] config",
            "k8s.configmap [shop] files",
            "k8s.configmap-key [shop config] a",
            "k8s.configmap-key [shop files] c",
            "k8s.secret [shop] secret?",
            "k8s.secret-key [shop secret] b?",
            "k8s.serviceaccount [shop] web",
        ]
    );
}

#[test]
fn services_and_what_leads_to_them() {
    let text = "apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: web }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec:
  rules: [{ http: { paths: [{ backend: { service: { name: web, port: { number: 80 } } } }] } }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: a }
spec:
  rules: [{ backendRefs: [{ name: web, port: 80 }, { name: api, namespace: b, port: 81 }, { name: x, kind: Bucket }] }]
";
    let (defined, used) = names("web.yaml", text);
    assert_eq!(defined, ["k8s.service [] web", "k8s.service-port [ web] 80", "k8s.service-port [ web] http"]);
    assert_eq!(
        used,
        [
            "k8s.container-port [   Service web] web",
            "k8s.label [   Service web] app=web",
            "k8s.service [] web",
            "k8s.service [a] web",
            "k8s.service [b] api",
            "k8s.service-port [ web] 80",
            "k8s.service-port [a web] 80",
            "k8s.service-port [b api] 81",
        ]
    );
}

#[test]
fn a_kustomization_defines_what_its_generators_make() {
    let text = "resources: [web.yaml, https://example.org/x.yaml]
namePrefix: eu-
configMapGenerator:
  - name: web
    literals: [A=1, B=x=y]
    files: [conf/app.toml, log.conf=conf/log4j.conf]
  - name: more
    behavior: merge
    envs: [more.env]
secretGenerator:
  - name: keys
    literals: [password=secret]
replicas: [{ name: web, count: 2 }]
patches:
  - target: { kind: Service, name: web }
    patch: |-
      - op: remove
        path: /spec/type
helmCharts: []
";
    let (defined, used) = names("kustomization.yaml", text);
    assert_eq!(
        defined,
        [
            "k8s.configmap [] web",
            "k8s.configmap-key [ web] A",
            "k8s.configmap-key [ web] B",
            "k8s.configmap-key [ web] app.toml",
            "k8s.configmap-key [ web] log.conf",
            "k8s.filled [] more",
            "k8s.patched [Service] web",
            "k8s.secret [] keys",
            "k8s.secret-key [ keys] password",
            "kustomize.affix [] eu-",
            "kustomize.beyond [] helmCharts",
        ]
    );
    assert_eq!(
        used,
        [
            "k8s.configmap [] more?",
            "k8s.service [] web?",
            "k8s.workload [ ] web",
            "kustomize.part [] https://example.org/x.yaml?",
            "kustomize.part [] web.yaml?"
        ]
    );
}
