//! Tables that are searched by halves: the compiler refuses one that is not sorted, in which some texts would not be found.

/// Whether each text comes before the next, so that none is there twice.
pub(crate) const fn is_sorted(texts: &[&str]) -> bool {
    let mut at = 1;
    while at < texts.len() {
        if !is_before(texts[at - 1].as_bytes(), texts[at].as_bytes()) {
            return false;
        }
        at += 1;
    }
    true
}

/// The order of texts, which the standard library does not offer to constants.
const fn is_before(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() {
        if one[at] != other[at] {
            return one[at] < other[at];
        }
        at += 1;
    }
    one.len() < other.len()
}
