//! The server as a client sees it: over streams, in the same process, on a file system in memory.

mod actions;
mod cancellation;
mod clock;
mod declaring;
mod editor;
mod equality;
mod folders;
mod generating;
mod lifecycle;
mod names;
mod navigation;
mod ordering;
mod pull;
mod push;
mod schemas;
