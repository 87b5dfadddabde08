//! From bytes to text, saying what is wrong with the bytes.

use std::borrow::Cow;

use workspace::Span;

use crate::output::Output;

/// So many zero bytes may stand in a text by accident, and only in one that is not short.
const MOST_ZEROS: usize = 3;
/// In bytes.
const SHORTEST: usize = 500;
/// So far git looks for them (`FIRST_FEW_BYTES`), in bytes.
const LOOKED_AT: usize = 8000;

/// The text of `bytes`, without a byte order mark. `None` when they are not text; then `out` says why.
///
/// `latin1` allows any byte: for Python files that declare such an encoding.
pub fn decode<'a>(bytes: &'a [u8], latin1: bool, out: &mut Output) -> Option<Cow<'a, str>> {
    let utf16 = match bytes {
        [0xFF, 0xFE, ..] => Some("little-endian"),
        [0xFE, 0xFF, ..] => Some("big-endian"),
        _ => None,
    };
    if let Some(order) = utf16 {
        out.problem("L1/encoding", Span::default(), format!("the file is UTF-16 ({order}): save it as UTF-8"));
        out.skip();
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(at) = memchr::memchr(0, bytes) {
        // One in a string of some code, which is text but for that.
        if let Ok(text) = std::str::from_utf8(bytes)
            && memchr::memchr_iter(0, bytes).nth(MOST_ZEROS).is_none()
            && bytes.len() > SHORTEST
        {
            // As far as git looks.
            let message = if at < LOOKED_AT {
                "a zero byte stands here, for which git takes the file for binary and shows no differences: write it as an escape"
            } else {
                "a zero byte stands here, which nobody sees, and for which some tools take the file for binary: write it as an escape"
            };
            out.problem("L1/encoding", Span::new(at, at + 1), message);
            return Some(Cow::Borrowed(text));
        }
        out.problem("L1/encoding", Span::default(), format!("the file is binary: byte {at} is zero"));
        out.skip();
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) if latin1 => Some(Cow::Owned(bytes.iter().map(|&byte| byte as char).collect())),
        Err(error) => {
            // The offset is one into the text as it is rendered: U+FFFD for what is not UTF-8.
            let text = String::from_utf8_lossy(bytes);
            let at = error.valid_up_to();
            out.problem("L1/encoding", Span::new(at, at + '\u{FFFD}'.len_utf8()), format!("byte {at} (0x{:02X}) is not UTF-8", bytes[at]));
            out.skip();
            Some(text)
        }
    }
}

/// Whether the file is a pointer that Git LFS has not replaced by its content.
pub fn is_lfs_pointer(bytes: &[u8]) -> bool {
    bytes.len() < 1024 && bytes.starts_with(b"version https://git-lfs.github.com/spec/")
}
