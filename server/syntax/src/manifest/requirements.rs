//! `requirements*.txt`: one requirement or option a line, as pip reads it. `setup.cfg` and `tox.ini`, which play
//! the same part, are read next door.

use workspace::Span;

use super::draft::Draft;
use super::tree::Text;
use super::{DependencyKind, pep508, setup_cfg, tox};
use crate::facts::Flags;
use crate::output::{Output, Source};

/// Options that name another file of requirements.
const INCLUDES: [&str; 4] = ["-r", "--requirement", "-c", "--constraint"];

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    let mut draft = Draft::new(out);
    match source.path.name() {
        "setup.cfg" => setup_cfg::read(source.text, &mut draft),
        "tox.ini" => tox::read(source.text, &mut draft),
        _ => lines(source.text).for_each(|line| read_line(line, &mut draft)),
    }
    draft.finish();
}

/// The lines without comments and blanks. What a backslash continues is options and hashes, and left out.
fn lines(text: &str) -> impl Iterator<Item = Text<'_>> {
    let mut start = 0;
    let mut continued = false;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let skipped = continued;
        let bare = line.trim_end();
        continued = bare.ends_with('\\');
        let bare = bare.trim_end_matches('\\');
        // A `#` inside a word belongs to a URL.
        let comment = bare.match_indices('#').map(|(found, _)| found).find(|&found| found == 0 || bare[..found].ends_with([' ', '\t']));
        let bare = &bare[..comment.unwrap_or(bare.len())];
        let left = bare.len() - bare.trim_start().len();
        let bare = bare.trim();
        let span = Span::new(at + left, at + left + bare.len());
        (!skipped && !bare.is_empty()).then_some(Text { text: bare, span })
    })
}

fn read_line(line: Text<'_>, draft: &mut Draft<'_>) {
    if let Some(included) = INCLUDES.into_iter().find_map(|option| argument(line, option)) {
        draft.path("requirements", included, Flags::default());
        return draft.incomplete();
    }
    if let Some(editable) = argument(line, "-e").or_else(|| argument(line, "--editable")) {
        return located(editable, "editable", draft);
    }
    if line.text.starts_with('-') {
        return;
    }
    if !draft.require(line, DependencyKind::Normal, None) {
        let word = line.text.split([' ', ';']).next().unwrap_or_default();
        located(Text { text: word, span: line.part(0, word.len()) }, "requirement", draft);
    }
}

/// A distribution given by where it is: a URL, or a folder or archive.
fn located(place: Text<'_>, role: &'static str, draft: &mut Draft<'_>) {
    let fragment = place.text.split_once('#').map_or("", |(_, fragment)| fragment);
    let egg = fragment.split('&').find_map(|field| field.strip_prefix("egg="));
    if let Some(egg) = egg.and_then(pep508::requirement) {
        let start = place.text.rfind(egg.name).unwrap_or_default();
        draft.depend_python(egg.name, DependencyKind::Normal, place.part(start, start + egg.name.len()));
        return;
    }
    draft.incomplete();
    // Extras in brackets are not part of the path.
    let path = place.text.split(['[', '#']).next().unwrap_or_default();
    let is_path = path.starts_with(['.', '/']) || role == "editable";
    if is_path && !path.contains("://") && !path.contains('$') && !path.contains("@") {
        draft.local(role, Text { text: path, span: place.part(0, path.len()) });
    }
}

/// What follows an option, after blanks or `=`.
fn argument<'t>(line: Text<'t>, option: &str) -> Option<Text<'t>> {
    let rest = line.text.strip_prefix(option)?;
    let after = rest.trim_start_matches([' ', '\t', '=']);
    if after.len() == rest.len() && (option.starts_with("--") || after.starts_with('-')) {
        return None;
    }
    let start = line.text.len() - after.len();
    let value = after.trim_matches(['"', '\'']);
    let start = start + after.find(value).unwrap_or_default();
    (!value.is_empty()).then(|| Text { text: value, span: line.part(start, start + value.len()) })
}
