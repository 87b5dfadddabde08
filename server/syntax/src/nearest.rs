//! "Did you mean": the name that was probably meant.

/// The candidate closest to `name`, when one is close enough to be worth proposing.
///
/// Distance is Damerau-Levenshtein, ignoring case; at most a third of the longer name may differ, without the endings that both
/// have: of `ilike.test.ts` and `delete.test.ts` only the first words are compared.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let (wanted, other) = without_common_endings(&wanted, &other);
            let longer = wanted.chars().count().max(other.chars().count());
            // Lengths alone can rule a candidate out, without the quadratic part.
            if wanted.len().abs_diff(other.len()) > longer / 3 {
                return None;
            }
            let distance = strsim::damerau_levenshtein(wanted, other);
            (distance <= longer / 3).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Two names of files without the endings that they share, from a dot on.
fn without_common_endings<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    let shared = one.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
    // Where the shared part starts within a letter, no dot is before that.
    match one.as_bytes()[one.len() - shared..].iter().position(|byte| *byte == b'.') {
        Some(dot) => {
            let ending = shared - dot;
            (&one[..one.len() - ending], &other[..other.len() - ending])
        }
        None => (one, other),
    }
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
        let files = ["delete.test.ts", "create.test.ts", "größe.md"];
        assert_eq!(nearest("ilike.test.ts", files), None);
        assert_eq!(nearest("creat.test.ts", files), Some("create.test.ts"));
        assert_eq!(nearest("große.md", files), Some("größe.md"));
    }
}
