//! tree-sitter, bounded. Being built.
