//! ruff's settings: in a file of its own, or below `tool.ruff` of `pyproject.toml`.

use super::{Ignored, Settings};
use crate::toml;

/// Reads them.
pub fn read(name: &str, text: &str) -> Option<Settings> {
    let tree = toml::tree(text)?;
    let root = tree.root()?;
    let own = if name == "pyproject.toml" { root.at(&["tool", "ruff"])? } else { root };
    let mut out = Settings { extends: own.text_of("extend").map(|path| path.text.to_owned()), ..Settings::default() };
    // Until they had a table of their own, what is about linting stood with the rest.
    for table in std::iter::once(own).chain(own.get("lint")) {
        for (pattern, codes) in ["per-file-ignores", "extend-per-file-ignores"].into_iter().flat_map(|key| table.entries_of(key)) {
            let (negated, pattern) = pattern.text.strip_prefix('!').map_or((false, pattern.text), |pattern| (true, pattern));
            let codes = codes.texts().map(|code| code.text.to_owned()).collect();
            out.ignored.push(Ignored { pattern: pattern.to_owned(), negated, codes });
        }
        let everywhere = ["ignore", "extend-ignore"].into_iter().flat_map(|key| table.texts_of(key)).map(|code| code.text);
        out.ignored.extend(Ignored::everywhere(everywhere));
        let excluded = ["exclude", "extend-exclude"].into_iter().flat_map(|key| table.texts_of(key));
        out.excluded.extend(excluded.map(|pattern| pattern.text.to_owned()));
    }
    Some(out)
}
