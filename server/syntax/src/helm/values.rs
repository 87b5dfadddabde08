//! A chart's values: every key of `values.yaml`, and what other files of values set of it.

use workspace::{RelPath, Span};

use super::{COMMENTED, VALUE, VALUES};
use crate::facts::Flags;
use crate::kind::{Role, Templating};
use crate::manifest::tree::{At, Tree};
use crate::names::folder_scope;
use crate::output::{Output, Source};

/// Deeper keys are data of something else.
const DEEPEST: usize = 12;

/// Whether a file holds values of a chart.
pub(crate) fn is_values(source: &Source<'_>) -> bool {
    source.kind.role == Role::HelmValues && source.kind.templating == Templating::None
}

/// Reads a file of values. Those that a chart comes with give the names; others in its folder use them.
pub(crate) fn read(source: &Source<'_>, tree: &Tree<'_>, out: &mut Output) {
    let chart = folder_scope(source.path.parent().unwrap_or_else(RelPath::root).as_str());
    let defines = matches!(source.path.name(), "values.yaml" | "values.yml");
    let mut open: Vec<(At<'_, '_>, String, usize)> = Vec::new();
    open.extend(tree.root().into_iter().flat_map(At::items).map(|document| (document, VALUES.to_owned(), 0)));
    while let Some((at, parent, depth)) = open.pop() {
        for (key, value) in at.entries() {
            let flags = if defines { Flags::default() } else { Flags::OPTIONAL };
            if !key.text.is_empty() {
                out.mention(defines, VALUE, key.text, &[chart.clone(), parent.clone()], "values", flags, key.span);
            }
            if depth < DEEPEST && value.entries().next().is_some() {
                open.push((value, format!("{parent}.{}", key.text), depth + 1));
            }
        }
    }
    if defines {
        commented(source.text, &chart, out);
    }
}

/// Keys that comments speak of: `# repository: …`, `## @param image.tag …`.
fn commented(text: &str, chart: &str, out: &mut Output) {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            let words = comment.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | ':' | '@'));
            let mut named = false;
            for word in words {
                // Behind `@param` stands a path.
                named = word.starts_with('@') || named && !word.is_empty();
                let name = word.strip_suffix(':').unwrap_or(if named { word } else { "" });
                if !name.is_empty() && !name.contains([':', '@']) {
                    let span = Span::new(offset, offset + line.trim_end().len());
                    out.mention(true, COMMENTED, name, &[chart.to_owned()], "comment", Flags::default(), span);
                }
            }
        }
        offset += line.len();
    }
}
