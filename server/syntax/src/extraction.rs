//! The query that reads a file: decode, recognise, hand to the language, keep facts and ranges.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use workspace::cache::Key;
use workspace::{Content, Db, Directory, File, LineIndex, RelPath, Root, Span, Unreadable};

use crate::facts::{Facts, Flags, Ranges, Status};
use crate::grammar::Chosen;
use crate::kind::{DocumentKind, Language, Role, Templating};
use crate::names::Set;
use crate::output::{Options, Output, Source};
use crate::{conflict, decode, recognise, schema_name, stored, suppression};

/// What extraction keeps of one file. The two halves change apart, and are depended on apart.
#[salsa::tracked(debug)]
pub struct Extracted<'db> {
    /// Without offsets.
    #[tracked]
    #[returns(clone)]
    pub facts: Arc<Facts>,
    /// Offsets only.
    #[tracked]
    #[returns(clone)]
    pub ranges: Arc<Ranges>,
}

/// Reads a file. Runs once per change of its text, and when the Python version asked for changes.
#[salsa::tracked(returns(copy))]
pub fn extract<'db>(db: &'db dyn Db, file: File) -> Extracted<'db> {
    let path = file.path(db);
    let _span = tracing::debug_span!("extract", path = %path).entered();
    let options = options(db, file);
    let set = queries(db, file);
    let cache =
        file.root(db).and_then(|root| root.cache(db).as_ref()).filter(|_| file.overlay(db).is_none() && file.too_large(db).is_none());
    let context = context(options, &set);
    let kept = cache.and_then(|cache| cache.find_by_stamp(path, context, file.stamp(db), stored::decode));
    let (facts, ranges) = kept.unwrap_or_else(|| match file.content(db) {
        Content::Buffer(text) => {
            let hint = file.overlay(db).and_then(|overlay| overlay.language);
            read_text(path, &text, text.as_bytes(), hint.as_deref(), options, &set, Output::default())
        }
        Content::Bytes(bytes) => {
            let kept = cache.and_then(|cache| cache.find_by_hash(path, context, hash(&bytes), stored::decode));
            kept.unwrap_or_else(|| read_bytes(path, &bytes, options, &set))
        }
        Content::Unreadable(reason) => unreadable(path, &reason),
    });
    Extracted::new(db, Arc::new(facts), Arc::new(ranges))
}

/// The names that a file would give and use if `text` were its text, with the ranges that they name: what an editor asks about a
/// text that is being written. Nothing of it is kept.
pub fn names_with(db: &dyn Db, file: File, text: &str) -> (crate::Names, Vec<Span>) {
    let hint = file.overlay(db).and_then(|overlay| overlay.language);
    let (facts, ranges) =
        read_text(file.path(db), text, text.as_bytes(), hint.as_deref(), options(db, file), &queries(db, file), Output::default());
    (facts.names.map(Arc::unwrap_or_clone).unwrap_or_default(), ranges.spans)
}

/// What about the surroundings changes how a file is read.
fn options(db: &dyn Db, file: File) -> Options {
    // The manifest that says which Python is meant must not wait for its own answer.
    let asks = file.folder(db).filter(|_| file.path(db).name() != "pyproject.toml");
    Options {
        python: asks.map_or(crate::output::NEWEST_PYTHON, |folder| python_version(db, folder)).max(python_named(file.path(db))),
        languages: file.root(db).map_or_else(Chosen::default, |root| chosen(db, root)),
    }
}

/// The Python version that a path names, which is what its code is for: `tests/python_312/`, `_py311.py`. Without one, the oldest.
fn python_named(path: &RelPath) -> (u8, u8) {
    // Most paths have no number, and every file is asked.
    if !path.as_str().contains('3') {
        return (0, 0);
    }
    let minor = |part: &str| {
        let at = part.find("python").map(|at| at + 6).or_else(|| part.find("py").map(|at| at + 2))?;
        let rest = part[at..].trim_start_matches(['_', '-']).strip_prefix('3')?.trim_start_matches(['_', '.']);
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        rest[..digits].parse::<u8>().ok().filter(|minor| *minor <= crate::output::NEWEST_PYTHON.1)
    };
    path.parts().filter_map(minor).max().map_or((0, 0), |minor| (3, minor))
}

