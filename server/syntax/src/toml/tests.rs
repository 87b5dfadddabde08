//! What is said of JSON that is wrong, and that nothing is said of JSON that is right.
