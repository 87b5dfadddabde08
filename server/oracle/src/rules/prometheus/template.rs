//! The templates in labels and annotations of alerts: Go's, with Prometheus's functions.

use std::ops::Range;

/// What a template may call.
const FUNCTIONS: &[&str] = &[
    "and",
    "args",
    "break",
    "call",
    "continue",
    "eq",
    "externalURL",
    "false",
    "first",
    "ge",
    "graphLink",
    "gt",
    "html",
    "humanize",
    "humanize1024",
    "humanizeDuration",
    "humanizePercentage",
    "humanizeTimestamp",
    "index",
    "js",
    "label",
    "le",
    "len",
    "lt",
    "match",
    "ne",
    "nil",
    "not",
    "now",
    "or",
    "parseDuration",
    "pathPrefix",
    "print",
    "printf",
    "println",
    "query",
    "reReplaceAll",
    "safeHtml",
    "slice",
    "sortByLabel",
    "stripDomain",
    "stripPort",
    "strvalue",
    "tableLink",
    "title",
    "tmpl",
    "toDuration",
    "toJson",
    "toLower",
    "toTime",
    "toUpper",
    "true",
    "urlQueryEscape",
    "urlquery",
    "value",
];

/// What there is at the start.
const VARIABLES: &[&str] = &["$labels", "$value", "$externalLabels", "$externalURL"];

/// What is wrong with a template: where, and what; the first mistake only.
pub(super) fn wrong(text: &str) -> Option<(Range<usize>, String)> {
    // Another tool fills it in first, and writes the braces of this one.
    if ["{%", "'{{'", "\"{{\"", "`{{`", "{{{{", "\\{{"].iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let mut reader = Reader { text, declared: Vec::new(), open: Vec::new() };
    let mut at = 0;
    while let Some(found) = text[at..].find("{{") {
        let start = at + found;
        match reader.action(start) {
            Ok(end) => at = end,
            Err(mistake) => return Some(mistake),
        }
    }
    let (opened, word) = reader.open.pop()?;
    Some((opened, format!("the `{word}` here has no `end`")))
}

struct Reader<'a> {
    text: &'a str,
    declared: Vec<&'a str>,
    open: Vec<(Range<usize>, &'a str)>,
}

type Read<T> = Result<T, (Range<usize>, String)>;