/// The same as a number, for the cache.
fn context(options: Options, set: &Set) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    (options, set.hash()).hash(&mut hasher);
    hasher.finish()
}

/// What is to be kept of a closed file for later runs: its state, and the record when the cache has none of that state.
/// `None`: nothing.
pub fn record(db: &dyn Db, file: File) -> Option<(Key, Option<Vec<u8>>)> {
    if file.overlay(db).is_some() {
        return None;
    }
    let extracted = extract(db, file);
    let (facts, ranges, stamp) = (extracted.facts(db), extracted.ranges(db), file.stamp(db));
    let key = Key { len: stamp.len, modified: stamp.modified, hash: ranges.hash, context: context(options(db, file), &queries(db, file)) };
    let is_kept = file.root(db)?.cache(db).as_ref()?.has(file.path(db), &key);
    let record = if is_kept { None } else { Some(stored::encode(&facts, &ranges)?) };
    Some((key, record))
}

/// The same for a text that is in no database: for tests, examples and buffers without a place.
pub fn extract_text(path: &RelPath, text: &str, options: Options) -> (Facts, Ranges) {
    read_text(path, text, text.as_bytes(), None, options, &Set::shipped(), Output::default())
}

/// The text that the ranges of `file` speak of. Read anew, as it is not kept; `None` when the disk has another
/// one by now, or when there was none.
pub fn text(db: &dyn Db, file: File) -> Option<String> {
    let extracted = extract(db, file);
    let ranges = extracted.ranges(db);
    let bytes = match file.content(db) {
        Content::Buffer(text) => text.as_bytes().to_vec(),
        Content::Bytes(bytes) => bytes,
        Content::Unreadable(_) => return None,
    };
    if hash(&bytes) != ranges.hash {
        return None;
    }
    let other_encoding = may_be_latin1(extracted.facts(db).kind.language, &bytes);
    let decoded = decode::decode(&bytes, other_encoding, &mut Output::default()).map(std::borrow::Cow::into_owned);
    let fits = |text: &String| text.len() == ranges.lines.text_len() as usize;
    // Languages that are not checked, and buffers, keep their byte order mark.
    decoded.filter(fits).or_else(|| String::from_utf8(bytes).ok().filter(fits))
}

/// The Python version that files in `folder` must be valid for: the oldest that the nearest
/// `pyproject.toml` with a `requires-python` allows.
#[salsa::tracked(returns(copy))]
fn python_version(db: &dyn Db, folder: Directory) -> (u8, u8) {
    let own = folder
        .entries(db)
        .file("pyproject.toml")
        .and_then(|file| extract(db, file).facts(db).manifest.as_ref().and_then(|manifest| manifest.python));
    match (own, folder.parent(db)) {
        (Some(version), _) => version,
        // A manifest speaks of the package, not of what its tests read.
        (None, Some(_)) if crate::place::is_data(folder.path(db).as_str()) => crate::output::NEWEST_PYTHON,
        (None, Some(parent)) => python_version(db, parent),
        (None, None) => crate::output::NEWEST_PYTHON,
    }
}

/// What a file is asked for: what comes with the program, and what its root's settings add.
fn queries(db: &dyn Db, file: File) -> Arc<Set> {
    file.root(db).map_or_else(Set::shipped, |root| set(db, root))
}

