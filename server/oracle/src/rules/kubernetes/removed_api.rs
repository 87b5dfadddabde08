//! Versions of Kubernetes' API that are served no longer.

use syntax::Role;
use syntax::place::is_test;
use workspace::RelPath;

use super::objects::objects;
use crate::document::{DocumentContext, Found, Subject, kubernetes};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/removed-api",
    severity: Severity::Error,
    summary: "An object is written for a version of the API that the cluster serves no longer.",
    page: include_str!("removed_api.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

/// What was taken away before the oldest release whose schemas ship.
struct Removed {
    api: &'static str,
    kinds: &'static [&'static str],
    /// The first minor release of Kubernetes 1 without it.
    release: u8,
    /// What to write instead; for what has no successor, what does its work.
    now: Result<&'static str, &'static str>,
}

const fn removed(api: &'static str, kinds: &'static [&'static str], release: u8, now: Result<&'static str, &'static str>) -> Removed {
    Removed { api, kinds, release, now }
}

const WORKLOADS: &[&str] = &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];
const WEBHOOKS: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];
const REVIEWS: &[&str] = &["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"];
const ROLES: &[&str] = &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];
const STORAGE: &[&str] = &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"];
const FLOWS: &[&str] = &["FlowSchema", "PriorityLevelConfiguration"];
const POLICIES: Result<&str, &str> = Err("Pod Security Admission does its work");

