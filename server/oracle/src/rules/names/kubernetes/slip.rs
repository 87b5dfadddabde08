//! Whether one name was meant where another is written.

/// Whether two names differ by a slip of the finger: a letter or two in a word of some length. Names that differ in a number, in a
/// short word or by a word more are rather two names.
pub(in crate::rules::names) fn is_slip(one: &str, other: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let length = one.len().min(other.len());
    if one == other || length < 4 || one.len().abs_diff(other.len()) > 2 || digits(one) != digits(other) {
        return false;
    }
    let most = if length < 9 { 1 } else { 2 };
    let distance = strsim::damerau_levenshtein(one, other);
    if distance > most {
        return false;
    }
    let words = |name: &str| name.split(['-', '.', '_', '/', '=']).map(str::to_owned).collect::<Vec<String>>();
    let (one, other) = (words(one), words(other));
    if one.len() != other.len() {
        // A hyphen too many or too few.
        return distance == 1 && one.concat() == other.concat();
    }
    one.iter().zip(&other).filter(|(a, b)| a != b).all(|(a, b)| a.len().min(b.len()) >= 4)
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn a_slip_is_told_from_another_name() {
        for (one, other) in [("frontend", "fronted"), ("checkout", "chekcout"), ("productcatalog", "prodctcatalg"), ("web-app", "webapp")] {
            assert!(is_slip(one, other), "{one} {other}");
        }
        for (one, other) in [("web", "wev"), ("web-v1", "web-v2"), ("config-a", "config-b"), ("frontend", "backend"), ("web-app", "web-db")]
        {
            assert!(!is_slip(one, other), "{one} {other}");
        }
    }
}
