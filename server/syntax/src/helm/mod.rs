//! Charts of Helm: which templates they define and include, and which of their values they read.
//!
//! What a template makes is not known before it is filled in, so only its actions are read. A name is seen from the chart that it
//! stands in: the scope of a value is the chart's folder and what the value is a part of, `Values` or `Values.image`.

mod action;
mod template;
mod values;

pub(crate) use template::extract;
pub(crate) use values::{is_values, read};

use workspace::RelPath;

use crate::facts::Namespace;
use crate::names::folder_scope;

/// Templates that others include by name.
const TEMPLATE: Namespace = Namespace::named("helm.template");
/// Values of a chart.
const VALUE: Namespace = Namespace::named("helm.value");
/// Keys that the comments of a chart's values speak of.
const COMMENTED: Namespace = Namespace::named("helm.commented");
/// Names that objects have which templates make.
const MADE: Namespace = Namespace::named("k8s.templated");
/// What all values are a part of.
const VALUES: &str = "Values";

/// The folder of the chart that a template belongs to; `None` when it stands in no folder `templates`.
fn chart_of(path: &RelPath) -> Option<String> {
    let folder = path.parent()?;
    let parts: Vec<&str> = folder.parts().collect();
    let at = parts.iter().rposition(|part| *part == "templates")?;
    Some(folder_scope(&parts[..at].join("/")))
}

/// Whether the file `path` is a template of a chart that makes no document: helpers, or what an installation says.
pub(crate) fn is_text_template(path: &RelPath, text: &str) -> bool {
    let by_name = path.extension() == Some("tpl") || path.name() == "NOTES.txt";
    by_name && chart_of(path).is_some() && text.contains("{{")
}

#[cfg(test)]
mod tests;