/// The rules and queries that hold for a root: those that come with the program, and the files of the folders that the settings name.
#[salsa::tracked(returns(clone))]
pub fn set(db: &dyn Db, root: Root) -> Arc<Set> {
    let folders = &root.settings(db).queries;
    let mut files = Vec::new();
    for folder in folders.iter().filter_map(|path| root.directory(db, path)) {
        let mut open = vec![folder];
        while let Some(folder) = open.pop() {
            let entries = folder.entries(db);
            open.extend(entries.directories());
            for file in entries.files().filter(|file| [".scm", ".yaml"].iter().any(|end| file.path(db).name().ends_with(end))) {
                let text = match file.content(db) {
                    Content::Buffer(text) => text.to_string(),
                    Content::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                    Content::Unreadable(_) => continue,
                };
                files.push((file.path(db).as_str().to_owned(), text));
            }
        }
    }
    if files.is_empty() {
        return Set::shipped();
    }
    files.sort();
    Arc::new(Set::and(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))))
}

/// What the settings say of single languages: a query of its own, so that other settings change no file.
#[salsa::tracked(returns(copy))]
fn chosen(db: &dyn Db, root: Root) -> Chosen {
    Chosen::new(root.settings(db).languages.iter().map(|(id, on)| (id.as_str(), *on)))
}

