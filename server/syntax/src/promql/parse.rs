//! Expressions, by descent, with the types of what they are made of.

use std::ops::Range;

use super::functions::{self, aggregation, function};
use super::lex::{Token, Word, lex};
use super::{Kind, Mistake, duration};

/// Deeper expressions are not judged.
const MAX_DEPTH: usize = 100;

const UNCLOSED: &str = "the `(` here has no `)`";

/// What a part is, beyond its type: what may follow it depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// A metric or a selector: a range or an offset may follow.
    Selector,
    /// A range or a subquery: an offset may follow.
    Ranged,
    /// Anything else.
    Other,
}

pub(super) struct Part {
    pub kind: Kind,
    pub form: Form,
    pub range: Range<usize>,
}

pub(super) type Read<T> = Result<T, Mistake>;

/// What `text` gives, and where it names metrics.
pub(super) fn parse(text: &str) -> Read<(Kind, Vec<Range<usize>>)> {
    let tokens = lex(text)?;
    let mut parser = Parser { text, tokens: &tokens, at: 0, depth: 0, metrics: Vec::new() };
    let part = parser.binary(1)?;
    match parser.word() {
        Word::End => Ok((part.kind, parser.metrics)),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub at: usize,
    depth: usize,
    metrics: Vec<Range<usize>>,
}

impl<'a> Parser<'a> {
    pub fn token(&self) -> &'a Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn word(&self) -> Word {
        self.token().word
    }

    pub fn written(&self) -> &'a str {
        &self.text[self.token().range.clone()]
    }

    pub fn next(&mut self) -> &'a Token {
        let token = self.token();
        self.at += 1;
        token
    }

    pub fn is_sign(&self, sign: &str) -> bool {
        self.word() == Word::Sign && self.written() == sign
    }

    pub fn eat(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    fn is_word(&self, word: &str) -> bool {
        self.word() == Word::Name && self.written().eq_ignore_ascii_case(word)
    }

    /// Whether the sign `sign` follows what is next.
    fn then(&self, sign: &str) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| token.word == Word::Sign && &self.text[token.range.clone()] == sign)
    }

    pub fn unexpected(&self, expected: &str) -> Mistake {
        let message = match self.word() {
            Word::End => format!("the query ends where {expected} is expected"),
            _ => format!("`{}` stands where {expected} is expected", self.written()),
        };
        Mistake::new(self.token().range.clone(), message)
    }

    pub fn expect(&mut self, sign: &str, what: &str) -> Read<()> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected(what)) }
    }

    fn binary(&mut self, least: u8) -> Read<Part> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Mistake { is_dialect: true, ..Mistake::new(0..0, "") });
        }
        let mut left = self.unary()?;
        while let Some((operator, strength)) = self.operator().filter(|(_, strength)| *strength >= least) {
            let at = self.next().range.clone();
            let comparison = matches!(operator, "==" | "!=" | "<" | ">" | "<=" | ">=");
            let set = matches!(operator, "and" | "or" | "unless");
            let compares = self.is_word("bool");
            if compares {
                let range = self.next().range.clone();
                if !comparison {
                    return Err(Mistake::new(range, format!("`bool` only goes with comparisons, and `{operator}` is none")));
                }
            }
            let matching = self.matching(set)?;
            // A power binds to the right.
            let right = self.binary(if operator == "^" { strength } else { strength + 1 })?;
            for side in [&left, &right] {
                if !matches!(side.kind, Kind::Scalar | Kind::Vector) {
                    let message = format!("`{operator}` takes numbers and instant vectors, and this is {}", side.kind.name());
                    return Err(Mistake::new(side.range.clone(), message));
                }
            }
            let scalars = (left.kind == Kind::Scalar, right.kind == Kind::Scalar);
            if comparison && !compares && scalars == (true, true) {
                return Err(Mistake::new(at, format!("a comparison of two numbers needs `bool`: `{operator} bool`")));
            }
            if set && scalars != (false, false) {
                return Err(Mistake::new(at, format!("`{operator}` takes instant vectors, and one side is a number")));
            }
            if let Some(range) = matching.filter(|_| scalars != (false, false)) {
                return Err(Mistake::new(range, "labels are matched between instant vectors only, and one side is a number"));
            }
            let kind = if scalars == (true, true) { Kind::Scalar } else { Kind::Vector };
            left = Part { kind, form: Form::Other, range: left.range.start..right.range.end };
        }
        self.depth -= 1;
        Ok(left)
    }

    /// The operator that is next, and how strongly it binds.
    fn operator(&self) -> Option<(&'a str, u8)> {
        let written = self.written();
        match self.word() {
            Word::Sign => match written {
                "==" | "!=" | "<" | ">" | "<=" | ">=" => Some((written, 3)),
                "+" | "-" => Some((written, 4)),
                "*" | "/" | "%" => Some((written, 5)),
                "^" => Some((written, 6)),
                _ => None,
            },
            Word::Name => {
                [("or", 1), ("and", 2), ("unless", 2), ("atan2", 5)].into_iter().find(|(word, _)| written.eq_ignore_ascii_case(word))
            }
            _ => None,
        }
    }

    /// `on (a, b) group_left (c)`: where it is, when it is there.
    fn matching(&mut self, set: bool) -> Read<Option<Range<usize>>> {
        let start = self.token().range.start;
        if !(self.is_word("on") || self.is_word("ignoring")) || !self.then("(") {
            self.fills()?;
            return Ok(None);
        }
        self.next();
        self.labels()?;
        if self.is_word("group_left") || self.is_word("group_right") {
            let token = self.next();
            if set {
                let message = format!("`{}` does not go with `and`, `or` and `unless`", &self.text[token.range.clone()]);
                return Err(Mistake::new(token.range.clone(), message));
            }
            if self.is_sign("(") && self.is_grouping() {
                self.labels()?;
            }
        }
        self.fills()?;
        Ok(Some(start..self.tokens[self.at - 1].range.end))
    }

    /// `fill (0)`: what stands for a sample that the other side lacks.
    fn fills(&mut self) -> Read<()> {
        while ["fill", "fill_left", "fill_right"].iter().any(|word| self.is_word(word)) && self.then("(") {
            self.next();
            self.next();
            self.binary(1)?;
            self.expect(")", "a `)`")?;
        }
        Ok(())
    }

    /// Whether what is in parentheses are labels, rather than the operand on the right.
    fn is_grouping(&self) -> bool {
        let rest = &self.tokens[self.at + 1..];
        let inside: Vec<_> = rest.iter().take_while(|token| token.word != Word::Sign || &self.text[token.range.clone()] == ",").collect();
        let closes = rest.get(inside.len()).is_some_and(|token| &self.text[token.range.clone()] == ")");
        // Behind labels an operand has to follow.
        let follows = rest.get(inside.len() + 1);
        closes
            && follows.is_some_and(|token| match token.word {
                Word::End => false,
                Word::Sign => matches!(&self.text[token.range.clone()], "(" | "{" | "-" | "+"),
                _ => !["and", "or", "unless"].contains(&&self.text[token.range.clone()]),
            })
    }

    /// `(a, b)`
    fn labels(&mut self) -> Read<()> {
        self.expect("(", "a `(` with labels")?;
        while !self.eat(")") {
            match self.word() {
                Word::Name if !self.written().contains(':') => {}
                Word::Text => {}
                _ => return Err(self.unexpected("the name of a label")),
            }
            self.next();
            if !self.is_sign(")") {
                self.expect(",", "a `,` or a `)`")?;
            }
        }
        Ok(())
    }

    fn unary(&mut self) -> Read<Part> {
        let start = self.token().range.start;
        if self.eat("-") || self.eat("+") {
            let part = self.binary(6)?;
            if !matches!(part.kind, Kind::Scalar | Kind::Vector) {
                return Err(Mistake::new(
                    part.range,
                    format!("a sign goes before numbers and instant vectors, and this is {}", part.kind.name()),
                ));
            }
            return Ok(Part { form: Form::Other, range: start..part.range.end, ..part });
        }
        let mut part = self.primary()?;
        loop {
            part = if self.is_sign("[") {
                self.ranged(part)?
            } else if self.is_word("offset") {
                self.shifted(part)?
            } else if self.is_sign("@") {
                self.moment(part)?
            } else if (self.is_word("anchored") || self.is_word("smoothed")) && part.form != Form::Other {
                self.next();
                part
            } else {
                return Ok(part);
            };
            part.range.end = self.tokens[self.at - 1].range.end;
        }
    }

    /// `[5m]` and `[1h:5m]`
    fn ranged(&mut self, part: Part) -> Read<Part> {
        let open = self.next().range.clone();
        let first = self.at;
        let (mut depth, mut colon) = (0usize, None);
        loop {
            match self.word() {
                Word::End => return Err(Mistake::new(open, "the `[` here has no `]`")),
                Word::Sign => match self.written() {
                    "]" => break,
                    "(" => depth += 1,
                    ")" if depth > 0 => depth -= 1,
                    ")" | "[" | "{" | "}" | "=" | "==" | "!=" | "<" | ">" => return Err(self.unexpected("a `]`")),
                    ":" if depth == 0 && colon.is_none() => colon = Some(self.at),
                    _ => {}
                },
                _ => {}
            }
            self.next();
        }
        let last = self.at;
        let whole = open.start..self.next().range.end;
        let spans = [Some(first..colon.unwrap_or(last)), colon.map(|at| at + 1..last)];
        for (at, span) in spans.into_iter().enumerate() {
            let Some(span) = span else { continue };
            let words = &self.tokens[span];
            match words {
                // Only the step of a subquery may be left out.
                [] if at == 1 => {}
                [] => return Err(Mistake::new(whole, "a range needs a duration, as in `[5m]`")),
                [one] => match one.word {
                    Word::Duration | Word::Number => {
                        let written = &self.text[one.range.clone()];
                        if duration(written) == Some(0) || written.parse() == Ok(0.0) {
                            return Err(Mistake::new(one.range.clone(), "a range has to be longer than 0"));
                        }
                    }
                    _ => {
                        let written = &self.text[one.range.clone()];
                        return Err(Mistake::new(one.range.clone(), format!("`{written}` is no duration such as `5m`")));
                    }
                },
                // Sums of durations are an experiment of newer versions; words one after the other are none.
                [left, right, ..] if ![left, right].iter().any(|token| token.word == Word::Sign) && right.word != Word::Name => {
                    return Err(Mistake::new(right.range.clone(), "a duration is one word, as in `1h30m`"));
                }
                _ => {}
            }
        }
        if colon.is_some() {
            if part.kind != Kind::Vector {
                return Err(Mistake::new(
                    whole,
                    format!("a subquery is made of an instant vector, and this is one of {}", part.kind.name()),
                ));
            }
        } else if part.form != Form::Selector {
            let message = match part.kind {
                Kind::Vector => "a range follows a selector only; of an expression a subquery is made, as in `[5m:]`".to_owned(),
                kind => format!("a range follows a selector only, and this is {}", kind.name()),
            };
            return Err(Mistake::new(whole, message));
        }
        Ok(Part { kind: Kind::Range, form: Form::Ranged, range: part.range })
    }

    /// `offset 5m`
    fn shifted(&mut self, part: Part) -> Read<Part> {
        let word = self.next().range.clone();
        if !self.eat("-") {
            self.eat("+");
        }
        if self.is_sign("(") {
            self.skip_parentheses()?;
        } else if matches!(self.word(), Word::Duration | Word::Number) || self.word() == Word::Name && self.then("(") {
            self.next();
            if self.is_sign("(") {
                self.skip_parentheses()?;
            }
        } else {
            return Err(self.unexpected("a duration such as `5m`"));
        }
        if part.form == Form::Other {
            return Err(Mistake::new(
                word,
                "`offset` follows a selector, a range or a subquery; of anything else it cannot shift the time",
            ));
        }
        Ok(part)
    }

    /// `@ 1609746000`, `@ end()`
    fn moment(&mut self, part: Part) -> Read<Part> {
        let sign = self.next().range.clone();
        if self.is_word("start") || self.is_word("end") {
            self.next();
            self.expect("(", "`()`")?;
            self.expect(")", "a `)`")?;
        } else {
            if !self.eat("-") {
                self.eat("+");
            }
            let is_number = self.word() == Word::Number || self.is_word("inf") || self.is_word("nan");
            if !is_number {
                return Err(self.unexpected("a time in seconds, `start()` or `end()`"));
            }
            self.next();
        }
        if part.form == Form::Other {
            return Err(Mistake::new(sign, "`@` follows a selector, a range or a subquery"));
        }
        Ok(part)
    }

    fn skip_parentheses(&mut self) -> Read<()> {
        let mut depth = 0usize;
        loop {
            match self.written() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ if self.word() == Word::End => return Err(self.unexpected("a `)`")),
                _ => {}
            }
            self.next();
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn primary(&mut self) -> Read<Part> {
        let token = self.token();
        let other = |kind| Part { kind, form: Form::Other, range: token.range.clone() };
        match token.word {
            Word::Number | Word::Duration => {
                self.next();
                Ok(other(Kind::Scalar))
            }
            Word::Text => {
                self.next();
                Ok(other(Kind::Text))
            }
            Word::Sign if self.is_sign("(") => {
                self.next();
                let inner = self.binary(1)?;
                if !self.eat(")") {
                    return Err(match self.word() {
                        Word::End => Mistake::new(token.range.clone(), UNCLOSED),
                        _ => self.unexpected("an operator or a `)`"),
                    });
                }
                Ok(Part { kind: inner.kind, form: Form::Other, range: token.range.start..self.tokens[self.at - 1].range.end })
            }
            Word::Sign if self.is_sign("{") => self.selector(None),
            Word::Name => self.named(),
            _ => Err(self.unexpected("an expression")),
        }
    }

    fn named(&mut self) -> Read<Part> {
        let token = self.token();
        let name = self.written();
        let lower = name.to_ascii_lowercase();
        if let Some(takes) = aggregation(&lower) {
            let grouped = self.tokens.get(self.at + 1).is_some_and(|next| {
                let written = &self.text[next.range.clone()];
                written == "(" || written.eq_ignore_ascii_case("by") || written.eq_ignore_ascii_case("without")
            });
            if grouped {
                return self.aggregate(name, takes);
            }
        }
        if matches!(lower.as_str(), "inf" | "nan") && !self.then("{") && !self.then("(") {
            self.next();
            return Ok(Part { kind: Kind::Scalar, form: Form::Other, range: token.range.clone() });
        }
        if self.then("(") {
            return self.call(name);
        }
        // Other words of the language may be names of metrics too.
        if matches!(lower.as_str(), "on" | "ignoring" | "group_left" | "group_right" | "bool") {
            return Err(self.unexpected("an expression"));
        }
        self.next();
        self.metrics.push(token.range.clone());
        if self.is_sign("{") {
            return self.selector(Some(token));
        }
        Ok(Part { kind: Kind::Vector, form: Form::Selector, range: token.range.clone() })
    }

    fn aggregate(&mut self, name: &str, takes: Option<Kind>) -> Read<Part> {
        let start = self.next().range.clone();
        let mut grouped = false;
        if !self.is_sign("(") {
            self.next();
            self.labels()?;
            grouped = true;
        }
        self.expect("(", &format!("a `(` with what `{name}` takes"))?;
        let arguments = self.arguments()?;
        if !grouped && (self.is_word("by") || self.is_word("without")) && self.then("(") {
            self.next();
            self.labels()?;
        }
        let end = self.tokens[self.at - 1].range.end;
        let wants: &[Kind] = match takes {
            None => &[Kind::Vector],
            Some(Kind::Text) => &[Kind::Text, Kind::Vector],
            Some(_) => &[Kind::Scalar, Kind::Vector],
        };
        if arguments.len() != wants.len() {
            let count = if wants.len() == 1 { "one argument".to_owned() } else { format!("{} arguments", wants.len()) };
            return Err(Mistake::new(start, format!("`{name}` takes {count}, and {} are given", arguments.len())));
        }
        fits(name, wants, &arguments)?;
        Ok(Part { kind: Kind::Vector, form: Form::Other, range: start.start..end })
    }

    fn call(&mut self, name: &str) -> Read<Part> {
        let start = self.next().range.clone();
        let Some(known) = function(name) else {
            if functions::is_extension(name) {
                return Err(Mistake { is_dialect: true, ..Mistake::new(start, "") });
            }
            let near = crate::nearest::nearest(name, functions::NAMES.iter().copied());
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(Mistake::new(start, format!("there is no function `{name}`{hint}")));
        };
        self.next();
        let arguments = self.arguments()?;
        let end = self.tokens[self.at - 1].range.end;
        let (least, most) = (known.takes.len() - known.optional, known.takes.len());
        if arguments.len() < least || arguments.len() > most && !known.repeats {
            let count = match (least, most, known.repeats) {
                (0, 0, _) => "no arguments".to_owned(),
                (1, 1, false) => "one argument".to_owned(),
                (.., true) => format!("at least {least} arguments"),
                _ if least < most => format!("{least} to {most} arguments"),
                _ => format!("{most} arguments"),
            };
            return Err(Mistake::new(start, format!("`{name}` takes {count}, and {} are given", arguments.len())));
        }
        // What `info` takes second is a selector without a name.
        if name != "info" {
            fits(name, known.takes, &arguments)?;
        }
        Ok(Part { kind: known.gives, form: Form::Other, range: start.start..end })
    }

    /// What is between the parenthesis before and its other one.
    fn arguments(&mut self) -> Read<Vec<Part>> {
        let open = self.tokens[self.at - 1].range.clone();
        let mut out = Vec::new();
        if self.eat(")") {
            return Ok(out);
        }
        loop {
            out.push(self.binary(1)?);
            if self.eat(")") {
                return Ok(out);
            }
            if self.word() == Word::End {
                return Err(Mistake::new(open, UNCLOSED));
            }
            self.expect(",", "an operator, a `,` or a `)`")?;
        }
    }
}

/// Whether arguments are of the types that are taken.
fn fits(name: &str, takes: &[Kind], arguments: &[Part]) -> Read<()> {
    for (at, argument) in arguments.iter().enumerate() {
        let Some(wanted) = takes.get(at).or(takes.last()) else { continue };
        if argument.kind != *wanted {
            let message = format!("`{name}` takes {} here, and this is {}", wanted.name(), argument.kind.name());
            return Err(Mistake::new(argument.range.clone(), message));
        }
    }
    Ok(())
}
