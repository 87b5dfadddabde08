//! From words to a tree.

use std::ops::Range;

use super::lex::{Token, mistake, tokens};
use super::{Expr, Kind, Literal, Mistake};

/// Deeper expressions are not read: GitHub refuses them too.
const MAX_DEPTH: usize = 50;
/// Nor are longer ones.
const MAX_TOKENS: usize = 4000;

/// Reads the expression in a part of a text.
pub(in super::super) fn parse(text: &str, part: Range<usize>) -> Result<Expr, Mistake> {
    let tokens = tokens(text, part.clone())?;
    if tokens.is_empty() {
        return Err(mistake(part, "the expression is empty".to_owned()));
    }
    let mut parser = Parser { text, tokens: &tokens, at: 0, depth: 0, end: part.end };
    if tokens.len() > MAX_TOKENS {
        return Err(parser.excess());
    }
    let found = parser.binary(0)?;
    match tokens.get(parser.at) {
        None => Ok(found),
        Some(_) => Err(parser.unexpected("an operator or the end")),
    }
}

/// Operators between two, the loosest first.
const LEVELS: [&[&str]; 4] = [&["||"], &["&&"], &["==", "!="], &["<", "<=", ">", ">="]];

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [(Token, Range<usize>)],
    at: usize,
    depth: usize,
    end: usize,
}

impl Parser<'_> {
    fn eat(&mut self, mark: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some((Token::Mark(found), _)) if *found == mark);
        self.at += usize::from(found);
        found
    }

    fn unexpected(&self, wanted: &str) -> Mistake {
        match self.tokens.get(self.at) {
            Some((_, range)) => mistake(range.clone(), format!("`{}` was not expected here: {wanted} was", &self.text[range.clone()])),
            None => mistake(self.end..self.end, format!("the expression ends where {wanted} was expected")),
        }
    }

    fn excess(&self) -> Mistake {
        mistake(self.end..self.end, "the expression is too long or too deep to be read".to_owned())
    }

    fn binary(&mut self, level: usize) -> Result<Expr, Mistake> {
        let Some(marks) = LEVELS.get(level) else { return self.unary() };
        let first = self.binary(level + 1)?;
        let (mut parts, mut first_mark) = (vec![first], None);
        while let Some(mark) = marks.iter().find(|mark| self.eat(mark)) {
            first_mark.get_or_insert(*mark);
            parts.push(self.binary(level + 1)?);
        }
        let Some(mark) = first_mark else { return Ok(parts.remove(0)) };
        let range = parts[0].range.start..parts[parts.len() - 1].range.end;
        Ok(Expr { kind: Kind::Operator(mark, parts), range })
    }

    fn unary(&mut self) -> Result<Expr, Mistake> {
        let start = self.tokens.get(self.at).map_or(self.end, |(_, range)| range.start);
        let mut negated = false;
        while self.eat("!") {
            negated = true;
        }
        let inner = self.postfix()?;
        let range = start..inner.range.end;
        Ok(if negated { Expr { kind: Kind::Operator("!", vec![inner]), range } } else { inner })
    }

    fn postfix(&mut self) -> Result<Expr, Mistake> {
        let mut found = self.primary()?;
        let mut length = 0;
        loop {
            let start = found.range.start;
            let kind = if self.eat(".") {
                if self.eat("*") {
                    Kind::Filter(Box::new(found))
                } else {
                    let Some((Token::Name, range)) = self.tokens.get(self.at) else { return Err(self.unexpected("a name or `*`")) };
                    self.at += 1;
                    Kind::Member(Box::new(found), self.text[range.clone()].to_ascii_lowercase())
                }
            } else if self.eat("[") {
                if self.eat("*") {
                    self.close("]")?;
                    Kind::Filter(Box::new(found))
                } else {
                    let index = self.inside()?;
                    self.close("]")?;
                    match index.kind {
                        Kind::Text(name) => Kind::Member(Box::new(found), name.to_ascii_lowercase()),
                        _ => Kind::Index(Box::new(found), Box::new(index)),
                    }
                }
            } else {
                return Ok(found);
            };
            length += 1;
            if length > MAX_DEPTH {
                return Err(self.excess());
            }
            found = Expr { kind, range: start..self.tokens[self.at - 1].1.end };
        }
    }

    fn inside(&mut self) -> Result<Expr, Mistake> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.excess());
        }
        let found = self.binary(0)?;
        self.depth -= 1;
        Ok(found)
    }

    fn close(&mut self, mark: &str) -> Result<(), Mistake> {
        if self.eat(mark) { Ok(()) } else { Err(self.unexpected(&format!("`{mark}`"))) }
    }

    fn primary(&mut self) -> Result<Expr, Mistake> {
        let start = self.tokens.get(self.at).map_or(self.end, |(_, range)| range.start);
        if self.eat("(") {
            let inner = self.inside()?;
            self.close(")")?;
            return Ok(Expr { range: start..self.tokens[self.at - 1].1.end, kind: inner.kind });
        }
        let Some((token, range)) = self.tokens.get(self.at).cloned() else { return Err(self.unexpected("a value")) };
        let kind = match token {
            Token::Text(text) => Kind::Text(text),
            Token::Number => Kind::Literal(Literal::Number),
            Token::Name => {
                self.at += 1;
                let name = &self.text[range.clone()];
                let kind = match name {
                    _ if self.eat("(") => Kind::Call(name.to_owned(), self.arguments()?),
                    _ => literal(name).map_or_else(|| Kind::Context(name.to_owned()), Kind::Literal),
                };
                return Ok(Expr { kind, range: start..self.tokens[self.at - 1].1.end });
            }
            Token::Mark(_) => return Err(self.unexpected("a value")),
        };
        self.at += 1;
        Ok(Expr { kind, range })
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, Mistake> {
        let mut found = Vec::new();
        if self.eat(")") {
            return Ok(found);
        }
        loop {
            found.push(self.inside()?);
            if self.eat(")") {
                return Ok(found);
            }
            if !self.eat(",") {
                return Err(self.unexpected("`,` or `)`"));
            }
        }
    }
}

fn literal(name: &str) -> Option<Literal> {
    Some(match name.to_ascii_lowercase().as_str() {
        "true" | "false" => Literal::Bool,
        "null" => Literal::Null,
        "nan" | "infinity" => Literal::Number,
        _ => return None,
    })
}
