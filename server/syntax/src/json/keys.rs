//! Keys that one object has twice.
//!
//! Which of the two counts depends on the reader, so that one of them is always lost. Comment keys
//! (`"//"`, as npm knows them) are meant to be repeated.

use workspace::Span;

use super::lex;
use super::scan::shown;
use crate::output::Output;

/// Up to this many keys are compared pairwise; that is faster than sorting.
const FEW: usize = 16;

/// More findings of this kind in a file tell nothing new.
const MAX_REPORTED: usize = 50;

/// The keys of all objects that are open, the innermost last.
#[derive(Default)]
pub struct Keys {
    seen: Vec<Seen>,
    starts: Vec<usize>,
    reported: usize,
}

#[derive(Clone, Copy)]
struct Seen {
    hash: u64,
    span: Span,
}

impl Keys {
    /// An object opens.
    pub fn open(&mut self) {
        self.starts.push(self.seen.len());
    }

    /// The innermost object has a key, given as written between its quotes.
    pub fn add(&mut self, written: &str, span: Span) {
        // Comments are written as keys, and there may be several.
        if !matches!(written, "//" | "_comment" | "__comment" | "$comment" | "#comment" | "#") {
            self.seen.push(Seen { hash: xxhash_rust::xxh3::xxh3_64(lex::decode(written).as_bytes()), span });
        }
    }

    /// The innermost object closes: reports what it has twice.
    pub fn close(&mut self, text: &str, out: &mut Output) {
        let start = self.starts.pop().unwrap_or_default().min(self.seen.len());
        let keys = &mut self.seen[start..];
        if keys.len() <= FEW {
            for at in 1..keys.len() {
                if let Some(first) = keys[..at].iter().find(|first| first.hash == keys[at].hash) {
                    report(first.span, keys[at].span, &mut self.reported, text, out);
                }
            }
        } else {
            keys.sort_unstable_by_key(|key| (key.hash, key.span));
            for same in keys.chunk_by(|a, b| a.hash == b.hash) {
                for again in &same[1..] {
                    report(same[0].span, again.span, &mut self.reported, text, out);
                }
            }
        }
        self.seen.truncate(start);
    }
}

fn report(first: Span, again: Span, reported: &mut usize, text: &str, out: &mut Output) {
    if *reported < MAX_REPORTED {
        *reported += 1;
        out.problem(
            "L1/duplicate-key",
            again,
            format!("duplicate key `{}`: readers keep only one of its values", shown(&text[again.range()])),
        );
        out.related(first, "the key is first here");
    }
}
