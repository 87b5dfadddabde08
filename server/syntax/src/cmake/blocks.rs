//! `if` ... `endif` and the like: which blocks are open.

use workspace::Span;

use crate::output::Output;

/// The commands that begin a block.
const OPENERS: [&str; 6] = ["if", "foreach", "while", "function", "macro", "block"];

struct Open<'s> {
    name: &'s str,
    span: Span,
    has_else: bool,
}

/// The blocks that are open, the innermost last.
#[derive(Default)]
pub(super) struct Blocks<'s> {
    open: Vec<Open<'s>>,
}

impl<'s> Blocks<'s> {
    /// Takes in one command.
    pub(super) fn command(&mut self, name: &'s str, span: Span, out: &mut Output) {
        let lower = name.to_ascii_lowercase();
        if OPENERS.contains(&lower.as_str()) {
            self.open.push(Open { name, span, has_else: false });
        } else if let Some(opener) = lower.strip_prefix("end").filter(|opener| OPENERS.contains(opener)) {
            self.close(opener, name, span, out);
        } else if matches!(lower.as_str(), "else" | "elseif") {
            self.branch(&lower, span, out);
        }
    }

    fn branch(&mut self, name: &str, span: Span, out: &mut Output) {
        match self.open.last_mut() {
            Some(open) if open.name.eq_ignore_ascii_case("if") => {
                if open.has_else {
                    out.syntax_error(span, format!("found `{name}` after `else`: expected `endif`"));
                    out.related(open.span, "it belongs to this");
                }
                open.has_else |= name == "else";
            }
            Some(open) => {
                out.syntax_error(span, format!("found `{name}` inside of `{0}`: expected `end{0}`", open.name));
                out.related(open.span, "it begins here");
            }
            None => out.syntax_error(span, format!("found `{name}` outside of any `if`")),
        }
    }

    fn close(&mut self, opener: &str, name: &str, span: Span, out: &mut Output) {
        match self.open.iter().rposition(|open| open.name.eq_ignore_ascii_case(opener)) {
            Some(index) => {
                if let Some(inner) = self.open.get(index + 1) {
                    out.syntax_error(inner.span, format!("this `{0}` is not closed: expected `end{0}` before `{name}`", inner.name));
                    out.related(span, "the block around it ends here");
                }
                self.open.truncate(index);
            }
            None => match self.open.last() {
                Some(open) => {
                    out.syntax_error(span, format!("found `{name}` inside of `{0}`: expected `end{0}`", open.name));
                    out.related(open.span, "it begins here");
                    // Most likely the wrong word for it.
                    self.open.pop();
                }
                None => out.syntax_error(span, format!("found `{name}` without a `{opener}` that it ends")),
            },
        }
    }

    /// Reports what is open at the end of the file.
    pub(super) fn finish(&self, out: &mut Output) {
        if let Some(open) = self.open.last() {
            out.syntax_error(open.span, format!("this `{0}` is not closed: expected `end{0}`", open.name));
        }
    }
}
