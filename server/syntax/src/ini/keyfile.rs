//! Formats of a line each: sections, `key=value`, comments. systemd, the desktop and EditorConfig.

use rustc_hash::FxHashMap;
use workspace::Span;

use super::MAX_REPORTED;
use crate::json::shown;
use crate::output::Output;

/// What a format allows.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// Whether a backslash at the end continues a line.
    continued: bool,
    /// Whether keys may stand before the first section.
    preamble: bool,
    /// Whether a key may stand only once in its section.
    once: bool,
    /// What begins a comment.
    comments: &'static [char],
    /// What stands between a key and its value.
    separators: &'static [char],
}

/// systemd: keys may be repeated, and add up.
pub(super) const UNIT: Rules = Rules { continued: true, preamble: false, once: false, comments: &['#', ';'], separators: &['='] };

/// The desktop's entries.
pub(super) const DESKTOP: Rules = Rules { continued: false, preamble: false, once: true, comments: &['#'], separators: &['='] };

/// EditorConfig: the last value of a key holds.
pub(super) const EDITORCONFIG: Rules =
    Rules { continued: false, preamble: true, once: false, comments: &['#', ';'], separators: &['=', ':'] };

/// Reports what `rules` do not allow.
pub(super) fn judge(text: &str, rules: Rules, out: &mut Output) {
    let mut section: Option<usize> = None;
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut keys: FxHashMap<(usize, &str), Span> = FxHashMap::default();
    let (mut at, mut continues) = (0, false);
    for line in text.split_inclusive('\n') {
        let (start, trimmed) = (at, line.trim());
        at += line.len();
        if out.problems.len() >= MAX_REPORTED {
            return;
        }
        let comment = trimmed.starts_with(rules.comments);
        if continues {
            // Comments inside of a continued line do not end it.
            continues = comment || trimmed.ends_with('\\');
            continue;
        }
        if trimmed.is_empty() || comment {
            continue;
        }
        continues = rules.continued && trimmed.ends_with('\\');
        let from = start + line.len() - line.trim_start().len();
        let span = Span::new(from, from + trimmed.len());
        if trimmed.starts_with('[') {
            let number = numbers.len();
            // Only EditorConfig takes a comment behind it.
            match trimmed.rfind(']').filter(|end| rules.preamble || end + 1 == trimmed.len()) {
                Some(end) => section = Some(*numbers.entry(&trimmed[..end]).or_insert(number)),
                None => {
                    out.syntax_error(span, "this section does not end with `]`");
                    section = Some(number + 1);
                }
            }
            continue;
        }
        let Some(end) = trimmed.find(rules.separators) else {
            out.syntax_error(span, format!("expected `=` and a value after `{}`", shown(trimmed)));
            continue;
        };
        let name = trimmed[..end].trim_end();
        if name.is_empty() {
            out.syntax_error(span, "expected a key before the `=`");
            continue;
        }
        let Some(number) = section else {
            if !rules.preamble {
                out.syntax_error(span, format!("expected a section (`[name]`) before `{}`", shown(name)));
                return;
            }
            continue;
        };
        if rules.once {
            let span = Span::new(from, from + name.len());
            if let Some(&first) = keys.get(&(number, name)) {
                out.problem("L1/duplicate-key", span, format!("duplicate key `{}`: expected it once in a section", shown(name)));
                out.related(first, "the key is first here");
            } else {
                keys.insert((number, name), span);
            }
        }
    }
}
