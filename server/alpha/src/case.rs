//! Names in the spellings that languages want.

/// The names of what changes how a text is spelled, as functions.
pub const SPELLINGS: [&str; 6] = ["upper", "lower", "camel", "pascal", "kebab", "snake"];

/// The words of a name: split at everything that is no letter or digit, before a capital that follows a small letter
/// or a digit, and before the last capital of several that a small letter follows (`HTTPServer` = `HTTP`, `Server`).
pub fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            out.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            continue;
        }
        let before = at.checked_sub(1).map(|at| chars[at]);
        let starts = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && chars.get(at + 1).is_some_and(|next| next.is_lowercase())
            });
        if starts && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    out.extend((!word.is_empty()).then_some(word));
    out
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
}

/// `order_item` -> `OrderItem`.
pub fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capitalised(word)).collect()
}

/// `order_item` -> `orderItem`.
pub fn camel(name: &str) -> String {
    let words = words(name);
    words.iter().enumerate().map(|(at, word)| if at == 0 { word.to_lowercase() } else { capitalised(word) }).collect()
}

/// `OrderItem` -> `order_item`.
pub fn snake(name: &str) -> String {
    words(name).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_")
}

/// `OrderItem` -> `order-item`.
pub fn kebab(name: &str) -> String {
    words(name).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("-")
}

/// More than one of an English noun, by the common rules: `entity` -> `entities`, `bus` -> `buses`, `day` -> `days`.
pub fn plural(noun: &str) -> String {
    let lower = noun.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if noun.is_empty() {
        String::new()
    } else if ends(&["s", "x", "z", "ch", "sh"]) {
        format!("{noun}es")
    } else if ends(&["y"]) && !ends(&["ay", "ey", "iy", "oy", "uy"]) {
        format!("{}ies", &noun[..noun.len() - 1])
    } else {
        format!("{noun}s")
    }
}
