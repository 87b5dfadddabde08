//! Whether a Go file parses, and if not, what is wrong where.

use tree_sitter::Tree;
use workspace::Span;

use super::tokens::{Kind, Token};
use crate::delimiters;
use crate::output::Output;
use crate::tree::{self, ErrorNode};

/// More findings than this help nobody.
const MOST: usize = 20;

/// Reports syntax errors.
pub(super) fn judge(text: &str, tokens: &[Token], parsed: &Tree, out: &mut Output) {
    // A literal without an end turns code into text and text into code: nothing after it can be judged.
    if let Some(token) = tokens.iter().find(|token| token.kind == Kind::Unterminated) {
        let (span, what) = unterminated(text, token.span);
        out.syntax_error(span, format!("{what} is not terminated"));
        return;
    }
    if !parsed.root_node().has_error() {
        calls_only(text, tokens, parsed, out);
        return;
    }
    let brackets = tokens.iter().filter(|token| token.kind == Kind::Mark).filter_map(|token| {
        let byte = text.as_bytes()[token.span.start as usize];
        b"()[]{}".contains(&byte).then_some((token.span.start as usize, byte))
    });
    let mismatches = delimiters::mismatches(text, brackets);
    for one in mismatches.iter().take(MOST) {
        out.syntax_error(one.span, one.message.clone());
        if let Some((span, message)) = &one.related {
            out.related(*span, message.clone());
        }
    }
    if !mismatches.is_empty() || is_grouped_on_one_line(text, tokens) {
        // With a bracket astray, everything else is its echo.
        return;
    }
    let mut last: Option<u32> = None;
    let mut filled_in: Vec<&str> = Vec::new();
    for error in tree::errors(parsed, MOST) {
        let index = tokens.partition_point(|token| token.span.start < error.span.start);
        let found = tokens.get(index).copied();
        if is_valid(text, tokens, index, error) {
            continue;
        }
        let at = found.map_or(error.span.start, |token| token.span.start);
        let on_line = last.is_some_and(|last| !text.as_bytes()[last.min(at) as usize..at.max(last) as usize].contains(&b'\n'));
        let counterpart = found.is_some_and(|token| filled_in.contains(&&text[token.span.range()]));
        last = Some(at);
        filled_in.extend(error.missing);
        if !on_line && !counterpart {
            say(text, error, found, out);
        }
    }
}

/// `defer` and `go` take a call; the grammar takes any expression.
fn calls_only(text: &str, tokens: &[Token], parsed: &Tree, out: &mut Output) {
    let words = tokens.iter().filter(|token| matches!(&text[token.span.range()], "defer" | "go"));
    for token in words {
        if out.problems.len() >= MOST {
            break;
        }
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        let statement = parsed.root_node().descendant_for_byte_range(start, end).and_then(|word| word.parent());
        let Some(statement) = statement.filter(|node| matches!(node.kind(), "defer_statement" | "go_statement")) else { continue };
        let mut cursor = statement.walk();
        // Comments are named too.
        let Some(value) = statement.named_children(&mut cursor).find(|node| node.kind() != "comment") else { continue };
        let word = &text[start..end];
        let said = match value.kind() {
            "call_expression" | "type_conversion_expression" => continue,
            "parenthesized_expression" => format!("`{word}` takes a call without parentheses around it"),
            _ => format!("`{word}` takes a call: expected `(…)` behind this"),
        };
        out.syntax_error(Span::new(value.start_byte(), value.end_byte()), said);
    }
}

/// What the specification allows and the grammar does not know (or leaves to later phases, as `gofmt` does).
fn is_valid(text: &str, tokens: &[Token], index: usize, error: ErrorNode<'_>) -> bool {
    let before = index.checked_sub(1).and_then(|index| tokens.get(index)).map_or("", |token| &text[token.span.range()]);
    let skipped = text.get(error.span.range()).unwrap_or_default();
    match skipped {
        // `if ; x {`, `switch ; {`: an empty first statement.
        ";" => matches!(before, "if" | "switch"),
        "..." => before == "[",
        ".(type)" => true,
        // A method expression of a type that has no name: `interface{ M() }.M`.
        _ => {
            let literal = skipped.trim_start_matches(['(', '*', ' ']);
            skipped.ends_with('.') && (literal.starts_with("interface") || literal.starts_with("struct"))
        }
    }
}

/// `const ( A = 1 )`: the grammar wants the last declaration of a group to end its line. Whether that is all that is wrong,
/// a second parse tells, of the text with the `;` that the specification lets people leave out.
fn is_grouped_on_one_line(text: &str, tokens: &[Token]) -> bool {
    let word = |index: usize| tokens.get(index).map_or("", |token| &text[token.span.range()]);
    let mut mended = String::new();
    let (mut copied, mut past) = (0, 0);
    for start in (1..tokens.len()).filter(|&index| word(index) == "(" && matches!(word(index - 1), "const" | "var" | "type" | "import")) {
        if start < past {
            continue;
        }
        let mut depth = 0usize;
        let close = (start..tokens.len()).find(|&index| {
            match word(index) {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        past = close.unwrap_or(tokens.len());
        let Some(close) = close.filter(|&close| close > start + 1 && tokens[close - 1].kind != Kind::LineEnd && word(close - 1) != ";")
        else {
            continue;
        };
        let at = tokens[close].span.start as usize;
        mended.push_str(&text[copied..at]);
        mended.push(';');
        copied = at;
    }
    if copied == 0 {
        return false;
    }
    mended.push_str(&text[copied..]);
    super::parse(&mended).is_some_and(|tree| !tree.root_node().has_error())
}

fn say(text: &str, error: ErrorNode<'_>, found: Option<Token>, out: &mut Output) {
    let shown = found.map(|token| {
        let word = match token.kind {
            Kind::LineEnd => "the end of the line".to_owned(),
            _ => format!("`{}`", text[token.span.range()].chars().take(40).collect::<String>()),
        };
        (token.span, word)
    });
    match (error.missing, shown) {
        (Some(missing), shown) => {
            let wanted = match missing {
                "identifier" | "field_identifier" | "type_identifier" | "package_identifier" => "a name".to_owned(),
                "\n" | ";" => "the end of the statement".to_owned(),
                _ => format!("`{missing}`"),
            };
            let message = match shown {
                Some((_, found)) => format!("expected {wanted}, found {found}"),
                None => format!("expected {wanted}"),
            };
            out.syntax_error(Span::empty(error.span.start as usize), message);
        }
        (None, Some((span, found))) => out.syntax_error(span, format!("unexpected {found}")),
        (None, None) => out.syntax_error(Span::empty(text.trim_end().len()), "unexpected end of the file"),
    }
}

fn unterminated(text: &str, span: Span) -> (Span, &'static str) {
    let what = match text.as_bytes()[span.start as usize] {
        b'/' => "the comment",
        b'\'' => "the character",
        _ => "the string",
    };
    let line = memchr::memchr(b'\n', &text.as_bytes()[span.range()]).unwrap_or((span.end - span.start) as usize);
    (Span::new(span.start as usize, span.start as usize + line), what)
}
