//! `checks`: the settings that change findings.

use compact_str::CompactString;
use rustc_hash::FxHashSet;
use workspace::{Date, SeverityOverride, Span};

use super::fields::{Reader, cut};
use crate::keys;
use crate::mistake::{MOST_MISTAKES, Mistake, SCHEMA, UNKNOWN_RULE, closest};
use crate::model::{Checks, Dna, Suppression};
use crate::span::{Spanned, Spans};
use documents::{Node, Scalar, Value};

const LEVELS: &[(&str, u8)] = &[("L0", 0), ("L1", 1), ("L2", 2), ("L3", 3), ("L4", 4), ("L5", 5), ("L6", 6)];

const SWITCH: &[(&str, bool)] = &[("on", true), ("off", false)];

const SEVERITIES: &[(&str, SeverityOverride)] = &[
    ("error", SeverityOverride::Error),
    ("warning", SeverityOverride::Warning),
    ("info", SeverityOverride::Info),
    ("off", SeverityOverride::Off),
];

impl Reader {
    /// Reads the section.
    pub fn checks(&mut self, node: &Node) -> Checks {
        let mut checks = Checks::default();
        if node.is_null() {
            return checks;
        }
        let Some(fields) = self.fields(node, &keys::CHECKS) else { return checks };
        checks.level = fields.get("level").and_then(|value| self.choice(value, "`level`", LEVELS));
        for (code, key, value) in fields.get("severity").map_or_else(Vec::new, |value| self.entries(value, "`severity`")) {
            let code = Spanned::new(CompactString::from(code), self.mark(key.span));
            checks.severity.extend(self.severity(value).map(|severity| (code, severity)));
        }
        if let Some(languages) = fields.get("languages").filter(|value| !value.is_null())
            && let Some(chosen) = self.fields(languages, &keys::LANGUAGES)
        {
            for name in keys::LANGUAGES.names {
                let Some((key, value)) = chosen.key(name) else { continue };
                let name = Spanned::new(CompactString::from(*name), self.mark(key.span));
                let on = self.choice(value, "a language", SWITCH);
                checks.languages.extend(on.map(|on| (name, on)));
            }
        }
        for (glob, key, value) in fields.get("schemas").map_or_else(Vec::new, |value| self.entries(value, "`schemas`")) {
            let glob = Spanned::new(CompactString::from(glob), self.mark(key.span));
            checks.schemas.extend(self.text(value, "a schema").map(|schema| (glob, schema)));
        }
        for value in fields.get("queries").into_iter().filter(|value| !value.is_null()) {
            checks.queries = self.one_or_many(value, "`queries`");
        }
        for value in fields.get("ignore").into_iter().filter(|value| !value.is_null()) {
            checks.ignore = self.texts(value, "`ignore`");
        }
        for value in fields.get("suppress").into_iter().filter(|value| !value.is_null()) {
            checks.suppress = self.items(value, "`suppress`").iter().filter_map(|item| self.suppression(item)).collect();
        }
        checks.fail_on = fields.get("fail_on").and_then(|value| self.choice(value, "`fail_on`", SEVERITIES));
        checks.max_file_size = fields.get("max_file_size").and_then(|value| self.size(value, "`max_file_size`"));
        if let Some(value) = fields.get("kubernetes").filter(|value| !value.is_null())
            && let Some(chosen) = self.fields(value, &keys::KUBERNETES)
        {
            checks.kubernetes = chosen.get("version").and_then(|value| self.kubernetes(value));
        }
        checks.baseline = fields.get("baseline").and_then(|value| self.text(value, "`baseline`"));
        for (name, key, value) in fields.get("probes").map_or_else(Vec::new, |value| self.entries(value, "`probes`")) {
            let name = Spanned::new(CompactString::from(name), self.mark(key.span));
            checks.probes.extend(self.probe(name, value));
        }
        checks
    }

    /// Takes what an extended text's section says where those before it say nothing.
    pub fn extend_checks(checks: &mut Checks, base: Checks) {
        let known: FxHashSet<CompactString> = checks.severity.iter().map(|(code, _)| code.value.clone()).collect();
        checks.severity.extend(base.severity.into_iter().filter(|(code, _)| !known.contains(&code.value)));
        let known: FxHashSet<CompactString> = checks.languages.iter().map(|(id, _)| id.value.clone()).collect();
        checks.languages.extend(base.languages.into_iter().filter(|(id, _)| !known.contains(&id.value)));
        // Of globs the last that matches decides, so those of the base come first.
        checks.schemas.splice(0..0, base.schemas);
        checks.queries.splice(0..0, base.queries);
        checks.ignore.splice(0..0, base.ignore);
        checks.suppress.splice(0..0, base.suppress);
        let known: FxHashSet<CompactString> = checks.probes.iter().map(|probe| probe.name.value.clone()).collect();
        checks.probes.extend(base.probes.into_iter().filter(|probe| !known.contains(&probe.name.value)));
        checks.level = checks.level.or(base.level);
        checks.fail_on = checks.fail_on.or(base.fail_on);
        checks.max_file_size = checks.max_file_size.or(base.max_file_size);
        checks.kubernetes = checks.kubernetes.or(base.kubernetes);
        checks.baseline = checks.baseline.take().or(base.baseline);
    }

