//! Scalars by the core schema of YAML 1.2.

use serde_json::Number;

use crate::Scalar;

/// What an unquoted text is: `off` and `on` are text.
pub fn core_schema(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return Scalar::Bool,
        ".nan" | ".NaN" | ".NAN" => return Scalar::Number,
        _ => {}
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |text: &str, test: fn(&char) -> bool| !text.is_empty() && text.chars().all(|c| test(&c));
    let number = matches!(unsigned, ".inf" | ".Inf" | ".INF")
        || text.strip_prefix("0x").is_some_and(|rest| digits(rest, char::is_ascii_hexdigit))
        || text.strip_prefix("0o").is_some_and(|rest| digits(rest, |c| ('0'..='7').contains(c)))
        || unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && unsigned.contains(|c: char| c.is_ascii_digit())
            && unsigned.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
            && unsigned.parse::<f64>().is_ok();
    if number { Scalar::Number } else { Scalar::Text }
}

/// Whether a text means itself without quotes, wherever it stands.
pub fn is_plain(text: &str) -> bool {
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$');
    !text.is_empty() && !text.starts_with('-') && text.chars().all(sound)
}

/// A number of YAML as JSON has it; `8.0` is the integer 8, as in JSON Schema.
pub fn number(text: &str) -> Option<Number> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            let value = i64::from_str_radix(digits, radix).ok()?;
            return Some(Number::from(if negative { -value } else { value }));
        }
    }
    let plain = text.trim_start_matches('+');
    if let Ok(integer) = plain.parse::<i64>() {
        return Some(Number::from(integer));
    }
    if let Ok(integer) = plain.parse::<u64>() {
        return Some(Number::from(integer));
    }
    let float: f64 = plain.parse().ok()?;
    if float.fract() == 0.0 && float.abs() < 9e15 {
        return Some(Number::from(float as i64));
    }
    Number::from_f64(float)
}
