//! Makefiles: other makefiles that they include.
//!
//! Make looks from the folder where it was started, which is that of a `Makefile` and unknown for anything else. What
//! a rule of the file makes need not be there; neither need what is included only under a condition.

use workspace::{RelPath, Span};

use super::{Paths, scripts};
use crate::facts::{Flags, Namespace};
use crate::manifest::tree::Text;
use crate::names::{MORE, folder_scope};
use crate::output::{Output, Source};

/// Names of targets, within the folder of the makefile (`.` for the top).
const TARGET: Namespace = Namespace::named("make.target");

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let started_here = matches!(source.path.name(), "Makefile" | "makefile" | "GNUmakefile");
    let found = Found::of(source.text);
    if started_here {
        found.name_targets(source, out);
    }
    let mut paths = Paths { text: source.text, out };
    // In one shell for all lines any line may change the folder.
    if started_here && !source.text.contains(".ONESHELL") {
        for script in found.scripts.iter().filter(|script| !found.makes(script.text)) {
            paths.refer("run", *script, Flags::default());
        }
    }
    for (file, flags) in found.included.iter().copied() {
        let optional = !started_here || found.makes(file.text);
        paths.refer("include", file, if optional { Flags::OPTIONAL } else { flags });
    }
}

/// What matters of a makefile.
#[derive(Default)]
struct Found<'s> {
    included: Vec<(Text<'s>, Flags)>,
    /// Scripts that recipes call, each of whose lines is a shell of its own.
    scripts: Vec<Text<'s>>,
    /// As written, patterns too.
    targets: Vec<&'s str>,
    /// What rules need, where it is a plain word.
    needed: Vec<&'s str>,
    /// What is only listed: `.PHONY`, `.PRECIOUS`.
    listed: Vec<&'s str>,
}

/// Where one of `marks` first stands outside of all calls, as `$(shell find . -name '*.go')` is one.
fn outside(text: &str, marks: &[char]) -> Option<usize> {
    let mut depth = 0usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '{' if depth > 0 || text[..at].ends_with('$') => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 && marks.contains(&c) => return Some(at),
            _ => {}
        }
        None
    })
}

/// The words of a line; a call is one, or a part of one.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let end = outside(rest, &[' ', '\t']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

impl<'s> Found<'s> {
    fn of(text: &'s str) -> Found<'s> {
        let mut found = Found::default();
        let (mut start, mut conditions, mut defined) = (0, 0usize, false);
        // The flags of the `include` that goes on in the next line; `None` for any other line that does.
        let mut goes_on: Option<Option<Flags>> = None;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let content = line.trim_end_matches(['\n', '\r']);
            let continued = content.ends_with('\\');
            let content = content.trim_end_matches('\\');
            if let Some(kept) = goes_on {
                if let Some(flags) = kept {
                    found.include(content, at, flags);
                }
                goes_on = continued.then_some(kept);
                continue;
            }
            goes_on = continued.then_some(None);
            // A recipe's line.
            if let Some(recipe) = content.strip_prefix('\t') {
                let command = recipe.trim_start_matches(['@', '-', '+', ' ']);
                let from = at + 1 + recipe.len() - command.len();
                found.scripts.extend(scripts::called(command).into_iter().map(|range| {
                    let span = Span::new(from + range.start, from + range.end);
                    Text { text: &command[range], span }
                }));
                continue;
            }
            let word = content.split_whitespace().next().unwrap_or_default();
            match word {
                "define" => defined = true,
                "endef" => defined = false,
                _ if defined || word.starts_with('#') => {}
                "ifeq" | "ifneq" | "ifdef" | "ifndef" => conditions += 1,
                _ if word.starts_with("ifeq(") || word.starts_with("ifneq(") => conditions += 1,
                "endif" => conditions = conditions.saturating_sub(1),
                "include" | "-include" | "sinclude" => {
                    let flags = if word == "include" && conditions == 0 { Flags::default() } else { Flags::OPTIONAL };
                    let after = content.find(word).unwrap_or_default() + word.len();
                    // `include = x` is a variable.
                    if !content[after..].trim_start().starts_with(['=', ':', '+', '?']) {
                        found.include(&content[after..], at + after, flags);
                        goes_on = continued.then_some(Some(flags));
                    }
                }
                _ => found.rule(content),
            }
        }
        found
    }

