//! Imports of Python: dotted names, absolute and relative, and modules that are imported by name from their packages.

use syntax::{Flags, Namespace, Reference};
use workspace::{RelPath, Span};

use super::Place;
use super::words::{alias, is_name};
use crate::python::init_of;
use crate::ranges;
use crate::renaming::Replacement;
use crate::resolution::Resolution;

/// Rewrites the imports of a file.
pub(super) fn imports(place: &mut Place<'_>, references: &[Reference], resolutions: &[Resolution]) {
    let mut index = 0;
    while index < references.len() {
        let reference = &references[index];
        let end = index + 1 + references[index + 1..].iter().take_while(|next| next.role == "name" && next.name == reference.name).count();
        if reference.namespace != Namespace::PYTHON_MODULE {
            index += 1;
            continue;
        }
        match reference.role {
            "from" => {
                Statement { place, module: reference, names: &references[index + 1..end] }
                    .rewrite(&resolutions[index], &resolutions[index + 1..end]);
                index = end;
                continue;
            }
            "import" => whole(place, reference, &resolutions[index]),
            _ => dotted(place, reference, &resolutions[index]),
        }
        index += 1;
    }
}

/// A name in a manifest or in a call: only the name is written otherwise.
fn dotted(place: &mut Place<'_>, reference: &Reference, resolution: &Resolution) {
    let Some(new) = module_of(place, resolution).and_then(|(now, then)| renamed(place, &reference.name, &now, &then)) else { return };
    if new == reference.name {
        return;
    }
    let mut span = ranges(place.db, place.file).span(reference.span);
    // Of an entry point, `package.module:object`, the range is that of the object.
    if reference.member.is_some() {
        let Some(text) = place.text() else { return };
        let before = text[..span.start as usize].trim_end().strip_suffix(':').map(str::trim_end);
        let Some(end) = before.filter(|before| before.ends_with(reference.name.as_str())).map(str::len) else { return };
        span = Span::new(end - reference.name.len(), end);
    }
    place.write(span, &reference.name, &new);
}

/// `import a.b`: without another name, `a.b` is also what the code says.
fn whole(place: &mut Place<'_>, reference: &Reference, resolution: &Resolution) {
    let Some(new) = module_of(place, resolution).and_then(|(now, then)| renamed(place, &reference.name, &now, &then)) else { return };
    let name = reference.name.as_str();
    if new == name {
        return;
    }
    let (file, span) = (place.file, ranges(place.db, place.file).span(reference.span));
    let Some(text) = place.text() else { return };
    if text.get(span.range()) != Some(name) {
        return;
    }
    let mut add = |span: Span, text: String| place.out.push(Replacement { file, span, text });
    match alias(&text, span.end as usize) {
        // What was given another name for the sake of the code loses it with the reason.
        Some((end, alias)) if alias == new => add(Span { start: span.start, end: end as u32 }, new),
        Some(_) => add(span, new),
        None if !name.contains('.') => add(span, format!("{new} as {name}")),
        None => {
            for at in uses(&text, name) {
                if at != span.start as usize {
                    add(Span::new(at, at + name.len()), new.clone());
                }
            }
            add(span, new);
        }
    }
}

/// Where the code of a text says a dotted name, other than in texts and comments.
fn uses(text: &str, name: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let part_of_name = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80);
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            b'#' => at = text[at..].find('\n').map_or(bytes.len(), |end| at + end),
            quote @ (b'"' | b'\'') => {
                let long = bytes[at..].starts_with(&[quote; 3]);
                let width = if long { 3 } else { 1 };
                at += width;
                while at < bytes.len() && !bytes[at..].starts_with(&[quote; 3][..width]) && (long || bytes[at] != b'\n') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + width).min(bytes.len());
            }
            _ => {
                let before = at.checked_sub(1).map(|at| &bytes[at]);
                let starts = bytes[at..].starts_with(name.as_bytes()) && !part_of_name(before) && before != Some(&b'.');
                if starts && !part_of_name(bytes.get(at + name.len())) {
                    out.push(at);
                    at += name.len();
                } else {
                    at += 1;
                }
            }
        }
    }
    out
}

