//! CMake: commands, their arguments, and the blocks that some commands begin and others end.
//!
//! The syntax is as small as `cmListFileLexer` has it; what commands make of their arguments is not judged.

mod blocks;
mod lex;

use workspace::Span;

use crate::facts::Status;
use crate::output::{Output, Source};
use crate::placeholder;
use blocks::Blocks;
use lex::{Argument, Lexer};

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let mut reader = Reader { lexer: Lexer::new(source.text), blocks: Blocks::default(), suspect: None, commands: 0, out };
    reader.file();
    let commands = reader.commands;
    // Without any command it is something else of that name: a `README.cmake` in prose.
    if !out.problems.is_empty() && (commands == 0 || is_template(source.text)) {
        out.problems.clear();
        out.status = Status::Unchecked;
    }
}

/// Whether a line begins with what `configure_file` or a template fills in. Asked only of texts that are wrong as they are.
fn is_template(text: &str) -> bool {
    placeholder::begins_a_line(text)
        || text.lines().map(str::trim_start).any(|line| ["{{", "{%", "<%", "%{"].iter().any(|mark| line.starts_with(mark)))
}

struct Reader<'s, 'o> {
    lexer: Lexer<'s>,
    blocks: Blocks<'s>,
    /// The first quoted argument that runs over a line which looks like a command.
    suspect: Option<Span>,
    /// How many commands there are, whole or not.
    commands: usize,
    out: &'o mut Output,
}

impl Reader<'_, '_> {
    fn file(&mut self) {
        while self.out.problems.len() < MAX_REPORTED {
            if !self.lexer.blank() {
                self.commands += 1;
                self.unclosed_comment();
                return;
            }
            if self.lexer.at_end() {
                self.blocks.finish(self.out);
                return;
            }
            if self.command().is_none() {
                return;
            }
        }
    }

    fn unclosed_comment(&mut self) {
        let (open, end) = self.lexer.bracket_here();
        self.out.syntax_error(open, format!("this comment is not closed: expected `{end}`"));
    }

    /// `name(arguments)` and the end of the line. `None` when nothing after it can be judged.
    fn command(&mut self) -> Option<()> {
        let Some(name) = self.lexer.identifier() else {
            let span = self.lexer.here();
            self.out.syntax_error(span, format!("expected the name of a command, found {}", self.lexer.shown(span)));
            self.lexer.skip_line();
            return Some(());
        };
        self.lexer.space();
        if self.lexer.peek() != Some(b'(') {
            let shown = self.lexer.text(name);
            self.out.syntax_error(name, format!("expected `(` after `{}`", crate::json::shown(shown)));
            self.lexer.skip_line();
            return Some(());
        }
        self.commands += 1;
        let open = self.lexer.here();
        self.lexer.bump();
        self.arguments(name, open)?;
        self.blocks.command(self.lexer.text(name), name, self.out);
        self.lexer.space();
        if !self.lexer.at_line_end() {
            let span = self.lexer.here();
            let found = self.lexer.shown(span);
            self.out.syntax_error(span, format!("expected the end of the line after `)`, found {found}"));
            if self.lexer.peek() == Some(b')') {
                self.lexer.skip_line();
            }
        }
        Some(())
    }

    fn arguments(&mut self, name: Span, open: Span) -> Option<()> {
        let mut depth = 1usize;
        // Whether an argument that must stand alone has just ended.
        let mut bracket = false;
        while depth > 0 {
            let before = self.lexer.offset();
            if !self.lexer.blank() {
                self.unclosed_comment();
                return None;
            }
            let apart = self.lexer.offset() > before;
            match self.lexer.peek() {
                None => {
                    let (span, name) = (self.suspect.unwrap_or(open), crate::json::shown(self.lexer.text(name)));
                    let message = match self.suspect {
                        Some(_) => "this string runs over commands: expected `\"` to close it".to_owned(),
                        None => format!("this `(` of `{name}` is not closed: expected `)`"),
                    };
                    self.out.syntax_error(span, message);
                    return None;
                }
                Some(b'(') => {
                    depth += 1;
                    self.lexer.bump();
                    bracket = false;
                    continue;
                }
                Some(b')') => {
                    depth -= 1;
                    self.lexer.bump();
                    bracket = false;
                    continue;
                }
                _ => {}
            }
            if bracket && !apart {
                let span = self.lexer.here();
                self.out.syntax_error(span, "expected a blank or `)` after the bracket argument");
            }
            match self.lexer.argument() {
                Argument::Quoted(span) => {
                    bracket = false;
                    if self.suspect.is_none() && self.lexer.holds_command(span) {
                        self.suspect = Some(Span::new(span.start as usize, span.start as usize + 1));
                    }
                }
                Argument::Bracket => bracket = true,
                Argument::Plain => bracket = false,
                Argument::UnclosedString(span) => {
                    self.out.syntax_error(self.suspect.unwrap_or(span), "this string is not closed: expected `\"`");
                    return None;
                }
                Argument::UnclosedBracket(span, end) => {
                    self.out.syntax_error(span, format!("this bracket argument is not closed: expected `{end}`"));
                    return None;
                }
            }
        }
        Some(())
    }
}
