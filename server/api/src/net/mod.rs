//! Connections: accepted, encrypted, bounded in number and in time; and who is at their other end.

mod accept;
mod cidr;
mod idle;
mod peer;
mod tls;

pub use accept::serve;
pub use cidr::Cidr;
pub use peer::{Client, Peer};
pub use tls::{acceptor, install};
