//! Messages out of a stream of bytes, whatever the stream may hold.
//!
//! The framework's own codec ends the session at the first message it cannot read and waits for ever when a
//! header promises more than comes. Here each fault is told apart, answered, and left behind: reading goes on
//! at the next header.

use bytes::{Buf, BytesMut};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};
use tower_lsp::jsonrpc::Error;

/// A body of more bytes than this is not believed.
const LARGEST_BODY: usize = 256 << 20;

/// A header of more bytes than this is none.
const LARGEST_HEADER: usize = 8 << 10;

const LENGTH: &[u8] = b"content-length:";

/// One message, or what came in place of one.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// A body that is JSON.
    Message(Value),
    /// Bytes that are no message, with the error to answer.
    Bad(Error),
}

/// Reads frames from `input`.
pub struct Frames<R> {
    input: R,
    buffer: BytesMut,
    body: Option<usize>,
    /// Whether the place of the next header is unknown.
    lost: bool,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// Nothing is read before it is asked for.
    pub fn new(input: R) -> Frames<R> {
        Frames { input, buffer: BytesMut::with_capacity(16 << 10), body: None, lost: false }
    }

    /// The next frame; `None` when the stream has ended. May be dropped while it waits without losing a byte.
    ///
    /// # Errors
    /// The stream's own.
    pub async fn next(&mut self) -> std::io::Result<Option<Frame>> {
        loop {
            if let Some(frame) = self.take() {
                return Ok(Some(frame));
            }
            if self.input.read_buf(&mut self.buffer).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// A frame out of what has been read so far.
    fn take(&mut self) -> Option<Frame> {
        loop {
            if self.lost && !self.find_header() {
                return None;
            }
            if let Some(length) = self.body {
                if self.buffer.len() < length {
                    return None;
                }
                self.body = None;
                let body = self.buffer.split_to(length);
                return Some(match serde_json::from_slice(&body) {
                    Ok(message) => Frame::Message(message),
                    Err(error) => bad(format!("the message is not JSON: {error}")),
                });
            }
            let Some(end) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") else {
                if self.buffer.len() <= LARGEST_HEADER {
                    return None;
                }
                self.lost = true;
                self.buffer.advance(1);
                return Some(bad("a header has no end".to_owned()));
            };
            match length_of(&self.buffer[..end]) {
                Ok(length) => {
                    self.buffer.advance(end + 4);
                    self.body = Some(length);
                }
                Err(fault) => {
                    self.lost = true;
                    self.buffer.advance(1);
                    return Some(bad(fault));
                }
            }
        }
    }

    /// Drops bytes up to what may be a header. Says whether one was found.
    fn find_header(&mut self) -> bool {
        let at = self.buffer.windows(LENGTH.len()).position(|window| window.eq_ignore_ascii_case(LENGTH));
        self.lost = at.is_none();
        // The first letters of a header may be there already.
        let drop = at.unwrap_or_else(|| self.buffer.len().saturating_sub(LENGTH.len() - 1));
        self.buffer.advance(drop);
        at.is_some()
    }
}

fn bad(message: String) -> Frame {
    Frame::Bad(Error { message: message.into(), ..Error::parse_error() })
}

fn length_of(header: &[u8]) -> Result<usize, String> {
    let header = String::from_utf8_lossy(header);
    let fields = header.split("\r\n").filter_map(|line| line.split_once(':'));
    let length = fields.filter(|(name, _)| name.trim().eq_ignore_ascii_case("content-length")).map(|(_, value)| value.trim()).next();
    let length = length.ok_or("a header lacks Content-Length")?;
    let bytes: u64 = length.parse().map_err(|_| format!("Content-Length is not a number: {length:.40}"))?;
    usize::try_from(bytes)
        .ok()
        .filter(|&bytes| bytes <= LARGEST_BODY)
        .ok_or_else(|| format!("Content-Length is {bytes}; no message may have more than {LARGEST_BODY} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    /// What comes of `input`, byte by byte and in one piece: `None` stands for an error.
    fn read(input: &[u8]) -> Vec<Option<Value>> {
        let run = |chunk: usize| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let (mut near, far) = tokio::io::duplex(chunk);
                let input = input.to_vec();
                let writer = tokio::spawn(async move { tokio::io::AsyncWriteExt::write_all(&mut near, &input).await });
                let (mut frames, mut out) = (Frames::new(far), Vec::new());
                while let Some(frame) = frames.next().await.unwrap() {
                    out.push(if let Frame::Message(value) = frame { Some(value) } else { None });
                }
                writer.await.unwrap().unwrap();
                out
            })
        };
        let whole = run(1 << 20);
        assert_eq!(whole, run(1), "the size of the pieces does not matter");
        whole
    }

    #[test]
    fn what_follows_a_fault_is_read() {
        let good = || frame(r#"{"a":1}"#);
        let a = || Some(json!({"a": 1}));
        let cases = [
            ("two messages", [good(), good()].concat().into_bytes(), vec![a(), a()]),
            ("no JSON", [frame("{nonsense"), good()].concat().into(), vec![None, a()]),
            ("not UTF-8", [b"Content-Length: 4\r\n\r\n\"\xff\xfe\"".to_vec(), good().into()].concat(), vec![None, a()]),
            ("nothing at all", [frame(""), good()].concat().into(), vec![None, a()]),
            ("garbage before", format!("garbage\n{}", good()).into(), vec![None, a()]),
            ("a length that is none", format!("Content-Length: much\r\n\r\n{}", good()).into(), vec![None, a()]),
            ("a negative length", format!("Content-Length: -1\r\n\r\n{}", good()).into(), vec![None, a()]),
            ("a length beyond belief", format!("Content-Length: 99999999999999\r\n\r\n{}", good()).into(), vec![None, a()]),
            ("a length beyond numbers", format!("Content-Length: {}\r\n\r\n{}", "9".repeat(60), good()).into(), vec![None, a()]),
            ("no length", format!("Content-Type: x\r\n\r\n{}", good()).into(), vec![None, a()]),
            ("more fields, any case", "content-type: x\r\nCONTENT-LENGTH:7\r\n\r\n{\"a\":1}".into(), vec![a()]),
            ("endless nesting", [frame(&"[".repeat(100_000)), good()].concat().into(), vec![None, a()]),
            ("an unfinished message", b"Content-Length: 50\r\n\r\n{".to_vec(), vec![]),
        ];
        for (name, input, expected) in cases {
            assert_eq!(read(&input), expected, "{name}");
        }
    }

    #[test]
    fn a_header_without_end_is_told_once() {
        let mut input = vec![b'x'; 100_000];
        input.extend(frame("1").into_bytes());
        assert_eq!(read(&input), [None, Some(json!(1))]);
    }
}
