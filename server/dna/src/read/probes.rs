//! `checks.probes`: commands that a person may have run.

use std::time::Duration;

use compact_str::CompactString;

use super::fields::Reader;
use super::scalars::duration;
use crate::keys;
use crate::mistake::{Mistake, SCHEMA};
use crate::model::Probe;
use crate::span::Spanned;
use documents::{Node, Scalar, Value};

impl Reader {
    /// Reads one. What is wrong with it leaves nothing that could be run.
    pub fn probe(&mut self, name: Spanned<CompactString>, node: &Node) -> Option<Probe> {
        let (_, at) = self.place(name.span);
        if !self.sound_id(at, &name.value) {
            return None;
        }
        let fields = self.fields(node, &keys::PROBE)?;
        let words = fields.get("command").map_or(&[][..], |node| self.items(node, "`command`"));
        let command: Vec<_> = words.iter().filter_map(|word| self.word(word)).collect();
        if words.is_empty() {
            self.mistake(Mistake::new(SCHEMA, at, "a probe has a `command`, the program and its arguments; this one has none"));
        }
        let timeout = fields.get("timeout").map_or(Some(Probe::TIMEOUT), |node| self.timeout(node));
        let when = match fields.get("when") {
            Some(node) => Some(self.text(node, "`when`").filter(|glob| self.sound_glob(node, glob))?),
            None => None,
        };
        let expect = fields.get("expect").map_or(Some(0), |node| self.status(node));
        let is_whole = !command.is_empty() && command.len() == words.len();
        is_whole.then_some(Probe { name, command, timeout: timeout?, when, expect: expect? })
    }

    /// An argument may be empty, unlike other texts.
    fn word(&mut self, node: &Node) -> Option<Spanned<CompactString>> {
        match &node.value {
            Value::Scalar { text, kind: Scalar::Text, .. } if text.is_empty() => Some(Spanned::new(text.clone(), self.mark(node.span))),
            _ => self.text(node, "a word of `command`"),
        }
    }

    fn timeout(&mut self, node: &Node) -> Option<Duration> {
        let timeout = node.text().and_then(duration).filter(|timeout| (Duration::from_millis(1)..=Probe::LONGEST).contains(timeout));
        if timeout.is_none() {
            self.mistake(Mistake::new(
                SCHEMA,
                node.heading(),
                "`timeout` is a time with its unit, as in `500ms`, `10s` or `2m`, and an hour at most",
            ));
        }
        timeout
    }

    fn status(&mut self, node: &Node) -> Option<u8> {
        let status = match &node.value {
            Value::Scalar { text, kind: Scalar::Number, .. } => text.parse().ok(),
            _ => None,
        };
        if status.is_none() {
            self.mistake(Mistake::new(SCHEMA, node.heading(), "`expect` is an exit status, a number from 0 to 255"));
        }
        status
    }
}
