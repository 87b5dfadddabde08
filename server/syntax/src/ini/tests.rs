//! What is said, and that nothing is said of what is right.
