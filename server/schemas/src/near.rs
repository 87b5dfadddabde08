//! What a mistyped word was meant to be.

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
