//! Steps of relabeling that Prometheus refuses, or that cannot do what they were written for.

use std::ops::Range;

use documents::Node;
use graph::nearest::nearest;
use syntax::Role;
use syntax::promql::{Groups, groups};

use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/invalid-relabeling",
    severity: Severity::Error,
    summary: "A step of relabeling lacks what its action needs, or has what it does not take.",
    page: include_str!("invalid_relabeling.md"),
    check: Check::Document(&[Subject::Role(Role::Prometheus), Subject::Role(Role::Kubernetes)], check),
};

/// The keys of steps: Prometheus' own, and those of its operator.
const LISTS: [&str; 9] = [
    "relabel_configs",
    "metric_relabel_configs",
    "alert_relabel_configs",
    "write_relabel_configs",
    "relabelings",
    "metricRelabelings",
    "alertRelabelings",
    "relabelingConfigs",
    "writeRelabelConfigs",
];

const ACTIONS: [&str; 11] =
    ["replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase", "keepequal", "dropequal"];

/// Actions that write into `target_label`, or compare with it.
const WITH_TARGET: [&str; 6] = ["replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"];

/// Words of files for VictoriaMetrics, which has more actions and takes each with less.
const DIALECT: [&str; 9] = [
    "VictoriaMetrics",
    "victoriametrics",
    "_if_equal",
    "_if_contains",
    "replace_all",
    "labelmap_all",
    "keep_metrics",
    "drop_metrics",
    "action: graphite",
];

/// What somebody nests deeper is no configuration.
const MAX_DEPTH: usize = 16;

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    if DIALECT.iter().any(|word| context.text.contains(word)) {
        return;
    }
    for root in context.roots() {
        if context.kind.role == Role::Prometheus {
            walk(root, root.get("global").is_some_and(|global| is_legacy(global, false)), 0, found);
            continue;
        }
        let of_operator =
            |object: &&Node| object.get("apiVersion").and_then(Node::text).is_some_and(|of| of.starts_with("monitoring.coreos.com/"));
        std::iter::once(root).chain(root.items_of("items")).filter(of_operator).for_each(|object| walk(object, false, 0, found));
    }
}

/// Whether names are held to ASCII, as before version 3.
fn is_legacy(node: &Node, otherwise: bool) -> bool {
    let scheme = node.get("metric_name_validation_scheme").or_else(|| node.get("nameValidationScheme"));
    scheme.and_then(Node::text).map_or(otherwise, |scheme| scheme.eq_ignore_ascii_case("legacy"))
}

fn walk(node: &Node, legacy: bool, depth: usize, found: &mut Found) {
    if depth > MAX_DEPTH {
        return;
    }
    let legacy = is_legacy(node, legacy);
    for (key, value) in node.entries() {
        if key.text().is_some_and(|key| LISTS.contains(&key)) {
            value.items().iter().filter(|step| !step.entries().is_empty()).for_each(|step| Step { node: step, legacy }.judge(found));
        } else {
            walk(value, legacy, depth + 1, found);
        }
    }
    node.items().iter().for_each(|item| walk(item, legacy, depth + 1, found));
}

/// One step.
struct Step<'n> {
    node: &'n Node,
    legacy: bool,
}

impl<'n> Step<'n> {
    /// The key and the value of a setting that is set.
    fn entry(&self, name: &str) -> Option<(&'n Node, &'n Node)> {
        let camel = match name {
            "source_labels" => "sourceLabels",
            "target_label" => "targetLabel",
            _ => name,
        };
        self.node.entry(name).or_else(|| self.node.entry(camel)).filter(|(_, value)| !value.is_null())
    }

    fn text(&self, name: &str) -> Option<(&'n Node, &'n str)> {
        self.entry(name).and_then(|(_, value)| Some((value, value.text()?)))
    }

    fn judge(&self, found: &mut Found) {
        let written = self.text("action");
        let action = written.map_or_else(|| "replace".to_owned(), |(_, text)| text.to_ascii_lowercase());
        let place = written.map_or_else(|| self.node.heading(), |(node, _)| node.span);
        if !ACTIONS.contains(&action.as_str()) {
            if !action.contains(['$', '{', '<', '%']) {
                found.misspelt(place, format!("there is no action `{action}`"), nearest(&action, ACTIONS));
            }
            return;
        }
        let action = action.as_str();
        let what =
            if written.is_some() { format!("the action `{action}`") } else { format!("`{action}`, the action where none is named,") };
        let target = self.text("target_label").filter(|(_, target)| !target.is_empty());
        if WITH_TARGET.contains(&action) && target.is_none() {
            found.at(place, format!("{what} needs `target_label`"));
        }
        if action == "hashmod" && self.text("modulus").is_none_or(|(_, modulus)| modulus == "0") {
            found.at(place, format!("{what} needs a `modulus` above 0"));
        }
        if self.lacks_sources(action) {
            found.at(place, format!("{what} looks at the values of `source_labels`, and there are none"));
        }
        self.surplus(action, found);
        self.names(action, found);
        let pattern = self.text("regex");
        // Prometheus puts it in these.
        match groups(&format!("^(?s:{})$", pattern.map_or("(.*)", |(_, text)| text))) {
            Err(wrong) => {
                let place = pattern.map_or(place, |(node, _)| node.span);
                found.at(place, format!("the regular expression {wrong}"));
            }
            Ok(groups) => {
                let expanded: &[&str] = match action {
                    "replace" => &["target_label", "replacement"],
                    "labelmap" => &["replacement"],
                    _ => &[],
                };
                expanded.iter().filter_map(|name| self.text(name)).for_each(|(node, text)| references(node, text, &groups, found));
            }
        }
    }

