//! "Did you mean": the name that was probably meant.

/// The candidate closest to `name`, when one is close enough to be worth proposing.
///
/// Distance is Damerau-Levenshtein, ignoring case; at most a third of the longer name may differ.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let longer = wanted.chars().count().max(other.chars().count());
            // Lengths alone can rule a candidate out, without the quadratic part.
            if wanted.len().abs_diff(other.len()) > longer / 3 {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wanted, &other);
            (distance <= longer / 3).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_close_names_are_proposed() {
        let names = ["models", "views", "urls", "settings"];
        assert_eq!(nearest("model", names), Some("models"));
        assert_eq!(nearest("Views", names), Some("views"));
        assert_eq!(nearest("zebra", names), None);
        assert_eq!(nearest("setings", names), Some("settings"));
    }
}
