//! The functions of expressions, as GitHub documents them.

/// A function.
pub(in super::super) struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub usage: &'static str,
    /// How few arguments it takes.
    pub least: usize,
    /// How many.
    pub most: usize,
}

const fn of(name: &'static str, usage: &'static str, least: usize, most: usize) -> Function {
    Function { name, usage, least, most }
}

const ALL: [Function; 13] = [
    of("contains", "contains(search, item)", 2, 2),
    of("startsWith", "startsWith(text, start)", 2, 2),
    of("endsWith", "endsWith(text, end)", 2, 2),
    of("format", "format(text, value, …)", 1, 255),
    of("join", "join(list, separator)", 1, 2),
    of("toJSON", "toJSON(value)", 1, 1),
    of("fromJSON", "fromJSON(text)", 1, 1),
    of("hashFiles", "hashFiles(pattern, …)", 1, 255),
    of("case", "case(condition, value, …, default)", 3, 255),
    of("success", "success()", 0, 255),
    of("always", "always()", 0, 0),
    of("cancelled", "cancelled()", 0, 0),
    of("failure", "failure()", 0, 255),
];

/// The function of this name, in any case.
pub(in super::super) fn function(name: &str) -> Option<&'static Function> {
    ALL.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// All names.
pub(in super::super) fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|function| function.name)
}