/// `from module import names`.
struct Statement<'p, 'm> {
    place: &'p mut Place<'m>,
    module: &'p Reference,
    names: &'p [Reference],
}

/// A module that a statement imports by its name.
struct Named {
    /// The range of the name.
    span: Span,
    name: String,
    /// The dotted name of its package, and its own name in it.
    package: String,
    own: String,
    keeps: bool,
}

impl Statement<'_, '_> {
    fn rewrite(self, resolution: &Resolution, resolutions: &[Resolution]) {
        let Statement { place, module, names } = self;
        let Some((now, then)) = module_of(place, resolution) else { return };
        let old = module.name.as_str();
        let Some(new) = renamed(place, old, &now, &then) else { return };
        let mut moved: Vec<Named> = Vec::new();
        for (reference, resolution) in names.iter().zip(resolutions) {
            let member = reference.member.as_deref().unwrap_or_default();
            let Some((own_now, own_then)) = module_of(place, resolution) else { continue };
            // A name that the module binds goes where the module goes.
            let is_module = own_now.split_last().is_some_and(|(last, package)| last == member && package == now);
            let Some((own, package)) = own_then.split_last().filter(|_| is_module) else { continue };
            if package == then && own == member {
                continue;
            }
            let whole = if package == then { Some(joined(&new, own)) } else { renamed(place, &joined(old, member), &own_now, &own_then) };
            let Some(package_name) = whole.as_deref().and_then(|whole| parent(whole, own)) else { continue };
            let span = ranges(place.db, place.file).span(reference.span);
            let keeps = reference.flags.has(Flags::REEXPORT);
            moved.push(Named { span, name: member.to_owned(), package: package_name, own: own.clone(), keeps });
        }
        if moved.is_empty() && new == old {
            return;
        }
        let span = ranges(place.db, place.file).span(module.span);
        let Some(text) = place.text() else { return };
        let Some(written) = module_span(&text, span, old) else { return };
        let (file, mut out) = (place.file, Vec::new());
        let mut add = |span: Span, text: String| out.push(Replacement { file, span, text });
        let together = moved.len() == names.len() && moved.iter().all(|name| name.package == moved[0].package);
        let stays = if together { moved.first().map_or(&new, |name| &name.package).clone() } else { new };
        if stays != old {
            add(written, stays.clone());
        }
        for name in &moved {
            let called = called(&text, name);
            if name.package == stays {
                add(called.0, called.1);
                continue;
            }
            // It is imported by a statement of its own, before this one.
            let (Some(line), Some(item)) = (statement_start(&text, written), without(&text, called.0)) else { return };
            let indent: String = text[line..].chars().take_while(|c| *c == ' ' || *c == '\t').collect();
            let start = line + indent.len();
            add(Span::new(start, start), format!("from {} import {}\n{indent}", name.package, called.1));
            add(item, String::new());
        }
        place.out.append(&mut out);
    }
}

/// `package.name`, where the package may be dots alone.
fn joined(package: &str, name: &str) -> String {
    if package.ends_with('.') { format!("{package}{name}") } else { format!("{package}.{name}") }
}

/// The package of a dotted name, as it is written.
fn parent(whole: &str, own: &str) -> Option<String> {
    let package = whole.strip_suffix(own)?;
    let dots_only = package.bytes().all(|byte| byte == b'.');
    let package = if dots_only { package } else { package.strip_suffix('.')? };
    (!package.is_empty()).then(|| package.to_owned())
}

/// The range of an imported name with its `as`, and what is to be there so that the code goes on calling it as it does.
fn called(text: &str, name: &Named) -> (Span, String) {
    match alias(text, name.span.end as usize) {
        Some((end, alias)) => {
            let span = Span { start: name.span.start, end: end as u32 };
            let short = alias == name.own && !name.keeps;
            (span, if short { name.own.clone() } else { format!("{} as {alias}", name.own) })
        }
        None if name.own == name.name => (name.span, name.own.clone()),
        None => (name.span, format!("{} as {}", name.own, name.name)),
    }
}

