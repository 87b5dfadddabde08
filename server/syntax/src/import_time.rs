//! What a Python module does while it is imported: the facts from which its import can be played through.
//!
//! Only what can matter to other modules: what it imports, which of its names come and go, and what it reads of modules
//! that it imported. References and definitions are named by their numbers in [`crate::Facts`].
//!
//! Every module has such facts and few are ever asked for them, so they are kept as bytes in one piece: a byte for what
//! happens, numbers in seven bits a byte, texts behind their length.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::facts::SpanId;

/// The events of one module, in the order in which they happen.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct ImportTime {
    bytes: Box<[u8]>,
    /// `__all__`, when it is one literal and nothing else in the text speaks of it.
    pub all: Option<Box<[CompactString]>>,
}

/// A name that is bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Name<'a> {
    /// That of a definition.
    Definition(u32),
    /// This one.
    Written(&'a str),
}

/// What happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What<'a> {
    /// `import a.b` or `import a.b as c`.
    Import {
        /// The reference.
        reference: u32,
        /// The name it binds; none in a class.
        bound: Option<Name<'a>>,
        /// Whether it has an `as`: then the name stands for the last part of the module's name, not for the first.
        renamed: bool,
    },
    /// `from m import x, y` or `from m import *`.
    From {
        /// The reference to the module; those to the names follow.
        reference: u32,
        /// How many names.
        names: u32,
        /// The definition of the first name, the others follow; none in a class.
        definition: Option<u32>,
    },
    /// A name of the module is bound.
    Bind {
        /// The name.
        name: Name<'a>,
        /// Whether to a function or class that is written here.
        own: bool,
    },
    /// A name of the module is deleted.
    Unbind(&'a str),
    /// An attribute of something imported is read.
    Read {
        /// `a.b.c`, as written.
        path: &'a str,
        /// Where.
        span: SpanId,
    },
    /// An attribute of something is set: its name alone.
    Set(&'a str),
    /// Something imported, or written here, is called or subclassed: the name its expression starts with.
    Call(&'a str),
    /// A module is imported by a call with literal text.
    Dynamic,
    /// The module ends here with an exception.
    Stop,
    /// Anything may be imported or bound.
    Anything,
}

const CERTAIN: u8 = 1 << 7;
/// `renamed` or `own`.
const SPECIAL: u8 = 1 << 6;
const DEFINED: u8 = 1 << 5;
const WRITTEN: u8 = 1 << 4;
const KIND: u8 = WRITTEN - 1;

impl ImportTime {
    /// The events, and whether each happens whenever the module is run as far as this: not under a condition, in a loop or
    /// where an exception may be caught. Ends early where the bytes are not those of a [`Recorder`].
    pub fn events(&self) -> impl Iterator<Item = (What<'_>, bool)> {
        let mut rest = Rest(&self.bytes);
        std::iter::from_fn(move || rest.event())
    }
}

/// Writes events down.
#[derive(Default)]
pub struct Recorder(Vec<u8>);

impl Recorder {
    /// Adds an event.
    pub fn push(&mut self, what: What<'_>, certain: bool) {
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let kind = |name: Option<Name<'_>>| match name {
            Some(Name::Definition(_)) => DEFINED,
            Some(Name::Written(_)) => WRITTEN,
            None => 0,
        };
        let first = match what {
            What::Import { bound, renamed, .. } => flag(renamed, SPECIAL) | kind(bound),
            What::From { definition, .. } => 1 | flag(definition.is_some(), DEFINED),
            What::Bind { name, own } => 2 | flag(own, SPECIAL) | kind(Some(name)),
            What::Unbind(_) => 3,
            What::Read { .. } => 4,
            What::Set(_) => 5,
            What::Call(_) => 6,
            What::Dynamic => 7,
            What::Stop => 8,
            What::Anything => 9,
        };
        self.0.push(first | flag(certain, CERTAIN));
        match what {
            What::Import { reference, bound, .. } => {
                self.number(reference);
                bound.into_iter().for_each(|name| self.name(name));
            }
            What::From { reference, names, definition } => {
                self.number(reference);
                self.number(names);
                definition.into_iter().for_each(|definition| self.number(definition));
            }
            What::Bind { name, .. } => self.name(name),
            What::Read { path, span } => {
                self.text(path);
                self.number(span.0);
            }
            What::Unbind(name) | What::Set(name) | What::Call(name) => self.text(name),
            What::Dynamic | What::Stop | What::Anything => {}
        }
    }

    /// What was written.
    pub fn finish(self, all: Option<Box<[CompactString]>>) -> ImportTime {
        ImportTime { bytes: self.0.into(), all }
    }

    fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn name(&mut self, name: Name<'_>) {
        match name {
            Name::Definition(number) => self.number(number),
            Name::Written(text) => self.text(text),
        }
    }
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn event(&mut self) -> Option<(What<'a>, bool)> {
        let first = self.byte()?;
        let has = |flag: u8| first & flag != 0;
        let what = match first & KIND {
            0 => {
                let reference = self.number()?;
                let bound = if has(DEFINED | WRITTEN) { Some(self.name(has(DEFINED))?) } else { None };
                What::Import { reference, bound, renamed: has(SPECIAL) }
            }
            1 => {
                let (reference, names) = (self.number()?, self.number()?);
                What::From { reference, names, definition: if has(DEFINED) { Some(self.number()?) } else { None } }
            }
            2 => What::Bind { name: self.name(has(DEFINED))?, own: has(SPECIAL) },
            3 => What::Unbind(self.text()?),
            4 => What::Read { path: self.text()?, span: SpanId(self.number()?) },
            5 => What::Set(self.text()?),
            6 => What::Call(self.text()?),
            7 => What::Dynamic,
            8 => What::Stop,
            9 => What::Anything,
            _ => return None,
        };
        Some((what, has(CERTAIN)))
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let len = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn name(&mut self, is_defined: bool) -> Option<Name<'a>> {
        if is_defined { self.number().map(Name::Definition) } else { self.text().map(Name::Written) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let events = [
            (What::Import { reference: 3, bound: Some(Name::Definition(200)), renamed: true }, true),
            (What::Import { reference: 70_000, bound: None, renamed: false }, false),
            (What::From { reference: 4, names: 2, definition: Some(u32::MAX) }, true),
            (What::From { reference: 4, names: 0, definition: None }, true),
            (What::Bind { name: Name::Written("é"), own: true }, false),
            (What::Bind { name: Name::Definition(0), own: false }, true),
            (What::Unbind("a"), true),
            (What::Read { path: "a.b", span: SpanId(129) }, true),
            (What::Set(""), false),
            (What::Call("f"), true),
            (What::Dynamic, true),
            (What::Stop, true),
            (What::Anything, false),
        ];
        let mut recorder = Recorder::default();
        events.iter().for_each(|(what, certain)| recorder.push(*what, *certain));
        let whole = recorder.finish(None);
        assert_eq!(whole.events().collect::<Vec<_>>(), events);
        for cut in 0..whole.bytes.len() {
            let part = ImportTime { bytes: whole.bytes[..cut].into(), all: None };
            assert!(part.events().count() < events.len(), "ends early and never panics");
        }
    }
}
