//! Expressions of GitHub workflows: their syntax, and their value where only some of it is known.
//!
//! As GitHub evaluates them: texts compare without regard to case, values of two kinds compare as numbers, `&&` and `||`
//! give one of their sides.

use super::world::World;

/// A parsed expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expr {
    Known(Value),
    /// `github.event_name`, in lower case; an index that is computed is `*`.
    Path(Vec<String>),
    Call(String, Vec<Expr>),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    /// Whether equal is wanted.
    Equal(Box<Expr>, Box<Expr>, bool),
    /// `<` and its like.
    Order,
}

/// What is known of a value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Unknown,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A text of one of these shapes, and none of those texts.
    OneOf {
        shapes: Vec<Shape>,
        not: Vec<String>,
    },
    /// A list of texts.
    List(Vec<String>),
}

/// What is known of a text.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Shape {
    /// How it begins.
    pub(super) start: String,
    /// Whether that is all of it.
    pub(super) whole: bool,
}

/// Deeper nesting is not understood.
const MAX_DEPTH: usize = 60;

/// Reads an `if`, with or without `${{ }}` around it. `None` when it is not understood, or is a text with expressions in it.
pub(super) fn parse(text: &str) -> Option<Expr> {
    let text = text.trim();
    let inner = match text.strip_prefix("${{") {
        Some(rest) => rest.strip_suffix("}}")?,
        None => text,
    };
    if inner.contains("${{") || inner.contains("}}") {
        return None;
    }
    let tokens = tokens(inner)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let found = parser.or()?;
    (parser.at == tokens.len()).then_some(found)
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Text(String),
    Number(f64),
    Name(String),
    Mark(&'static str),
}

const MARKS: [&str; 15] = ["&&", "||", "==", "!=", "<=", ">=", "!", "<", ">", "(", ")", "[", "]", ",", "."];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(c) = rest.chars().next() {
        if c == '\'' {
            let mut content = String::new();
            let mut chars = rest[1..].char_indices().peekable();
            let end = loop {
                match chars.next()? {
                    (_, '\'') if chars.next_if(|(_, next)| *next == '\'').is_some() => content.push('\''),
                    (at, '\'') => break at,
                    (_, other) => content.push(other),
                }
            };
            found.push(Token::Text(content));
            rest = &rest[end + 2..];
        } else if c.is_ascii_digit() || matches!(c, '-' | '+') {
            let end =
                rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '+')).map_or(rest.len(), |end| end + 1);
            found.push(Token::Number(number(&rest[..end]).filter(|number| !number.is_nan())?));
            rest = &rest[end..];
        } else if c.is_ascii_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
            found.push(Token::Name(rest[..end].to_ascii_lowercase()));
            rest = &rest[end..];
        } else if c == '*' {
            found.push(Token::Name("*".to_owned()));
            rest = &rest[1..];
        } else {
            let mark = MARKS.iter().find(|mark| rest.starts_with(**mark))?;
            found.push(Token::Mark(mark));
            rest = &rest[mark.len()..];
        }
        rest = rest.trim_start();
    }
    Some(found)
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn eat(&mut self, mark: &'static str) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    fn or(&mut self) -> Option<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut left = self.and()?;
        while self.eat("||") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        self.depth -= 1;
        Some(left)
    }

    fn and(&mut self) -> Option<Expr> {
        let mut left = self.equal()?;
        while self.eat("&&") {
            left = Expr::And(Box::new(left), Box::new(self.equal()?));
        }
        Some(left)
    }

    fn equal(&mut self) -> Option<Expr> {
        let mut left = self.order()?;
        loop {
            let equal = if self.eat("==") {
                true
            } else if self.eat("!=") {
                false
            } else {
                return Some(left);
            };
            left = Expr::Equal(Box::new(left), Box::new(self.order()?), equal);
        }
    }

    fn order(&mut self) -> Option<Expr> {
        let mut left = self.not()?;
        while ["<=", ">=", "<", ">"].into_iter().any(|mark| self.eat(mark)) {
            self.not()?;
            left = Expr::Order;
        }
        Some(left)
    }

    fn not(&mut self) -> Option<Expr> {
        let mut times = 0;
        while self.eat("!") {
            times += 1;
        }
        let inner = self.primary()?;
        Some(match times {
            0 => inner,
            _ if times % 2 == 1 => Expr::Not(Box::new(inner)),
            _ => Expr::Not(Box::new(Expr::Not(Box::new(inner)))),
        })
    }

    fn primary(&mut self) -> Option<Expr> {
        if self.eat("(") {
            let inner = self.or()?;
            return (self.eat(")") && !matches!(self.tokens.get(self.at), Some(Token::Mark("." | "[")))).then_some(inner);
        }
        let token = self.tokens.get(self.at)?.clone();
        self.at += 1;
        match token {
            Token::Text(text) => Some(Expr::Known(Value::Text(text))),
            Token::Number(number) => Some(Expr::Known(Value::Number(number))),
            Token::Name(name) => match name.as_str() {
                "true" => Some(Expr::Known(Value::Bool(true))),
                "false" => Some(Expr::Known(Value::Bool(false))),
                "null" => Some(Expr::Known(Value::Null)),
                _ if self.eat("(") => self.call(name),
                _ => self.path(name),
            },
            Token::Mark(_) => None,
        }
    }

    fn call(&mut self, name: String) -> Option<Expr> {
        let mut arguments = Vec::new();
        if !self.eat(")") {
            loop {
                arguments.push(self.or()?);
                if self.eat(")") {
                    break;
                }
                if !self.eat(",") {
                    return None;
                }
            }
        }
        let call = Expr::Call(name, arguments);
        // What a function gives may be looked into.
        if matches!(self.tokens.get(self.at), Some(Token::Mark("." | "["))) {
            self.path(String::new())?;
            return Some(Expr::Path(vec!["*".to_owned()]));
        }
        Some(call)
    }

    fn path(&mut self, first: String) -> Option<Expr> {
        let mut parts = vec![first];
        loop {
            if self.eat(".") {
                let Some(Token::Name(name)) = self.tokens.get(self.at) else { return None };
                parts.push(name.clone());
                self.at += 1;
            } else if self.eat("[") {
                let index = self.or()?;
                if !self.eat("]") {
                    return None;
                }
                parts.push(if let Expr::Known(Value::Text(text)) = index { text.to_ascii_lowercase() } else { "*".to_owned() });
            } else {
                return Some(Expr::Path(parts));
            }
        }
    }
}

