//! Facts and ranges as bytes, to be kept on disk between two runs.
//!
//! Words that are constants of this program (namespaces, roles, codes) are written as text and become constants again.

use std::cell::RefCell;
use std::sync::{LazyLock, RwLock};

use rustc_hash::FxHashSet;
use serde::{Deserialize, Deserializer, Serialize};
use workspace::Span;

use crate::facts::{Facts, Flags, Namespace, Problem, ProblemFix, Ranges, Reference, SpanId};
use crate::names::Mention;

/// The bytes of what one file says; `None` when it is not worth keeping: what went wrong once may go well the next time.
pub fn encode(facts: &Facts, ranges: &Ranges) -> Option<Vec<u8>> {
    const OF_ONE_RUN: &[&str] = &["L0/unreadable", "L1/internal-error", "L1/too-slow"];
    if ranges.problems.iter().any(|problem| OF_ONE_RUN.contains(&problem.code)) {
        return None;
    }
    postcard::to_stdvec(&(facts, ranges)).ok()
}

/// What [`encode`] wrote; `None` for anything else.
pub fn decode(bytes: &[u8]) -> Option<(Facts, Ranges)> {
    postcard::from_bytes(bytes).ok()
}

/// The one copy of a word that lives as long as the program. There are a few dozen of them.
pub(crate) fn constant(word: &str) -> &'static str {
    thread_local! {
        /// Those that this thread has met: every reference has two, and all threads would wait for one lock.
        static MET: RefCell<FxHashSet<&'static str>> = RefCell::default();
    }
    MET.with_borrow_mut(|met| {
        met.get(word).copied().unwrap_or_else(|| {
            let kept = kept(word);
            met.insert(kept);
            kept
        })
    })
}

fn kept(word: &str) -> &'static str {
    static WORDS: LazyLock<RwLock<FxHashSet<&'static str>>> = LazyLock::new(RwLock::default);
    let read = WORDS.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(word).copied();
    read.unwrap_or_else(|| {
        let mut words = WORDS.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        words.get(word).copied().unwrap_or_else(|| {
            let kept: &'static str = Box::leak(word.into());
            words.insert(kept);
            kept
        })
    })
}

impl<'de> Deserialize<'de> for Namespace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Namespace, D::Error> {
        <&str>::deserialize(deserializer).map(|word| Namespace::named(constant(word)))
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Reference, D::Error> {
        #[derive(Serialize, Deserialize)]
        struct Stored<'a> {
            namespace: Namespace,
            name: compact_str::CompactString,
            member: Option<compact_str::CompactString>,
            role: &'a str,
            flags: Flags,
            span: SpanId,
        }
        let Stored { namespace, name, member, role, flags, span } = Stored::deserialize(deserializer)?;
        Ok(Reference { namespace, name, member, role: constant(role), flags, span })
    }
}

impl<'de> Deserialize<'de> for Mention {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Mention, D::Error> {
        #[derive(Serialize, Deserialize)]
        struct Stored<'a> {
            namespace: Namespace,
            name: compact_str::CompactString,
            scope: compact_str::CompactString,
            role: &'a str,
            flags: Flags,
            span: SpanId,
        }
        let Stored { namespace, name, scope, role, flags, span } = Stored::deserialize(deserializer)?;
        Ok(Mention { namespace, name, scope, role: constant(role), flags, span })
    }
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Problem, D::Error> {
        #[derive(Serialize, Deserialize)]
        struct Stored<'a> {
            code: &'a str,
            span: Span,
            message: String,
            related: Vec<(Span, String)>,
            fix: Option<ProblemFix>,
        }
        let Stored { code, span, message, related, fix } = Stored::deserialize(deserializer)?;
        Ok(Problem { code: constant(code), span, message, related, fix })
    }
}

#[cfg(test)]
mod tests {
    use workspace::RelPath;

    use super::*;
    use crate::{Options, extract_text};

    #[test]
    fn what_is_kept_comes_back() {
        for (path, text) in [
            ("a.py", "import os.path as p\nfrom . import (a,\n  é)\ndef f(:\n  pass  # ouroboros: ignore[L4/x] until=2030-01-01 why\n"),
            ("pyproject.toml", "[project]\nname = 'x'\nreadme = 'R.md'\ndependencies = ['a>1', 'b']\nrequires-python = '>=3.9'\n"),
            ("package.json", "{\"name\": \"x\", \"main\": \"./m.js\", \"name\": \"y\"}"),
            ("a.ts", "import { x } from './x'; export * from 'y';"),
            ("README.md", "# A\n\n[b](c.md#d)\n"),
            ("go.mod", "module x\n\ngo 1.22\n"),
            ("empty.txt", ""),
        ] {
            let (facts, ranges) = extract_text(&RelPath::new(path), text, Options::default());
            let bytes = encode(&facts, &ranges).expect("nothing of one run only");
            assert_eq!(decode(&bytes), Some((facts, ranges)), "{path}");
            for cut in 0..bytes.len() {
                assert_ne!(decode(&bytes[..cut]).map(|(facts, _)| facts.references.len()), Some(usize::MAX), "and never panics");
            }
        }
    }
}
