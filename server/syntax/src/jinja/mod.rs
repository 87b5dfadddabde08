//! Jinja templates, of whatever they make: whether every tag reads and every block is closed.
//!
//! The lexer and the expression parser are minijinja's, but each tag is handed to it alone. So one
//! mistake does not hide the next, blocks may nest as deep as they like, and a tag that only an
//! extension knows (`{% trans %}`, `{% cache %}`) is no obstacle. The standard is Jinja2: where minijinja
//! is narrower, nothing is said. A template with unknown tags or of a near relative is not vouched for.

mod expression;
mod parts;
mod tags;

#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;
use workspace::Span;

use crate::facts::Status;
use crate::output::{Output, Source};
use expression::Verdict;
pub(crate) use parts::collect;
use tags::{Tag, Tags};

/// A file that is wrong more often than this is no Jinja.
const MAX_REPORTED: usize = 100;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let text = source.text;
    if has_other_delimiters(source.path.name(), text) {
        out.status = Status::Unchecked;
        return;
    }
    let mut tags = Tags::new(text);
    let mut blocks = Blocks::default();
    while out.problems.len() < MAX_REPORTED {
        let tag = tags.next(out);
        blocks.unknown |= tags.lost;
        let Some(tag) = tag else { break };
        let verdict = if tag.is_block { blocks.tag(text, &tag, out) } else { expression::judge(text, &tag, "", "", "") };
        match verdict {
            Verdict::Fine => {}
            Verdict::Unknown => tags.resume_after(&tag),
            Verdict::Wrong(span, message) => {
                if is_rust_like(&text[tag.span.range()]) {
                    out.problems.clear();
                    out.status = Status::Unchecked;
                    return;
                }
                out.syntax_error(span, message);
                tags.resume_after(&tag);
            }
            Verdict::TooDeep => {
                let open = Span::new(tag.span.start as usize, tag.span.start as usize + 2);
                out.problem("L1/too-deep", open, "not checked: the expression in this tag nests deeper than any template needs");
                out.skip();
                return;
            }
        }
    }
    blocks.finish(out);
    if out.status == Status::Parsed && blocks.unknown {
        out.status = Status::Unchecked;
    }
    collect(text, out);
}

/// Whether the file says, or its contents show, that its tags are written differently.
fn has_other_delimiters(name: &str, text: &str) -> bool {
    let ansible = text.lines().take(3).any(|line| line.starts_with("#jinja2:") && line.contains("_string"));
    // In LaTeX, `{%` and `{#` are ordinary.
    let latex = name.contains(".tex") || [r"\BLOCK{", r"\VAR{", "((*", "((="].iter().any(|mark| text.contains(mark));
    ansible || latex
}

/// Askama's templates look like Jinja but have expressions of Rust.
fn is_rust_like(tag: &str) -> bool {
    ["::", "if let ", "&", "match "].iter().any(|mark| tag.contains(mark))
}

/// Whether a tag is one of Jinja's own.
fn is_known(keyword: &str) -> bool {
    let opens = matches!(keyword, "if" | "for" | "with" | "macro" | "call" | "filter" | "autoescape" | "block" | "set");
    let stands_alone = matches!(keyword, "extends" | "include" | "import" | "from" | "print" | "do" | "elif" | "else");
    opens || stands_alone || keyword.strip_prefix("end").is_some_and(is_known)
}

/// A block that has begun.
struct Open<'a> {
    keyword: &'a str,
    span: Span,
    /// A `{% block %}`'s name.
    name: Option<&'a str>,
    has_else: bool,
}

/// Which blocks are open.
#[derive(Default)]
struct Blocks<'a> {
    open: Vec<Open<'a>>,
    named: FxHashMap<&'a str, Span>,
    /// Whether a tag was met that only an extension can know. It may open a block, and close it in its own way.
    unknown: bool,
    /// Whether blocks could not be paired for sure.
    unsure: bool,
}

