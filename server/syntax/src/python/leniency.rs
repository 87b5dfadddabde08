//! What ruff's parser lets through although CPython's grammar does not: seldom written, and found by
//! comparing the two on mutants of real files (`tests/l1/measure.py python`).

use ruff_python_ast::{
    ConversionFlag, ExceptHandler, Expr, ExprNumberLiteral, ExprYield, InterpolatedElement, Number, Pattern, PythonVersion, Stmt,
};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// `sys.int_info.default_max_str_digits`: longer decimal literals are refused since Python 3.11.
const MAX_DIGITS: usize = 4300;

/// An error and its place, or none.
pub type Finding = Option<(TextRange, String)>;

/// Checks one statement, without those inside it.
pub fn statement(statement: &Stmt) -> Finding {
    match statement {
        Stmt::Expr(alone) if alone.value.is_starred_expr() => Some((alone.range(), "a starred expression cannot stand alone".into())),
        Stmt::With(with) => {
            let target = with.items.iter().filter_map(|item| item.optional_vars.as_deref()).find(|target| target.is_starred_expr())?;
            Some((target.range(), "starred assignment target must be in a list or tuple".into()))
        }
        Stmt::Try(attempt) => {
            let (_, others) = attempt.handlers.split_last()?;
            let bare = others.iter().map(|ExceptHandler::ExceptHandler(handler)| handler).find(|handler| handler.type_.is_none())?;
            Some((TextRange::at(bare.start(), TextSize::of("except")), "`except:` without a type must be the last handler".into()))
        }
        Stmt::Import(import) => {
            let shadow = import.names.iter().find(|alias| alias.asname.is_none() && alias.name.starts_with("__debug__."))?;
            Some((shadow.name.range(), "cannot assign to `__debug__`".into()))
        }
        _ => None,
    }
}

/// Checks a pattern, without those inside it.
pub fn pattern(pattern: &Pattern) -> Finding {
    match pattern {
        Pattern::MatchValue(value) if matches!(&*value.value, Expr::FString(_) | Expr::TString(_)) => {
            Some((value.range(), "patterns may only match literals and attribute lookups".into()))
        }
        Pattern::MatchOr(either) => {
            let (_, others) = either.patterns.split_last()?;
            let all = others.iter().find(|pattern| pattern.irrefutable_pattern().is_some())?;
            Some((all.range(), "this pattern matches everything and makes the alternatives after it unreachable".into()))
        }
        _ => None,
    }
}

/// Checks the target of `:=`, which CPython does not allow in parentheses.
pub fn named(whole: TextRange, target: &Expr) -> Finding {
    (whole.start() != target.start()).then(|| (target.range(), "the target of `:=` must be a name without parentheses".into()))
}

/// Checks what follows a `yield` without a value: it is no operand unless in parentheses.
pub fn bare_yield(text: &str, expression: &ExprYield) -> Finding {
    let after = text.get(expression.end().to_usize()..)?.trim_start_matches([' ', '\t', '\u{c}']);
    let ends = after.is_empty() || after.starts_with(['\n', '\r', ')', ';', '#', '}', ':', '!', '\\', '=']);
    (expression.value.is_none() && !ends).then(|| (expression.range(), "`yield` must be in parentheses to be part of an expression".into()))
}

/// Checks a replacement field; `depth` counts the format specifications around it.
pub fn interpolation(text: &str, element: &InterpolatedElement, depth: u16, version: PythonVersion) -> Finding {
    if let Expr::Starred(starred) = &*element.expression {
        return Some((starred.range(), "f-string: a starred expression cannot stand alone".into()));
    }
    if version >= PythonVersion::PY312 {
        return None;
    }
    if depth > 1 {
        return Some((element.range(), "f-string: expressions nested too deeply: Python allows two levels before 3.12".into()));
    }
    // `!r` and then at once `:` or `}`.
    let end = element.format_spec.as_ref().map_or(element.end(), |specification| specification.start()).to_usize();
    let last = text.as_bytes().get(end.checked_sub(2)?)?;
    (element.conversion != ConversionFlag::None && !last.is_ascii_alphabetic()).then(|| {
        (
            TextRange::at(element.end() - TextSize::new(1), TextSize::new(1)),
            "f-string: expected `}` or `:` right after the conversion".into(),
        )
    })
}

/// Checks the length of a decimal number.
pub fn number(text: &str, literal: &ExprNumberLiteral, version: PythonVersion) -> Finding {
    let range = literal.range();
    if range.len().to_usize() <= MAX_DIGITS || version < PythonVersion::PY311 || !matches!(literal.value, Number::Int(_)) {
        return None;
    }
    let written = text.get(super::span(range).range())?;
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    (digits > MAX_DIGITS && written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_'))
        .then(|| (range, format!("a decimal number of {digits} digits; Python reads up to {MAX_DIGITS}: write it in hexadecimal")))
}
