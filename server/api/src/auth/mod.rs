//! Who asks, and what they may: tokens, sessions and roles.

pub mod caller;
pub mod keys;
pub mod role;
pub mod session;
pub mod tokens;

pub use caller::{Admin, Caller, Operator, Viewer};
pub use keys::{Keys, Source};
pub use role::Role;
pub use session::{Session, Sessions};
pub use tokens::Tokens;