impl Expr {
    /// Whether it asks how the jobs and steps before went: what it then says holds even where they failed or did not run.
    pub(super) fn asks_status(&self) -> bool {
        match self {
            Expr::Call(name, arguments) => {
                matches!(name.as_str(), "always" | "success" | "failure" | "cancelled") || arguments.iter().any(Expr::asks_status)
            }
            Expr::Not(inner) => inner.asks_status(),
            Expr::And(left, right) | Expr::Or(left, right) | Expr::Equal(left, right, _) => left.asks_status() || right.asks_status(),
            Expr::Known(_) | Expr::Path(_) | Expr::Order => false,
        }
    }

    /// Its value in `world`.
    pub(super) fn value(&self, world: &World) -> Value {
        match self {
            Expr::Known(value) => value.clone(),
            Expr::Path(parts) => world.look_up(parts),
            Expr::Order => Value::Unknown,
            Expr::Not(inner) => inner.value(world).is_true().map_or(Value::Unknown, |truth| Value::Bool(!truth)),
            Expr::And(left, right) => {
                let left = left.value(world);
                match left.is_true() {
                    Some(false) => left,
                    Some(true) => right.value(world),
                    None if right.value(world).is_true() == Some(false) => Value::Bool(false),
                    None => Value::Unknown,
                }
            }
            Expr::Or(left, right) => {
                let left = left.value(world);
                match left.is_true() {
                    Some(true) => left,
                    Some(false) => right.value(world),
                    None if right.value(world).is_true() == Some(true) => Value::Bool(true),
                    None => Value::Unknown,
                }
            }
            Expr::Equal(left, right, wanted) => {
                left.value(world).equals(&right.value(world)).map_or(Value::Unknown, |equal| Value::Bool(equal == *wanted))
            }
            Expr::Call(name, arguments) => {
                let arguments: Vec<Value> = arguments.iter().map(|argument| argument.value(world)).collect();
                call(name, &arguments, world)
            }
        }
    }
}

fn call(name: &str, arguments: &[Value], world: &World) -> Value {
    let known = |found: Option<bool>| found.map_or(Value::Unknown, Value::Bool);
    match (name, arguments) {
        ("always", []) => Value::Bool(true),
        ("failure", []) if world.nothing_before => Value::Bool(false),
        ("startswith", [text, Value::Text(start)]) => known(text.starts_with(start)),
        ("endswith", [Value::Text(text), Value::Text(end)]) => Value::Bool(lower(text).ends_with(&lower(end))),
        ("contains", [Value::Text(text), Value::Text(part)]) => Value::Bool(lower(text).contains(&lower(part))),
        ("contains", [Value::OneOf { shapes, .. }, Value::Text(part)]) => {
            let never = shapes.iter().all(|shape| shape.whole && !lower(&shape.start).contains(&lower(part)));
            if never { Value::Bool(false) } else { Value::Unknown }
        }
        ("contains", [Value::List(items), item]) => {
            let found: Vec<Option<bool>> = items.iter().map(|one| Value::Text(one.clone()).equals(item)).collect();
            match () {
                () if found.contains(&Some(true)) => Value::Bool(true),
                () if found.iter().all(|equal| *equal == Some(false)) => Value::Bool(false),
                () => Value::Unknown,
            }
        }
        ("fromjson", [Value::Text(text)]) => match serde_json::from_str::<Vec<String>>(text) {
            Ok(items) => Value::List(items),
            Err(_) => Value::Unknown,
        },
        _ => Value::Unknown,
    }
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// What a text is as a number.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0.0);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(|number| number as f64);
    }
    Some(text.parse().unwrap_or(f64::NAN))
}

