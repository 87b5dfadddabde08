//! A guard before recursive parsers: how deep brackets nest in a text.
//!
//! A stack overflow cannot be caught, so a text that might cause one is not parsed at all. The guard
//! counts brackets without knowing the language (strings and comments count too), which is why its
//! limit is far above what people write.

/// Deeper texts are not parsed.
pub const MAX_NESTING: usize = 1500;

/// The offset where brackets nest deeper than `limit`.
pub fn too_deep(text: &str, limit: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > limit {
                    return Some(at);
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
