//! Images that say neither which version nor which contents are meant.

use documents::Node;
use syntax::Role;
use syntax::place::is_test;

use super::objects::{Pods, is_open, pods};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};
use crate::rules::dockerfile::official;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/image-without-tag",
    severity: Severity::Info,
    summary: "A container runs an image without a tag or a digest, so whatever is the latest.",
    page: include_str!("image_without_tag.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

/// Images of Docker's library that people run without saying whose they are. Of other single words, somebody's tool may put the image.
const LIBRARY: &[&str] = &[
    "alpine",
    "bash",
    "busybox",
    "caddy",
    "cassandra",
    "centos",
    "consul",
    "couchdb",
    "debian",
    "docker",
    "eclipse-mosquitto",
    "elasticsearch",
    "fedora",
    "fluentd",
    "golang",
    "haproxy",
    "httpd",
    "influxdb",
    "kibana",
    "logstash",
    "mariadb",
    "memcached",
    "mongo",
    "mysql",
    "nats",
    "neo4j",
    "nginx",
    "node",
    "openjdk",
    "perl",
    "php",
    "postgres",
    "python",
    "rabbitmq",
    "redis",
    "registry",
    "ruby",
    "sonarqube",
    "telegraf",
    "tomcat",
    "traefik",
    "ubuntu",
    "vault",
    "wordpress",
    "zookeeper",
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // Which versions run is said in a kustomization, for all at once; what tests apply is rarely to run at all.
    if context.is_kustomized() || is_test(context.path.as_str()) {
        return;
    }
    // Who tries an example with a pod of its own throws it away.
    let is_said = |word: &str| matches!(word, "demo" | "demos" | "example" | "examples" | "sample" | "samples");
    let is_example = context.path.parts().any(|part| part.split(['-', '_', '.']).next().is_some_and(is_said));
    let is_tried = |pods: &Pods<'_>| is_example && pods.object.kind == "Pod";
    for container in pods(context).into_iter().filter(|pods| pods.is_whole(context) && !is_tried(pods)).flat_map(|pods| pods.containers()) {
        // One that is never pulled was put there by hand.
        let is_there = container.node.get("imagePullPolicy").and_then(Node::text) == Some("Never");
        let Some(node) = container.node.get("image").filter(|_| !is_there) else { continue };
        let Some(image) = node.text().filter(|image| is_certain(image) && !official::is_wanted_newest(context, image)) else { continue };
        found.at(node.span, format!("`{image}` names no tag, so whatever is `latest` runs, another one tomorrow; name a tag or a digest"));
    }
}

/// Whether an image has certainly no version.
fn is_certain(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image);
    let is_plain =
        image.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b':'));
    let is_placed = image.contains('/') || LIBRARY.contains(&image);
    is_plain && is_placed && !is_open(image) && !image.contains("://") && !name.is_empty() && !name.contains(':')
}
