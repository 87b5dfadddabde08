//! Whether one component may depend on another, and why not.
//!
//! The semantics, in full. A dependency of a component on itself is always allowed. Otherwise the first
//! of these that speaks decides:
//!
//! 1. a `deny`, `forbid` or `independent` rule that is an error (the default) and covers the pair;
//! 2. the dependent's `uses`: when present, what is neither in it nor in `deprecated` is denied;
//! 3. the target's `visible_to`: when present, a dependent that is not in it is denied;
//! 4. the layers: a layer may depend on itself and on lower ones, never on a higher one, never on a
//!    sibling; where either component is in no layer, layers say nothing;
//! 5. the rules that are only warnings or infos, so that a soft rule never hides a hard one;
//! 6. the dependent's `deprecated`: allowed, with a note.
//!
//! Rules come first because they are the most specific and carry a reason; `off` rules and those that
//! except either end say nothing. An external component is a target like any other. Where an id is
//! unknown, whatever list it stands in denies nothing: the finding on the id stands for it.

use workspace::SeverityOverride;

use crate::model::{Component, Dna, Layer, Rule, RuleKind};
use crate::selector::Selector;
use crate::span::{SpanId, Spanned};

/// Whether a component may depend on another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict<'d> {
    /// It may.
    Allowed,
    /// It may, and should not for long: the entry of `deprecated`.
    Deprecated(SpanId),
    /// It may not.
    Denied(Denial<'d>),
}

/// Why a component may not depend on another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Denial<'d> {
    /// A `deny` or `forbid` rule covers the pair.
    Rule(&'d Rule),
    /// An `independent` rule names both.
    Independent(&'d Rule),
    /// The dependent's `uses` does not list the target.
    NotUsed {
        /// The dependent.
        from: &'d Component,
        /// Its `uses`.
        uses: SpanId,
    },
    /// The target's `visible_to` does not list the dependent.
    NotVisible {
        /// The target.
        to: &'d Component,
        /// Its `visible_to`.
        visible_to: SpanId,
    },
    /// The target's layer is above the dependent's, or its sibling.
    Layer {
        /// The dependent's.
        from: &'d Layer,
        /// The target's.
        to: &'d Layer,
    },
}

impl Denial<'_> {
    /// The code of the finding.
    pub fn code(&self) -> &'static str {
        match self {
            Denial::Layer { .. } => "L4/layer-violation",
            _ => "L4/denied-dependency",
        }
    }

    /// What the rule wants its findings to be; the code's default when absent.
    pub fn severity(&self) -> Option<SeverityOverride> {
        match self {
            Denial::Rule(rule) | Denial::Independent(rule) => rule.severity.map(|severity| severity.value),
            _ => None,
        }
    }

    /// The reason, to follow "a may not depend on b: ".
    pub fn reason(&self) -> String {
        let because = |rule: &Rule| rule.why.as_ref().map_or_else(String::new, |why| format!(" ({})", why.value));
        match self {
            Denial::Rule(rule) => format!("rule `{}` denies it{}", rule.id.value, because(rule)),
            Denial::Independent(rule) => format!("rule `{}` keeps them independent{}", rule.id.value, because(rule)),
            Denial::NotUsed { from, .. } => format!("`uses` of `{}` does not list it", from.id.value),
            Denial::NotVisible { to, .. } => format!("`visible_to` of `{}` does not list it", to.id.value),
            Denial::Layer { from, to } if from.rank == to.rank => {
                format!("the layers `{}` and `{}` are siblings, independent of each other", from.id.value, to.id.value)
            }
            Denial::Layer { from, to } => {
                format!("layer `{}` is above `{}`, and layers depend downwards only", to.id.value, from.id.value)
            }
        }
    }

    /// The places of the DNA that say so, each with what it says.
    pub fn places(&self) -> Vec<(SpanId, String)> {
        match self {
            Denial::Rule(rule) | Denial::Independent(rule) => {
                let mut places = vec![(rule.span, format!("rule `{}`", rule.id.value))];
                places.extend(rule.why.as_ref().map(|why| (why.span, "why".to_owned())));
                places
            }
            Denial::NotUsed { from, uses } => vec![(*uses, format!("all that `{}` may use", from.id.value))],
            Denial::NotVisible { to, visible_to } => vec![(*visible_to, format!("all that may use `{}`", to.id.value))],
            Denial::Layer { from, to } => {
                vec![(to.id.span, format!("layer `{}`", to.id.value)), (from.id.span, format!("layer `{}`", from.id.value))]
            }
        }
    }
}

