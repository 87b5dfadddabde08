//! How a text says names: most are written as they are, a few are hidden in something else.

use std::ops::Range;

use crate::promql;

/// What a text has to be read as to find the names in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// It is the name.
    #[default]
    Plain,
    /// The name in capitals: the field of a class of settings.
    Upper,
    /// The path of a route or of an address, its parameters written `{}`.
    Route,
    /// The same in a template of TypeScript: `${base}/orders/${id}`.
    Call,
    /// An image without registry of Docker Hub, tag and digest.
    Image,
    /// A metric, with the names under which a client shows it: dots and dashes are underscores.
    Metric,
    /// The same for one that counts.
    Counter,
    /// The same for one that has several series: a histogram or a summary.
    Histogram,
    /// The metrics that a query of Prometheus asks for.
    Promql,
}

/// The words by which rules and queries name forms.
const FORMS: &[(&str, Form)] = &[
    ("upper", Form::Upper),
    ("route", Form::Route),
    ("call", Form::Call),
    ("image", Form::Image),
    ("metric", Form::Metric),
    ("counter", Form::Counter),
    ("histogram", Form::Histogram),
    ("promql", Form::Promql),
];

/// What clients add to the name of a histogram or summary.
const SERIES: [&str; 4] = ["_bucket", "_sum", "_count", "_created"];

impl Form {
    /// The form of a word.
    ///
    /// # Errors
    /// That there is none, and which there are.
    pub fn named(word: &str) -> Result<Form, String> {
        let known = || FORMS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("`, `");
        let found = FORMS.iter().find(|(name, _)| *name == word);
        found.map(|(_, form)| *form).ok_or_else(|| format!("expected one of the forms `{}`", known()))
    }

    /// The names that `text` says, each with the bytes of it that say so.
    pub fn names(self, text: &str) -> Vec<(String, Range<usize>)> {
        let whole = 0..text.len();
        match self {
            Form::Plain => vec![(text.to_owned(), whole)],
            Form::Upper => vec![(text.to_ascii_uppercase(), whole)],
            Form::Route => route(text).into_iter().collect(),
            Form::Call => called(text).into_iter().collect(),
            Form::Image => {
                image(text).map(|name| (name.to_owned(), text.find(name).map_or(whole, |at| at..at + name.len()))).into_iter().collect()
            }
            Form::Metric => vec![(flat(text), whole)],
            Form::Counter => {
                let name = flat(text);
                let base = name.strip_suffix("_total").unwrap_or(&name);
                let others = ["_total", "_created"].iter().map(|end| format!("{base}{end}"));
                let mut names: Vec<String> = others.chain([name.clone()]).collect();
                names.sort();
                names.dedup();
                names.into_iter().map(|name| (name, whole.clone())).collect()
            }
            Form::Histogram => {
                let name = flat(text);
                let series = SERIES.iter().map(|end| format!("{name}{end}"));
                series.chain([name.clone()]).map(|name| (name, whole.clone())).collect()
            }
            Form::Promql => {
                // What only one of both readers takes is a query of that one.
                let filled_in = promql::filled_in(text, true);
                filled_in.map_or_else(Vec::new, |query| {
                    promql::metrics(&query).into_iter().filter_map(|range| Some((text.get(range.clone())?.to_owned(), range))).collect()
                })
            }
        }
    }
}

/// As Prometheus shows a name of OpenTelemetry.
fn flat(name: &str) -> String {
    name.replace(['.', '-'], "_")
}

/// The name of an image; `None` where a variable has a part in it.
pub fn image(text: &str) -> Option<&str> {
    let name = text.split('@').next().unwrap_or_default();
    let end = name.rfind('/').map_or(0, |at| at + 1);
    let name = match name[end..].find(':') {
        Some(at) => &name[..end + at],
        None => name,
    };
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':');
    (!name.is_empty() && name.chars().all(is_part)).then_some(name)
}

/// The path that a template of TypeScript asks for, and the bytes that it is made of; `None` where a variable may be more than one
/// part of it.
fn called(text: &str) -> Option<(String, Range<usize>)> {
    const HOLE: char = '\0';
    let start = if text.starts_with("${") { hole(text)? } else { 0 };
    let (mut path, mut rest) = (String::new(), &text[start..]);
    while let Some(at) = rest.find("${") {
        path.push_str(&rest[..at]);
        path.push(HOLE);
        rest = &rest[at + hole(&rest[at..])?..];
    }
    path.push_str(rest);
    let path = path.split(['?', '#']).next().filter(|path| path.starts_with('/'))?;
    let mut out = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        out.push('/');
        if part.len() == 1 && part.starts_with(HOLE) {
            out.push_str("{}");
        } else if part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'@')) {
            out.push_str(part);
        } else {
            return None;
        }
    }
    let end = text[start..].find(['?', '#']).filter(|_| !out.contains('{')).map_or(text.len(), |at| start + at);
    Some((out, start..end)).filter(|(out, _)| !out.is_empty())
}

