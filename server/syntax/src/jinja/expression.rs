//! Whether one tag reads, by minijinja's parser, corrected where Jinja2 takes more than that does.

use minijinja::ErrorKind;
use minijinja::machinery::{self, Token};
use minijinja::syntax::SyntaxConfig;
use workspace::Span;

use super::tags::Tag;

/// What is to be said of a tag.
pub(super) enum Verdict {
    /// Nothing.
    Fine,
    /// Nothing, for it cannot be known.
    Unknown,
    /// A mistake, and where.
    Wrong(Span, String),
    /// That the parser would run out of stack.
    TooDeep,
}

/// Operators, calls and brackets on the way to the innermost value of a tag: what the parser's stack,
/// and that of the tree's destructor, pays for.
const MAX_DEPTH: usize = 1200;

/// `not not not` and `- - -` recurse without the parser's own guard.
const MAX_PREFIXES: usize = 100;

/// Parses `tag` as if it were all of a template: its first `keyword` replaced by another of the same
/// length, and `end` put behind it.
pub(super) fn judge(text: &str, tag: &Tag<'_>, keyword: &str, replacement: &str, end: &str) -> Verdict {
    if is_too_deep(tag) {
        return Verdict::TooDeep;
    }
    let source = &text[tag.span.range()];
    let whole = source.replacen(keyword, replacement, usize::from(!keyword.is_empty())) + end;
    match parse(&whole) {
        Ok(()) => Verdict::Fine,
        Err(_) if tag.tokens.is_empty() => Verdict::Wrong(
            tag.span,
            format!("found nothing in `{}`: expected an expression", source.split_whitespace().collect::<Vec<_>>().join(" ")),
        ),
        Err(Refused::Unknown) => Verdict::Unknown,
        Err(Refused::TooDeep) => Verdict::TooDeep,
        Err(Refused::Wrong(first)) => match without_unary_plus(tag, &whole) {
            None => wrong(text, tag, first),
            Some(whole) => match parse(&whole) {
                Ok(()) => Verdict::Fine,
                Err(Refused::Wrong(second)) => wrong(text, tag, second),
                Err(_) => Verdict::Unknown,
            },
        },
    }
}

/// Why the parser refused.
enum Refused {
    Wrong(Mistake),
    Unknown,
    TooDeep,
}

/// What the parser said, with a range of the text it was given.
struct Mistake {
    range: std::ops::Range<usize>,
    detail: String,
}

fn parse(whole: &str) -> Result<(), Refused> {
    let Err(error) = machinery::parse(whole, "", SyntaxConfig::default()) else { return Ok(()) };
    let detail = error.detail().unwrap_or_default();
    // Jinja2 keeps escapes it does not know, has integers of any size, counts no arguments, lets `loop`
    // and `self` be assigned, and has tuples without parentheses.
    let narrower = error.kind() != ErrorKind::SyntaxError
        || detail.starts_with("invalid integer")
        || detail.starts_with("Too many arguments")
        || detail.starts_with("cannot assign to reserved variable name") && (detail.ends_with("loop") || detail.ends_with("self"))
        || ["end of variable block", "end of block", "`]`"].iter().any(|end| detail == format!("unexpected `,`, expected {end}"));
    if detail.contains("recursion limits") {
        return Err(Refused::TooDeep);
    }
    match error.range() {
        Some(range) if !narrower => Err(Refused::Wrong(Mistake { range, detail: detail.to_owned() })),
        _ => Err(Refused::Unknown),
    }
}

fn wrong(text: &str, tag: &Tag<'_>, mistake: Mistake) -> Verdict {
    let start = tag.span.start as usize;
    let end = tag.span.end as usize;
    let mut from = (start + mistake.range.start).min(end);
    let mut to = (start + mistake.range.end).clamp(from, end);
    // Offsets of the lexer may split a character that it does not know.
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let found: String = text[from..to].chars().take(40).collect();
    let message = match mistake.detail.strip_prefix("unexpected ") {
        Some(rest) => match rest.split_once(", expected ") {
            Some((_, expected)) => format!("found `{found}`: expected {}", in_signs(expected)),
            None => format!("found `{found}`: expected a value"),
        },
        None => mistake.detail,
    };
    Verdict::Wrong(Span::new(from, to), message)
}

/// The parser's names for things, as they are written.
fn in_signs(expected: &str) -> &str {
    match expected {
        "end of variable block" => "`}}` or an operator",
        "end of block" => "`%}` or an operator",
        "identifier" => "a name",
        "assignment operator" => "`=`",
        "in" => "`in`",
        "as" => "`as` and a name",
        "import" => "`import` and names",
        other => other,
    }
}

/// The same with `-` for every `+` that stands before a value, which minijinja does not know; `None` when there is none.
fn without_unary_plus(tag: &Tag<'_>, whole: &str) -> Option<String> {
    let mut bytes = whole.as_bytes().to_vec();
    let mut found = false;
    for pair in tag.tokens.windows(2) {
        let operand = match &pair[0].0 {
            Token::Ident(name) => !matches!(*name, "if" | "else" | "and" | "or" | "not" | "in" | "is" | "elif" | "print" | "do"),
            Token::Str(_) | Token::String(_) | Token::Int(_) | Token::Int128(_) | Token::Float(_) => true,
            Token::ParenClose | Token::BracketClose | Token::BraceClose => true,
            _ => false,
        };
        if matches!(pair[1].0, Token::Plus) && !operand {
            *bytes.get_mut((pair[1].1.start - tag.span.start) as usize)? = b'-';
            found = true;
        }
    }
    if let Some((Token::Plus, span)) = tag.tokens.first() {
        *bytes.get_mut((span.start - tag.span.start) as usize)? = b'-';
        found = true;
    }
    if found { String::from_utf8(bytes).ok() } else { None }
}

/// Whether the parser, which recurses, could run out of stack on the tag. A comma ends what was chained before it.
fn is_too_deep(tag: &Tag<'_>) -> bool {
    let mut chains = vec![0usize];
    let (mut depth, mut prefixes) = (0usize, 0usize);
    for (token, _) in &tag.tokens {
        prefixes = if matches!(token, Token::Minus | Token::Plus | Token::Ident("not")) { prefixes + 1 } else { 0 };
        match token {
            Token::Comma => depth -= chains.last_mut().map_or(0, std::mem::take),
            Token::ParenOpen | Token::BracketOpen | Token::BraceOpen => {
                chains.push(1);
                depth += 1;
            }
            Token::ParenClose | Token::BracketClose | Token::BraceClose if chains.len() > 1 => depth -= chains.pop().unwrap_or(0),
            _ => {
                depth += 1;
                if let Some(chain) = chains.last_mut() {
                    *chain += 1;
                }
            }
        }
        if depth > MAX_DEPTH || prefixes > MAX_PREFIXES {
            return true;
        }
    }
    false
}
