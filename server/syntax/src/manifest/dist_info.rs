//! `METADATA` of an installed distribution: a header block as in mail, then the description.

use compact_str::CompactString;
use workspace::Span;

use super::draft::Draft;
use super::tree::Text;
use super::{DependencyKind, pep508};
use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let mut draft = Draft::new(out);
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let bare = line.trim_end();
        if bare.is_empty() {
            break;
        }
        let Some((field, value)) = bare.split_once(':') else { continue };
        let from = at + bare.len() - value.trim_start().len();
        let value = Text { text: value.trim_start(), span: Span::new(from, at + bare.len()) };
        match field {
            "Name" => draft.name(Some(value)),
            "Requires-Python" => draft.python(Some(value)),
            "Requires-Dist" => requires(value, &mut draft),
            _ => {}
        }
    }
    draft.finish();
}

fn requires(value: Text<'_>, draft: &mut Draft<'_>) {
    let Some(requirement) = pep508::requirement(value.text) else { return };
    let extra = requirement.extra();
    let kind = if extra.is_some() { DependencyKind::Optional } else { DependencyKind::Normal };
    let span = value.part(requirement.start, requirement.start + requirement.name.len());
    draft.depend_python(requirement.name, kind, span).group = extra.map(CompactString::from);
}
