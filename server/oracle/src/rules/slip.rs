//! Whether one name was meant where another is written: by a slip of a letter or two in a long word, or of one letter alone.

/// Whether two names differ by a slip of the finger: a letter or two in a word of some length. Names that differ in a number, in a
/// short word or by a word more are rather two names.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
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

/// Whether one letter makes one name of the other: left out, put in, exchanged, or two that changed places. Numbers are no letters.
pub(super) fn is_slip_of_one(one: &str, other: &str) -> bool {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let back = a[front..].iter().rev().zip(b[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (rest, instead) = (&a[front..a.len() - back], &b[front..b.len() - back]);
    let letters = rest.iter().chain(instead).all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'/'));
    let close = match (rest, instead) {
        ([_] | [], [_]) | ([_], []) => true,
        ([x, y], [v, w]) => x == w && y == v,
        _ => false,
    };
    letters && close && a.len().min(b.len()) >= 5
}

#[cfg(test)]
mod tests {
    use super::{is_slip, is_slip_of_one};

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

    #[test]
    fn a_slip_is_one_letter() {
        for (one, other) in [("DATABSE_URL", "DATABASE_URL"), ("SMTP_PROT", "SMTP_PORT"), ("API_KEYS", "API_KEY"), ("/healthz", "/health")]
        {
            assert!(is_slip_of_one(one, other) && is_slip_of_one(other, one), "{one} {other}");
        }
        for (one, other) in [("REDIS_HOST", "REDIS_PORT"), ("HOST_1", "HOST_2"), ("A_B", "A_C"), ("MAIL_FROM", "MAIL_FROM")] {
            assert!(!is_slip_of_one(one, other), "{one} {other}");
        }
    }
}
