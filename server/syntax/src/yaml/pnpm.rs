//! `pnpm-workspace.yaml`: the globs under `packages:` are the members of the workspace.

use compact_str::CompactString;
use workspace::Span;

use crate::facts::{Flags, Namespace};
use crate::manifest::Manifest;
use crate::output::Output;

/// Collects the entries of the top level's `packages:` from the stream of scalars.
#[derive(Default)]
pub(super) struct Members {
    in_packages: bool,
    found: Vec<(CompactString, Span)>,
}

impl Members {
    /// Sees a scalar inside `depth` collections, the innermost a sequence or not.
    pub(super) fn scalar(&mut self, depth: usize, in_sequence: bool, value: &str, span: Span) {
        match (depth, in_sequence) {
            // A value at this level passes for a key; it cannot own a sequence, so that does no harm.
            (1, false) => self.in_packages = value == "packages",
            (2, true) if self.in_packages => self.found.push((CompactString::from(value), span)),
            _ => {}
        }
    }

    /// Writes down what was found.
    pub(super) fn declare(self, out: &mut Output) {
        let mut manifest = Manifest { complete: true, ..Manifest::default() };
        for (glob, span) in self.found {
            match glob.strip_prefix('!') {
                Some(excluded) => manifest.excluded.push(CompactString::from(excluded)),
                None => {
                    out.refer(Namespace::FILE, "member", &glob, None, Flags::GLOB | Flags::FOLDER, span);
                    manifest.members.push(glob);
                }
            }
        }
        out.manifest = Some(Box::new(manifest));
    }
}
