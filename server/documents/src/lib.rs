//! YAML, JSON and TOML as trees with places: what readers of single documents stand on.
//!
//! [`read`] and [`read_all`] build [`Node`]s from YAML, of which JSON is a part; readers of other formats build the same
//! nodes themselves. A node goes to plain data for a schema to judge ([`Node::to_json`]), and back: [`Node::misshapes`]
//! says where in the text what a schema does not allow is.
//!
//! **Invariant:** trees are bounded in size and depth, aliases expanded, so that whoever walks one may recurse.

pub mod cursor;
mod data;
mod misshape;
mod node;
mod scalar;
mod yaml;

pub use misshape::{Misshape, Rewrite};
pub use scalar::{core_schema, is_plain, number};
pub use yaml::{MAX_NODES, read, read_all};

use std::sync::Arc;

use compact_str::CompactString;
use workspace::Span;

/// One value and its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// For quoted text: what is between the quotes. For an alias: the alias.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Neither a list nor a mapping.
    Scalar {
        /// What it says, without quotes and escapes.
        text: CompactString,
        /// What it is.
        kind: Scalar,
        /// Whether `text` is written in the span letter by letter, so that parts of it have places too.
        literal: bool,
        /// Of text in a block (`|`): where each of its lines starts in the file, behind the indentation.
        block: Option<Arc<[u32]>>,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order it is written; aliases and merge keys expanded.
    Map(Vec<(Node, Node)>),
}

/// What a scalar is, by the core schema of YAML 1.2: `off` and `on` are text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scalar {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// Text.
    Text,
}

/// Why there is no tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unread {
    /// It is not YAML; whoever reports syntax says where.
    Syntax,
    /// It is larger or deeper than what is read: where, and the bound.
    Excess(Span, String),
}

/// One document of a text.
#[derive(PartialEq, Debug)]
pub struct Document {
    /// `None`: there is nothing but comments.
    pub root: Option<Node>,
    /// Where another one starts behind it.
    pub second: Option<Span>,
    /// Keys and values in it, aliases expanded.
    pub nodes: usize,
}
