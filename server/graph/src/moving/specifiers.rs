//! Specifiers of JavaScript and TypeScript, and import paths of Go.

use syntax::Reference;
use workspace::RelPath;

use super::Place;
use super::paths::dotted;
use crate::javascript::Specifier;

/// Endings that a specifier may leave out, and by which a folder may be entered.
const CODE: [&str; 10] = [".d.ts", ".tsx", ".ts", ".mts", ".cts", ".jsx", ".js", ".mjs", ".cjs", ".json"];

/// What a specifier leaves out of a path, and what it says instead.
struct Form {
    /// What the path has at its end.
    left_out: String,
    /// What the specifier has there: `.js` where the file is `.ts`.
    said: String,
}

impl Form {
    /// How `written`, a path without what is left out, stands for `target`.
    fn of(written: &str, target: &str) -> Option<Form> {
        if written == target {
            return Some(Form { left_out: String::new(), said: String::new() });
        }
        let goes_on = |stem: &str, said: &str| {
            let rest = target.strip_prefix(stem)?;
            let known = if stem.is_empty() { rest.starts_with("index.") } else { CODE.contains(&rest) || is_index(rest) };
            known.then(|| Form { left_out: rest.to_owned(), said: said.to_owned() })
        };
        goes_on(written, "").or_else(|| {
            let said = CODE.into_iter().find(|ending| written.ends_with(ending))?;
            goes_on(&written[..written.len() - said.len()], said)
        })
    }

    /// The same of another target.
    fn apply(&self, target: &str) -> String {
        if self.left_out.is_empty() {
            return target.to_owned();
        }
        if let Some(stem) = target.strip_suffix(&self.left_out).filter(|stem| !stem.is_empty() || self.left_out.starts_with("index")) {
            return format!("{}{}", stem.trim_end_matches('/'), self.said);
        }
        // A file that was entered as a folder, or has another ending now.
        let ending = CODE.into_iter().find(|ending| target.ends_with(ending)).unwrap_or_default();
        let stem = &target[..target.len() - ending.len()];
        match (self.said.as_str(), ending) {
            ("", _) => stem.to_owned(),
            (_, ".mts") => format!("{stem}.mjs"),
            (_, ".cts") => format!("{stem}.cjs"),
            (said, _) => format!("{stem}{said}"),
        }
    }
}

fn is_index(rest: &str) -> bool {
    rest.strip_prefix("/index").is_some_and(|ending| CODE.contains(&ending))
}

/// The specifier that leads to `then` where this one led to `now`.
pub(super) fn javascript(place: &Place<'_>, reference: &Reference, now: &RelPath, then: &RelPath) -> Option<String> {
    let (whole, query) = match reference.name.split_once('?') {
        Some((whole, query)) => (whole, format!("?{query}")),
        None => (reference.name.as_str(), String::new()),
    };
    let new = match Specifier::parse(&reference.name) {
        Specifier::Relative(_) | Specifier::Asset(_) => relative(place, whole, now, then)?,
        Specifier::Alias(name) | Specifier::Internal(name) | Specifier::Package { whole: name, .. } => mapped(place, name, now, then)?,
        Specifier::Builtin | Specifier::Opaque => return None,
    };
    Some(format!("{new}{query}"))
}

fn relative(place: &Place<'_>, whole: &str, now: &RelPath, then: &RelPath) -> Option<String> {
    let written = place.folder.path(place.db).resolve(whole)?;
    let form = Form::of(written.as_str(), now.as_str())?;
    // `./x` may mean `x.ts` before `x/index.ts`: what is right already stays.
    let stays = place.new_folder().resolve(whole).is_some_and(|path| Form::of(path.as_str(), then.as_str()).is_some());
    if stays {
        return Some(whole.to_owned());
    }
    let target = RelPath::root().resolve(&form.apply(then.as_str()))?;
    let plain = target.relative_to(&place.new_folder());
    let slash = if whole.ends_with('/') && !plain.is_empty() { "/" } else { "" };
    Some(match plain.as_str() {
        "" => ".".to_owned(),
        plain => format!("{}{slash}", dotted(plain)),
    })
}

