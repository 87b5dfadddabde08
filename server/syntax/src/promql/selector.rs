//! Selectors: which series are meant, by their labels.

use std::ops::Range;

use super::lex::{Token, Word};
use super::parse::{Form, Parser, Part, Read};
use super::{Kind, Mistake, pattern};

impl Parser<'_> {
    /// `{a="b"}`, behind the name of a metric or alone.
    pub fn selector(&mut self, name: Option<&Token>) -> Read<Part> {
        let open = self.next().range.clone();
        let start = name.map_or(open.start, |name| name.range.start);
        let mut selects = name.is_some();
        while !self.eat("}") {
            let label = self.token();
            match label.word {
                Word::Text | Word::Name => {}
                _ => return Err(self.unexpected("the name of a label or a `}`")),
            }
            self.next();
            if label.word == Word::Text && (self.is_sign(",") || self.is_sign("}")) {
                // The metric's name in quotes.
                selects = true;
            } else {
                let written = &self.text[label.range.clone()];
                if label.word == Word::Name && written.contains(':') {
                    return Err(Mistake::new(label.range.clone(), format!("`{written}` is no name of a label: those have no `:`")));
                }
                let sign = self.token();
                let operator = self.written();
                if sign.word != Word::Sign || !matches!(operator, "=" | "!=" | "=~" | "!~") {
                    return Err(self.unexpected("`=`, `!=`, `=~` or `!~`"));
                }
                self.next();
                let value = self.token();
                if value.word != Word::Text {
                    return Err(self.unexpected("a text in quotes"));
                }
                self.next();
                selects |= self.matcher(operator, value)?;
                if written == "__name__" && name.is_some() {
                    return Err(Mistake::new(label.range.clone(), "the metric's name is given twice: before the `{` and here"));
                }
            }
            if !self.is_sign("}") {
                self.expect(",", "a `,` or a `}`")?;
            }
        }
        let range = start..self.tokens[self.at - 1].range.end;
        if !selects && !self.within_info(&open) {
            return Err(Mistake::new(range, "a selector needs a name or a matcher that does not match an empty text"));
        }
        Ok(Part { kind: Kind::Vector, form: Form::Selector, range })
    }

    /// Whether a selector without anything is what `info` takes second.
    fn within_info(&self, open: &Range<usize>) -> bool {
        self.text[..open.start].trim_end().ends_with(',') && self.text.contains("info(")
    }

    /// Reads a matcher's value: whether it asks for something.
    fn matcher(&self, operator: &str, value: &Token) -> Read<bool> {
        let written = &self.text[value.range.clone()];
        let inside = &written[1..written.len() - 1];
        let is_raw = written.starts_with('`');
        let plain = if is_raw { inside.to_owned() } else { inside.replace("\\\\", "\\").replace("\\\"", "\"").replace("\\'", "'") };
        if matches!(operator, "=~" | "!~")
            && let Err(wrong) = pattern::groups(&plain)
        {
            return Err(Mistake::new(value.range.clone(), format!("the regular expression {wrong}")));
        }
        let empty = match operator {
            "=" => plain.is_empty(),
            "!=" => !plain.is_empty(),
            "=~" => matches!(plain.as_str(), "" | ".*" | ".*?" | "^.*$" | "|"),
            // Which expressions do not match an empty text is only known of simple ones.
            _ => plain.chars().any(|c| c.is_alphanumeric() || c == '.') && !plain.contains(['*', '?', '|', '{']),
        };
        Ok(!empty)
    }
}
