//! Metrics that rules and dashboards ask for, that the repository's own programs were to give, and that they do not.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use compact_str::CompactString;
use graph::names;
use graph::nearest::nearest;
use graph::referred::{Referred, referred};
use graph::said::{Voice, plain, said, voice};
use syntax::{Flags, place};
use workspace::{Db, Directory, File};

use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, RootContext, Rule};
use crate::rules::slip::is_slip_of_one;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/metric-not-defined",
    severity: Severity::Warning,
    summary: "A rule or dashboard asks for a metric that the repository's programs do not give.",
    page: include_str!("metric_not_defined.md"),
    check: Check::Root(check),
};

const METRIC: &str = "metric";

/// What Prometheus calls metrics when it takes them, where a part of the name is what they were called before.
const RELABELED: &str = "metric.relabeled";

/// How many metrics have to begin with a word, so that it is the repository's own.
const OWN: usize = 3;

/// First words of metrics that libraries, exporters and systems give.
const FOREIGN: [&str; 48] = [
    "alertmanager",
    "apiserver",
    "aws",
    "cadvisor",
    "client",
    "container",
    "controller",
    "coredns",
    "db",
    "dotnet",
    "envoy",
    "etcd",
    "go",
    "grpc",
    "hikaricp",
    "http",
    "https",
    "istio",
    "jvm",
    "kafka",
    "kube",
    "kubelet",
    "log4j2",
    "logback",
    "machine",
    "mysql",
    "nginx",
    "node",
    "nodejs",
    "pg",
    "postgresql",
    "process",
    "prometheus",
    "promhttp",
    "python",
    "rabbitmq",
    "redis",
    "requests",
    "rest",
    "rpc",
    "scrape",
    "server",
    "spring",
    "system",
    "tomcat",
    "total",
    "traefik",
    "workqueue",
];

/// What clients add to names.
const ENDS: [&str; 6] = ["_total", "_bucket", "_sum", "_count", "_created", "_info"];