    /// Takes the words of `text`, which begins at `at`, up to a comment.
    fn include(&mut self, text: &'s str, at: usize, flags: Flags) {
        let text = text.split('#').next().unwrap_or_default();
        // What a function gives has blanks within its parentheses.
        if text.contains("$(") && text.split("$(").skip(1).any(|inside| inside.split(')').next().is_some_and(|inside| inside.contains(' ')))
        {
            return;
        }
        for word in text.split_whitespace() {
            let from = at + (word.as_ptr() as usize - text.as_ptr() as usize);
            if !word.contains(['*', '?', '[', '%', '@', '(', ')']) {
                self.included.push((Text { text: word, span: Span::new(from, from + word.len()) }, flags));
            }
        }
    }

    /// Takes the targets, when the line is a rule.
    fn rule(&mut self, line: &'s str) {
        let Some(colon) = outside(line, &[':']) else { return };
        let (targets, rest) = (&line[..colon], &line[colon + 1..]);
        if !rest.trim_start_matches(':').starts_with('=') && !targets.contains('=') {
            self.targets.extend(targets.split_whitespace());
            // A recipe, a comment, a variable of the target and what goes by time only are not needed.
            let needed = rest.trim_start_matches(':');
            let needed = &needed[..outside(needed, &[';', '#', '=', '|']).unwrap_or(needed.len())];
            let is_list = targets.trim_start().starts_with('.');
            let into = if is_list { &mut self.listed } else { &mut self.needed };
            if !rest.contains('=') {
                into.extend(words(needed).filter(|word| !word.contains(['$', '%', '/', '*', '\\', ':', '(', ')', '&'])));
            }
        }
    }

    /// Records the targets that people and other files call by name, and where rules of the file need them.
    ///
    /// A file that may have more targets than are written - by patterns, variables, or in what it includes - has the target `*`.
    fn name_targets(&self, source: &Source<'_>, out: &mut Output) {
        let folder = folder_scope(source.path.parent().unwrap_or_else(RelPath::root).as_str());
        let scope = [folder];
        let span = |word: &str| {
            let start = word.as_ptr() as usize - source.text.as_ptr() as usize;
            Span::new(start, start + word.len())
        };
        let is_open = |target: &&str| target.contains(['$', '%']) || *target == ".DEFAULT";
        if !self.included.is_empty()
            || self.targets.iter().any(is_open)
            || source.text.contains("include ")
            || source.text.contains("$(eval")
        {
            out.mention(true, TARGET, MORE, &scope, "target", Flags::default(), Span::default());
        }
        for target in self.targets.iter().filter(|target| !target.contains(['$', '%', '/']) && !target.starts_with('.')) {
            out.mention(true, TARGET, target, &scope, "target", Flags::default(), span(target));
        }
        let (needed, listed) = (self.needed.iter().map(|word| (word, "prerequisite")), self.listed.iter().map(|word| (word, "list")));
        for (word, role) in needed.chain(listed) {
            out.mention(false, TARGET, word, &scope, role, Flags::OPTIONAL, span(word));
        }
    }

    /// Whether a rule of the file makes `path`.
    fn makes(&self, path: &str) -> bool {
        let plain = |path: &'_ str| path.strip_prefix("./").unwrap_or(path).to_owned();
        let path = plain(path);
        self.targets.iter().any(|target| {
            let target = plain(target);
            match target.split_once('%') {
                Some((before, after)) => path.starts_with(before) && path.ends_with(after),
                // `$(dir)/x.mk` may be anywhere.
                None if target.contains('$') => {
                    let name = target.rsplit([')', '}', '/']).next().unwrap_or_default();
                    !name.is_empty() && path.ends_with(name)
                }
                None => target == path,
            }
        })
    }
}
