//! flake8's settings: the section `flake8` of an INI file.

use super::{Ignored, Settings};
use crate::manifest::ini;

/// Reads them.
pub fn read(text: &str) -> Option<Settings> {
    let mut out = None;
    for entry in ini::entries(text).iter().filter(|entry| entry.section == "flake8") {
        let out: &mut Settings = out.get_or_insert_default();
        let words = entry.lines.iter().flat_map(|line| line.text.split([',', ' ', '\t'])).filter(|word| !word.is_empty());
        match entry.key.replace('_', "-").as_str() {
            "exclude" | "extend-exclude" => out.excluded.extend(words.map(str::to_owned)),
            "per-file-ignores" => ignored(words, &mut out.ignored),
            "ignore" | "extend-ignore" => out.ignored.extend(Ignored::everywhere(words)),
            _ => {}
        }
    }
    out
}

/// Names of files, a colon, codes, and so on.
fn ignored<'t>(words: impl Iterator<Item = &'t str>, out: &mut Vec<Ignored>) {
    let (mut files, mut codes): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    let mut are_codes = false;
    for word in words.flat_map(|word| word.split_inclusive(':')).flat_map(parts) {
        if word == ":" {
            are_codes = true;
        } else if are_codes && is_code(word) {
            codes.push(word.to_owned());
        } else {
            if are_codes {
                give(&mut files, &mut codes, out);
                are_codes = false;
            }
            files.push(word);
        }
    }
    give(&mut files, &mut codes, out);
}

/// A word, and the colon behind it.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let (before, colon) = word.strip_suffix(':').map_or((word, None), |before| (before, Some(":")));
    Some(before).filter(|before| !before.is_empty()).into_iter().chain(colon)
}

fn give(files: &mut Vec<&str>, codes: &mut Vec<String>, out: &mut Vec<Ignored>) {
    let all = std::mem::take(codes);
    out.extend(files.drain(..).map(|file| Ignored { pattern: file.to_owned(), negated: false, codes: all.clone() }));
}

fn is_code(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    (1..=3).contains(&(word.len() - digits.len())) && digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
