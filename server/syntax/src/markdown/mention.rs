//! What documentation names without linking to it, in code in the middle of text: paths, targets of make, profiles of Compose, and words
//! that may be names.

use compact_str::CompactString;
use pulldown_cmark::CowStr;
use workspace::Span;

use crate::facts::{Flags, Namespace};
use crate::names::{Spoken, Word};
use crate::output::Output;

/// Paths of files, as they are written.
const PATH: Namespace = Namespace::named("doc.path");
/// Targets of makefiles; documentation means the one at the top.
const TARGET: Namespace = Namespace::named("make.target");

/// Profiles of Compose that a command chooses.
const PROFILE: Namespace = Namespace::named("compose.profile");

const PROFILE_FLAG: &str = "--profile";

/// Names of documents that others take in, each within the path by which they do.
const INCLUDED: Namespace = Namespace::named("doc.included");

/// Longer words name nothing.
const LONGEST_WORD: usize = 63;

/// Code in the middle of text.
pub(super) struct Code<'a> {
    /// As it reads.
    pub text: CowStr<'a>,
    /// Where it stands with its marks.
    pub span: Span,
    /// Whether it is the text of a link that leads to what it says.
    pub is_asked: bool,
}

/// Records that the document at `path`, written at `span`, is taken in here.
pub(super) fn included(path: &str, span: Span, out: &mut Output) {
    let name = path.rsplit('/').next().unwrap_or(path);
    out.mention(false, INCLUDED, name, &[path.to_owned()], "include", Flags::OPTIONAL, span);
}

/// Records what `codes` of `text` name. `base`: where the text begins in the file.
pub(super) fn mentions(text: &str, codes: &[Code<'_>], base: usize, out: &mut Output) {
    for code in codes {
        let (read, written) = (&code.text, &text[code.span.range()]);
        let place = |word: &str, at: usize| {
            let start = base + code.span.start as usize + at;
            Span::new(start, start + word.len())
        };
        if let Some(at) = written.find(&**read).filter(|_| may_be_name(read)) {
            let word = Word { name: CompactString::from(&**read), how: Spoken::Documentation, span: out.span(place(read, at)) };
            out.names.spoken.push(word);
        }
        let inner = written.trim_matches('`').trim();
        let at = written.find(inner).unwrap_or_default();
        if is_path(inner) {
            if !code.is_asked {
                out.mention(false, PATH, inner, &[], "path", Flags::OPTIONAL, place(inner, at));
            }
        } else if let Some(target) = inner.strip_prefix("make ").map(str::trim).filter(|target| is_word(target)) {
            let at = at + inner.len() - target.len();
            out.mention(false, TARGET, target, &[".".to_owned()], "make", Flags::default(), place(target, at));
        } else if let Some(profile) = profile(inner) {
            let flag = inner.find(PROFILE_FLAG).map_or(0, |flag| flag + PROFILE_FLAG.len());
            let at = at + flag + inner[flag..].find(profile).unwrap_or_default();
            out.mention(false, PROFILE, profile, &[], "--profile", Flags::OPTIONAL, place(profile, at));
        }
    }
}

/// Whether a word that is set as code may be the name of something.
fn may_be_name(word: &str) -> bool {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    word.len() <= LONGEST_WORD && word.chars().all(sound) && word.contains(char::is_alphabetic)
}

/// Whether a text is the path of a file below some folder and nothing else.
fn is_path(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '@' | '+');
    let parts = || text.split('/');
    let Some((stem, end)) = parts().next_back().and_then(|name| name.rsplit_once('.')) else { return false };
    text.chars().all(is_part)
        && parts().count() > 1
        && parts().all(|part| !part.is_empty() && part != "..")
        && !stem.is_empty()
        && (1..=5).contains(&end.len())
        && end.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The profile that a command of Compose chooses.
fn profile(command: &str) -> Option<&str> {
    let rest = command.strip_prefix("docker compose ").or_else(|| command.strip_prefix("docker-compose "))?;
    let mut words = rest.split_ascii_whitespace();
    let flag = words.find_map(|word| word.strip_prefix(PROFILE_FLAG))?;
    let named = if flag.is_empty() { words.next() } else { flag.strip_prefix('=') };
    named.filter(|name| is_word(name))
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) && !text.starts_with(['-', '.'])
}
