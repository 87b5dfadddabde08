//! Values with a form of their own: durations, whole numbers, names of variables.

use std::ops::RangeInclusive;
use std::time::Duration;

use compact_str::CompactString;

use super::fields::{Reader, cut};
use crate::mistake::{Fix, Mistake, SCHEMA};
use crate::span::Spanned;
use documents::{Node, Scalar, Value};

impl Reader {
    /// `250ms`, `5s`, `1m`, `2h`.
    pub fn duration(&mut self, node: &Node, what: &str) -> Option<Spanned<Duration>> {
        let Some(text) = node.text() else {
            self.wrong_type(node, what, "a duration as in `5s`");
            return None;
        };
        if let Some(duration) = duration(text) {
            return Some(Spanned::new(duration, self.mark(node.span)));
        }
        let message = format!("{what} is a duration as in `250ms`, `5s`, `1m` or `2h`, not `{}`", cut(text));
        let mut mistake = Mistake::new(SCHEMA, node.span, message);
        // A bare number: most people mean seconds.
        if matches!(node.value, Value::Scalar { kind: Scalar::Number, .. }) && duration(&format!("{text}s")).is_some() {
            mistake = mistake.suggest(Some(&format!("{text}s")));
        }
        self.mistake(mistake);
        None
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, node: &Node, what: &str, bounds: RangeInclusive<u32>) -> Option<Spanned<u32>> {
        let (least, most) = (*bounds.start(), *bounds.end());
        let wanted =
            if most == u32::MAX { format!("a whole number from {least} up") } else { format!("a whole number from {least} to {most}") };
        let Value::Scalar { text, kind, .. } = &node.value else {
            self.wrong_type(node, what, &wanted);
            return None;
        };
        let number = text.parse::<u32>().ok().filter(|number| bounds.contains(number));
        match (kind, number) {
            (Scalar::Number, Some(number)) => return Some(Spanned::new(number, self.mark(node.span))),
            (Scalar::Null, _) => self.wrong_type(node, what, &wanted),
            (Scalar::Text, Some(_)) => {
                self.mistake(Mistake::new(SCHEMA, node.span, format!("{what} is {wanted}, not text: leave out the quotes")))
            }
            _ => self.mistake(Mistake::new(SCHEMA, node.span, format!("{what} is {wanted}, not `{}`", cut(text)))),
        }
        None
    }

    /// Names of environment variables. What they are is nobody's business here.
    pub fn variables(&mut self, node: &Node) -> Vec<Spanned<CompactString>> {
        let mut out = Vec::new();
        for item in self.items(node, "`env`") {
            let Some(name) = self.text(item, "an item of `env`") else { continue };
            if is_variable(&name) {
                out.push(name);
                continue;
            }
            let bare = name.split_once('=').map(|(name, _)| name).filter(|name| is_variable(name));
            let message = match bare {
                Some(_) => "`env` lists names; a value stays in the environment, where it is no secret of the repository".to_owned(),
                None => format!("`{}` is no name of an environment variable", cut(&name)),
            };
            let mut mistake = Mistake::new(SCHEMA, item.span, message);
            mistake.fix =
                bare.map(|bare| Fix { title: format!("Change to `{bare}`"), span: item.span, text: bare.to_owned(), safe: false });
            self.mistake(mistake);
        }
        out
    }
}

/// Whether it is a name of an environment variable.
pub(crate) fn is_variable(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A number and its unit.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}
