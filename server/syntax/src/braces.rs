//! Whether a text is a template of its language: `{{` or `{%` stands where the language itself has no use for it.

use crate::kind::Language;

/// Whether `{{` or `{%` stands where the language has no use for it: the text is a template of the language.
pub(crate) fn has_unquoted_braces(language: Language, text: &str) -> bool {
    match language {
        Language::Yaml => yaml(text),
        // Neither has `{%` or a `{{` outside strings.
        Language::Toml => opens(text, b"{%") && text.lines().any(|line| starts(line, &["{%", "{{"]) || is_filled_in(line)),
        // An object begins with a string or ends at once, and no string has two lines.
        Language::Json => opens(text, b"{%") && text.lines().any(|line| starts(line, &["{%", "{{"]) || is_chosen(line) || has_block(line)),
        _ => memchr::memmem::find(text.as_bytes(), b"{{#").is_some() && text.lines().any(|line| starts(line, &BLOCKS)),
    }
}

/// Blocks of Handlebars, which begin with what no language has.
const BLOCKS: [&str; 3] = ["{{#each ", "{{#if ", "{{#unless "];

/// Whether `{` stands before one of these anywhere: seldom, and seen faster than lines are.
fn opens(text: &str, after: &[u8]) -> bool {
    let is_one = |at: usize| text.as_bytes().get(at + 1).is_some_and(|next| after.contains(next));
    memchr::memchr_iter(b'{', text.as_bytes()).any(is_one)
}

fn starts(line: &str, marks: &[&str]) -> bool {
    marks.iter().any(|mark| line.trim_start().starts_with(mark))
}

/// Whether a line of TOML gives a key a value that is filled in: `port = {{ .Port }}`. No table begins so.
fn is_filled_in(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else { return false };
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '\t');
    starts(value, &["{{", "{%"]) && !key.trim().is_empty() && key.chars().all(is_key)
}

/// Whether a line of JSON gives a key one of several values: `"on": {% if x %}true{% endif %}`.
fn is_chosen(line: &str) -> bool {
    line.split_once("\":").is_some_and(|(_, value)| starts(value, &["{%"]))
}

/// Whether a block of Handlebars stands in a line of JSON outside of its strings: `"a": 1{{#if x}},`.
fn has_block(line: &str) -> bool {
    let in_string = |at: usize| {
        let is_escaped = |at: usize| line[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let quotes = line[..at].match_indices('"').filter(|(at, _)| !is_escaped(*at));
        quotes.count() % 2 == 1
    };
    BLOCKS.iter().any(|block| line.match_indices(block).any(|(at, _)| !in_string(at)))
}

/// In YAML a value cannot begin with either; in a string, quoted or in a block, it is for a program that reads the YAML.
fn yaml(text: &str) -> bool {
    if !opens(text, b"{%") {
        return false;
    }
    // The column that lines of the open block string must be right of; -1 where the document itself is one.
    let mut block: Option<isize> = None;
    text.lines().any(|line| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if block.is_some_and(|parent| indent as isize > parent || line.trim().is_empty()) {
            return false;
        }
        block = block_string(line);
        line.match_indices('{').any(|(at, _)| match line.as_bytes().get(at + 1) {
            Some(b'{') => begins_value(&line[..at]),
            Some(b'%') => begins_value(&line[..at]) || !line[..at].contains(['"', '\'', '#']),
            _ => false,
        })
    })
}

/// Whether what follows `before` on its line begins a node: nothing, entries' dashes or a key stand before it.
fn begins_value(before: &str) -> bool {
    let entry = before[column(before)..].trim();
    // `$` makes it a workflow's expression, and a `#` a comment: both end otherwise than a key.
    entry.is_empty() || !entry.contains('#') && entry.ends_with(':') && !ends_in_string(entry)
}

/// Whether a quote that begins a string is still open at the end.
fn ends_in_string(text: &str) -> bool {
    let (mut open, mut last) = (None, ' ');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match open {
            Some('"') if c == '\\' => drop(chars.next()),
            // Two of them are one that does not close.
            Some('\'') if c == '\'' && chars.peek() == Some(&'\'') => drop(chars.next()),
            Some(quote) if c == quote => open = None,
            None if matches!(c, '"' | '\'') && matches!(last, ' ' | '[' | '{' | ',') => open = Some(c),
            _ => {}
        }
        last = c;
    }
    open.is_some()
}

/// Where a line's key or value begins, behind its indentation and the dashes of entries.
fn column(line: &str) -> usize {
    let mut at = line.len() - line.trim_start().len();
    while let Some(rest) = line[at..].strip_prefix('-').filter(|rest| rest.starts_with(' ')) {
        at = line.len() - rest.trim_start().len();
    }
    at
}

/// The column of what a block string that begins at the end of `line` belongs to.
fn block_string(line: &str) -> Option<isize> {
    let code = line.find(" #").map_or(line, |comment| &line[..comment]).trim_end();
    let header = code.rsplit(char::is_whitespace).next()?;
    let mark = header.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
    if !matches!(mark, "|" | ">") {
        return None;
    }
    let before = code[..code.len() - header.len()].trim_end();
    // A tag or an anchor may stand between.
    let owner = before
        .rsplit_once(char::is_whitespace)
        .filter(|(_, word)| word.starts_with(['!', '&']))
        .map_or(before, |(rest, _)| rest.trim_end());
    if owner == "---" {
        Some(-1)
    } else if owner.ends_with(':') {
        Some(column(line) as isize)
    } else if owner.trim_start_matches([' ', '-']).is_empty() && owner.ends_with('-') {
        // An entry: its own dash, the last one.
        Some(owner.len() as isize - 1)
    } else {
        // A plain text that happens to end so.
        None
    }
}