    /// A severity. Both `off` and `"off"` are text in YAML 1.2.
    pub fn severity(&mut self, node: &Node) -> Option<Spanned<SeverityOverride>> {
        self.choice(node, "a severity", SEVERITIES)
    }

    fn suppression(&mut self, node: &Node) -> Option<Suppression> {
        let fields = self.fields(node, &keys::SUPPRESS)?;
        let mut required = |name: &str| match fields.get(name) {
            Some(value) => self.text(value, &format!("`{name}`")),
            None => {
                self.mistake(Mistake::new(SCHEMA, node.heading(), format!("a suppression has the key `{name}`; this one has not")));
                None
            }
        };
        let (code, at) = (required("code"), required("at"));
        let until = fields.get("until").and_then(|value| self.date(value));
        let why = fields.get("why").and_then(|value| self.text(value, "`why`"));
        // A date that cannot be read does not end the suppression: its own mistake does that work.
        Some(Suppression { code: code?, at: at?, until, why })
    }

    fn date(&mut self, node: &Node) -> Option<Spanned<Date>> {
        match node.text().map(|text| (text, Date::parse(text))) {
            Some((_, Some(date))) => return Some(Spanned::new(date, self.mark(node.span))),
            Some((other, None)) => {
                self.mistake(Mistake::new(SCHEMA, node.span, format!("`until` is a day written YYYY-MM-DD, not `{}`", cut(other))));
            }
            None => self.wrong_type(node, "`until`", "a day written YYYY-MM-DD"),
        }
        None
    }

    /// A release, as text or as the number that it looks like.
    fn kubernetes(&mut self, node: &Node) -> Option<Spanned<u8>> {
        let minor = match &node.value {
            Value::Scalar { text, kind: Scalar::Number | Scalar::Text, .. } => {
                let minor = text.strip_prefix("1.").and_then(|minor| minor.parse().ok());
                minor.filter(|minor| schemas::KUBERNETES_RELEASES.contains(minor))
            }
            _ => None,
        };
        if minor.is_none() {
            let known: Vec<String> = schemas::KUBERNETES_RELEASES.iter().map(|minor| format!("`\"1.{minor}\"`")).collect();
            self.mistake(Mistake::new(SCHEMA, node.span, format!("`version` is one of the releases {}", known.join(", "))));
        }
        minor.map(|minor| Spanned::new(minor, self.mark(node.span)))
    }

    /// Bytes, or a number with a unit: `500KB`, `2 MiB`.
    pub fn size(&mut self, node: &Node, what: &str) -> Option<Spanned<u64>> {
        let bytes = match &node.value {
            Value::Scalar { text, kind: Scalar::Number | Scalar::Text, .. } => bytes(text),
            _ => None,
        };
        if bytes.is_none() {
            let message = format!("{what} is a number of bytes, or one with a unit as in `20MB` or `512KiB`");
            self.mistake(Mistake::new(SCHEMA, node.span, message));
        }
        bytes.map(|bytes| Spanned::new(bytes, self.mark(node.span)))
    }
}

/// Codes in `checks.severity` and `checks.suppress` that no rule has.
pub fn unknown_rules(dna: &Dna, spans: &Spans, known_codes: &[&str]) -> Vec<Mistake> {
    let is_level = |code: &str| LEVELS.iter().any(|(level, _)| *level == code);
    let known: FxHashSet<&str> = known_codes.iter().copied().collect();
    let at = |code: &Spanned<CompactString>, mistake: Mistake| Mistake { source: code.span.source, ..mistake };
    let unknown = |code: &Spanned<CompactString>| {
        (!known.contains(code.as_str())).then(|| at(code, unknown_rule(code, spans.get(code.span), known_codes)))
    };
    let severity = dna.checks.severity.iter().filter(|(code, _)| !is_level(code)).filter_map(|(code, _)| unknown(code));
    let suppress = dna.checks.suppress.iter().filter_map(|suppression| {
        let code = &suppression.code;
        if is_level(code) {
            let message = format!("`{}` is a level; a suppression names one rule", code.value);
            return Some(at(code, Mistake::new(UNKNOWN_RULE, spans.get(code.span), message)));
        }
        unknown(code)
    });
    severity.chain(suppress).take(MOST_MISTAKES).collect()
}

fn unknown_rule(code: &str, span: Span, known_codes: &[&str]) -> Mistake {
    // The name without its level, or with another level, still says what is meant.
    let name = |code: &str| code.rsplit('/').next().unwrap_or_default().to_owned();
    let same_name = known_codes.iter().copied().find(|known| name(known) == name(code));
    let meant = same_name.or_else(|| closest(code, known_codes.iter().copied()));
    Mistake::new(UNKNOWN_RULE, span, format!("no rule has the code `{}`", cut(code))).suggest(meant)
}

fn bytes(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit: u64 = match unit.trim() {
        "" | "B" => 1,
        "KB" | "kB" => 1_000,
        "KiB" => 1 << 10,
        "MB" => 1_000_000,
        "MiB" => 1 << 20,
        "GB" => 1_000_000_000,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}