/// A specifier whose beginning stands for a folder: an alias, or a package of the repository.
fn mapped(place: &Place<'_>, name: &str, now: &RelPath, then: &RelPath) -> Option<String> {
    // Without what is left out, path and specifier end alike.
    let (form, shared) = forms(name, now)?;
    let (begin, _) = cut(name, shared);
    let now_short = shorten(now.as_str(), &form);
    let (folder, _) = cut(now_short, shared);
    let folder = RelPath::root().resolve(folder)?;
    let moved = place.moves.of(&folder);
    let new = form.apply(then.as_str());
    if let Some(rest) = new.strip_prefix(moved.as_str()).map(|rest| rest.trim_start_matches('/')).filter(|rest| !rest.is_empty()) {
        return Some(if begin.is_empty() { rest.to_owned() } else { format!("{begin}/{rest}") });
    }
    if matches!(Specifier::parse(name), Specifier::Package { .. }) {
        return None;
    }
    Some(dotted(&RelPath::root().resolve(&new)?.relative_to(&place.new_folder())))
}

/// How a specifier may leave out the end of a path, and how many parts both have in common then; the most that is possible.
fn forms(name: &str, path: &RelPath) -> Option<(Form, usize)> {
    let path = path.as_str();
    let ending = CODE.into_iter().find(|ending| path.ends_with(ending)).unwrap_or_default();
    let said = CODE.into_iter().find(|said| name.ends_with(said)).unwrap_or_default();
    let mut candidates = vec![(String::new(), String::new()), (ending.to_owned(), String::new())];
    if !said.is_empty() && said != ending {
        candidates.push((ending.to_owned(), said.to_owned()));
    }
    if path.ends_with(&format!("/index{ending}")) {
        candidates.push((format!("/index{ending}"), String::new()));
    }
    let common = |left_out: &str, said: &str| {
        let (path, name) = (path.strip_suffix(left_out)?, name.strip_suffix(said)?);
        let count = path.rsplit('/').zip(name.rsplit('/')).take_while(|(a, b)| a == b).count();
        (count > 0).then_some(count)
    };
    let counted = candidates.into_iter().filter_map(|(left_out, said)| Some((common(&left_out, &said)?, left_out, said)));
    counted.max_by_key(|(count, ..)| *count).map(|(count, left_out, said)| (Form { left_out, said }, count))
}

fn shorten<'p>(path: &'p str, form: &Form) -> &'p str {
    path.strip_suffix(form.left_out.as_str()).unwrap_or(path)
}

/// Before the last `count` parts, and these.
fn cut(path: &str, count: usize) -> (&str, &str) {
    let mut at = path.len();
    for _ in 0..count {
        at = path[..at].rfind('/').unwrap_or(0);
    }
    (&path[..at], path[at..].trim_start_matches('/'))
}

/// The import path of a package that moved within its module: `now` and `then` are its first file.
pub(super) fn go(place: &Place<'_>, reference: &Reference, now: &RelPath, then: &RelPath) -> Option<String> {
    let folder = |path: &RelPath| if path.extension() == Some("go") { path.parent() } else { Some(path.clone()) };
    let (now, then) = (folder(now)?, folder(then)?);
    // A file that leaves its package alone takes nobody with it.
    if place.moves.of(&now) != then || now == then {
        return None;
    }
    let name = reference.name.as_str();
    let shared = now.parts().rev().zip(name.rsplit('/')).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let (module, _) = cut(name, shared);
    let (top, _) = cut(now.as_str(), shared);
    let top = place.moves.of(&RelPath::root().resolve(top)?);
    let rest = then.as_str().strip_prefix(top.as_str())?.trim_start_matches('/');
    (!rest.is_empty() && !module.is_empty()).then(|| format!("{module}/{rest}"))
}
