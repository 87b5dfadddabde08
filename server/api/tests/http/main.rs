//! The HTTP API over a real store: every endpoint, and everything that must not be.

#![allow(clippy::disallowed_methods)] // tests may

mod agents;
mod architecture;
mod dashboard;
mod events;
mod generate;
mod openapi;
mod rig;
mod security;
mod sockets;
mod tasks;
mod verify;