impl Value {
    /// `None`: not known.
    pub(super) fn is_true(&self) -> Option<bool> {
        match self {
            Value::Unknown => None,
            Value::Null => Some(false),
            Value::Bool(value) => Some(*value),
            Value::Number(number) => Some(*number != 0.0 && !number.is_nan()),
            Value::Text(text) => Some(!text.is_empty()),
            Value::OneOf { shapes, .. } => shapes.iter().all(|shape| !shape.start.is_empty()).then_some(true),
            Value::List(_) => Some(true),
        }
    }

    fn equals(&self, other: &Value) -> Option<bool> {
        match (self, other) {
            (Value::OneOf { shapes, not }, Value::Text(text)) | (Value::Text(text), Value::OneOf { shapes, not }) => {
                if not.iter().any(|not| lower(not) == lower(text)) {
                    return Some(false);
                }
                let may = |shape: &Shape| {
                    if shape.whole { lower(&shape.start) == lower(text) } else { lower(text).starts_with(&lower(&shape.start)) }
                };
                match shapes.as_slice() {
                    [one] if one.whole => Some(may(one)),
                    all if all.iter().any(may) => None,
                    _ => Some(false),
                }
            }
            (Value::Unknown | Value::OneOf { .. } | Value::List(_), _) | (_, Value::Unknown | Value::OneOf { .. } | Value::List(_)) => None,
            (Value::Text(a), Value::Text(b)) => Some(lower(a) == lower(b)),
            (a, b) => Some(a.number() == b.number()),
        }
    }

    fn number(&self) -> f64 {
        match self {
            Value::Bool(value) => f64::from(u8::from(*value)),
            Value::Number(number) => *number,
            Value::Text(text) => number(text).unwrap_or(f64::NAN),
            Value::Null => 0.0,
            Value::Unknown | Value::OneOf { .. } | Value::List(_) => f64::NAN,
        }
    }

    fn starts_with(&self, start: &str) -> Option<bool> {
        let start = lower(start);
        match self {
            Value::Text(text) => Some(lower(text).starts_with(&start)),
            Value::Null => Some(start.is_empty()),
            Value::OneOf { shapes, .. } => {
                let one = |shape: &Shape| {
                    let own = lower(&shape.start);
                    match own.starts_with(&start) {
                        true => Some(true),
                        false if shape.whole || !start.starts_with(&own) => Some(false),
                        false => None,
                    }
                };
                let first = one(shapes.first()?);
                shapes.iter().all(|shape| one(shape) == first).then_some(first).flatten()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(text: &str) -> Option<bool> {
        parse(text).unwrap_or_else(|| panic!("{text}")).value(&World::unknown()).is_true()
    }

    #[test]
    fn values_are_githubs() {
        for (text, expected) in [
            ("'A' == 'a'", Some(true)),
            ("${{ 'it''s' == 'it''s' }}", Some(true)),
            ("null == 0", Some(true)),
            ("null == ''", Some(true)),
            ("null == 'x'", Some(false)),
            ("null != 'x'", Some(true)),
            ("true == 1", Some(true)),
            ("'0x10' == 16", Some(true)),
            ("!github.x", None),
            ("github.x && false", Some(false)),
            ("github.x || true", Some(true)),
            ("github.x || 'a' == 'b'", None),
            ("(1 == 2 || 2 == 2) && !false", Some(true)),
            ("always() && contains('Hello', 'ELL')", Some(true)),
            ("contains(fromJSON('[\"a\", \"b\"]'), 'B')", Some(true)),
            ("contains(fromJSON('[\"a\"]'), github.x)", None),
            ("startsWith('refs/tags/v1', 'refs/tags')", Some(true)),
            ("success() || failure()", None),
            ("github['a'].b[github.c] == 3", None),
            ("fromJSON(github.x).y", None),
            ("github.event.commits.*.id", None),
            ("3 > 2", None),
            ("''", Some(false)),
        ] {
            assert_eq!(truth(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_not_understood() {
        for text in ["${{ a }} && b", "a &&", "'open", "a b", "(a", "f(a", "a..b", "\"double\"", "${{ a"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&"(".repeat(5000)), None);
        assert!(parse(&format!("{}x", "!".repeat(5000))).is_some());
    }
}
