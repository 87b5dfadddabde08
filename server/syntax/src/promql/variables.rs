//! What is filled in before Prometheus reads a query: variables of Grafana, and placeholders of other tools.

/// Placeholders of tools that write rules.
const PLACEHOLDERS: &[&str] = &["${", "{{", "{%", "<%", "%(", "[[", "@@", "<<"];

/// The query with variables replaced by something of the same length, where that is safe: in texts and in durations.
/// `None` for one with others. Rules have no variables of Grafana; what looks like one there is a mistake.
pub fn filled_in(query: &str, has_variables: bool) -> Option<String> {
    if !has_variables {
        return (!has_placeholder(query)).then(|| query.to_owned());
    }
    if !query.contains('$') && !query.contains("[[") {
        return Some(query.to_owned());
    }
    let mut out = String::with_capacity(query.len());
    let (mut quote, mut rest) = (None, query);
    while let Some(c) = rest.chars().next() {
        let length = variable(rest);
        if length > 0 {
            // In texts anything will do, in brackets and behind `offset` a duration.
            let is_duration = out.trim_end().ends_with(['[', ':']) || out.trim_end().ends_with("offset");
            match quote {
                Some(_) => out.extend(std::iter::repeat_n('x', length)),
                None if is_duration => {
                    out.push_str("5m");
                    out.extend(std::iter::repeat_n(' ', length - 2));
                }
                None => return None,
            }
            rest = &rest[length..];
            continue;
        }
        match quote {
            Some(open) if c == open => quote = None,
            Some(open) if c == '\\' && open != '`' => {
                out.push(c);
                rest = &rest[1..];
                match rest.chars().next() {
                    Some(escaped) => {
                        out.push(escaped);
                        rest = &rest[escaped.len_utf8()..];
                        continue;
                    }
                    None => break,
                }
            }
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            // A comment may have quotes of its own.
            None if c == '#' => {
                let end = rest.find('\n').unwrap_or(rest.len());
                out.push_str(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
            None if c == '$' => return None,
            _ => {}
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    Some(out)
}

/// The length of the variable that a text begins with; 0 when there is none.
fn variable(text: &str) -> usize {
    let name = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    if let Some(inside) = text.strip_prefix("${") {
        return inside.find('}').map_or(0, |end| end + 3);
    }
    if let Some(inside) = text.strip_prefix("[[") {
        return inside.find("]]").map_or(0, |end| end + 4);
    }
    match text.strip_prefix('$') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') => 1 + name(rest),
        _ => 0,
    }
}

/// Whether a query of a rule has a part outside texts that some tool replaces.
fn has_placeholder(query: &str) -> bool {
    PLACEHOLDERS.iter().any(|mark| query.contains(mark))
        || has_wrapped_word(query)
        || query.match_indices('$').any(|(at, _)| !query[at..].starts_with("$__") && variable(&query[at..]) > 0)
}

/// Whether a word is wrapped as those are that a script replaces: `__NAMESPACE__`, but not the label `__name__`.
fn has_wrapped_word(query: &str) -> bool {
    query.contains("__")
        && query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| {
            word.len() > 4 && word.starts_with("__") && word.ends_with("__") && word != "__name__" && !query.contains(&format!("{word}="))
        })
}

#[cfg(test)]
mod tests {
    use super::filled_in;

    #[test]
    fn variables_of_grafana() {
        for (query, expected) in [
            ("up", Some("up")),
            ("rate(a[$__rate_interval])", Some("rate(a[5m              ])")),
            ("a{b=~\"$c\"}", Some("a{b=~\"xx\"}")),
            ("a{b=\"[[c]]\"} offset $d", Some("a{b=\"xxxxx\"} offset 5m")),
            ("label_replace(a, \"b\", \"$1\", \"c\", \"\\\\d$\")", Some("label_replace(a, \"b\", \"$1\", \"c\", \"\\\\d$\")")),
            ("topk($n, a)", None),
            ("sum by ($by) (a)", None),
            ("a{${filter}}", None),
            ("# that's $it\na{b=\"$c\"}", Some("# that's $it\na{b=\"xx\"}")),
        ] {
            assert_eq!(filled_in(query, true).as_deref(), expected, "{query}");
            if let Some(expected) = expected {
                assert_eq!(query.len(), expected.len());
            }
        }
    }

    #[test]
    fn rules_have_none() {
        assert!(filled_in("a > ${LIMIT}", false).is_none());
        assert!(filled_in("a > $limit", false).is_none());
        assert!(filled_in("rate(a[$__rate_interval])", false).is_some());
        assert!(filled_in("{__name__=~\"a\"}", false).is_some());
    }
}