const REMOVED: &[Removed] = &[
    removed("admissionregistration.k8s.io/v1beta1", WEBHOOKS, 22, Ok("admissionregistration.k8s.io/v1")),
    removed("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], 22, Ok("apiextensions.k8s.io/v1")),
    removed("apiregistration.k8s.io/v1beta1", &["APIService"], 22, Ok("apiregistration.k8s.io/v1")),
    removed("apps/v1beta1", WORKLOADS, 16, Ok("apps/v1")),
    removed("apps/v1beta2", WORKLOADS, 16, Ok("apps/v1")),
    removed("authentication.k8s.io/v1beta1", &["TokenReview"], 22, Ok("authentication.k8s.io/v1")),
    removed("authorization.k8s.io/v1beta1", REVIEWS, 22, Ok("authorization.k8s.io/v1")),
    removed("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], 25, Ok("autoscaling/v2")),
    removed("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], 26, Ok("autoscaling/v2")),
    removed("batch/v1beta1", &["CronJob"], 25, Ok("batch/v1")),
    removed("batch/v2alpha1", &["CronJob"], 21, Ok("batch/v1")),
    removed("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], 22, Ok("certificates.k8s.io/v1")),
    removed("coordination.k8s.io/v1beta1", &["Lease"], 22, Ok("coordination.k8s.io/v1")),
    removed("discovery.k8s.io/v1beta1", &["EndpointSlice"], 25, Ok("discovery.k8s.io/v1")),
    removed("events.k8s.io/v1beta1", &["Event"], 25, Ok("events.k8s.io/v1")),
    removed("extensions/v1beta1", WORKLOADS, 16, Ok("apps/v1")),
    removed("extensions/v1beta1", &["NetworkPolicy"], 16, Ok("networking.k8s.io/v1")),
    removed("extensions/v1beta1", &["PodSecurityPolicy"], 16, POLICIES),
    removed("extensions/v1beta1", &["Ingress"], 22, Ok("networking.k8s.io/v1")),
    removed("flowcontrol.apiserver.k8s.io/v1beta1", FLOWS, 26, Ok("flowcontrol.apiserver.k8s.io/v1")),
    removed("flowcontrol.apiserver.k8s.io/v1beta2", FLOWS, 29, Ok("flowcontrol.apiserver.k8s.io/v1")),
    removed("flowcontrol.apiserver.k8s.io/v1beta3", FLOWS, 32, Ok("flowcontrol.apiserver.k8s.io/v1")),
    removed("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], 22, Ok("networking.k8s.io/v1")),
    removed("node.k8s.io/v1beta1", &["RuntimeClass"], 25, Ok("node.k8s.io/v1")),
    removed("policy/v1beta1", &["PodDisruptionBudget"], 25, Ok("policy/v1")),
    removed("policy/v1beta1", &["PodSecurityPolicy"], 25, POLICIES),
    removed("rbac.authorization.k8s.io/v1alpha1", ROLES, 22, Ok("rbac.authorization.k8s.io/v1")),
    removed("rbac.authorization.k8s.io/v1beta1", ROLES, 22, Ok("rbac.authorization.k8s.io/v1")),
    removed("scheduling.k8s.io/v1beta1", &["PriorityClass"], 22, Ok("scheduling.k8s.io/v1")),
    removed("storage.k8s.io/v1beta1", STORAGE, 22, Ok("storage.k8s.io/v1")),
    removed("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], 27, Ok("storage.k8s.io/v1")),
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    // Tests keep what was written for earlier releases, and apply it to such. A design says what was meant then; a patch for an
    // earlier version fits nothing, and whoever uses one is told so.
    let is_design = |part: &str| matches!(part, "design" | "designs" | "poc" | "PoC" | "proposal" | "proposals");
    let path = context.path;
    let is_old = |part: &str| is_design(part) || is_version(part) || is_year(part);
    let is_legacy = path.name().split(['-', '_', '.']).any(|word| word == "legacy");
    if is_test(path.as_str()) || is_legacy || is_of_a_release(path.name()) || context.is_patch() || path.parts().any(is_old) {
        return;
    }
    let release = kubernetes::release(context);
    for object in objects(context) {
        let Some(api) = object.node.get("apiVersion").filter(|api| api.text() == Some(object.api_version)) else { continue };
        let Some((since, now)) = gone(object.api_version, object.kind, release) else { continue };
        if is_said(path, object.api_version) || object.kind == "PodSecurityPolicy" && path.parts().any(|part| part == "psp") {
            continue;
        }
        let message = format!("Kubernetes serves no {} of `{}` since release 1.{since}", object.kind, object.api_version);
        match now {
            Ok(now) => {
                found.at(api.span, format!("{message}; write it for `{now}`")).propose(format!("Change to `{now}`"), api.span, now);
            }
            Err(instead) => _ = found.at(api.span, format!("{message}; {instead}")),
        }
    }
}

/// Whether a file is what was published with one release of the program, and is kept for those who run that: `install_v2_0_0.yaml`.
fn is_of_a_release(name: &str) -> bool {
    let mut words = name.split(['_', '-', '.']).skip_while(|word| word.strip_prefix('v').is_none_or(|rest| !is_number(rest)));
    words.next().is_some() && words.next().is_some_and(is_number)
}

/// Whether a path says for which version of an API its objects are, beside which there are others for others: `crd/v1beta1/jobs.yaml`.
fn is_said(path: &RelPath, api_version: &str) -> bool {
    let version = api_version.rsplit('/').next().unwrap_or(api_version);
    path.as_str().split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == version)
}

/// Whether a folder holds what was published as one version, and is kept so: `1.4.0`, `v0.1.0-kops.1`.
fn is_version(part: &str) -> bool {
    let mut numbers = part.strip_prefix('v').unwrap_or(part).split(['.', '-', '+']);
    part.contains('.') && numbers.next().is_some_and(is_number) && numbers.next().is_some_and(is_number)
}

/// Whether a folder holds what was shown in one year, with what there was then: `kubecon/2020-NA`.
fn is_year(part: &str) -> bool {
    let year = part.split(['-', '_']).next().unwrap_or_default();
    year.len() == 4 && year.starts_with("20") && is_number(year)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The release that took a kind away, as far as `release` knows, and what to write instead or what else does its work.
fn gone(api: &str, kind: &str, release: u8) -> Option<(u8, Result<&'static str, &'static str>)> {
    if let Some(removed) = REMOVED.iter().find(|removed| removed.api == api && removed.kinds.contains(&kind)) {
        return (removed.release <= release).then_some((removed.release, removed.now));
    }
    // What later releases took away the schemas say.
    let (since, now) = schemas::removed_kind(release, api, kind)?;
    Some((since, now.ok_or("it has no successor")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_agrees_with_the_schemas() {
        for removed in REMOVED {
            for kind in removed.kinds {
                for release in schemas::KUBERNETES_RELEASES {
                    assert!(schemas::kubernetes(release, removed.api, kind).is_none(), "{} {kind} in 1.{release}", removed.api);
                }
                if let Ok(now) = removed.now {
                    assert!(schemas::kubernetes(schemas::NEWEST_KUBERNETES, now, kind).is_some(), "{now} {kind}");
                }
            }
        }
    }
}
