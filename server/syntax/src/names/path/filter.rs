//! Tests on a node: comparisons, existence and the five functions.

use std::cmp::Ordering;

use regex::Regex;

use super::Path;
use super::walk::find;
use crate::manifest::tree::{At, Value};

/// A filter's expression.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Any(Vec<Test>),
    All(Vec<Test>),
    Not(Box<Test>),
    Exists(Path),
    Holds(Function),
    Compare(Compared, Operator, Compared),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(super) enum Compared {
    Path(Path),
    Function(Function),
    Text(String),
    Number(f64),
    Bool(bool),
    Null,
}

#[derive(Clone, Debug)]
pub(super) enum Function {
    Length(Box<Compared>),
    Count(Path),
    Value(Path),
    /// The text, and what it must look like.
    Match(Box<Compared>, Regex),
}

impl Function {
    pub(super) fn new(name: &str, arguments: Vec<Compared>) -> Result<Function, String> {
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next();
        let made = match (name, next(), next()) {
            ("length", Some(value), None) => Function::Length(Box::new(value)),
            ("count", Some(Compared::Path(path)), None) => Function::Count(path),
            ("value", Some(Compared::Path(path)), None) => Function::Value(path),
            ("match" | "search", Some(value), Some(Compared::Text(pattern))) => {
                let anchored = if name == "match" { format!("^(?:{pattern})$") } else { pattern };
                let regex = Regex::new(&anchored).map_err(|error| format!("this is no pattern: {error}"))?;
                Function::Match(Box::new(value), regex)
            }
            ("length" | "count" | "value" | "match" | "search", ..) => return Err(format!("`{name}` takes other arguments")),
            _ => return Err(format!("there is no function `{name}`; there are `length`, `count`, `match`, `search` and `value`")),
        };
        if arguments.next().is_some() { Err(format!("`{name}` takes fewer arguments")) } else { Ok(made) }
    }

    pub(super) fn is_logical(&self) -> bool {
        matches!(self, Function::Match(..))
    }
}

/// What is compared: a value, or nothing at all.
#[derive(PartialEq, Debug)]
enum Operand<'t> {
    Nothing,
    Null,
    Bool(bool),
    Number(f64),
    /// `plain`: it is written without quotes and so may be meant as a number.
    Text(&'t str),
    /// Compared by nothing but identity.
    Collection(At<'t, 't>),
}

/// Where a test is tried.
#[derive(Clone, Copy)]
pub(super) struct Scene<'t> {
    pub(super) text: &'t str,
    pub(super) document: At<'t, 't>,
    pub(super) node: At<'t, 't>,
}

impl Test {
    pub(super) fn holds(&self, scene: Scene<'_>) -> bool {
        match self {
            Test::Any(tests) => tests.iter().any(|test| test.holds(scene)),
            Test::All(tests) => tests.iter().all(|test| test.holds(scene)),
            Test::Not(test) => !test.holds(scene),
            Test::Exists(path) => !find(path, scene.text, scene.document, scene.node).is_empty(),
            Test::Holds(function) => function.matches(scene),
            Test::Compare(left, operator, right) => compare(&left.value(scene), *operator, &right.value(scene)),
        }
    }
}

impl Compared {
    fn value<'t>(&'t self, scene: Scene<'t>) -> Operand<'t> {
        match self {
            Compared::Text(text) => Operand::Text(text),
            Compared::Number(number) => Operand::Number(*number),
            Compared::Bool(value) => Operand::Bool(*value),
            Compared::Null => Operand::Null,
            Compared::Path(path) => single(path, scene),
            Compared::Function(function) => function.value(scene),
        }
    }
}

impl Function {
    fn value<'t>(&'t self, scene: Scene<'t>) -> Operand<'t> {
        match self {
            Function::Length(argument) => match argument.value(scene) {
                Operand::Text(text) => Operand::Number(text.chars().count() as f64),
                Operand::Collection(at) => Operand::Number((at.items().count() + at.entries().count()) as f64),
                _ => Operand::Nothing,
            },
            Function::Count(path) => Operand::Number(find(path, scene.text, scene.document, scene.node).len() as f64),
            Function::Value(path) => single(path, scene),
            Function::Match(..) => Operand::Nothing,
        }
    }

    fn matches(&self, scene: Scene<'_>) -> bool {
        let Function::Match(value, pattern) = self else { return false };
        matches!(value.value(scene), Operand::Text(text) if pattern.is_match(text))
    }
}

/// The value at the one place that a path leads to.
fn single<'t>(path: &'t Path, scene: Scene<'t>) -> Operand<'t> {
    match find(path, scene.text, scene.document, scene.node)[..] {
        [at] => match at.value() {
            Value::Text(text) => Operand::Text(text),
            Value::Bool(value) => Operand::Bool(*value),
            Value::List | Value::Table => Operand::Collection(at),
            Value::Other => match scene.text.get(at.span().range()).unwrap_or_default() {
                "" | "~" | "null" | "Null" | "NULL" => Operand::Null,
                written => Operand::Text(written),
            },
        },
        _ => Operand::Nothing,
    }
}

fn compare(left: &Operand<'_>, operator: Operator, right: &Operand<'_>) -> bool {
    let order = match (left, right) {
        (Operand::Number(a), Operand::Number(b)) => a.partial_cmp(b),
        (Operand::Number(a), Operand::Text(b)) => b.parse::<f64>().ok().and_then(|b| a.partial_cmp(&b)),
        (Operand::Text(a), Operand::Number(b)) => a.parse::<f64>().ok().and_then(|a| a.partial_cmp(b)),
        (Operand::Text(a), Operand::Text(b)) => Some(a.cmp(b)),
        _ => None,
    };
    let equal = order.map_or(left == right, Ordering::is_eq);
    match operator {
        Operator::Equal => equal,
        Operator::Unequal => !equal,
        Operator::Less => order.is_some_and(Ordering::is_lt),
        Operator::AtMost => equal || order.is_some_and(Ordering::is_lt),
        Operator::More => order.is_some_and(Ordering::is_gt),
        Operator::AtLeast => equal || order.is_some_and(Ordering::is_gt),
    }
}
