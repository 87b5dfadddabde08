//! `rules`: each has an id and exactly one demand.

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use workspace::Span;

use super::fields::{Reader, cut};
use crate::keys;
use crate::mistake::{DUPLICATE_ID, Mistake, SCHEMA};
use crate::model::{Dna, Rule, RuleKind};
use crate::selector::Selectors;
use crate::span::{SpanId, Spanned};
use documents::{Node, Value};

impl Reader {
    /// Reads one text's list of rules. Those whose id an earlier text has are overridden.
    pub fn rules(&mut self, dna: &mut Dna, node: &Node) {
        if node.is_null() {
            return;
        }
        let mut known: FxHashMap<CompactString, SpanId> =
            dna.rules.iter().rev().map(|rule| (rule.id.value.clone(), rule.id.span)).collect();
        for item in self.items(node, "`rules`") {
            let id = super::fields::entry(item, "id").and_then(|(_, id)| id.text());
            let before = id.and_then(|id| known.get(id).copied());
            if before.is_some_and(|before| before.source != self.source) {
                self.overridden(|reader| {
                    reader.rule(dna, item);
                });
                continue;
            }
            let Some(rule) = self.rule(dna, item) else { continue };
            if let Some(before) = before {
                let (_, span) = self.place(rule.id.span);
                let mistake = Mistake::new(DUPLICATE_ID, span, format!("a rule `{}` already exists", rule.id.value));
                self.mistake(mistake.related(self.place(before), "declared here first"));
            } else {
                known.insert(rule.id.value.clone(), rule.id.span);
            }
            dna.rules.push(rule);
        }
    }

    fn rule(&mut self, dna: &Dna, node: &Node) -> Option<Rule> {
        let fields = self.fields(node, &keys::RULE)?;
        let start = node.heading();
        let id = match fields.get("id") {
            Some(value) => self.text(value, "`id`").filter(|id| {
                let (_, span) = self.place(id.span);
                self.sound_id(span, id)
            }),
            None => {
                self.mistake(Mistake::new(SCHEMA, start, "a rule has an `id`, by which findings name it; this one has none"));
                None
            }
        };
        let severity = fields.get("severity").and_then(|value| self.severity(value));
        let why = fields.get("why").and_then(|value| self.text(value, "`why`"));
        let except = fields.get("except").map_or_else(Vec::new, |value| self.one_or_more_selectors(dna, value, "`except`"));
        let demands: Vec<_> = keys::RULE_KINDS.iter().filter_map(|kind| Some((*kind, fields.key(kind)?))).collect();
        let (kind, (key, value)) = match demands.as_slice() {
            [one] => *one,
            [] => {
                let kinds = keys::RULE_KINDS.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", ");
                self.mistake(Mistake::new(SCHEMA, start, format!("a rule has one of {kinds}; this one has none")));
                return None;
            }
            [(first, (key, _)), (second, (other, _)), ..] => {
                let mistake = Mistake::new(SCHEMA, other.span, format!("a rule has one demand; this one has `{first}` and `{second}`"));
                self.mistake(mistake.related((self.source, key.span), format!("`{first}`")));
                return None;
            }
        };
        let demand = self.demand(dna, kind, value)?;
        let span = match value.value {
            Value::Scalar { .. } => value.span,
            _ => Span { start: key.span.start, end: value.span.end },
        };
        Some(Rule { id: id?, severity, why, except, kind: demand, span: self.mark(span) })
    }

    fn demand(&mut self, dna: &Dna, kind: &str, node: &Node) -> Option<RuleKind> {
        Some(match kind {
            "deny" => {
                let (from, to) = self.arrow(dna, node, "`deny`")?;
                RuleKind::Deny { from, to }
            }
            "forbid" => {
                let (from, to) = self.arrow(dna, node, "`forbid`")?;
                RuleKind::Forbid { from, to }
            }
            "require" => {
                let (of, glob) = self.requirement(dna, node)?;
                RuleKind::Require { of, glob }
            }
            "acyclic" => RuleKind::Acyclic(self.one_or_more_selectors(dna, node, "`acyclic`")),
            _ => {
                let list = self.one_or_more_selectors(dna, node, "`independent`");
                RuleKind::Independent(list)
            }
        })
    }

    /// `A -> B`.
    fn arrow(&mut self, dna: &Dna, node: &Node, what: &str) -> Option<(Selectors, Selectors)> {
        let text = self.text(node, what)?;
        let Some((from, to)) = text.split_once("->").filter(|(_, to)| !to.contains("->")) else {
            self.mistake(Mistake::new(SCHEMA, node.span, format!("{what} is `A -> B`, not `{}`", cut(&text))));
            return None;
        };
        let from_list = self.selectors_in(dna, node, from, 0, what)?;
        let to_list = self.selectors_in(dna, node, to, text.len() - to.len(), what)?;
        Some((from_list, to_list))
    }

    /// `A has GLOB`.
    fn requirement(&mut self, dna: &Dna, node: &Node) -> Option<(Selectors, Spanned<CompactString>)> {
        let text = self.text(node, "`require`")?;
        let parts = text.split_once(" has ").map(|(of, glob)| (of, glob.trim())).filter(|(_, glob)| !glob.is_empty());
        let Some((of, glob)) = parts else {
            let message = format!("`require` is `A has GLOB`, as in `layer:edge has tests/**/test_*.py`, not `{}`", cut(&text));
            self.mistake(Mistake::new(SCHEMA, node.span, message));
            return None;
        };
        let selectors = self.selectors_in(dna, node, of, 0, "`require`");
        if !self.sound_glob(node, glob) {
            return None;
        }
        let at = glob.as_ptr() as usize - text.as_ptr() as usize;
        let span = self.mark(node.part(at..at + glob.len()));
        Some((selectors?, Spanned::new(glob.into(), span)))
    }

    /// Selectors between commas, in the part of a node's text that starts at `offset`.
    fn selectors_in(&mut self, dna: &Dna, node: &Node, text: &str, offset: usize, what: &str) -> Option<Selectors> {
        let mut out = Vec::new();
        let mut at = offset;
        for item in text.split(',') {
            let word = item.trim();
            let start = at + (item.len() - item.trim_start().len());
            at += item.len() + 1;
            if word.is_empty() || word.contains(char::is_whitespace) {
                let found = if word.is_empty() { "nothing".to_owned() } else { format!("`{}`", cut(word)) };
                let message = format!("{what}: expected a selector (an id, `layer:ID`, `owner:NAME` or `*`), found {found}");
                let span = if word.is_empty() { node.span } else { node.part(start..start + word.len()) };
                self.mistake(Mistake::new(SCHEMA, span, message));
                return None;
            }
            let span = node.part(start..start + word.len());
            out.extend(self.selector_text(dna, word, span, |part| node.part(start + part.start..start + part.end)));
        }
        Some(out)
    }

    /// A list of selectors, or one text of them between commas.
    fn one_or_more_selectors(&mut self, dna: &Dna, node: &Node, what: &str) -> Selectors {
        match &node.value {
            Value::List(_) => self.selector_list(dna, node, what),
            _ => {
                let text = self.text(node, what);
                text.and_then(|text| self.selectors_in(dna, node, &text, 0, what)).unwrap_or_default()
            }
        }
    }
}
