//! JSON and TOML as the trees that YAML is read to, by the readers that judge their syntax.

use documents::{Document, Node, Scalar, Value};
use syntax::Language;
use syntax::manifest::tree::{At, Tree, Value as Read};

/// Deeper documents are not judged.
const MAX_DEPTH: usize = 100;

/// The document of a text; `None` when it nests too deep, or has no value.
pub(crate) fn read(language: Language, text: &str) -> Option<Document> {
    let tree: Tree<'_> = match language {
        Language::Toml => syntax::toml::tree(text)?,
        _ => syntax::json::tree(text, language == Language::Jsonc)?,
    };
    let mut nodes = 0;
    let root = node(tree.root()?, text, language, 0, &mut nodes)?;
    Some(Document { root: Some(root), second: None, nodes })
}

fn node(at: At<'_, '_>, text: &str, language: Language, depth: usize, nodes: &mut usize) -> Option<Node> {
    if depth > MAX_DEPTH {
        return None;
    }
    *nodes += 1;
    let span = at.span();
    let value = match at.value() {
        Read::Text(own) => scalar(own, Scalar::Text, text.get(span.range()) == Some(own.as_ref())),
        Read::Bool(value) => scalar(if *value { "true" } else { "false" }, Scalar::Bool, true),
        Read::Other => {
            let written = text.get(span.range()).unwrap_or_default();
            let kind = if language == Language::Toml { of_toml(written) } else { documents::core_schema(written) };
            match kind {
                // Only TOML groups digits.
                Scalar::Number => scalar(&written.replace('_', ""), kind, !written.contains('_')),
                _ => scalar(written, kind, true),
            }
        }
        Read::List => Value::List(at.items().map(|item| node(item, text, language, depth + 1, nodes)).collect::<Option<_>>()?),
        Read::Table => {
            let entries = at.entries().map(|(key, value)| {
                *nodes += 1;
                let literal = text.get(key.span.range()) == Some(key.text);
                Some((
                    Node { span: key.span, value: scalar(key.text, Scalar::Text, literal) },
                    node(value, text, language, depth + 1, nodes)?,
                ))
            });
            Value::Map(entries.collect::<Option<_>>()?)
        }
    };
    Some(Node { span, value })
}

fn scalar(text: &str, kind: Scalar, literal: bool) -> Value {
    Value::Scalar { text: text.into(), kind, literal, block: None }
}

/// A date is text, as schemas have it.
fn of_toml(written: &str) -> Scalar {
    let plain = written.trim_start_matches(['+', '-']);
    let is_number = matches!(plain, "inf" | "nan")
        || plain.starts_with("0x")
        || plain.starts_with("0o")
        || plain.starts_with("0b")
        || plain.replace('_', "").parse::<f64>().is_ok();
    if is_number { Scalar::Number } else { Scalar::Text }
}
