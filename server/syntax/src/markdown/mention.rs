//! What documentation names without linking to it: paths and targets of make, in code in the middle of text.

use workspace::Span;

use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// Paths of files, as they are written.
const PATH: Namespace = Namespace::named("doc.path");
/// Targets of makefiles; documentation means the one at the top.
const TARGET: Namespace = Namespace::named("make.target");

/// Records what the code spans `codes` of `text` name. `base`: where the text begins in the file.
pub(super) fn mentions(text: &str, codes: &[Span], base: usize, out: &mut Output) {
    for code in codes {
        let written = &text[code.range()];
        let inner = written.trim_matches('`').trim();
        let start = base + code.start as usize + written.find(inner).unwrap_or_default();
        if is_path(inner) {
            out.mention(false, PATH, inner, &[], "path", Flags::OPTIONAL, Span::new(start, start + inner.len()));
        } else if let Some(target) = inner.strip_prefix("make ").map(str::trim).filter(|target| is_word(target)) {
            let start = start + inner.len() - target.len();
            out.mention(false, TARGET, target, &[".".to_owned()], "make", Flags::default(), Span::new(start, start + target.len()));
        }
    }
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

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')) && !text.starts_with(['-', '.'])
}