impl<'a> Reader<'a> {
    /// Reads what is between `{{` at `start` and its `}}`; behind that.
    fn action(&mut self, start: usize) -> Read<usize> {
        let text = self.text;
        let unclosed = || (start..start + 2, "the `{{` here has no `}}`".to_owned());
        let mut at = start + 2;
        if text[at..].starts_with("- ") {
            at += 2;
        }
        if text[at..].trim_start().starts_with("/*") {
            let end = text[at..].find("*/").ok_or_else(unclosed)?;
            return text[at + end..].find("}}").map(|found| at + end + found + 2).ok_or_else(unclosed);
        }
        // Each word, and whether a space stands before it.
        let mut words: Vec<(Range<usize>, &'a str)> = Vec::new();
        loop {
            let rest = &text[at..];
            let trimmed = rest.trim_start();
            at += rest.len() - trimmed.len();
            if trimmed.is_empty() {
                return Err(unclosed());
            }
            if trimmed.starts_with("}}") {
                at += 2;
                break;
            }
            if trimmed.starts_with("-}}") {
                at += 3;
                break;
            }
            let length = word(trimmed).map_err(|(length, what)| match what {
                "" => unclosed(),
                what => (at..at + length, format!("{what} cannot stand in a template")),
            })?;
            words.push((at..at + length, &trimmed[..length]));
            at += length;
        }
        self.read(start..at, &words)?;
        Ok(at)
    }

    fn read(&mut self, whole: Range<usize>, words: &[(Range<usize>, &'a str)]) -> Read<()> {
        let Some(((first, name), rest)) = words.split_first() else {
            return Err((whole, "there is nothing between `{{` and `}}`".to_owned()));
        };
        let mut values = rest;
        match *name {
            "if" | "range" | "with" | "define" | "block" => self.open.push((first.clone(), name)),
            "else" => {
                if self.open.is_empty() {
                    return Err((first.clone(), "this `else` belongs to nothing".to_owned()));
                }
                if let Some(((_, "if" | "with"), more)) = rest.split_first() {
                    values = more;
                }
            }
            "end" => {
                if self.open.pop().is_none() {
                    return Err((first.clone(), "this `end` closes nothing".to_owned()));
                }
            }
            "template" => {}
            _ => values = words,
        }
        // What is declared here is known behind it, and nearly always in all that follows.
        for (at, (_, name)) in values.iter().enumerate() {
            let declares = || values[at + 1..].iter().take(3).any(|(_, word)| matches!(*word, ":=" | "="));
            if name.starts_with('$') && declares() {
                self.declared.push(name);
            }
        }
        for (place, word) in values {
            self.known(place, word)?;
        }
        Ok(())
    }

    fn known(&self, place: &Range<usize>, word: &str) -> Read<()> {
        let known = |word: &str| word == "$" || VARIABLES.contains(&word) || self.declared.contains(&word);
        if word.starts_with('$') {
            let name = word.split('.').next().unwrap_or_default();
            if !known(name) {
                let near = schemas::closest(name, VARIABLES.iter().copied());
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err((place.start..place.start + name.len(), format!("there is no variable `{name}` here{hint}")));
            }
        } else if word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            let name = word.split('.').next().unwrap_or_default();
            if !FUNCTIONS.contains(&name) {
                let near = schemas::closest(name, FUNCTIONS.iter().copied());
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err((place.start..place.start + name.len(), format!("Prometheus's templates have no function `{name}`{hint}")));
            }
        }
        Ok(())
    }
}

/// The length of the word that a text begins with; else that of what is none, and its name. Without a name the text has no end.
fn word(text: &str) -> Result<usize, (usize, &'static str)> {
    let name = |text: &str| text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(text.len());
    let first = text.chars().next().unwrap_or_default();
    match first {
        '"' => {
            let (mut at, bytes) = (1, text.as_bytes());
            while let Some(&byte) = bytes.get(at) {
                match byte {
                    b'"' => return Ok(at + 1),
                    b'\\' => at += 2,
                    b'\n' => break,
                    _ => at += 1,
                }
            }
            Err((1, ""))
        }
        '`' => text[1..].find('`').map(|end| end + 2).ok_or((1, "")),
        '\'' => text[1..].find('\'').map(|end| end + 2).ok_or((1, "")),
        ':' if text.starts_with(":=") => Ok(2),
        '|' | '(' | ')' | ',' | '=' => Ok(1),
        '$' | '.' => Ok(1 + name(&text[1..])),
        '0'..='9' => Ok(text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_')).unwrap_or(text.len())),
        '-' | '+' if text[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.') => word(&text[1..]).map(|length| length + 1),
        c if c.is_alphabetic() || c == '_' => Ok(name(text)),
        '-' => Err((1, "`-`")),
        '{' => Err((1, "`{`")),
        '}' => Err((1, "`}`")),
        '%' => Err((1, "`%`")),
        '/' => Err((1, "`/`")),
        '*' => Err((1, "`*`")),
        '[' => Err((1, "`[`")),
        c => Err((c.len_utf8(), "this character")),
    }
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn templates() {
        for good in [
            "plain",
            "{{ $labels.instance }} is {{ $value | humanize }}%",
            "{{- if gt $value 1.0 -}} a {{ else if eq $labels.a \"b\" }} b {{ else }} c {{ end }}",
            "{{ with query \"up == 0\" }}{{ . | first | value | printf \"%.2f\" }}{{ end }}",
            "{{ range $i, $x := query \"up\" }}{{ $x.Labels.a }}{{ end }}",
            "{{ $a := $labels.x }}{{ $a }}",
            "{{/* why */}}",
            "{{ printf \"%.2f\" $value }}",
            "{{ printf `up{a=\"%s\"}` .Labels.a | query | first | value }}",
            "{{ '{{' }} $labels.x",
            "{{ reReplaceAll \"a-(.*)\" \"$1\" $labels.x }}",
        ] {
            assert_eq!(wrong(good), None, "{good}");
        }
        for (bad, place, words) in [
            ("{{ $labels.a", "{{", "no `}}`"),
            ("{{ $label.a }}", "$label", "did you mean `$labels`"),
            ("{{ $value | humanise }}", "humanise", "did you mean `humanize`"),
            ("{{ if $value }} a", "if", "no `end`"),
            ("{{ end }}", "end", "closes nothing"),
            ("{{ }}", "{{ }}", "nothing"),
            ("{{ $labels.a-b }}", "-", "cannot stand"),
            ("{{ $labels.a }", "}", "cannot stand"),
        ] {
            let (range, message) = wrong(bad).expect(bad);
            assert!(message.contains(words), "{bad}: {message}");
            assert_eq!(&bad[range], place, "{bad}");
        }
    }
}
