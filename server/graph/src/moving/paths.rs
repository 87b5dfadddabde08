//! Paths and links: how one is written that leads elsewhere in the same manner.

use syntax::{Flags, Namespace, Reference, Role};
use workspace::{RelPath, Span};

use super::Place;
use crate::files;
use crate::links::{self, Site};

/// How what is written relates to the path of what it leads to.
enum Form {
    /// It is the path.
    Exact,
    /// The path goes on: `.md`, `/Dockerfile`.
    Short(String),
    /// The path has another ending: what is written, and what there is.
    Shown(&'static str, String),
}

/// Endings of pages as they are shown, and written in links.
const SHOWN: [&str; 2] = [".html", ".htm"];

impl Form {
    fn of(written: &RelPath, target: &RelPath) -> Option<Form> {
        if written == target {
            return Some(Form::Exact);
        }
        if let Some(rest) = target.as_str().strip_prefix(written.as_str()) {
            let top = if written.as_str().is_empty() { "/" } else { "" };
            return Some(format!("{top}{rest}")).filter(|rest| rest.starts_with(['.', '/'])).map(Form::Short);
        }
        let shown = SHOWN.into_iter().find_map(|ending| Some((ending, written.as_str().strip_suffix(ending)?)));
        let (ending, stem) = shown?;
        target.as_str().strip_prefix(stem).filter(|rest| rest.starts_with('.')).map(|rest| Form::Shown(ending, rest.to_owned()))
    }