impl<'a> Blocks<'a> {
    fn tag(&mut self, text: &'a str, tag: &Tag<'a>, out: &mut Output) -> Verdict {
        let Some((keyword, span)) = tag.keyword() else { return tag.without_keyword(text) };
        match keyword {
            "if" | "for" | "with" | "macro" | "call" | "filter" | "autoescape" | "block" => {
                let name = if keyword == "block" { tag.name() } else { None };
                if let Some((name, at)) = name {
                    if let Some(&first) = self.named.get(name) {
                        out.syntax_error(at, format!("the block `{name}` is defined twice: expected every name once in a template"));
                        out.related(first, "it is defined here first");
                    } else {
                        self.named.insert(name, at);
                    }
                }
                self.open.push(Open { keyword, span, name: name.map(|(name, _)| name), has_else: false });
                expression::judge(text, tag, "", "", end_of(keyword))
            }
            "set" if tag.has_assignment() => expression::judge(text, tag, "", "", ""),
            "set" => {
                self.open.push(Open { keyword, span, name: None, has_else: false });
                expression::judge(text, tag, "", "", end_of(keyword))
            }
            "extends" | "include" | "import" | "from" => expression::judge(text, tag, "", "", ""),
            // Expressions all the same, in words the parser takes for them; equal length keeps every place.
            "print" => expression::judge(text, tag, "print", "if   ", end_of("if")),
            "do" => expression::judge(text, tag, "do", "if", end_of("if")),
            "elif" => {
                self.branch(keyword, span, out);
                expression::judge(text, tag, "elif", "if  ", end_of("if"))
            }
            "else" => {
                self.branch(keyword, span, out);
                tag.nothing_after(text, 1, "`%}` after `else` (another condition is `elif`)")
            }
            "endif" | "endfor" | "endwith" | "endmacro" | "endcall" | "endfilter" | "endautoescape" | "endset" | "endblock" => {
                let block = self.close(&keyword[3..], span, out);
                let named = block.and_then(|block| block.name).is_some_and(|name| tag.name().is_some_and(|(found, _)| found == name));
                tag.nothing_after(
                    text,
                    if named { 2 } else { 1 },
                    if keyword == "endblock" { "`%}` or the name of the block" } else { "`%}`" },
                )
            }
            "endraw" => Verdict::Wrong(span, "found `endraw` without a `{% raw %}` that it closes".to_owned()),
            "break" | "continue" | "debug" => Verdict::Fine,
            _ => {
                self.unknown = true;
                Verdict::Unknown
            }
        }
    }

    /// `elif` and `else` go with the innermost block.
    fn branch(&mut self, keyword: &str, span: Span, out: &mut Output) {
        let unknown = self.unknown;
        match self.open.last_mut() {
            Some(open) if open.keyword == "if" || open.keyword == "for" && keyword == "else" => {
                if open.has_else && !unknown {
                    out.syntax_error(span, format!("found `{keyword}` after `else`: expected `{{% end{} %}}`", open.keyword));
                    out.related(open.span, "it belongs to this");
                }
                open.has_else |= keyword == "else";
            }
            _ if unknown => self.unsure = true,
            Some(open) => {
                out.syntax_error(span, format!("found `{keyword}` inside `{0}`: expected `{{% end{0} %}}`", open.keyword));
                out.related(open.span, "it began here");
            }
            None => out.syntax_error(span, format!("found `{keyword}` outside of any `{{% if %}}`")),
        }
    }

    /// Closes the innermost block of `keyword`, and reports those inside it that are still open.
    fn close(&mut self, keyword: &str, span: Span, out: &mut Output) -> Option<Open<'a>> {
        if self.open.last().is_some_and(|open| open.keyword == keyword) {
            return self.open.pop();
        }
        if self.unknown {
            self.unsure = true;
            return None;
        }
        let Some(at) = self.open.iter().rposition(|open| open.keyword == keyword) else {
            match self.open.last() {
                Some(open) => {
                    out.syntax_error(span, format!("found `end{keyword}` inside `{0}`: expected `{{% end{0} %}}`", open.keyword));
                    out.related(open.span, "it began here");
                }
                None => out.syntax_error(span, format!("found `end{keyword}` without a `{{% {keyword} %}}` that it closes")),
            }
            return None;
        };
        for open in self.open.drain(at + 1..).take(MAX_REPORTED) {
            out.syntax_error(
                open.span,
                format!("this `{0}` is never closed: expected `{{% end{0} %}}` before `{{% end{keyword} %}}`", open.keyword),
            );
            out.related(span, "the block around it ends here");
        }
        self.open.pop()
    }

    /// Reports what is open at the end of the file.
    fn finish(&mut self, out: &mut Output) {
        if self.unsure {
            return;
        }
        for open in self.open.drain(..).take(MAX_REPORTED) {
            out.syntax_error(open.span, format!("this `{0}` is never closed: expected `{{% end{0} %}}`", open.keyword));
        }
    }
}

/// What the parser must see to take a tag for a whole template.
fn end_of(keyword: &str) -> &'static str {
    match keyword {
        "if" => "{% endif %}",
        "for" => "{% endfor %}",
        "with" => "{% endwith %}",
        "macro" => "{% endmacro %}",
        "call" => "{% endcall %}",
        "filter" => "{% endfilter %}",
        "autoescape" => "{% endautoescape %}",
        "block" => "{% endblock %}",
        _ => "{% endset %}",
    }
}
