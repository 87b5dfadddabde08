//! Texts that are not yet what a cluster sees.

use documents::Node;

/// Whether a text is filled in before a cluster sees it: `${NAME}`, `$(NAME)`, `{{ name }}`, `%s`, `<name>`, `@name@`, `__NAME__`.
pub fn is_open(text: &str) -> bool {
    text.contains(['$', '{', '}', '<', '>', '%', '@'])
        || text.contains("...")
        || text.starts_with("ENC[")
        || is_wrapped(text)
        || text.to_ascii_uppercase().contains("REPLACE")
        || text.contains("PLACEHOLDER")
}

/// Whether a key or a text is the name of what belongs there: `YOUR_TOKEN`.
pub fn is_name_of_value(text: &str) -> bool {
    text.contains('_') && is_word_of_value(text)
}

/// Whether a text where no word belongs is the name of what does: `PORT`, `YOUR_TOKEN`.
pub fn is_word_of_value(text: &str) -> bool {
    let is_first = text.starts_with(|c: char| c.is_ascii_uppercase());
    is_first && text.len() > 2 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether nothing but a comment that is a place to whoever fills it in stands where a value does: `#{NAME}`, `##NAME##`. What has no
/// text ends where the comment does.
pub fn is_before_place(text: &str, node: &Node) -> bool {
    let Some((before, behind)) = text.split_at_checked(node.span.start as usize) else { return false };
    let (start, end) = (before.rfind('\n').map_or(0, |at| at + 1), behind.find('\n').unwrap_or(behind.len()));
    let line = &text[start..before.len() + end];
    let is_place = |comment: &str| {
        let comment = comment.trim_end();
        comment.starts_with('{') && comment.contains('}') || comment.len() > 3 && comment.starts_with('#') && comment.ends_with("##")
    };
    let is_placed = |(before, comment): (&str, &str)| before.trim_end().ends_with(['-', ':']) && is_place(comment);
    node.is_null() && line.split_once(" #").is_some_and(is_placed)
}

/// Whether two underscores stand on both sides of a word, as in `__NAME__` and `web-__NAME__`.
fn is_wrapped(text: &str) -> bool {
    let mut parts = text.split("__");
    parts.next();
    // What stands between the first two, and something must follow them.
    parts.next().is_some_and(|inside| !inside.is_empty()) && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::is_open;

    #[test]
    fn what_is_filled_in() {
        for text in ["${A}", "$(A)", "$A", "{{ a }}", "<a>", "%s", "@a@", "__A__", "web-__A__", "REPLACE_ME", "a-placeholder-PLACEHOLDER"] {
            assert!(is_open(text), "{text}");
        }
        for text in ["", "a", "__meta_kubernetes_pod_name", "a__b", "____", "A_B"] {
            assert!(!is_open(text), "{text}");
        }
    }
}
