//! Makefiles of GNU make: rules, assignments, conditionals, `define`.
//!
//! What a line means is often known only when its variables are expanded, so a line with a `$` is judged only
//! by what no expansion can change. Recipes belong to the shell. BSD's and Microsoft's makefiles, and templates,
//! are in languages of their own and are left alone.

mod conditional;
mod lines;
mod statement;

use workspace::Span;

use crate::facts::Status;
use crate::output::{Output, Source};
use crate::placeholder;
use conditional::Conditionals;
use lines::{Line, Lines};
use statement::Statement;

/// More findings than this in a file help nobody.
const MAX_REPORTED: usize = 20;

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if is_foreign(source.text) {
        out.status = Status::Unchecked;
        return;
    }
    judge(source.text, out);
    if !out.problems.is_empty() && is_template(source.text, out) {
        out.problems.clear();
        out.status = Status::Unchecked;
    }
}

/// Whether another make is meant, or recipes are marked by another character.
fn is_foreign(text: &str) -> bool {
    if text.contains(".RECIPEPREFIX") {
        return true;
    }
    text.lines().any(|line| {
        if let Some(rest) = line.strip_prefix('!') {
            // nmake: `!include`, `!if`.
            return rest.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
        }
        let Some(rest) = line.strip_prefix('.') else { return false };
        let rest = rest.trim_start().trim_start_matches('-');
        let word = rest.bytes().take_while(u8::is_ascii_lowercase).count();
        let known = matches!(
            &rest[..word],
            "if" | "ifdef"
                | "ifndef"
                | "ifmake"
                | "ifnmake"
                | "elif"
                | "else"
                | "endif"
                | "for"
                | "endfor"
                | "include"
                | "sinclude"
                | "dinclude"
                | "undef"
                | "error"
                | "warning"
                | "info"
                | "export"
        );
        known && (rest[word..].is_empty() || rest[word..].starts_with([' ', '\t', '(', '<', '"', '!']))
    })
}

/// Whether something fills the text in first. Asked only of texts that are wrong as they are. In recipes, such marks
/// belong to other programs.
fn is_template(text: &str, out: &Output) -> bool {
    let marks = ["{{", "{%", "<%", "%{", "[% "];
    let begins = |line: &str| marks.iter().any(|mark| line.starts_with(mark));
    let lines = out.problems.iter().map(|problem| placeholder::line_of(text, problem.span.start as usize));
    text.lines().filter(|line| !line.starts_with('\t')).any(|line| begins(line.trim_start()) || placeholder::begins_a_line(line))
        || lines.into_iter().any(|line| marks.iter().any(|mark| line.contains(mark)) || placeholder::stands_in(line))
}

/// Whether lines that begin with a tab are a recipe.
#[derive(Clone, Copy, PartialEq)]
enum Rule {
    /// There is a rule that they belong to.
    Open,
    /// There is none.
    None,
    /// That depends on what is expanded or which branch is taken.
    Unknown,
}

fn judge(text: &str, out: &mut Output) {
    let mut lines = Lines::new(text);
    let mut conditionals = Conditionals::default();
    let mut rule = Rule::None;
    let mut said = 0;
    while let Some(line) = lines.next() {
        if out.problems.len() >= MAX_REPORTED {
            return;
        }
        // What was left open on the line before is closed here, on a line of its own: that has been said.
        let is_echo =
            std::mem::replace(&mut said, out.problems.len()) < out.problems.len() && line.text.trim_start().starts_with([')', '}']);
        if is_echo {
            continue;
        }
        if line.recipe && rule == Rule::Open {
            continue;
        }
        let Some(statement) = Statement::of(&line) else { continue };
        if conditionals.take(&line, &statement, out) {
            continue;
        }
        let maybe_recipe = line.recipe && rule == Rule::Unknown;
        match statement {
            Statement::Define { name } => {
                if name.is_empty() {
                    out.syntax_error(line.word_span(), "`define` without a name: expected the name of a variable");
                }
                if !maybe_recipe && !lines.skip_define() {
                    out.syntax_error(line.word_span(), "this `define` is not closed: expected `endef`");
                    return;
                }
                rule = after_assignment(rule, &conditionals);
            }
            Statement::Endef if !maybe_recipe => out.syntax_error(line.word_span(), "found `endef` without a `define` that it ends"),
            Statement::Assignment | Statement::Directive => {
                line.check_name(out);
                line.check_references(out);
                rule = after_assignment(rule, &conditionals);
            }
            Statement::Rule => {
                if line.recipe && rule == Rule::None {
                    early_recipe(&line, out);
                    continue;
                }
                line.check_references(out);
                rule = Rule::Open;
            }
            // A variable may hold a rule, or a recipe's line in a branch.
            Statement::Expansion => {
                if !maybe_recipe {
                    line.check_references(out);
                    rule = Rule::Unknown;
                }
            }
            _ if maybe_recipe => {}
            _ if line.recipe => early_recipe(&line, out),
            _ => missing_separator(&line, out),
        }
    }
    conditionals.finish(out);
}

/// An assignment ends a rule, if it is read at all.
fn after_assignment(rule: Rule, conditionals: &Conditionals) -> Rule {
    if conditionals.is_open() && rule != Rule::None { Rule::Unknown } else { Rule::None }
}

fn early_recipe(line: &Line<'_>, out: &mut Output) {
    out.syntax_error(
        line.span(),
        "a line of a recipe (it begins with a tab) without a rule before it: expected `target: prerequisites` first",
    );
}

fn missing_separator(line: &Line<'_>, out: &mut Output) {
    let span: Span = line.span();
    let assignment = line.text.contains('=') && !line.text.contains('$');
    if assignment {
        out.syntax_error(span, "missing separator: the name of a variable is one word before the `=`");
    } else if line.indent >= 8 {
        out.syntax_error(span, "missing separator: expected a tab before a recipe's line, found blanks");
    } else {
        out.syntax_error(span, "missing separator: expected a rule (`target: ...`), an assignment (`name = ...`) or a directive");
    }
}
