//! What a file of manifests holds, as its rules see it: objects, and the pods that they make.

use documents::{Node, Scalar, Value};

use crate::document::DocumentContext;
pub use crate::document::kubernetes::{Object, is_open};

/// What pods are made from.
#[derive(Clone, Copy)]
pub struct Pods<'a> {
    /// What makes them.
    pub object: Object<'a>,
    /// The template: its `metadata` and `spec`.
    pub template: &'a Node,
    /// The pods' `spec`.
    pub spec: &'a Node,
}

/// One container of pods, and the list it stands in.
#[derive(Clone, Copy)]
pub struct Container<'a> {
    /// All of it.
    pub node: &'a Node,
    /// `containers`, `initContainers` or `ephemeralContainers`.
    pub list: &'static str,
}

/// The groups that every cluster serves.
const GROUPS: &[&str] = &[
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "extensions",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// Whether every cluster serves this group.
pub fn is_group(group: &str) -> bool {
    GROUPS.contains(&group)
}

/// The objects of a file, in order.
pub fn objects<'a>(context: &'a DocumentContext<'_>) -> Vec<Object<'a>> {
    context.objects().collect()
}

/// The pods that a file's objects make, in order.
pub fn pods<'a>(context: &'a DocumentContext<'_>) -> Vec<Pods<'a>> {
    context.objects().filter_map(Object::pods).collect()
}

impl<'a> Object<'a> {
    /// Its name, when it is written.
    pub fn name(self) -> Option<&'a Node> {
        self.node.path(&["metadata", "name"])
    }

    /// Its namespace, when it is written.
    pub fn namespace(self) -> Option<&'a str> {
        self.node.path(&["metadata", "namespace"]).and_then(Node::text)
    }

    /// Whether its group is one of Kubernetes' own, whose rules are known.
    pub fn is_built_in(self) -> bool {
        // Kustomize's own, of `builtin`, have no group either.
        is_group(self.group) && (!self.group.is_empty() || self.api_version == "v1")
    }

    /// What it makes pods from.
    pub fn pods(self) -> Option<Pods<'a>> {
        let path: &[&str] = match (self.group, self.kind) {
            ("apps" | "extensions", "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet")
            | ("batch", "Job")
            | ("", "ReplicationController") => &["spec", "template"],
            ("batch", "CronJob") => &["spec", "jobTemplate", "spec", "template"],
            ("", "Pod") => &[],
            ("", "PodTemplate") => &["template"],
            _ => return None,
        };
        let template = self.node.path(path)?;
        Some(Pods { object: self, template, spec: template.get("spec")? })
    }
}

impl<'a> Pods<'a> {
    /// Its containers, in order.
    pub fn containers(self) -> impl Iterator<Item = Container<'a>> {
        ["initContainers", "containers", "ephemeralContainers"]
            .into_iter()
            .flat_map(move |list| self.spec.items_of(list).iter().map(move |node| Container { node, list }))
    }

    /// Whether this is all of it, and not what is laid over something else: a patch names containers without what they run.
    pub fn is_whole(self, context: &DocumentContext<'_>) -> bool {
        let has_selector = self.object.group != "apps" || self.object.node.path(&["spec", "selector"]).is_some();
        let mut containers = self.spec.items_of("containers").iter().peekable();
        has_selector
            && containers.peek().is_some()
            && self.containers().all(|container| container.node.get("image").is_some() && container.node.get("$patch").is_none())
            && self.spec.get("$patch").is_none()
            && !context.is_patch()
    }

    /// Whether something adds to it when it is made, such as the sidecar of a mesh.
    pub fn is_injected(self) -> bool {
        ["annotations", "labels"].iter().any(|of| {
            let entries = self.template.path(&["metadata", of]).map_or(&[][..], Node::entries);
            entries.iter().any(|(key, _)| key.text().is_some_and(|key| key.contains("inject")))
        })
    }
}

impl<'a> Container<'a> {
    /// Its name.
    pub fn name(self) -> Option<&'a str> {
        self.node.get("name").and_then(Node::text)
    }

    /// The names of its ports.
    pub fn ports(self) -> impl Iterator<Item = &'a str> {
        let ports = self.node.items_of("ports");
        ports.iter().filter_map(|port| port.get("name").and_then(Node::text))
    }

    /// Whether a name among its ports is filled in later.
    pub fn has_open_ports(self) -> bool {
        self.ports().any(is_open)
    }
}

/// Whether a node is text, or reads as such.
pub fn is_text(node: &Node) -> bool {
    matches!(node.value, Value::Scalar { kind: Scalar::Text, .. })
}