fn base(name: &str) -> &str {
    ENDS.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

fn check(context: &RootContext<'_>, out: &mut Vec<Finding>) {
    let (db, root): (&dyn Db, _) = (context.db, context.root);
    let used = referred(db, root, METRIC);
    let Some(top) = root.top(db).filter(|_| !used.is_empty()) else { return };
    let defined = names::defined(db, root, METRIC);
    // What programs give, by its first word.
    let mut own: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, all) in defined.iter() {
        let gives = |one: &names::Defined| {
            voice(db, one.file) == Voice::Program
                && !one.mention(db).flags.has(Flags::OPTIONAL)
                && !place::is_test(one.file.path(db).as_str())
        };
        if all.iter().any(gives) {
            own.entry(name.split('_').next().unwrap_or_default()).or_default().insert(name);
        }
    }
    let relabeled = names::defined(db, root, RELABELED);
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for (name, referred) in used.iter().filter(|(name, _)| !defined.contains_key(*name) && !name.contains(':')) {
        let Some((first, tail)) = base(name).split_once('_').filter(|(first, _)| !FOREIGN.contains(first)) else { continue };
        let Some(gives) = own.get(first) else { continue };
        let count = gives.iter().map(|name| base(name)).collect::<BTreeSet<&str>>().len();
        let is_part = defined.keys().any(|given| name.ends_with(given.as_str()) || base(name).ends_with(base(given)));
        if count < OWN || is_part || relabeled.keys().any(|pattern| fits(name, pattern)) {
            continue;
        }
        // The series that clients add are no names that anybody means.
        let Some(close) = nearest(name, gives.iter().copied().filter(|given| !given.ends_with("_created"))) else { continue };
        // What may be put together from parts: every end of two words, and of a short name its only one.
        let mut ends = vec![plain(tail)];
        let mut rest = tail;
        while let Some((_, end)) = rest.split_once('_') {
            if end.contains('_') {
                ends.push(plain(end));
            }
            rest = end;
        }
        ends.extend(patterns(name));
        asked.push((name, referred, close, ends));
    }
    asked.extend(recordings(&used, &defined));
    asked.sort_by_key(|(name, ..)| *name);
    let sought: Arc<[CompactString]> = asked.iter().flat_map(|(.., ends)| ends.iter().cloned()).collect();
    let mut told = said(db, top, sought).into_iter();
    for (name, referred, close, ends) in asked {
        let is_other = |file: &File| match voice(db, *file) {
            Voice::Program => true,
            Voice::Document | Voice::Variables => !referred.iter().any(|one| one.file == *file),
            Voice::Prose => false,
        };
        if told.by_ref().take(ends.len()).fold(false, |said, files| said | files.iter().any(is_other)) || is_put_together(db, top, name) {
            continue;
        }
        for one in referred.iter().filter(|one| !place::is_data(one.file.path(db).as_str())) {
            let mention = one.mention(db);
            let anchor = Anchor::Fact(mention.span);
            let what = if name.contains(':') { "no rule in this repository records" } else { "nothing in this repository gives" };
            let message = format!("{what} the metric `{name}`, though it gives others of its kind; did you mean `{close}`?");
            let mut finding = Finding::new(RULE.code, RULE.severity, one.file, anchor, message);
            if let Some(there) = defined.get(close).and_then(|all| all.first()) {
                finding = finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{close}` is given here"));
            }
            out.push(finding.change_to(close));
        }
    }
}

/// Whether a program has a beginning of the name, of two words or more, as a literal of its own: it puts more behind that.
fn is_put_together(db: &dyn Db, top: Directory, name: &str) -> bool {
    let starts: Vec<&str> = name.match_indices('_').map(|(at, _)| &name[..at]).filter(|start| start.contains('_')).collect();
    let sought: Arc<[CompactString]> = starts.iter().map(|start| plain(start)).collect();
    said(db, top, sought).iter().zip(starts).any(|(files, start)| {
        let is_literal =
            |text: String| [format!("\"{start}\""), format!("'{start}'")].iter().any(|literal| text.contains(literal.as_str()));
        let mut programs = files.iter().filter(|file| voice(db, **file) == Voice::Program);
        programs.any(|file| graph::text(db, *file).is_some_and(is_literal))
    })
}

/// Whether a name begins and ends as one with groups of a regular expression in it: `${1}_total`.
fn fits(name: &str, pattern: &str) -> bool {
    let (Some(first), Some(last)) = (pattern.find('$'), pattern.rfind('$')) else { return false };
    let behind = &pattern[last + 1..];
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let end = behind
        .strip_prefix('{')
        .map_or_else(|| behind.trim_start_matches(is_word), |inside| inside.trim_start_matches(is_word).trim_start_matches('}'));
    let rest = name.strip_prefix(&pattern[..first]).and_then(|rest| rest.strip_suffix(end));
    first + end.len() > 0 && rest.is_some()
}

/// How a program would write a name that it fills in: two words or more, and a hole.
fn patterns(name: &str) -> Vec<CompactString> {
    let ends = name.match_indices('_').map(|(at, _)| &name[..at]).filter(|start| start.contains('_'));
    ends.flat_map(|start| ["%", "{", "$", "#"].map(|hole| format!("{}{hole}", plain(start)).into())).collect()
}

/// A metric that nobody gives: its name, who asks for it, the one that is close, and what of it must stand nowhere else.
type Asked<'a> = (&'a CompactString, &'a Vec<Referred>, &'a str, Vec<CompactString>);

/// What recordings of everybody are of.
const LEVELS: [&str; 12] =
    ["cluster", "instance", "job", "namespace", "node", "pod", "container", "service", "workload", "device", "path", "code"];

/// Recordings that are asked for: only rules make metrics with a colon, and those of a team begin with a word of its own.
fn recordings<'a>(used: &'a graph::referred::Index, defined: &'a names::Index) -> Vec<Asked<'a>> {
    let mut own: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in defined.keys().filter(|name| name.contains(':')) {
        own.entry(name.split(':').next().unwrap_or_default()).or_default().push(name);
    }
    let mut out = Vec::new();
    for (name, referred) in used.iter().filter(|(name, _)| !defined.contains_key(*name)) {
        let Some((level, tail)) = name.split_once(':') else { continue };
        let Some(recorded) = own.get(level).filter(|recorded| recorded.len() > 1) else { continue };
        // Of a level that everybody records for, only a slip is known to be meant.
        let is_own = !LEVELS.contains(&level) && !level.contains("namespace") && !level.contains("cluster");
        let close = if is_own {
            nearest(name, recorded.iter().copied())
        } else {
            recorded.iter().copied().find(|other| is_slip_of_one(name, other))
        };
        out.extend(close.map(|close| (name, referred, close, vec![plain(tail)])));
    }
    out
}
