//! The HTTP API over a real store: every endpoint, everything that must not be, and the operations behind it. All of it in one
//! program, since each that is linked takes long.

#![allow(clippy::disallowed_methods)] // tests may

mod agents;
mod architecture;
mod auth;
mod dashboard;
mod drawing;
mod events;
mod generate;
mod looking;
mod net;
mod openapi;
mod rig;
mod security;
mod sockets;
mod tasks;
mod verify;