impl Dna {
    /// Whether `from` may depend directly on `to`: see the module's text for the exact semantics.
    pub fn may_depend<'d>(&'d self, from: &'d Component, to: &'d Component) -> Verdict<'d> {
        if from.number == to.number {
            return Verdict::Allowed;
        }
        let deprecated = from.deprecated.iter().find(|selector| selector.selects(to));
        let denial = self
            .denied_by_rule(from, to, true)
            .or_else(|| not_used(from, to))
            .or_else(|| not_visible(from, to))
            .or_else(|| self.against_layers(from, to))
            .or_else(|| self.denied_by_rule(from, to, false));
        match (denial, deprecated) {
            (Some(denial), _) => Verdict::Denied(denial),
            (None, Some(entry)) => Verdict::Deprecated(entry.span),
            (None, None) => Verdict::Allowed,
        }
    }

    /// The other components that may depend directly on `component`, those for whom it is deprecated included.
    pub fn users_of<'d>(&'d self, component: &'d Component) -> Vec<&'d Component> {
        self.others(component).filter(|other| !matches!(self.may_depend(other, component), Verdict::Denied(_))).collect()
    }

    /// The other components that `component` may depend on directly, deprecated ones included.
    pub fn used_by<'d>(&'d self, component: &'d Component) -> Vec<&'d Component> {
        self.others(component).filter(|other| !matches!(self.may_depend(component, other), Verdict::Denied(_))).collect()
    }

    fn others<'d>(&'d self, component: &'d Component) -> impl Iterator<Item = &'d Component> {
        self.components.iter().filter(|other| other.number != component.number)
    }

    fn denied_by_rule<'d>(&'d self, from: &Component, to: &Component, errors: bool) -> Option<Denial<'d>> {
        self.active_rules()
            .filter(|rule| rule.severity.is_none_or(|severity| severity.value == SeverityOverride::Error) == errors)
            .filter(|rule| !self.excused(rule, from) && !self.excused(rule, to))
            .find_map(|rule| match &rule.kind {
                RuleKind::Deny { from: these, to: those } | RuleKind::Forbid { from: these, to: those } => {
                    (self.selects(these, from) && self.selects(those, to)).then_some(Denial::Rule(rule))
                }
                RuleKind::Independent(these) => self.keeps_apart(these, from, to).then_some(Denial::Independent(rule)),
                RuleKind::Acyclic(_) | RuleKind::Require { .. } => None,
            })
    }

    /// Whether two entries of the list keep `from` and `to` apart. Components of one entry, a layer say,
    /// are one thing; a list of a single entry means each component that it selects.
    fn keeps_apart(&self, list: &[Spanned<Selector>], from: &Component, to: &Component) -> bool {
        if let [only] = list {
            return only.selects(from) && only.selects(to);
        }
        let of = |component: &Component| list.iter().position(|selector| selector.selects(component));
        matches!((of(from), of(to)), (Some(a), Some(b)) if a != b)
    }

    fn against_layers<'d>(&'d self, from: &Component, to: &Component) -> Option<Denial<'d>> {
        let (above, below) = (from.layer?.value, to.layer?.value);
        let (from, to) = (self.layer(above)?, self.layer(below)?);
        (above != below && from.rank >= to.rank).then_some(Denial::Layer { from, to })
    }
}

fn not_used<'d>(from: &'d Component, to: &Component) -> Option<Denial<'d>> {
    let uses = from.uses.as_ref()?;
    (!covers(uses, to) && !covers(&from.deprecated, to)).then_some(Denial::NotUsed { from, uses: uses.span })
}

fn not_visible<'d>(from: &Component, to: &'d Component) -> Option<Denial<'d>> {
    let visible_to = to.visible_to.as_ref()?;
    (!covers(visible_to, from)).then_some(Denial::NotVisible { to, visible_to: visible_to.span })
}

/// Whether an exhaustive list may mean the component: an unknown id in it may mean any.
fn covers(list: &[Spanned<Selector>], component: &Component) -> bool {
    list.iter().any(|selector| selector.value == Selector::Unknown || selector.selects(component))
}
