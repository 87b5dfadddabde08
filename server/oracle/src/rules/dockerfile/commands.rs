//! The shell commands of a `RUN`, for rules that look for programs by name.
//!
//! No shell is read here: a word counts as the start of a command where one certainly begins, so that text in quotes and
//! arguments are never taken for programs.

use syntax::dockerfile::Step;
use workspace::Span;

/// One command: its words and where they stand.
pub(super) struct Command<'a> {
    /// The program first, assignments before it left out.
    pub(super) words: Vec<&'a str>,
    /// Where the program stands; of a heredoc's, the instruction.
    pub(super) span: Span,
    /// Whether another command's output is what it reads.
    pub(super) is_fed: bool,
    /// Whether it stands in a heredoc.
    pub(super) in_heredoc: bool,
}

impl<'a> Command<'a> {
    /// The words from the program on, without what only runs it: `sudo -E`, `env A=1`.
    pub(super) fn run(&self) -> &[&'a str] {
        let runs = |word: &&str| {
            matches!(*word, "sudo" | "env" | "exec" | "time" | "-E" | "-H") || word.split_once('=').is_some_and(|(name, _)| is_name(name))
        };
        &self.words[self.words.iter().take_while(|word| runs(word)).count()..]
    }

    /// Whether it is `program` with one of these subcommands.
    pub(super) fn is(&self, program: &str, subcommands: &[&str]) -> bool {
        self.run().split_first().is_some_and(|(first, words)| *first == program && words.iter().any(|word| subcommands.contains(word)))
    }

    /// Whether it is `apt-get` or `apt` with one of these subcommands.
    pub(super) fn is_apt(&self, subcommands: &[&str]) -> bool {
        ["apt-get", "apt", "/usr/bin/apt-get"].iter().any(|program| self.is(program, subcommands))
    }
}

/// The commands of a `RUN` in shell form, those of its heredocs too; none of any other instruction.
pub(super) fn commands(step: &Step) -> Vec<Command<'_>> {
    if step.name != "RUN" || step.is_exec {
        return Vec::new();
    }
    let mut found = split(step.words.iter().map(|(word, span)| (word.as_str(), *span)), false);
    for line in step.heredocs.lines().filter(|line| !line.trim_start().starts_with('#')) {
        found.extend(split(line.split_whitespace().map(|word| (word, step.span)), true));
    }
    found
}

/// Where commands end besides `;`.
const BREAKS: [&str; 8] = ["&&", "||", "|", "|&", "&", "{", "}", "!"];

fn split<'a>(words: impl Iterator<Item = (&'a str, Span)>, in_heredoc: bool) -> Vec<Command<'a>> {
    let mut found = Vec::new();
    let mut current: Vec<&str> = Vec::new();
    let (mut span, mut quote, mut is_fed) = (Span::default(), None, false);
    for (written, place) in words {
        let quoted = quote.is_some();
        quote = after(written, quote);
        let mut word = written;
        if !quoted {
            // `;fi` at the start of a line ends what stands before.
            if word.starts_with(';') && !current.is_empty() {
                found.push(Command { words: std::mem::take(&mut current), span, is_fed, in_heredoc });
                is_fed = false;
            }
            word = word.trim_start_matches(['(', ';']);
        }
        let ends = quote.is_none() && (word.ends_with(';') && !word.ends_with("\\;") || word.ends_with(')') && !word.contains('('));
        let bare = if ends { word.trim_end_matches([';', ')']) } else { word };
        let is_break = !quoted
            && (bare.is_empty()
                || BREAKS.contains(&bare)
                || current.is_empty() && matches!(bare, "then" | "do" | "else" | "if" | "while" | "until" | "elif"));
        let is_assignment = current.is_empty() && bare.split_once('=').is_some_and(|(name, _)| is_name(name));
        if !is_break && !is_assignment {
            if current.is_empty() {
                span = place;
            }
            current.push(bare);
        }
        if is_break || ends {
            if !current.is_empty() {
                found.push(Command { words: std::mem::take(&mut current), span, is_fed, in_heredoc });
            }
            is_fed = matches!(bare, "|" | "|&");
        }
    }
    if !current.is_empty() {
        found.push(Command { words: current, span, is_fed, in_heredoc });
    }
    found
}

/// Which quote is open after `word`.
fn after(word: &str, mut quote: Option<char>) -> Option<char> {
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match quote {
            _ if c == '\\' && quote != Some('\'') => {
                chars.next();
            }
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            _ => {}
        }
    }
    quote
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
