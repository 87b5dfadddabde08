//! HCL, the language of Terraform, Packer, Nomad and others: attributes, blocks, expressions, templates.
//!
//! Terraform's own files are read by HCL 2. A plain `.hcl` may be meant for HCL 1, which takes quoted keys,
//! repeated ones and several in a line, so there these are let pass.

mod body;
mod expression;
mod template;

use workspace::Span;

use crate::facts::Status;
use crate::output::{Output, Source};

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// Constructs inside of each other; people stay below 30.
const MAX_DEPTH: usize = 200;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let name = source.path.name();
    let strict = [".tf", ".tofu", ".tfvars", ".pkr.hcl", ".pkrvars.hcl", ".tftest.hcl", ".tfstack.hcl", ".tfdeploy.hcl", "terragrunt.hcl"];
    let strict = strict.iter().any(|suffix| name.ends_with(suffix));
    let mut reader =
        Reader { text: source.text, bytes: source.text.as_bytes(), at: 0, depth: 0, inside: 0, strict, too_deep: None, errors: 0, out };
    reader.file();
    if let Some(span) = reader.too_deep {
        out.problems.clear();
        out.problem("L1/too-deep", span, "not checked: this nests deeper than anything that is meant to be read");
        out.skip();
    } else if !out.problems.is_empty() && is_template(source.text) {
        out.problems.clear();
        out.status = Status::Unchecked;
    }
}

/// Whether lines start with the marks of a template language, or placeholders stand where names do. Asked only of
/// texts that are wrong as they are: heredocs hold templates for other programs.
fn is_template(text: &str) -> bool {
    text.lines().map(str::trim_start).any(|line| ["{{", "{%", "<%"].iter().any(|mark| line.starts_with(mark)))
        || ["= {{", "={{", "[[ .", "[[."].iter().any(|mark| text.contains(mark))
}

/// Reads characters; `None` stands for a mistake that was reported.
struct Reader<'s, 'o> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    depth: usize,
    /// How many brackets are open in which a line may end anywhere.
    inside: usize,
    /// Whether only HCL 2 reads the file.
    strict: bool,
    too_deep: Option<Span>,
    errors: usize,
    out: &'o mut Output,
}

impl<'s> Reader<'s, '_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts(&self, word: &str) -> bool {
        self.bytes[self.at.min(self.bytes.len())..].starts_with(word.as_bytes())
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.starts(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Passes over blanks and comments, and over line ends where they mean nothing.
    fn space(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\r') if self.bytes.get(self.at + 1) == Some(&b'\n') || self.inside > 0 => self.at += 1,
                Some(b'\n') if self.inside > 0 => self.at += 1,
                Some(b'#') => self.comment(),
                Some(b'/') if self.starts("//") => self.comment(),
                Some(b'/') if self.starts("/*") => match memchr::memmem::find(&self.bytes[self.at + 2..], b"*/") {
                    Some(end) => self.at += end + 4,
                    None => {
                        self.error(Span::new(self.at, self.at + 2), "this comment is not closed: expected `*/`");
                        self.at = self.bytes.len();
                        return None;
                    }
                },
                _ => return Some(()),
            }
        }
    }

    /// To the end of the line, which is left.
    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// The same over line ends too.
    fn blank(&mut self) -> Option<()> {
        self.inside += 1;
        let read = self.space();
        self.inside -= 1;
        read
    }

    /// A name, if one starts here.
    fn name(&mut self) -> Option<&'s str> {
        let rest = &self.text[self.at..];
        let start = rest.chars().next()?;
        if !(start.is_alphabetic() || start == '_') {
            return None;
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
        self.at += end;
        Some(&rest[..end])
    }

    /// What stands here, as a message shows it.
    fn found(&self) -> (Span, String) {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else {
            return (Span::empty(self.text.trim_end().len()), "the end of the file".to_owned());
        };
        if matches!(first, '\n' | '\r') {
            return (Span::empty(self.at), "the end of the line".to_owned());
        }
        let word = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
        let end = word.max(first.len_utf8());
        let shown: String = rest[..end].chars().take(40).collect();
        (Span::new(self.at, self.at + end), format!("`{shown}`"))
    }

    /// Reports that something else was `expected` here.
    fn fail<T>(&mut self, expected: &str) -> Option<T> {
        let (span, found) = self.found();
        self.error(span, format!("expected {expected}, found {found}"));
        None
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        if self.errors < MAX_REPORTED {
            self.out.syntax_error(span, message);
        }
        self.errors += 1;
    }

    /// Reads `one` inside of what is being read, unless that goes too deep.
    fn nested<T>(&mut self, one: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            self.too_deep.get_or_insert(Span::new(self.at, self.at));
            self.at = self.bytes.len();
            return None;
        }
        self.depth += 1;
        let read = one(self);
        self.depth -= 1;
        read
    }
}
