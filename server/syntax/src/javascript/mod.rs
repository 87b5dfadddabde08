//! JavaScript and TypeScript: the verdict of an exact parser, what a file imports, what it exports.
//!
//! One parse gives both. Around it stand three questions the parser does not ask itself: may it run at
//! all ([`nesting`], because a stack overflow cannot be caught), in which dialect ([`dialect`], because
//! `.js` says neither module nor script nor whether it is JavaScript at all), and what remains to be
//! said when it gives up in the middle ([`recovery`]).

mod dialect;
mod doubt;
mod elision;
mod exports;
mod jsdoc;
mod leniency;
mod messages;
mod modules;
mod nesting;
mod recovery;
pub mod regex;

use oxc_allocator::Allocator;
use oxc_diagnostics::OxcDiagnostic;
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::SourceType;
use workspace::Span;

use crate::facts::Status;
use crate::output::{Output, Source};

/// Reads one file.
pub fn extract(source: &Source<'_>, out: &mut Output) {
    if dialect::is_something_else(source.text) {
        out.status = Status::Unchecked;
        return;
    }
    if let Err(deep) = nesting::check(source.text, source.kind.language) {
        let token = source.text[deep.at..].chars().next().map_or(0, char::len_utf8);
        out.problem("L1/too-deep", Span::new(deep.at, deep.at + token), deep.message());
        out.skip();
        return;
    }
    let allocator = Allocator::default();
    let (parsed, dialect) = parse_in_best_dialect(&allocator, source);
    if parsed.diagnostics.is_empty() {
        modules::collect(&parsed.program, source.text, dialect, out);
        doubt::raise(&parsed.program, source.text, out);
        leniency::check(&parsed.program, source.text, out);
        return;
    }
    if dialect::is_foreign(source, &parsed) {
        out.status = Status::Unchecked;
        return;
    }
    let mut diagnostics = parsed.diagnostics.into_vec();
    diagnostics.sort_by_key(messages::position);
    let is_tried = |at: usize| dialect.is_typescript() && is_expected(source.text, at);
    diagnostics.retain(|diagnostic| !is_tried(messages::position(diagnostic)));
    if !parsed.panicked {
        messages::report(&diagnostics, source.text, 0, out);
        modules::collect(&parsed.program, source.text, dialect, out);
        return;
    }
    // The parser gave up and dropped the tree: what stands apart from the error is still known.
    messages::report(&diagnostics[..1.min(diagnostics.len())], source.text, 0, out);
    let recovered = recovery::recover(source.text, source.kind.language, dialect, &diagnostics);
    let is_told = |found: &&recovery::Found| !is_tried(found.offset + messages::position(&found.diagnostic));
    for found in recovered.errors.iter().filter(is_told) {
        messages::report(std::slice::from_ref(&found.diagnostic), source.text, found.offset, out);
    }
    if let Some((opening, diagnostic)) = &recovered.unclosed {
        messages::explain_unclosed(diagnostic, *opening, out);
    }
    let allocator = Allocator::default();
    let parsed = parse(&allocator, &recovered.text, dialect);
    modules::collect(&parsed.program, &recovered.text, dialect, out);
}

/// Whether the line above that of `at` tells the compiler of TypeScript that a mistake is there: it is no mistake then, but what is
/// being tried.
fn is_expected(text: &str, at: usize) -> bool {
    let above = text.get(..at).map_or("", |before| before.rsplit_once('\n').map_or("", |(above, _)| above));
    let line = above.rsplit('\n').next().unwrap_or(above);
    ["@ts-expect-error", "@ts-ignore"].iter().any(|mark| line.contains(mark))
}

/// Whether a text is a module, a script or CommonJS is decided outside of it (by `package.json`, a
/// bundler, the page that loads it), so it is wrong only if it is wrong as each of them: what is
/// reported is then the reading with the fewest errors.
fn parse_in_best_dialect<'a>(allocator: &'a Allocator, source: &Source<'a>) -> (ParserReturn<'a>, SourceType) {
    let dialects = dialect::candidates(source.path, source.kind.language);
    let mut best: Option<(ParserReturn<'a>, SourceType)> = None;
    for dialect in dialects {
        let parsed = parse(allocator, source.text, dialect);
        let clean = parsed.diagnostics.is_empty();
        if best.as_ref().is_none_or(|(known, _)| badness(&parsed) < badness(known)) {
            best = Some((parsed, dialect));
        }
        if clean {
            break;
        }
    }
    best.unwrap_or_else(|| (parse(allocator, source.text, SourceType::default()), SourceType::default()))
}

fn badness(parsed: &ParserReturn<'_>) -> (usize, bool) {
    (parsed.diagnostics.len(), parsed.panicked)
}

fn parse<'a>(allocator: &'a Allocator, text: &'a str, dialect: SourceType) -> ParserReturn<'a> {
    let options = ParseOptions { parse_regular_expression: true, ..ParseOptions::default() };
    let mut parsed = Parser::new(allocator, text, dialect).with_options(options).parse();
    if dialect.is_typescript_definition() {
        // `declare` where everything is declared anyway (TS1038), a value (TS1039) or a body (TS1183) where only types are declared,
        // an import in a namespace (TS1147): the compiler says so only where it is told to check declaration files, which most
        // projects tell it not to.
        let is_grave = |diagnostic: &OxcDiagnostic| !matches!(diagnostic.code.number.as_deref(), Some("1038" | "1039" | "1147" | "1183"));
        parsed.diagnostics = parsed.diagnostics.into_vec().into_iter().filter(is_grave).collect();
    }
    parsed
}
