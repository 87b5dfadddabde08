//! Durations as Prometheus writes them: `5m`, `1h30m`, `500ms`.

/// The units, from the longest, and how many milliseconds each has.
const UNITS: &[(&str, u64)] =
    &[("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

/// Its milliseconds; `None` for what is no duration. Units go from long to short, each at most once.
pub fn duration(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let (mut rest, mut units, mut sum) = (text, UNITS, 0u64);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number: u64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let at = units.iter().position(|(unit, _)| *unit == &rest[..letters])?;
        sum = sum.checked_add(number.checked_mul(units[at].1)?)?;
        units = &units[at + 1..];
        rest = &rest[letters..];
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations() {
        for (text, expected) in [
            ("5m", Some(300_000)),
            ("1h30m", Some(5_400_000)),
            ("1d12h30m15s500ms", Some(131_415_500)),
            ("0", Some(0)),
            ("0s", Some(0)),
            ("", None),
            ("5", None),
            ("m", None),
            ("1m1h", None),
            ("1.5h", None),
            ("-1m", None),
            ("5 m", None),
            ("5min", None),
        ] {
            assert_eq!(duration(text), expected, "{text}");
        }
    }
}
