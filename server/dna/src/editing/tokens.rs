//! What each word of a document is, for colours that a grammar of YAML cannot know.

use schemas::Step;
use workspace::{Db, File, Span};

use super::ids::{Takes, takes};
use super::{Subject, subject};
use crate::model::Name;
use crate::project::{declared, document, ranges};
use documents::{Node, Value};

/// A word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// Whether it declares what it names.
    pub declares: bool,
}

/// What a word is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum TokenKind {
    /// The id of a component.
    Component,
    /// The id of a layer.
    Layer,
    /// The id of an agent.
    Agent,
    /// A key.
    Key,
    /// A word or sign of a selector or a demand: `->`, `has`, `layer:`, `owner:`, `*`.
    Operator,
    /// A path or a glob.
    Path,
}

/// The words of a file by place; none overlaps another. Empty for files that are nothing of ours.
pub fn tokens(db: &dyn Db, file: File) -> Vec<Token> {
    let Some(subject) = subject(db, file) else { return Vec::new() };
    let document = document(db, file);
    let Some(root) = document.as_ref().as_ref().ok().and_then(|document| document.root.as_ref()) else { return Vec::new() };
    let mut out = Vec::new();
    if subject == Subject::Project {
        ids(db, file, &mut out);
    }
    walk(root, &mut Vec::new(), subject, &mut out);
    // What is known to be an id is no mere key. The sort is stable, and ids were first.
    out.sort_by_key(|token: &Token| (token.span.start, token.span.end));
    let mut end = 0;
    out.retain(|token| {
        let fits = token.span.start >= end && token.span.end > token.span.start;
        if fits {
            end = token.span.end;
        }
        fits
    });
    out
}

fn ids(db: &dyn Db, file: File, out: &mut Vec<Token>) {
    let Some(root) = file.root(db) else { return };
    let (declared, ranges) = (declared(db, root), ranges(db, root));
    let (Some(source), Some(dna)) = (declared.source_of(file), declared.dna.as_ref()) else { return };
    let mut add = |name: Name, span: crate::SpanId, declares: bool| {
        let kind = match name {
            Name::Component(_) => TokenKind::Component,
            Name::Layer(_) => TokenKind::Layer,
            Name::Agent(_) => TokenKind::Agent,
        };
        if span.source == source {
            out.push(Token { span: ranges.spans.get(span), kind, declares });
        }
    };
    dna.names().for_each(|(name, id)| add(name, id.span, true));
    for reference in dna.id_references() {
        if let Some(target) = reference.target {
            add(target, reference.id.span, false);
        }
    }
}

fn walk(node: &Node, path: &mut Vec<Step>, subject: Subject, out: &mut Vec<Token>) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                let Some(name) = key.text() else { continue };
                out.push(Token { span: key.span, kind: TokenKind::Key, declares: false });
                path.push(Step::Key(name.to_owned()));
                walk(value, path, subject, out);
                path.pop();
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                walk(item, path, subject, out);
                path.pop();
            }
        }
        Value::Scalar { text, literal: true, .. } if subject == Subject::Project => scalar(node, text, path, out),
        Value::Scalar { .. } => {}
    }
}

fn scalar(node: &Node, text: &str, path: &[Step], out: &mut Vec<Token>) {
    let mut add = |part: std::ops::Range<usize>, kind: TokenKind| out.push(Token { span: node.part(part), kind, declares: false });
    if is_path(path) {
        add(0..text.len(), TokenKind::Path);
        return;
    }
    if takes(path) != Some(Takes::Selector) {
        return;
    }
    let mut glob = None;
    if let Some(at) = text.find(" has ") {
        add(at + 1..at + 4, TokenKind::Operator);
        let rest = &text[at + 5..];
        let start = text.len() - rest.trim_start().len();
        glob = Some(start);
        add(start..start + rest.trim().len(), TokenKind::Path);
    }
    let selectors = &text[..glob.unwrap_or(text.len())];
    for sign in ["->", "layer:", "owner:", "*"] {
        selectors.match_indices(sign).for_each(|(at, sign)| add(at..at + sign.len(), TokenKind::Operator));
    }
}

/// Whether a value is a path or a glob.
fn is_path(path: &[Step]) -> bool {
    let keys: Vec<&str> = path.iter().filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None }).collect();
    matches!(
        keys.as_slice(),
        ["extends"]
            | ["components", _, "path"]
            | ["components", _, "requires", "files"]
            | ["checks", "ignore" | "baseline"]
            | ["checks", "suppress", "at"]
            | ["agents", _, "cwd"]
            | ["generators", _, "use" | "into"]
            | ["generators", _, "outputs", "path" | "template"]
            | ["generators", _, "templates", "dir"]
            | ["generators", _, "tests", "golden"]
            | ["generators", _, "format", "glob"]
    )
}
