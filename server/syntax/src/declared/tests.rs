//! What each format declares.
