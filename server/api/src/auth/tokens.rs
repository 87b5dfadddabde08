//! The tokens that are valid now: kept hashed, compared in constant time.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::{Caller, Role};

/// Shorter tokens can be guessed: 32 random bytes have 43 letters of base64 and 64 hexadecimal digits.
const SHORTEST: usize = 32;
/// More live tokens than anybody has; each costs every request a comparison.
const MOST: usize = 256;

/// Tells a token from others without telling anything of it: what a session keeps of the one that opened it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Mark([u8; 32]);

/// A set of live tokens. Never shows them.
#[derive(Clone, Default)]
pub struct Tokens {
    all: Vec<(Caller, [u8; 32])>,
}

impl Tokens {
    /// Reads `name:role:token` lines; empty lines and those that start with `#` say nothing.
    ///
    /// # Errors
    /// What is wrong in which line. Never shows a token.
    pub fn parse(text: &str) -> Result<Tokens, String> {
        let mut tokens = Tokens::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let said = |why: &str| format!("line {}: {why}", number + 1);
            let mut parts = line.splitn(3, ':');
            let (Some(name), Some(role), Some(token)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(said("a line is `name:role:token`"));
            };
            let role = role.trim().parse().map_err(|why: String| said(&why))?;
            tokens.add(name.trim(), role, token.trim()).map_err(|why| said(&why))?;
        }
        Ok(tokens)
    }

    /// One token with one role.
    ///
    /// # Errors
    /// A name or token that may not be; never shows it.
    pub fn one(name: &str, role: Role, token: &str) -> Result<Tokens, String> {
        let mut tokens = Tokens::default();
        tokens.add(name, role, token)?;
        Ok(tokens)
    }

    fn add(&mut self, name: &str, role: Role, token: &str) -> Result<(), String> {
        let is_name = !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c));
        if !is_name {
            return Err("a name has 1 to 64 letters, digits, `-`, `_`, `.` or `@`".to_owned());
        }
        if token.len() < SHORTEST || token.len() > 1024 || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!(
                "the token of `{name}` has to have {SHORTEST} to 1024 visible ASCII characters, random ones: `openssl rand -hex 32` makes one"
            ));
        }
        if self.all.len() >= MOST {
            return Err(format!("there are more than {MOST} tokens"));
        }
        let id = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push((Caller { name: Arc::from(name), role, id }, hash(token)));
        Ok(())
    }

    /// Whose token this is. Takes as long for a wrong one as for any right one.
    pub fn find(&self, token: &str) -> Option<&Caller> {
        let given = hash(token);
        let mut found = u32::MAX;
        for (at, (_, known)) in self.all.iter().enumerate() {
            let same: Choice = known.ct_eq(&given);
            found.conditional_assign(&u32::try_from(at).unwrap_or(u32::MAX), same);
        }
        self.all.get(found as usize).map(|(caller, _)| caller)
    }

    /// The mark of the token of a caller.
    pub fn mark(&self, caller: &Caller) -> Option<Mark> {
        self.all.iter().find(|(known, _)| known == caller).map(|(_, hash)| mark(hash))
    }

    /// Whose token has this mark.
    pub fn marked(&self, wanted: Mark) -> Option<&Caller> {
        self.all.iter().find(|(_, hash)| mark(hash) == wanted).map(|(caller, _)| caller)
    }

    /// Whether there is none: nobody can be let in.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.all.iter().map(|(caller, _)| caller)).finish()
    }
}

/// A new token: 32 random bytes in hexadecimal digits.
///
/// # Errors
/// That the system gives no random bytes.
pub fn random() -> Result<String, String> {
    let mut bytes = [0; 32];
    let source = rustls::crypto::ring::default_provider().secure_random;
    source.fill(&mut bytes).map_err(|_| "the system gives no random bytes".to_owned())?;
    Ok(hexadecimal(&bytes))
}

/// In hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn mark(hash: &[u8; 32]) -> Mark {
    Mark(Sha256::new().chain_update(b"ouroboros mark\0").chain_update(hash).finalize().into())
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
