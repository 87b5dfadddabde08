//! What is wrong with a DNA, on its span, with the nearest thing that would have been right.

use workspace::Span;

/// Wrong type, unknown or missing key, a word that is not among the allowed ones.
pub(crate) const SCHEMA: &str = "L2/schema-violation";
/// A rule's code that no rule has.
pub(crate) const UNKNOWN_RULE: &str = "L3/unknown-rule";
/// Two components claim the same path.
pub(crate) const DUPLICATE_PATH: &str = "L3/duplicate-path";
/// An id that nothing declares.
pub(crate) const UNKNOWN_ID: &str = "L4/unknown-id";
/// An id declared twice.
pub(crate) const DUPLICATE_ID: &str = "L4/duplicate-id";

/// More are not reported: nobody reads them, and looking for what each may have meant takes time.
pub(crate) const MOST_MISTAKES: usize = 1000;

/// Something about a DNA that is wrong: a finding before it is rendered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mistake {
    /// The finding's code.
    pub code: &'static str,
    /// Where.
    pub span: Span,
    /// What was found and what was expected.
    pub message: String,
    /// Other places of the same file that explain it.
    pub related: Vec<(Span, String)>,
    /// How to mend it, where that is known.
    pub fix: Option<Fix>,
}

/// Replaces one range of the DNA by other text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// The range that goes.
    pub span: Span,
    /// The text that comes.
    pub text: String,
    /// Whether it may be applied without looking.
    pub safe: bool,
}

impl Mistake {
    pub(crate) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Mistake {
        Mistake { code, span, message: message.into(), related: Vec::new(), fix: None }
    }

    pub(crate) fn related(mut self, span: Span, message: impl Into<String>) -> Mistake {
        self.related.push((span, message.into()));
        self
    }

    /// Names what was probably meant, and offers to write that at the mistake's place.
    pub(crate) fn suggest(mut self, meant: Option<&str>) -> Mistake {
        if let Some(meant) = meant {
            self.message.push_str(&format!("; did you mean `{meant}`?"));
            self.fix = Some(Fix { title: format!("Change to `{meant}`"), span: self.span, text: meant.to_owned(), safe: false });
        }
        self
    }
}

/// Of `candidates`, the one that `word` most likely meant; `None` when none is near.
/// The first wins where two are equally near.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters may differ, at least one: what people mistype, and little else.
    const LONGEST: usize = 200;
    let length = word.chars().take(LONGEST + 1).count();
    if length == 0 || length > LONGEST {
        return None;
    }
    let allowed = (length / 3).max(1);
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (candidate, candidate.chars().take(2 * LONGEST).count()))
        .filter(|&(_, other)| length.abs_diff(other) <= allowed)
        .map(|(candidate, other)| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate, other))
        // A word of one letter has nothing in common with another word of one letter.
        .filter(|&(distance, _, other)| distance <= allowed && distance < length.max(other))
        .map(|(distance, candidate, _)| (distance, candidate))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn nearness() {
        let ids = ["orders", "store", "api"];
        assert_eq!(closest("ordres", ids), Some("orders"));
        assert_eq!(closest("Store", ids), Some("store"));
        assert_eq!(closest("web", ids), None);
        assert_eq!(closest("x", ["y"]), None);
        assert_eq!(closest("", ids), None);
        assert_eq!(closest(&"a".repeat(100_000), ids), None);
    }
}