fn read_bytes(path: &RelPath, bytes: &[u8], options: Options, set: &Set) -> (Facts, Ranges) {
    if decode::is_lfs_pointer(bytes) {
        return finish("", bytes, DocumentKind::plain(Language::Other), Output { status: Status::Unchecked, ..Output::default() }, &[]);
    }
    let mut out = Output::default();
    // Only names whose language is checked promise text: a `.png` may hold any bytes.
    let by_name = recognise::recognise(path, None, "");
    let any_bytes = matches!(by_name.role, Role::Plain | Role::Makefile | Role::Codeowners);
    if by_name.language == Language::Other && any_bytes && (!bytes.starts_with(b"#!") || is_no_text(bytes)) {
        return match std::str::from_utf8(bytes) {
            Ok(text) if !bytes.contains(&0) => {
                // A language that only the content tells is read like any other, without the mark.
                let known = recognise::recognise(path, None, text).language != Language::Other;
                let text = text.strip_prefix('\u{feff}').filter(|_| known).unwrap_or(text);
                read_text(path, text, bytes, None, options, set, out)
            }
            _ => finish("", bytes, by_name, Output { status: Status::Unchecked, ..Output::default() }, &[]),
        };
    }
    let other_encoding = may_be_latin1(by_name.language, bytes);
    // Both are allowed to be UTF-16, and are read so by their readers.
    let wide = matches!(by_name.language, Language::Xml | Language::Yaml);
    let wide = wide && (bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF"));
    if by_name.language.takes_any_bytes() && is_no_text(bytes) || wide {
        return finish("", bytes, by_name, Output { status: Status::Unchecked, ..Output::default() }, &[]);
    }
    match decode::decode(bytes, other_encoding, &mut out) {
        Some(text) if out.status == Status::Parsed => read_text(path, &text, bytes, None, options, set, out),
        Some(text) => finish(&text, bytes, by_name, out, &[]),
        None => finish("", bytes, by_name, out, &[]),
    }
}

/// Whether bytes that are not UTF-8 are right in this file, and read one by one.
fn may_be_latin1(language: Language, bytes: &[u8]) -> bool {
    language.takes_any_bytes()
        || language == Language::Python && crate::python::declares_other_encoding(bytes)
        || language == Language::Xml && crate::xml::declares_other_encoding(bytes)
}

/// Bytes that no reader here takes, in languages whose tools may: UTF-16, or a script with a program behind its end.
fn is_no_text(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || memchr::memchr(0, bytes).is_some()
}

fn read_text(
    path: &RelPath,
    text: &str,
    bytes: &[u8],
    hint: Option<&str>,
    options: Options,
    set: &Set,
    mut out: Output,
) -> (Facts, Ranges) {
    let kind = recognise::recognise(path, hint, text);
    let mut conflicts = conflict::conflicts(text, &mut out);
    let source = Source { path, text, kind, options, set };
    if !conflicts.is_empty() && crate::grammar::quotes_conflicts(&source, &conflicts) {
        conflicts.clear();
        out.problems.clear();
    }
    match catch_unwind(AssertUnwindSafe(|| {
        let mut out = Output::default();
        by_language(&source, &mut out);
        if matches!(out.status, Status::Parsed | Status::Recovered) {
            schema_name::extract(kind, text, &mut out);
            set.of_code(&source, &mut out);
            crate::names::hosts(kind.language, text, &mut out);
        }
        out
    })) {
        Ok(found) => {
            // A conflict in code is no code: what reads all the same has it in a string.
            if found.status == Status::Parsed && is_code(kind.language) && !conflicts.is_empty() {
                conflicts.clear();
                out.problems.clear();
            }
            out.status = if conflicts.is_empty() { found.status } else { Status::Recovered };
            out.definitions = found.definitions;
            out.references = found.references;
            out.manifest = found.manifest;
            out.plan = found.plan;
            out.import_time = found.import_time;
            out.names = found.names;
            out.spans = found.spans;
            out.problems.extend(found.problems);
        }
        Err(panic) if panic.is::<salsa::Cancelled>() => resume_unwind(panic),
        Err(panic) => {
            out.skip();
            let said = said(&*panic);
            tracing::error!(path = %path, "the reader of {} panicked: {said}", kind.language.name());
            out.problem(
                "L1/internal-error",
                Span::default(),
                format!("Ouroboros failed to read this file ({said}). This is a bug in Ouroboros: please report it with the file"),
            );
        }
    }
    finish(text, bytes, kind, out, &conflicts)
}

fn is_code(language: Language) -> bool {
    use Language::{Go, JavaScript, Python, PythonStub, Rust, Tsx, TypeScript};
    matches!(language, Go | JavaScript | Python | PythonStub | Rust | Tsx | TypeScript)
}

/// What somebody said who panicked.
pub fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

fn by_language(source: &Source<'_>, out: &mut Output) {
    let templated = source.kind.templating != Templating::None;
    match source.kind.language {
        // What a template makes is not known before it is filled in; only Jinja itself can be judged.
        _ if templated && source.kind.language != Language::Jinja => {
            if source.kind.templating == Templating::Go {
                crate::helm::extract(source, out);
            }
            out.status = Status::Unchecked;
        }
        Language::Python | Language::PythonStub => crate::python::extract(source, out),
        Language::JavaScript | Language::TypeScript | Language::Tsx => crate::javascript::extract(source, out),
        Language::Rust => crate::rust::extract(source, out),
        Language::Go => crate::go::extract(source, out),
        Language::GoMod => crate::manifest::go_mod::extract(source, out),
        Language::Yaml => crate::yaml::extract(source, out),
        Language::Json | Language::Jsonc => crate::json::extract(source, out),
        Language::Toml => crate::toml::extract(source, out),
        Language::Markdown => crate::markdown::extract(source, out),
        Language::Dockerfile => crate::dockerfile::extract(source, out),
        Language::Jinja => crate::jinja::extract(source, out),
        Language::Java
        | Language::Kotlin
        | Language::C
        | Language::Cpp
        | Language::CSharp
        | Language::Ruby
        | Language::Php
        | Language::Bash => crate::grammar::extract(source, out),
        Language::Xml => crate::xml::extract(source, out),
        Language::Html => crate::html::extract(source, out),
        Language::Css => crate::css::extract(source, out),
        Language::Make => {
            crate::make::extract(source, out);
            crate::declared::make::extract(source, out);
        }
        Language::Hcl => crate::hcl::extract(source, out),
        Language::Protobuf => crate::protobuf::extract(source, out),
        Language::GraphQl => crate::graphql::extract(source, out),
        Language::Sql => crate::sql::extract(source, out),
        Language::Ini => crate::ini::extract(source, out),
        Language::CMake => crate::cmake::extract(source, out),
        Language::Nix => crate::nix::extract(source, out),
        Language::Other => match source.kind.role {
            Role::PythonRequirements => crate::manifest::requirements::extract(source, out),
            Role::DistInfo => crate::manifest::dist_info::extract(source, out),
            Role::Codeowners => crate::declared::codeowners::extract(source, out),
            Role::DotEnv => crate::dotenv::extract(source, out),
            _ => {}
        },
    }
}

fn finish(text: &str, bytes: &[u8], kind: DocumentKind, mut out: Output, conflicts: &[Span]) -> (Facts, Ranges) {
    let lines = LineIndex::new(text);
    let in_conflict = |span: Span| conflicts.iter().any(|conflict| conflict.start <= span.start && span.start < conflict.end);
    out.problems.retain(|problem| !matches!(problem.code, "L1/syntax-error" | "L1/advisory-syntax") || !in_conflict(problem.span));
    if out.status == Status::Recovered {
        mark_broken(&lines, conflicts, &mut out);
    }
    let suppressions = suppression::suppressions(text, kind, &lines);
    out.problems.extend(suppression::mistakes(&suppressions));
    out.problems.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    out.problems.dedup();
    out.spans.shrink_to_fit();
    let facts = Facts {
        kind,
        status: out.status,
        definitions: out.definitions,
        references: out.references,
        manifest: out.manifest,
        plan: out.plan,
        import_time: out.import_time,
        names: (!out.names.is_empty()).then(|| Arc::new(out.names)),
    };
    let ranges = Ranges { spans: out.spans, lines, problems: out.problems, suppressions, hash: hash(bytes) };
    (facts, ranges)
}

/// References on a line that could not be read in full are kept, so that other files do not flicker,
/// and marked, so that nobody judges them.
fn mark_broken(lines: &LineIndex, conflicts: &[Span], out: &mut Output) {
    let mut broken: Vec<(u32, u32)> = out
        .problems
        .iter()
        .map(|problem| problem.span)
        .chain(conflicts.iter().copied())
        .map(|span| (lines.line(span.start), lines.line(span.end)))
        .collect();
    broken.sort_unstable();
    let named = out.names.references.iter_mut().map(|mention| (mention.span, &mut mention.flags));
    for (span, flags) in out.references.iter_mut().map(|reference| (reference.span, &mut reference.flags)).chain(named) {
        let line = lines.line(out.spans[span.0 as usize].start);
        if broken.iter().any(|&(from, to)| from <= line && line <= to) {
            *flags |= Flags::BROKEN;
        }
    }
}

fn unreadable(path: &RelPath, reason: &Unreadable) -> (Facts, Ranges) {
    let mut out = Output::default();
    match reason {
        Unreadable::TooLarge { len, limit } => out.problem(
            "L1/too-large",
            Span::default(),
            format!("not checked: the file has {len} bytes, the limit is {limit} (`checks.max_file_size` in the DNA)"),
        ),
        // Listed a moment ago and gone: the next event about its folder sorts it out.
        Unreadable::Vanished => out.problem("L0/unreadable", Span::default(), "the file vanished while it was being checked"),
        Unreadable::Failed(message) => out.problem("L0/unreadable", Span::default(), format!("the file cannot be read: {message}")),
    }
    out.skip();
    let kind = recognise::recognise(path, None, "");
    finish("", b"", kind, out, &[])
}

fn hash(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_name_a_version_of_python() {
        for (path, named) in [
            ("tests/python_312/test_a.py", (3, 12)),
            ("pkg/_py311.py", (3, 11)),
            ("test/python3.13/a.py", (3, 13)),
            ("tests/test_python3.py", (0, 0)),
            ("pkg/py399.py", (0, 0)),
            ("src/happy/a.py", (0, 0)),
        ] {
            assert_eq!(python_named(&RelPath::new(path)), named, "{path}");
        }
    }

    #[test]
    fn a_first_line_for_the_shell_makes_no_text_of_what_is_none() {
        let (facts, ranges) =
            read_bytes(&RelPath::new("bun.lockb"), b"#!/usr/bin/env bun\nbun-lockfile\n\0\x01\0\0", Options::default(), &Set::shipped());
        assert_eq!((facts.status, ranges.problems.len()), (Status::Unchecked, 0));
    }
}