    /// Whether an action has the same answer everywhere, which nobody wants of it. To drop everything is a use of its own.
    fn lacks_sources(&self, action: &str) -> bool {
        let is_needed = match action {
            "hashmod" | "lowercase" | "uppercase" => true,
            "keep" | "drop" => self.text("regex").is_some_and(|(_, regex)| !matches!(regex, "" | ".*" | "(.*)" | ".+" | "(.+)")),
            _ => false,
        };
        is_needed && self.entry("source_labels").is_none_or(|(_, labels)| labels.items().is_empty() && labels.text().is_none())
    }

    /// Settings that an action does not take.
    fn surplus(&self, action: &str, found: &mut Found) {
        let (refused, takes): (&[&str], &str) = match action {
            "labeldrop" | "labelkeep" => (&["source_labels", "target_label", "modulus", "separator", "replacement"], "`regex` alone"),
            "keepequal" | "dropequal" => (&["regex", "modulus", "separator", "replacement"], "`source_labels` and `target_label` alone"),
            "lowercase" | "uppercase" => (&["replacement"], "no `replacement`: the value of the labels is what it writes"),
            _ => return,
        };
        for name in refused {
            let Some((key, value)) = self.entry(name) else { continue };
            // Prometheus cannot see that somebody wrote down what would hold anyway.
            let is_default = match *name {
                "separator" => value.text() == Some(";"),
                "replacement" => value.text() == Some("$1"),
                "modulus" => value.text() == Some("0"),
                "target_label" => value.text() == Some(""),
                _ => false,
            };
            if !is_default {
                found.at(key.span, format!("the action `{action}` takes {takes}"));
            }
        }
    }

    /// Names of labels, where they are held to ASCII: since version 3 any text is one.
    fn names(&self, action: &str, found: &mut Found) {
        if !self.legacy {
            return;
        }
        let target = self.text("target_label").filter(|_| WITH_TARGET.contains(&action));
        let mapped = self.text("replacement").filter(|_| action == "labelmap");
        let sources = self.entry("source_labels").map(|(_, labels)| labels.items()).unwrap_or_default();
        let sources = sources.iter().filter_map(|node| Some((node, node.text()?)));
        let expands = matches!(action, "replace" | "labelmap");
        for (node, name) in target.into_iter().chain(mapped) {
            // What a group has matched may be any part of a name.
            let parts = expanded(name).into_iter().filter(|_| expands).rev();
            let mut whole = name.to_owned();
            parts.for_each(|(range, _)| whole.replace_range(range, "a"));
            if !name.is_empty() && !is_label(&whole) {
                found.at(node.span, format!("`{name}` is no name of a label"));
            }
        }
        for (node, name) in sources.filter(|(_, name)| !is_label(name)) {
            found.at(node.span, format!("`{name}` is no name of a label"));
        }
    }
}

fn is_label(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Says which groups are named that there are not. A word may be a variable that something else fills in, unless groups have names.
fn references(node: &Node, text: &str, groups: &Groups, found: &mut Found) {
    for (range, name) in expanded(text) {
        let is_meant = name.starts_with(|c: char| c.is_ascii_digit()) || groups.are_named();
        if !is_meant || groups.has(name) {
            continue;
        }
        let written = &text[range.clone()];
        let number: String = name.chars().take_while(char::is_ascii_digit).collect();
        let meant = Some(&name[number.len()..]).filter(|rest| !rest.is_empty() && groups.has(&number) && !number.is_empty());
        match meant {
            Some(rest) => {
                let meant = format!("${{{number}}}{rest}");
                found.misspelt(
                    node.part(range),
                    format!("`{written}` is the group `{name}`, which the regular expression has not"),
                    Some(&meant),
                );
            }
            None => {
                let count = match groups.count() {
                    0 => "no group".to_owned(),
                    1 => "1 group".to_owned(),
                    many => format!("{many} groups"),
                };
                found.at(node.part(range), format!("`{written}` is filled in with nothing: the regular expression has {count}"));
            }
        }
    }
}

/// The groups that a text refers to, `$1` or `${name}`, as Go reads them: a name is as long as it can be.
fn expanded(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('$').map(|found| at + found) {
        let rest = &text[start + 1..];
        let (inside, braces) = rest.strip_prefix('{').map_or((rest, 0), |inside| (inside, 1));
        let length = inside.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(inside.len());
        let is_closed = braces == 0 || inside[length..].starts_with('}');
        at = start + 1 + usize::from(rest.starts_with('$'));
        if length > 0 && is_closed {
            at = start + 1 + length + 2 * braces;
            out.push((start..at, &inside[..length]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::expanded;

    #[test]
    fn what_a_text_refers_to() {
        let names = |text| expanded(text).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        assert_eq!(names("$1-${2}_x/$name"), ["1", "2", "name"]);
        assert_eq!(names("$1_x"), ["1_x"]);
        assert!(names("$$1 ${1 ${} $-").is_empty());
    }
}
