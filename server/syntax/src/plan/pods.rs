//! Workloads of Kubernetes that wait for Services before they start, and the Services.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::facts::SpanId;
use crate::manifest::tree::{At, Text, Value};
use crate::output::Output;

/// The documents of one file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Pods {
    /// What makes pods, in order.
    pub workloads: Vec<Workload>,
    /// What finds pods, in order.
    pub services: Vec<Service>,
    /// Group and kind, with a space between, of each kind that a CustomResourceDefinition adds.
    pub customs: Vec<CompactString>,
}

/// Keys and values, as written.
pub type Labels = Vec<(CompactString, CompactString)>;

/// A Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, or a Pod.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Workload {
    /// Its kind.
    pub kind: CompactString,
    /// Its name.
    pub name: CompactString,
    /// Its namespace, when it is written.
    pub namespace: Option<CompactString>,
    /// The labels of its pods.
    pub labels: Labels,
    /// What its init containers wait for, in order.
    pub waits: Vec<Wait>,
    /// The range of the name.
    pub span: SpanId,
}

/// An init container that ends no sooner than a host answers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Wait {
    /// The host's name, as written.
    pub host: CompactString,
    /// Whether the name alone will do, without anybody behind it.
    pub only_name: bool,
    /// The range of the command.
    pub span: SpanId,
}

/// A Service that selects pods.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Its name.
    pub name: CompactString,
    /// Its namespace, when it is written.
    pub namespace: Option<CompactString>,
    /// What it selects by.
    pub selector: Labels,
    /// Whether its name stands for the pods themselves.
    pub headless: bool,
    /// Whether it leads to pods that are not ready, too.
    pub not_ready_too: bool,
    /// The range of the name.
    pub span: SpanId,
}

pub(super) fn read<'t, 'a: 't>(documents: impl Iterator<Item = At<'t, 'a>>, out: &mut Output) -> Option<Pods> {
    let mut found = Pods::default();
    for document in documents {
        let Some(kind) = document.text_of("kind") else { continue };
        let Some(name) = document.at(&["metadata", "name"]).and_then(At::text) else { continue };
        let namespace = document.at(&["metadata", "namespace"]).and_then(At::text).map(|text| text.text.into());
        if kind.text == "CustomResourceDefinition" {
            let text = |path: &[&str]| document.at(path).and_then(At::text);
            if let (Some(group), Some(kind)) = (text(&["spec", "group"]), text(&["spec", "names", "kind"])) {
                found.customs.push(format!("{} {}", group.text, kind.text).into());
            }
            continue;
        }
        let template: &[&str] = match kind.text {
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => &["spec", "template"],
            "Pod" => &[],
            "Service" => {
                found.services.extend(service(document, name, namespace, out));
                continue;
            }
            _ => continue,
        };
        let Some(template) = document.at(template) else { continue };
        let waits = template.at(&["spec", "initContainers"]).into_iter().flat_map(At::items).flat_map(commands);
        let waits: Vec<(Text<'_>, String, bool)> = waits.collect();
        found.workloads.push(Workload {
            kind: kind.text.into(),
            name: name.text.into(),
            namespace,
            labels: labels(template.at(&["metadata", "labels"])).unwrap_or_default(),
            waits: waits
                .into_iter()
                .map(|(text, host, only_name)| Wait { host: host.into(), only_name, span: out.span(text.span) })
                .collect(),
            span: out.span(name.span),
        });
    }
    (found != Pods::default()).then_some(found)
}

fn service(document: At<'_, '_>, name: Text<'_>, namespace: Option<CompactString>, out: &mut Output) -> Option<Service> {
    let spec = document.get("spec")?;
    Some(Service {
        name: name.text.into(),
        namespace,
        selector: labels(spec.get("selector")).filter(|selector| !selector.is_empty())?,
        headless: spec.text_of("clusterIP").is_some_and(|ip| ip.text == "None"),
        not_ready_too: spec.is_true("publishNotReadyAddresses")
            || document.at(&["metadata", "annotations", "service.alpha.kubernetes.io/tolerate-unready-endpoints"]).is_some(),
        span: out.span(name.span),
    })
}