/// The range of the dotted name of a statement, its dots included.
fn module_span(text: &str, span: Span, name: &str) -> Option<Span> {
    let written = text.get(span.range())?;
    let dots = name.len() - name.trim_start_matches('.').len();
    let start = if dots == name.len() {
        // There is no name, so that the range is that of the statement.
        let behind = written.strip_prefix("from")?;
        span.end as usize - behind.trim_start().len()
    } else {
        (span.start as usize).checked_sub(dots)?
    };
    let span = Span::new(start, start + name.len());
    (text.get(span.range()) == Some(name)).then_some(span)
}

/// The start of the line of a statement that stands alone on it.
fn statement_start(text: &str, module: Span) -> Option<usize> {
    let line = text[..module.start as usize].rfind('\n').map_or(0, |at| at + 1);
    text[line..].trim_start().starts_with("from").then_some(line)
}

/// The range of an item of a list with the comma that goes with it.
fn without(text: &str, item: Span) -> Option<Span> {
    let (start, end) = (item.start as usize, item.end as usize);
    let behind = text[end..].trim_start();
    if let Some(rest) = behind.strip_prefix(',') {
        let rest = rest.trim_start_matches([' ', '\t']);
        return Some(Span::new(start, text.len() - rest.len()));
    }
    let before = text[..start].trim_end().strip_suffix(',')?;
    Some(Span::new(before.len(), end))
}

/// The parts of the module that a reference leads to, now and then, from the top of the root.
fn module_of(place: &Place<'_>, resolution: &Resolution) -> Option<(Vec<String>, Vec<String>)> {
    let (now, then) = place.target(resolution)?;
    Some((parts(&now)?, parts(&then)?))
}

fn parts(path: &RelPath) -> Option<Vec<String>> {
    let mut parts: Vec<String> = path.parts().map(str::to_owned).collect();
    let Some(last) = parts.last_mut() else { return Some(parts) };
    if let Some(stem) = last.strip_suffix(".py").or_else(|| last.strip_suffix(".pyi")) {
        *last = stem.to_owned();
        if last == "__init__" {
            parts.pop();
        }
    }
    Some(parts)
}

/// How the module `then` is called where `name` called the module `now`, both from the top of the root.
fn renamed(place: &Place<'_>, name: &str, now: &[String], then: &[String]) -> Option<String> {
    let rest = name.trim_start_matches('.');
    let dots = name.len() - rest.len();
    let sound = |parts: &[String]| parts.iter().all(|part| is_name(part));
    if dots == 0 {
        let named: Vec<&str> = rest.split('.').collect();
        let top = now.len().checked_sub(named.len()).filter(|top| now[*top..].iter().eq(named.iter()))?;
        let above = place.moves.of(&path_of(&now[..top]));
        let above: Vec<&str> = above.parts().collect();
        if then.len() > above.len() && then.iter().zip(&above).all(|(a, b)| a == b) && sound(&then[above.len()..]) {
            return Some(then[above.len()..].join("."));
        }
        return absolute(place, then);
    }
    let folder = place.new_folder();
    let from: Vec<&str> = folder.parts().collect();
    let common = from.iter().zip(then).take_while(|(a, b)| *a == b).count();
    let (was, old_dots) = (place.folder.path(place.db).parts().count(), dots);
    // Beyond the package, dots lead nowhere; where there was none, as in namespace packages, dots may go as far as they went.
    let may_go = |depth: usize| is_package(place, &then[..depth]) || from.len() - depth < old_dots && was == from.len();
    if !may_go(common) {
        return absolute(place, then);
    }
    sound(&then[common..]).then(|| format!("{}{}", ".".repeat(from.len() - common + 1), then[common..].join(".")))
}

/// The dotted name from the first folder above that is no package.
fn absolute(place: &Place<'_>, then: &[String]) -> Option<String> {
    let mut top = then.len().checked_sub(1)?;
    while top > 0 && is_package(place, &then[..top]) {
        top -= 1;
    }
    then[top..].iter().all(|part| is_name(part)).then(|| then[top..].join("."))
}

/// Whether the folder that will be at a path is a package.
fn is_package(place: &Place<'_>, parts: &[String]) -> bool {
    let now = place.moves.back(&path_of(parts));
    place.root.directory(place.db, &now).is_some_and(|folder| init_of(place.db, folder).is_some())
}

fn path_of(parts: &[String]) -> RelPath {
    RelPath::new(&parts.join("/"))
}
