//! Between an agent's standard output and the protocol: only messages that can be read get through.
//!
//! A line that is no message - a program printed something - goes to the log. A message that is too long or nested too
//! deeply is replaced by one that says so, with its id, so that exactly the call that it answers fails: kept whole it
//! would cost whatever the agent likes, left out its caller would wait for nothing.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

use super::Log;

/// How deeply a message may be nested. Its reader, serde_json, gives up at 128.
const DEPTH: usize = 100;
/// Of what is no message, in bytes.
const LONGEST: usize = 1 << 10;
/// Of an id.
const ID: usize = 128;

/// Reads from `R` what the protocol may have.
pub struct Screen<R> {
    inner: R,
    most: usize,
    log: Log,
    /// What got through, from `given` on.
    out: Vec<u8>,
    given: usize,
    line: Vec<u8>,
    length: usize,
    scan: Scan,
}

impl<R> Screen<R> {
    /// `most` bounds a message.
    pub fn new(inner: R, most: usize, log: Log) -> Screen<R> {
        Screen { inner, most, log, out: Vec::new(), given: 0, line: Vec::new(), length: 0, scan: Scan::default() }
    }

    fn take(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let is_complete = piece.ends_with(b"\n");
            self.scan.take(piece);
            let most = if self.scan.is_message() { self.most } else { LONGEST.min(self.most) };
            let room = most.saturating_sub(self.line.len()).min(piece.len());
            self.line.extend_from_slice(&piece[..room]);
            self.length += piece.len();
            if is_complete {
                self.complete();
            }
        }
    }

    fn complete(&mut self) {
        if !self.scan.is_message() {
            let text = String::from_utf8_lossy(&self.line);
            if !text.trim().is_empty() {
                (self.log)(&format!("[on standard output, which is for messages only] {}", text.trim_end()));
            }
        } else if self.length > self.line.len() {
            self.refuse(&format!("its answer has {} bytes; {} are the most", self.length, self.most));
        } else if self.scan.deepest > DEPTH {
            self.refuse(&format!("its answer is nested more than {DEPTH} deep"));
        } else {
            self.out.append(&mut self.line);
        }
        self.line.clear();
        // What one long message took is not kept.
        self.line.shrink_to(64 << 10);
        self.length = 0;
        self.scan = Scan::default();
    }

    fn refuse(&mut self, why: &str) {
        match std::str::from_utf8(&self.scan.id).ok().filter(|_| self.scan.id.len() < ID).map(str::trim) {
            Some(id) if serde_json::from_str::<serde_json::Value>(id).is_ok_and(|id| id.is_number() || id.is_string()) => {
                let why = serde_json::Value::from(why);
                let message = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{{\"code\":-32603,\"message\":{why}}}}}\n");
                self.out.extend_from_slice(message.as_bytes());
            }
            _ => (self.log)(&format!("[a message was left out] {why}")),
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Screen<R> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, to: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        while this.given == this.out.len() {
            this.out.clear();
            this.out.shrink_to(64 << 10);
            this.given = 0;
            let mut bytes = [0; 16 << 10];
            let mut bytes = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut this.inner).poll_read(context, &mut bytes))?;
            if bytes.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.take(bytes.filled());
        }
        let length = to.remaining().min(this.out.len() - this.given);
        to.put_slice(&this.out[this.given..this.given + length]);
        this.given += length;
        Poll::Ready(Ok(()))
    }
}

/// Goes over a line, and notes how deeply it is nested and what its id is.
#[derive(Default)]
struct Scan {
    first: Option<u8>,
    depth: usize,
    deepest: usize,
    in_text: bool,
    escaped: bool,
    /// The text that was last read at the top.
    key: Vec<u8>,
    /// Whether the value of `id` is read.
    in_id: bool,
    id: Vec<u8>,
}

impl Scan {
    fn is_message(&self) -> bool {
        self.first == Some(b'{')
    }

    fn take(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.first.is_none() && !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF) {
                self.first = Some(byte);
            }
            if !self.is_message() && self.first.is_some() {
                return;
            }
            self.byte(byte);
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.in_id && (self.in_text || !matches!(byte, b',' | b'}')) && self.id.len() < ID {
            self.id.push(byte);
        }
        if self.in_text {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_text = false,
                _ if self.depth == 1 && !self.in_id && self.key.len() < 8 => self.key.push(byte),
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => {
                self.in_text = true;
                if self.depth == 1 {
                    self.key.clear();
                }
            }
            b'{' | b'[' => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.in_id &= self.depth > 0;
            }
            b':' if self.depth == 1 => self.in_id = self.key == b"id" && self.id.is_empty(),
            b',' if self.depth == 1 => self.in_id = false,
            _ => {}
        }
    }
}
