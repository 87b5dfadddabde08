//! `L3/undefined-name`: a name that nothing binds.

use rustc_hash::FxHashSet;
use workspace::RelPath;

use super::scope::{IMPORTED, Table, Use};
use super::{Context, builtins, dynamic};
use crate::output::Output;
use crate::place::is_read_by_tests;

/// What other tools call it.
pub(super) const NAMES: &[&str] =
    &["F821", "E0602", "undefined-variable", "name-defined", "reportUndefinedVariable", "unresolved-reference"];

/// Looking closer reads the text again; a file with more names that nothing binds is none that runs.
const MOST_EXAMINED: usize = 1000;

/// Among more names none is looked for that may have been meant.
const MOST_CANDIDATES: usize = 2000;

/// Says it of the uses with the numbers `unknown`, where it is certain.
pub fn check(context: &Context<'_>, table: &Table<'_>, unknown: &[usize], out: &mut Output) {
    if table.binds_more || unknown.is_empty() || is_fragment(table, unknown) || is_run_by_tests(context.source.path) {
        return;
    }
    let for_python_2 = dynamic::is_for_python_2(context.source.text, context.body);
    let asks = asks_for_names(context.source.text);
    let mut count = 0;
    for one in unknown.iter().take(MOST_EXAMINED).map(|&number| &table.uses[number]) {
        if count == crate::python::MOST {
            return;
        }
        if table.guarded.contains(one.name)
            || for_python_2 && builtins::was_in_python_2(one.name)
            || is_injected(context, one)
            || asks && is_quoted(context.source.text, one.name)
            || context.accepted.has(one.range, NAMES)
        {
            continue;
        }
        count += 1;
        out.problem("L3/undefined-name", context.place(&one.range), message(table, one));
    }
}

/// Whether tests run the file as a text, and may give it names: nobody can import `tests/requests/001.py`.
fn is_run_by_tests(path: &RelPath) -> bool {
    is_read_by_tests(path.as_str()) && path.name().starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the text is a part of something: a listing, an example, what a generator puts behind other text.
fn is_fragment(table: &Table<'_>, unknown: &[usize]) -> bool {
    let names: FxHashSet<&str> = unknown.iter().map(|&number| table.uses[number].name).collect();
    if names.len() < 3 {
        return false;
    }
    let imports = table.scopes[0].names.values().any(|bound| bound & IMPORTED != 0);
    let read: FxHashSet<&str> = table.uses.iter().map(|one| one.name).collect();
    !imports || names.len() >= 5 && names.len() * 3 >= read.len()
}

fn message(table: &Table<'_>, one: &Use<'_>) -> String {
    let name = one.name;
    if builtins::was_in_python_2(name) {
        return format!("`{name}` is not defined: Python 3 has no such builtin, and nothing here binds it");
    }
    if table.is_of_class(name, one.scope) {
        return format!("`{name}` is not defined here: functions and comprehensions do not see the names of the class around them");
    }
    // Short names are all near each other.
    let candidates = table.visible(one.scope).chain(builtins::names()).filter(|known| known.len() > 3);
    let mut sorted: Vec<&str> = candidates.take(MOST_CANDIDATES).collect();
    sorted.sort_unstable();
    match Some(name).filter(|name| name.len() > 3).and_then(|name| crate::nearest::nearest(name, sorted)) {
        Some(near) => format!("`{name}` is not defined: nothing here binds it; did you mean `{near}`?"),
        None => format!("`{name}` is not defined: nothing here binds it, and Python has no such builtin"),
    }
}

/// Whether the name is that of something a tool puts into files of this kind.
fn is_injected(context: &Context<'_>, one: &Use<'_>) -> bool {
    let (path, text) = (context.source.path, context.source.text);
    let by_tool = match one.name {
        "tags" => path.name() == "conf.py",
        "config" | "lit_config" => path.name().starts_with("lit."),
        "section" => path.name() == "cmake-format.py" || path.name() == ".cmake-format.py",
        "c" | "get_config" => path.name().ends_with("_config.py"),
        "hass" | "data" | "logger" | "output" => path.as_str().contains("python_scripts/"),
        "Import" | "Export" | "Return" | "SConscript" | "env" => text.contains("SCons") || path.name().starts_with("SCons"),
        _ => false,
    };
    by_tool || in_braces(text, one)
}

/// Whether a generator of projects fills the place in: `{{ cookiecutter.name }}` reads as a set in a set.
fn in_braces(text: &str, one: &Use<'_>) -> bool {
    let (start, end) = (one.range.start().to_usize(), one.range.end().to_usize());
    let line_start = memchr::memrchr(b'\n', &text.as_bytes()[..start]).map_or(0, |at| at + 1);
    text[line_start..start].trim_end().ends_with("{{")
        || text[line_start..start].contains("{{") && text[end..].lines().next().is_some_and(|rest| rest.contains("}}"))
}

/// Whether the file may ask whether there is a name, by a text that says it.
fn asks_for_names(text: &str) -> bool {
    ["globals(", "locals(", "vars(", "dir(", "builtin"].iter().any(|way| text.contains(way))
}

fn is_quoted(text: &str, name: &str) -> bool {
    let quoted = |quote: char| text.contains(&format!("{quote}{name}{quote}"));
    quoted('"') || quoted('\'')
}
