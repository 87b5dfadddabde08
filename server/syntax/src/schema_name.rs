//! Which schema a document says it is held to: by a key, or by a comment that editors know.
//!
//! YAML: `# yaml-language-server: $schema=NAME`, and the key `$schema` at the top. TOML: `#:schema NAME`, and the key.
//! JSON: the key. Found without a tree, since nearly every document says nothing of the kind.

use std::borrow::Cow;

use memchr::memmem;
use workspace::Span;

use crate::facts::{Flags, Namespace};
use crate::json::top;
use crate::kind::{DocumentKind, Language, Role, Templating};
use crate::output::Output;

/// More of one text are not looked for.
const MOST: usize = 1000;

/// A place where a text names a schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemaName<'t> {
    /// A URL or a path, as written.
    pub name: Cow<'t, str>,
    /// Where the name is.
    pub span: Span,
    /// Whether a comment says it: that counts before a key.
    pub is_comment: bool,
}

/// The schemas that a text names, in order. A YAML text may name one for each of its documents.
pub fn schema_names(language: Language, text: &str) -> Vec<SchemaName<'_>> {
    if memmem::find(text.as_bytes(), b"schema").is_none() {
        return Vec::new();
    }
    match language {
        Language::Json | Language::Jsonc if memmem::find(text.as_bytes(), b"\"$schema\"").is_some() => {
            let found = top::strings(text).find(|(key, ..)| *key == "$schema");
            let name = |written: &'_ str| -> String { written.replace("\\/", "/") };
            found
                .map(|(_, value, span)| SchemaName {
                    name: if value.contains('\\') { Cow::Owned(name(value)) } else { Cow::Borrowed(value) },
                    span,
                    is_comment: false,
                })
                .into_iter()
                .collect()
        }
        Language::Yaml => in_lines(text, &yaml_line),
        Language::Toml => in_lines(text, &toml_line),
        _ => Vec::new(),
    }
}

/// Keeps what a text names among the facts: a path as a reference to a file. JSON Schemas name their draft, and
/// nothing is said of what is filled in first.
pub(crate) fn extract(kind: DocumentKind, text: &str, out: &mut Output) {
    if kind.role == Role::JsonSchema || kind.templating != Templating::None {
        return;
    }
    for found in schema_names(kind.language, text) {
        let path = found.name.split('#').next().unwrap_or_default();
        if is_url(&found.name) {
            out.refer(Namespace::SCHEMA, "$schema", &found.name, None, Flags::OPTIONAL, found.span);
        } else if !path.is_empty() && !path.starts_with('/') && !path.contains(['$', '\\', '{', ':']) {
            out.refer(Namespace::FILE, "$schema", path, None, Flags::default(), found.span);
        }
    }
}

/// Whether a schema's name is the address of one.
pub fn is_url(name: &str) -> bool {
    name.starts_with("https://") || name.starts_with("http://")
}

/// Looks at each line of a text with one of the two; `line` gets it with its offset and says where in it a name is, and
/// whether that is in a comment.
fn in_lines<'t>(text: &'t str, line: &dyn Fn(&'t str) -> Found<'t>) -> Vec<SchemaName<'t>> {
    let mut out = Vec::new();
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        match line(whole.trim_end()) {
            Found::Nothing => {}
            Found::End => break,
            Found::Name { name, is_comment } => {
                // Both are of the same text.
                let start = at + (name.as_ptr() as usize - whole.as_ptr() as usize);
                out.push(SchemaName { name: Cow::Borrowed(name), span: Span::new(start, start + name.len()), is_comment });
                if out.len() >= MOST {
                    break;
                }
            }
        }
        at += whole.len();
    }
    out
}

enum Found<'t> {
    Nothing,
    /// Nothing can follow.
    End,
    Name {
        name: &'t str,
        is_comment: bool,
    },
}

fn yaml_line(line: &str) -> Found<'_> {
    let comment = line.trim_start().strip_prefix('#').and_then(|rest| rest.trim_start().strip_prefix("yaml-language-server:"));
    if let Some(rest) = comment {
        let named = rest.split_ascii_whitespace().find_map(|word| word.strip_prefix("$schema=")).filter(|name| !name.is_empty());
        return named.map_or(Found::Nothing, |name| Found::Name { name, is_comment: true });
    }
    let key = ["$schema:", "\"$schema\":", "'$schema':"].iter().find_map(|key| line.strip_prefix(key));
    key.and_then(value).map_or(Found::Nothing, |name| Found::Name { name, is_comment: false })
}

fn toml_line(line: &str) -> Found<'_> {
    if let Some(rest) = line.strip_prefix("#:schema ") {
        let name = rest.split_ascii_whitespace().next();
        return name.map_or(Found::Nothing, |name| Found::Name { name, is_comment: true });
    }
    if line.trim_start().starts_with('[') {
        return Found::End;
    }
    let key = ["\"$schema\"", "'$schema'"].iter().find_map(|key| line.trim_start().strip_prefix(key));
    let value = key.and_then(|rest| rest.trim_start().strip_prefix('=')).and_then(value);
    value.map_or(Found::Nothing, |name| Found::Name { name, is_comment: false })
}

/// A scalar behind its key, without quotes and comment.
fn value(rest: &str) -> Option<&str> {
    let rest = rest.trim();
    let name = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        '|' | '>' | '&' | '*' | '!' | '{' | '[' | '#' => return None,
        _ => rest.split(" #").next()?.trim_end(),
    };
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(language: Language, text: &str) -> Vec<String> {
        schema_names(language, text)
            .into_iter()
            .map(|found| {
                assert!(found.name.contains('/') || found.name == text[found.span.range()], "{text}");
                format!("{}{}", if found.is_comment { "# " } else { "" }, found.name)
            })
            .collect()
    }

    #[test]
    fn names() {
        for (language, text, expected) in [
            (Language::Json, r#"{"a": {"$schema": "x"}, "b": "\"$schema\": 1", "$schema": "./s.json"}"#, &["./s.json"][..]),
            (Language::Json, r#"{"$schema": "https:\/\/x.org\/s"}"#, &["https://x.org/s"]),
            (Language::Json, r#"[{"$schema": "x"}]"#, &[]),
            (Language::Json, r#"{"$schema": {"type": "string"}}"#, &[]),
            (Language::Jsonc, "{ // \"$schema\": \"a\"\n /* { */ \"$schema\" /**/ : \"b\" }", &["b"]),
            (Language::Json, "{\"$schema\": \"open", &[]),
            (Language::Yaml, "# yaml-language-server: $schema=a.json\nb: 1\n---\n$schema: 'c' # d\n", &["# a.json", "c"]),
            (Language::Yaml, "a:\n  $schema: b\n# about yaml-language-server: $schema=x\n", &[]),
            (Language::Yaml, "$schema: &x b\n\"$schema\": http://x.org/a#b\n", &["http://x.org/a#b"]),
            (Language::Toml, "#:schema ./s.json\n\"$schema\" = 'b'\n[x]\n\"$schema\" = 'c'\n", &["# ./s.json", "b"]),
            (Language::Toml, "# schema\n#:schemas\n", &[]),
            (Language::Python, "# yaml-language-server: $schema=a", &[]),
        ] {
            assert_eq!(named(language, text), expected, "{text}");
        }
    }
}