/// `None` when one of them is not known.
fn labels(at: Option<At<'_, '_>>) -> Option<Labels> {
    let at = at.filter(|at| *at.value() == Value::Table)?;
    let known =
        |(key, value): (Text<'_>, At<'_, '_>)| Some((key.text.into(), value.text().filter(|text| !text.text.contains('$'))?.text.into()));
    at.entries().map(known).collect()
}

/// The loops in what a container runs that wait for a host: the text they stand in, the host, and whether its name alone will do.
fn commands<'t>(container: At<'t, '_>) -> impl Iterator<Item = (Text<'t>, String, bool)> {
    let texts = container.texts_of("command").chain(container.texts_of("args"));
    texts.flat_map(|text| loops(text.text).into_iter().map(move |(host, only_name)| (text, host, only_name)))
}

/// Scripts of more bytes do more than wait.
const MOST_BYTES: usize = 4096;

/// The hosts that the `until` and `while !` loops of a script wait for.
fn loops(script: &str) -> Vec<(String, bool)> {
    if script.len() > MOST_BYTES {
        return Vec::new();
    }
    let words: Vec<&str> = script.split_whitespace().collect();
    // What may end a loop otherwise, or go round it, is not understood here.
    if words.iter().any(|word| {
        matches!(*word, "break" | "exit" | "timeout" | "if" | "for" | "||") || word.contains("break;") || word.contains("exit;")
    }) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let start = match *word {
            "until" => at + 1,
            "while" if words.get(at + 1) == Some(&"!") => at + 2,
            _ => continue,
        };
        let end = words[start..].iter().position(|word| *word == "do" || word.ends_with(";do")).map_or(words.len(), |end| start + end);
        found.extend(host(&words[start..end]));
    }
    found
}

/// The host that a command asks for, and whether its name alone will do.
fn host(command: &[&str]) -> Option<(String, bool)> {
    if command.iter().any(|word| word.contains(['$', '`', '|', '&']) && !matches!(*word, "2>&1" | "2>&1;" | "&>/dev/null;" | "&>/dev/null"))
    {
        return None;
    }
    let (program, arguments) = command.split_first()?;
    let bare = |word: &str| word.trim_end_matches(';').trim_matches(['"', '\'']).to_owned();
    let first = |skip: &[&str]| {
        let mut rest = arguments.iter();
        while let Some(word) = rest.next() {
            if skip.contains(word) {
                rest.next();
            } else if !word.starts_with(['-', '>', '2', '<']) {
                return Some(bare(word));
            }
        }
        None
    };
    let behind = |flag: &str| {
        let at = arguments.iter().position(|word| *word == flag)?;
        arguments.get(at + 1).map(|word| bare(word))
    };
    let (host, only_name) = match program.trim_start_matches("/bin/").trim_start_matches("/usr/bin/") {
        "nslookup" => (first(&[])?, true),
        "nc" | "ncat" | "netcat" => (first(&["-w", "-i"])?, false),
        "pg_isready" => (behind("-h")?, false),
        "redis-cli" | "mysqladmin" | "mysql" => (behind("-h")?, false),
        "curl" | "wget" => {
            let url = arguments.iter().map(|word| bare(word)).find(|word| word.starts_with("http://") || word.starts_with("https://"))?;
            (url.split("://").nth(1)?.split(['/', ':']).next()?.to_owned(), false)
        }
        _ => return None,
    };
    let plain = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    plain.then_some((host, only_name))
}

#[cfg(test)]
mod tests {
    use super::loops;

    #[test]
    fn loops_that_wait_are_understood() {
        let one = |script: &str| loops(script).into_iter().next();
        assert_eq!(one("until nc -z db 5432; do sleep 1; done"), Some(("db".into(), false)));
        assert_eq!(one("while ! nc -w 1 -z db.shop.svc 5432\ndo sleep 1\ndone"), Some(("db.shop.svc".into(), false)));
        assert_eq!(one("until nslookup db; do echo waiting; sleep 2; done;"), Some(("db".into(), true)));
        assert_eq!(one("until curl -sf http://api:8080/health; do sleep 1; done"), Some(("api".into(), false)));
        assert_eq!(one("until pg_isready -h pg -p 5432; do sleep 1; done"), Some(("pg".into(), false)));
    }

    #[test]
    fn what_may_end_otherwise_is_none() {
        for script in [
            "nc -z db 5432",
            "until nc -z $HOST 5432; do sleep 1; done",
            "until nc -z db 1 || true; do sleep 1; done",
            "for i in 1 2 3; do until nc -z db 1; do sleep 1; done; done",
            "until nc -z db 1; do n=$((n+1)); if [ $n -gt 9 ]; then exit 1; fi; done",
            "timeout 30 sh -c 'until nc -z db 1; do sleep 1; done'",
        ] {
            assert_eq!(loops(script), [], "{script}");
        }
    }
}
