//! What languages accept and their grammars do not know: found on real files, each with its reason.

/// A place where the grammar did not fit.
#[derive(Debug)]
pub struct Refused<'a> {
    /// The whole text.
    pub text: &'a str,
    /// The end of the last token that fitted.
    pub after: usize,
    /// The start of the token that did not.
    pub at: usize,
    /// The stretch that the parser gave up.
    pub skipped: &'a str,
}

/// The grammar knows everything.
pub fn nothing(_: &Refused<'_>) -> bool {
    false
}