    /// What is to be written for another target.
    fn apply(&self, target: &RelPath) -> Option<RelPath> {
        let stem = |ending: &str| match target.as_str().strip_suffix(ending) {
            None if target.as_str() == ending.trim_start_matches('/') => Some(RelPath::root()),
            stem => stem.map(RelPath::new),
        };
        match self {
            Form::Exact => Some(target.clone()),
            // By another entrance the folder is not entered.
            Form::Short(rest) if rest.starts_with('/') => stem(rest),
            Form::Short(rest) => Some(stem(rest).unwrap_or_else(|| target.clone())),
            Form::Shown(ending, rest) => Some(match stem(rest) {
                Some(stem) => RelPath::new(&format!("{stem}{ending}")),
                None => target.clone(),
            }),
        }
    }
}

/// The text of a path or link that led to `now` and is to lead to `then`. `None` where there is none of its manner.
pub(super) fn path(place: &Place<'_>, reference: &Reference, now: &RelPath, then: &RelPath) -> Option<String> {
    if reference.flags.has(Flags::GLOB) || reference.name.is_empty() {
        return None;
    }
    let name = reference.name.replace('\\', "/");
    let (base, form, absolute) = bases(place, reference, &name).into_iter().find_map(|(base, new_base, absolute)| {
        let written = if absolute { base.resolve(&format!("./{name}"))? } else { base.resolve(&name)? };
        Some((new_base, Form::of(&written, now)?, absolute))
    })?;
    // The context of a build is the folder, whatever becomes of the file that tells how.
    let entered = matches!(&form, Form::Short(rest) if rest.starts_with('/'));
    if entered && place.facts.kind.role == Role::Compose && now.parent().map(|folder| place.moves.of(&folder)) != then.parent() {
        return None;
    }
    let plain = form.apply(then)?.relative_to(&base);
    if absolute {
        return (!plain.starts_with("..")).then(|| ended(&format!("/{plain}"), &name));
    }
    let text = if plain.starts_with("..") {
        plain
    } else if plain.is_empty() {
        ".".to_owned()
    } else if name.starts_with("./") || is_up(&name) && is_dotted(place, reference) {
        format!("./{plain}")
    } else {
        plain
    };
    let text = ended(&text, &name);
    let windows = reference.name.contains('\\') && !reference.name.contains('/');
    Some(if windows { text.replace('/', "\\") } else { text })
}

/// The name of a template: its path below a folder of templates, which is what stands before the name now.
pub(super) fn template(place: &Place<'_>, reference: &Reference, now: &RelPath, then: &RelPath) -> Option<String> {
    let name = reference.name.trim_start_matches('/');
    let base = now.as_str().strip_suffix(name).filter(|base| base.is_empty() || base.ends_with('/'))?;
    let base = place.moves.of(&RelPath::new(base.trim_end_matches('/')));
    let new = then.relative_to(&base);
    (!new.starts_with("..")).then(|| format!("{}{new}", &reference.name[..reference.name.len() - name.len()]))
}

/// The path of a file as documentation names it: seen from its own folder, from any above it, or from the top.
pub(super) fn documented(place: &Place<'_>, name: &str) -> Option<String> {
    let db = place.db;
    let mut bases = std::iter::successors(Some(place.folder), |folder| folder.parent(db));
    let (base, now) = bases.find_map(|base| {
        let path = base.path(db).resolve(name)?;
        place.root.entry(db, &path).map(|_| (base.path(db).clone(), path))
    })?;
    let then = place.moves.of(&now);
    if now == then && !place.is_moved() {
        return None;
    }
    let base = if base == *place.folder.path(db) { place.new_folder() } else { place.moves.of(&base) };
    let text = then.relative_to(&base);
    // Where it can no longer be seen from there, it is from the top.
    let text = if text.starts_with("..") { then.as_str().to_owned() } else { text };
    let dotted = if name.starts_with("./") { format!("./{text}") } else { text };
    (dotted != name).then_some(dotted)
}

/// `./x`, unless it goes up.
pub(super) fn dotted(plain: &str) -> String {
    if plain.starts_with("..") { plain.to_owned() } else { format!("./{plain}") }
}

/// With a slash at its end where there was one.
pub(super) fn ended(text: &str, name: &str) -> String {
    if name.ends_with('/') && !text.ends_with('/') { format!("{text}/") } else { text.to_owned() }
}

fn is_up(name: &str) -> bool {
    name == ".." || name.starts_with("../")
}

/// Whether a path that went up begins with `./` when it no longer does: as the others of the file do; without others only where
/// what has no dot would be a package.
fn is_dotted(place: &Place<'_>, reference: &Reference) -> bool {
    let alike = |other: &&Reference| other.namespace == reference.namespace && !is_up(&other.name) && !other.name.starts_with('/');
    let others = || place.facts.references.iter().filter(alike).filter(|other| !other.flags.has(Flags::GLOB) && !other.name.is_empty());
    let dotted = others().filter(|other| other.name.starts_with("./")).count();
    match others().count() {
        0 => reference.role == "extends",
        all => dotted * 2 > all,
    }
}

/// The folders that a path may be seen from, now and then, and whether it is written with a slash before it.
fn bases(place: &Place<'_>, reference: &Reference, name: &str) -> Vec<(RelPath, RelPath, bool)> {
    let (db, folder) = (place.db, place.folder);
    let own = (folder.path(db).clone(), place.new_folder());
    let moved = |path: RelPath| {
        let then = if path == own.0 && !reference.flags.has(Flags::SEEN_FROM) { own.1.clone() } else { place.moves.of(&path) };
        (path, then)
    };
    if reference.namespace == Namespace::FILE {
        let above = std::iter::successors(Some(folder), |folder| folder.parent(db));
        let seen_from = above.filter_map(|folder| files::origin(db, folder, reference)).map(moved);
        return seen_from.map(|(now, then)| (now, then, false)).collect();
    }
    let site = links::site(db, folder);
    if name.starts_with('/') {
        let mut out = vec![(RelPath::root(), RelPath::root(), true)];
        if let Some((_, top)) = site {
            for below in links::SITE_FOLDERS {
                let base = top.path(db).resolve(&format!("./{below}")).unwrap_or_else(RelPath::root);
                let then = place.moves.of(&base);
                out.push((base, then, true));
            }
        }
        return out;
    }
    let mut out = vec![(own.0.clone(), own.1.clone(), false)];
    // MkDocs shows `a.md` as `a/`.
    if let Some((Site::MkDocs, _)) = site {
        let page = |folder: &RelPath, path: &RelPath| path.name().rsplit_once('.').map(|(stem, _)| folder.join(stem));
        if let (Some(now), Some(then)) = (page(&own.0, place.file.path(db)), page(&own.1, &place.new)) {
            out.push((now, then, false));
        }
    }
    out
}

/// What stands at `span` with `new` in place of `name`: alone, with a fragment behind it or a scheme before it, or with percent
/// signs. `None` where it is written in another way.
pub(super) fn written(text: &str, span: Span, name: &str, new: &str) -> Option<String> {
    let written = text.get(span.range())?;
    let harms = |c: char| c.is_control() || matches!(c, '"' | '\'' | '\\' | '`' | '<' | '>') && !name.contains(c);
    if new.contains(harms) || new.contains(": ") || new.contains(" #") {
        return None;
    }
    let mut found = written.match_indices(name).map(|(at, _)| at);
    if let (Some(at), None) = (found.next(), found.next()) {
        let new = if text[..span.start as usize].ends_with('(') { encoded(new) } else { new.to_owned() };
        return Some(format!("{}{new}{}", &written[..at], &written[at + name.len()..]));
    }
    let end = written.find(['#', '?']).unwrap_or(written.len());
    (decoded(&written[..end])? == name).then(|| format!("{}{}", encoded(new), &written[end..]))
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '(' | ')' | '%' => out.push_str(&format!("%{:02X}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            out.push((digit(bytes.next())? * 16 + digit(bytes.next())?) as u8);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}
