//! One cause is one finding: a package that a file imports in many places is missing once.

use compact_str::CompactString;

use crate::finding::{Anchor, Finding, Place};

/// More places than this explain nothing more.
const MOST_RELATED: usize = 20;

/// The findings of one file about packages, one for each package.
#[derive(Default)]
pub(super) struct PerPackage(Vec<(CompactString, Finding)>);

impl PerPackage {
    /// Takes in what is to be said of one import of `name`. The first import carries the finding; where a later one is
    /// worse (an import of types alone is less), it carries it, so that the place agrees with the severity.
    pub(super) fn add(&mut self, name: &str, mut finding: Finding) {
        let Some((_, known)) = self.0.iter_mut().find(|(package, _)| package == name) else {
            self.0.push((name.into(), finding));
            return;
        };
        if finding.severity > known.severity {
            std::mem::swap(known, &mut finding);
            known.related = std::mem::take(&mut finding.related);
        }
        if let Place::File(file) = finding.place
            && known.related.len() < MOST_RELATED
            && !repeats(known, finding.anchor)
        {
            known.related.push(crate::finding::Related { file, anchor: finding.anchor, message: format!("`{name}` is used here too") });
        }
    }

    /// In the order of the first imports.
    pub(super) fn into_findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|(_, finding)| finding)
    }
}

/// Whether a place is named already: several names of one import share its range.
fn repeats(finding: &Finding, anchor: Anchor) -> bool {
    finding.anchor == anchor || finding.related.iter().any(|related| related.anchor == anchor)
}
