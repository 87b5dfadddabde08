//! What a template is put together from: the templates that it extends, includes and imports, and the blocks that it fills or leaves
//! to be filled.

use workspace::Span;

use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// Blocks, within their template.
const BLOCK: Namespace = Namespace::named("jinja.block");
/// What stands between these tags is no template.
const RAW: &[(&str, &str)] = &[("raw", "endraw"), ("verbatim", "endverbatim"), ("comment", "endcomment")];

/// Records the parts that the tags of `text` name. Whatever else is wrong with it.
pub(crate) fn collect(text: &str, out: &mut Output) {
    // What a template calls by itself is shown though nobody above has it.
    let calls = memchr::memmem::find(text.as_bytes(), b"self.").is_some();
    let mut depth = 0usize;
    let mut extends = false;
    let mut at = 0;
    while let Some(open) = memchr::memchr_iter(b'{', &text.as_bytes()[at..]).map(|found| at + found).find(|at| is_tag(text, *at)) {
        if text[open..].starts_with("{#") {
            at = end(text, open, "#}");
            continue;
        }
        at = end(text, open, "%}");
        let tag = Tag::new(text, open + 2, at.saturating_sub(2).max(open + 2));
        match tag.keyword {
            "extends" => {
                extends = true;
                tag.refer("extends", out);
            }
            "include" => tag.refer("include", out),
            "import" | "from" => tag.refer("import", out),
            "block" => {
                // What fills a block of another template stands at the top, and what stands within that is a block of its own.
                tag.block(!extends || depth > 0 || calls, out);
                depth += 1;
            }
            "endblock" => depth = depth.saturating_sub(1),
            keyword => {
                if let Some((_, close)) = RAW.iter().find(|(raw, _)| *raw == keyword) {
                    at = text[at..].find(close).map_or(text.len(), |found| at + found);
                }
            }
        }
    }
}

fn is_tag(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at + 1), Some(b'%' | b'#'))
}

/// Behind the mark that ends what begins at `open`.
fn end(text: &str, open: usize, mark: &str) -> usize {
    memchr::memmem::find(&text.as_bytes()[open + 2..], mark.as_bytes()).map_or(text.len(), |found| open + 2 + found + mark.len())
}

/// One `{% … %}`.
struct Tag<'a> {
    keyword: &'a str,
    /// What follows the keyword, and where it begins.
    rest: &'a str,
    from: usize,
}

impl<'a> Tag<'a> {
    fn new(text: &'a str, from: usize, to: usize) -> Tag<'a> {
        let inside = text.get(from..to).unwrap_or_default();
        let inside = inside.strip_suffix(['-', '+']).unwrap_or(inside);
        let word = inside.trim_start_matches(['-', '+']).trim_start();
        let length = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
        let rest = word[length..].trim_start();
        Tag { keyword: &word[..length], rest, from: from + (rest.as_ptr() as usize - inside.as_ptr() as usize) }
    }

    /// Refers to the template that the tag names, where it does so by a text alone.
    fn refer(&self, role: &'static str, out: &mut Output) {
        let Some(quote) = self.rest.chars().next().filter(|first| matches!(first, '"' | '\'')) else { return };
        let Some(length) = self.rest[1..].find(quote) else { return };
        let (name, behind) = (&self.rest[1..1 + length], self.rest[length + 2..].trim_start());
        // The text is a part of something that is worked out, or of another language's tag.
        let is_whole = !behind.starts_with(['~', '+', '|', '.', '%', '[']) && !behind.starts_with("if ");
        if is_whole && !name.is_empty() && !name.contains(['{', '$', '%', '\\', '\n', '<']) {
            let flags = if behind.starts_with("ignore missing") { Flags::OPTIONAL } else { Flags::default() };
            let from = self.from + 1;
            out.refer(Namespace::JINJA, role, name, None, flags, Span::new(from, from + length));
        }
    }

    fn block(&self, defines: bool, out: &mut Output) {
        let length = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(self.rest.len());
        if length > 0 {
            let span = Span::new(self.from, self.from + length);
            out.mention(defines, BLOCK, &self.rest[..length], &[], "block", Flags::OPTIONAL, span);
        }
    }
}
