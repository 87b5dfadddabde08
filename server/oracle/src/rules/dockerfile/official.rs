//! What is known of images by their names: above all of those of Docker's own library, which have no namespace.

use crate::document::DocumentContext;

/// All of them that people build on. A name that is not here, and has no namespace, was built locally.
const OFFICIAL: &[&str] = &[
    "adminer",
    "aerospike",
    "almalinux",
    "alpine",
    "alt",
    "amazoncorretto",
    "amazonlinux",
    "api-firewall",
    "arangodb",
    "archlinux",
    "backdrop",
    "bash",
    "bonita",
    "buildpack-deps",
    "busybox",
    "caddy",
    "cassandra",
    "centos",
    "chronograf",
    "cirros",
    "clearlinux",
    "clefos",
    "clickhouse",
    "clojure",
    "composer",
    "convertigo",
    "couchbase",
    "couchdb",
    "crate",
    "dart",
    "debian",
    "docker",
    "drupal",
    "eclipse-mosquitto",
    "eclipse-temurin",
    "eggdrop",
    "elasticsearch",
    "elixir",
    "emqx",
    "erlang",
    "fedora",
    "flink",
    "fluentd",
    "friendica",
    "gazebo",
    "gcc",
    "geonetwork",
    "ghost",
    "golang",
    "gradle",
    "groovy",
    "haproxy",
    "haskell",
    "haxe",
    "hello-world",
    "hitch",
    "httpd",
    "hylang",
    "ibmjava",
    "influxdb",
    "irssi",
    "jetty",
    "joomla",
    "jruby",
    "julia",
    "kapacitor",
    "kibana",
    "kong",
    "krakend",
    "lightstreamer",
    "liquibase",
    "logstash",
    "mageia",
    "mariadb",
    "matomo",
    "maven",
    "mediawiki",
    "memcached",
    "mongo",
    "mongo-express",
    "monica",
    "mysql",
    "nats",
    "nats-streaming",
    "neo4j",
    "neurodebian",
    "nextcloud",
    "nginx",
    "node",
    "odoo",
    "open-liberty",
    "openjdk",
    "oraclelinux",
    "orientdb",
    "percona",
    "perl",
    "phpmyadmin",
    "photon",
    "php",
    "plone",
    "postfixadmin",
    "postgres",
    "pypy",
    "python",
    "r-base",
    "rabbitmq",
    "rakudo-star",
    "redis",
    "redmine",
    "registry",
    "rethinkdb",
    "rocket.chat",
    "rockylinux",
    "ros",
    "ruby",
    "rust",
    "sapmachine",
    "satosa",
    "silverpeas",
    "sl",
    "solr",
    "sonarqube",
    "spark",
    "spiped",
    "storm",
    "swift",
    "swipl",
    "teamspeak",
    "telegraf",
    "tomcat",
    "tomee",
    "traefik",
    "ubuntu",
    "unit",
    "valkey",
    "varnish",
    "vault",
    "wordpress",
    "xwiki",
    "yourls",
    "znc",
    "zookeeper",
];

/// Those whose user is root.
const ROOT: &[&str] = &[
    "almalinux",
    "alpine",
    "archlinux",
    "centos",
    "debian",
    "eclipse-temurin",
    "fedora",
    "golang",
    "node",
    "opensuse/leap",
    "python",
    "rockylinux",
    "ruby",
    "rust",
    "ubuntu",
];

/// Those that are made of Debian or Ubuntu unless their tag says otherwise, so that `/bin/sh` is dash.
const DASH: &[&str] = &[
    "buildpack-deps",
    "debian",
    "eclipse-temurin",
    "elixir",
    "erlang",
    "gcc",
    "golang",
    "httpd",
    "nginx",
    "node",
    "perl",
    "php",
    "postgres",
    "python",
    "ruby",
    "rust",
    "tomcat",
    "ubuntu",
];

/// The name of an image in that library: without its tag, and the long form of its address.
fn name(image: &str) -> &str {
    let image = ["docker.io/library/", "docker.io/", "library/"].iter().find_map(|prefix| image.strip_prefix(prefix)).unwrap_or(image);
    // What a colon before the last slash says is a port.
    let last = image.rfind('/').map_or(0, |slash| slash + 1);
    let end = image[last..].find([':', '@']).map_or(image.len(), |end| last + end);
    &image[..end]
}

/// Whether an image without a namespace is one that a registry has, and not one that was built locally.
pub(in crate::rules) fn is_published(image: &str) -> bool {
    name(image).contains('/') || OFFICIAL.contains(&name(image))
}

/// Whether whoever names no version of an image means the newest: of the project's own, and where the name has the release.
pub(in crate::rules) fn is_wanted_newest(context: &DocumentContext<'_>, image: &str) -> bool {
    context.is_own_image(image) || is_of_a_release(image) || has_no_versions(image)
}

/// Whether of an image nobody can have a version by its tag: Bitnami's lost theirs in 2025 (bitnami/containers#83267), those of
/// AdoptOpenJDK have got none since 2021, and Docker's greeting never had any.
fn has_no_versions(image: &str) -> bool {
    let name = name(image);
    name == "hello-world" || ["bitnami/", "adoptopenjdk/"].iter().any(|owner| name.starts_with(owner))
}

/// What to write instead of an image without a version: distroless has the release in its names, and no tags of versions.
pub(in crate::rules) fn with_version(image: &str) -> String {
    let name = name(image);
    if name.starts_with("gcr.io/distroless/") { format!("`{name}-debianN`, which names the release") } else { format!("`{name}:VERSION`") }
}

/// Whether the name of an image has the release, whose newest build is meant: `ubi9/ubi-minimal`, `distroless/base-debian12`,
/// `text-generation-inference-cu124.2-3.ubuntu2204`.
fn is_of_a_release(image: &str) -> bool {
    let is_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let system = |part: &str| ["ubi", "rhel"].iter().any(|of| part.strip_prefix(of).is_some_and(is_digit));
    let last = name(image).rsplit('/').next().unwrap_or_default();
    let is_built_for = |of: &str| last.split_once(of).is_some_and(|(_, rest)| is_digit(rest));
    name(image).split('/').any(system) || is_system(last) || ["-debian", "-ubuntu", ".ubuntu"].iter().any(|of| is_built_for(of))
}

/// Whether the name of an image is that of a distribution's release: `debian11`, `ubuntu_20_0_4`.
fn is_system(name: &str) -> bool {
    const SYSTEMS: [&str; 7] = ["almalinux", "alpine", "amazonlinux", "centos", "debian", "fedora", "ubuntu"];
    let rest = SYSTEMS.iter().find_map(|system| name.strip_prefix(system));
    rest.is_some_and(|rest| rest.trim_start_matches(['-', '_']).starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether root certainly is the user of an image.
pub(super) fn is_root(image: &str) -> bool {
    ROOT.contains(&name(image))
}

/// Whether an image certainly has no working folder of its own, so that `/` is it.
pub(super) fn works_in_root(image: &str) -> bool {
    name(image) != "golang" && is_root(image)
}

/// Whether dash certainly is the shell of an image.
pub(super) fn has_dash(image: &str) -> bool {
    let others = ["$", "alpine", "windows", "nanoserver", "ubi", "centos"];
    DASH.contains(&name(image)) && !others.iter().any(|other| image.contains(other))
}