/// Where the `${…}` ends with which a text begins.
fn hole(text: &str) -> Option<usize> {
    let mut open = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => open += 1,
            b'}' if open == 1 => return Some(at + 1),
            b'}' => open -= 1,
            b'`' => return None,
            _ => {}
        }
    }
    None
}

/// A path with its parameters as `{}` and without a slash at its end, and the bytes that it is made of; `None` for what is none.
///
/// What stands before it - a method, as Go writes it, or scheme and host - and a query behind it are left out.
pub fn route(text: &str) -> Option<(String, Range<usize>)> {
    let method = text.find(' ').filter(|at| text[..*at].bytes().all(|byte| byte.is_ascii_uppercase())).map_or(0, |at| at + 1);
    let host = text[method..].find("://").and_then(|at| Some(method + at + 3 + text[method + at + 3..].find('/')?));
    let start = host.unwrap_or(method);
    let end = text[start..].find(['?', '#']).map_or(text.len(), |at| start + at);
    let path = &text[start..end];
    if path.contains([' ', '$', '*', '(', '\\', '"', '\'', '`', '|', '^']) || path.contains("{{") || path.contains("//") {
        return None;
    }
    let mut out = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        out.push('/');
        let is_parameter = part.starts_with(':') || part.contains(['{', '<']);
        out.push_str(if is_parameter { "{}" } else { part });
    }
    if out.is_empty() {
        out.push('/');
    }
    Some((out, start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_of_all_frameworks_are_one() {
        for (text, path) in [
            ("/items/{id}", Some("/items/{}")),
            ("items/<int:pk>/", Some("/items/{}")),
            ("/items/:id", Some("/items/{}")),
            ("GET /items/{id...}", Some("/items/{}")),
            ("http://localhost:8080/health?full=1", Some("/health")),
            ("/", Some("/")),
            ("", Some("/")),
            ("/a/*", None),
            ("/a/${b}", None),
        ] {
            assert_eq!(route(text).map(|(path, _)| path).as_deref(), path, "{text}");
        }
    }

    #[test]
    fn paths_of_templates_are_read_part_by_part() {
        for (text, path) in [
            ("${base}/api/v1/orders", Some("/api/v1/orders")),
            ("/orders/${encodeURIComponent(id)}/lines?x=${f({ a })}", Some("/orders/{}/lines")),
            ("${import.meta.env.URL}/orders/", Some("/orders")),
            ("/orders${query}", None),
            ("/orders/v${n}", None),
            ("${base}orders", None),
            ("${a}${b}/orders", None),
            ("/a b", None),
            ("${base", None),
            ("/", None),
        ] {
            assert_eq!(called(text).map(|(path, _)| path).as_deref(), path, "{text}");
        }
        assert_eq!(called("${base}/orders?x=1").map(|(_, range)| range), Some(7..14));
    }

    #[test]
    fn images_lose_what_changes() {
        for (text, name) in [
            ("docker.io/library/redis:7", Some("redis")),
            ("localhost:5000/a/b@sha256:1", Some("localhost:5000/a/b")),
            ("ghcr.io/a/b:${TAG}", Some("ghcr.io/a/b")),
            ("${REGISTRY}/b", None),
        ] {
            assert_eq!(image(text), name, "{text}");
        }
    }

    #[test]
    fn metrics_have_the_names_that_clients_show() {
        let names = |form: Form, text| form.names(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(" ");
        assert_eq!(names(Form::Counter, "a_total"), "a_created a_total");
        assert_eq!(names(Form::Counter, "a.b"), "a_b a_b_created a_b_total");
        assert_eq!(names(Form::Histogram, "a"), "a_bucket a_sum a_count a_created a");
        assert_eq!(names(Form::Promql, "rate(a_total{b=\"$c\"}[$__rate_interval]) / on (x) d:e"), "a_total d:e");
        assert_eq!(names(Form::Promql, "sum by ($x) (a)"), "");
    }
}
