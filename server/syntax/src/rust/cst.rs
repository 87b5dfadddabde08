//! The parser's events as a flat tree: nodes in the order of the text, each knowing where its subtree ends.
//!
//! No pointers and no recursion, so depth costs nothing and dropping it is one `free`. Trivia is left out.

use ra_ap_parser::{LexedStr, StrStep, SyntaxKind};
use workspace::Span;

/// Names a node of a [`Tree`].
pub(super) type Id = usize;

struct Node {
    kind: SyntaxKind,
    start: u32,
    end: u32,
    parent: u32,
    skip: u32,
}

/// The syntax tree of one file.
pub(super) struct Tree<'a> {
    text: &'a str,
    nodes: Vec<Node>,
}

/// Something the parser did not expect.
pub(super) struct SyntaxError {
    /// The end of the last token it took.
    pub at: usize,
    /// In its own words.
    pub message: String,
}

impl<'a> Tree<'a> {
    /// Builds the tree of what the parser made of `lexed`.
    pub(super) fn new(text: &'a str, lexed: &LexedStr<'_>, output: &ra_ap_parser::Output) -> (Tree<'a>, Vec<SyntaxError>) {
        let (mut nodes, mut errors): (Vec<Node>, Vec<SyntaxError>) = (Vec::new(), Vec::new());
        let (mut open, mut at): (Vec<u32>, usize) = (Vec::new(), 0);
        lexed.intersperse_trivia(output, &mut |step| match step {
            StrStep::Enter { kind } => {
                let parent = open.last().copied().unwrap_or_default();
                open.push(nodes.len() as u32);
                // Where it starts is known when its first token comes, past comments and blanks.
                nodes.push(Node { kind, start: u32::MAX, end: at as u32, parent, skip: 0 });
            }
            StrStep::Token { kind, text } => {
                let start = at;
                at += text.len();
                if kind.is_trivia() {
                    return;
                }
                for &id in open.iter().rev() {
                    let node = &mut nodes[id as usize];
                    if node.start != u32::MAX {
                        break;
                    }
                    node.start = start as u32;
                }
                let (parent, skip) = (open.last().copied().unwrap_or_default(), nodes.len() as u32 + 1);
                nodes.push(Node { kind, start: start as u32, end: at as u32, parent, skip });
            }
            StrStep::Exit => {
                let Some(id) = open.pop() else { return };
                let skip = nodes.len() as u32;
                let end = nodes.last().map_or(0, |last| last.end);
                let node = &mut nodes[id as usize];
                (node.start, node.end, node.skip) = (node.start.min(end), end.max(node.end), skip);
            }
            StrStep::Error { msg, pos } => errors.push(SyntaxError { at: pos, message: msg.to_owned() }),
        });
        (Tree { text, nodes }, errors)
    }

    /// How many nodes there are; ids are below.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The kind of a node or token.
    pub(super) fn kind(&self, id: Id) -> SyntaxKind {
        self.nodes[id].kind
    }

    /// Its range, without comments and blanks around it.
    pub(super) fn span(&self, id: Id) -> Span {
        Span { start: self.nodes[id].start, end: self.nodes[id].end }
    }

    /// Its text.
    pub(super) fn text(&self, id: Id) -> &'a str {
        self.slice(self.span(id))
    }

    /// The text in a range.
    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The node around it; the root is its own parent.
    pub(super) fn parent(&self, id: Id) -> Id {
        self.nodes[id].parent as usize
    }

    /// The id after the last one below `id`.
    pub(super) fn skip(&self, id: Id) -> Id {
        self.nodes[id].skip as usize
    }

    /// What is directly below it, tokens included.
    pub(super) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.skip(id);
        let first = (id + 1 < end).then_some(id + 1);
        std::iter::successors(first, move |&child| Some(self.skip(child)).filter(|&next| next < end))
    }

    /// Its first child of that kind.
    pub(super) fn child(&self, id: Id, kind: SyntaxKind) -> Option<Id> {
        self.children(id).find(|&child| self.kind(child) == kind)
    }

    /// The nodes and tokens from `id` to the end of what is below it.
    pub(super) fn subtree(&self, id: Id) -> std::ops::Range<Id> {
        id..self.skip(id)
    }

    /// The name of an item: its token and text, without `r#`.
    pub(super) fn name(&self, item: Id) -> Option<(Id, &'a str)> {
        let name = self.child(item, SyntaxKind::NAME)?;
        let ident = self.child(name, SyntaxKind::IDENT)?;
        Some((ident, plain(self.text(ident))))
    }
}

/// An identifier without the mark of a raw one.
pub(super) fn plain(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}
