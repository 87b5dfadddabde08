//! Python modules by themselves. What is found needs the tree that reading has, so it is found there: in `syntax::python`.

use super::reading::reading;
use crate::finding::Severity;
use crate::rule::{Check, Rule};

reading!(
    DUPLICATE_DEFINITION,
    "L3/duplicate-definition",
    "duplicate_definition.md",
    Warning,
    "A definition replaces another that nothing has used."
);
reading!(LITERAL_IDENTITY, "L3/literal-identity", "literal_identity.md", Warning, "`is` compares with a literal.");
reading!(MUTABLE_DEFAULT, "L3/mutable-default", "mutable_default.md", Warning, "A function changes a default that its calls share.");
reading!(UNDEFINED_EXPORT, "L3/undefined-export", "undefined_export.md", Warning, "`__all__` names what the module does not bind.");
reading!(UNDEFINED_NAME, "L3/undefined-name", "undefined_name.md", Error, "A name is used that nothing binds.");
reading!(UNREACHABLE_CODE, "L3/unreachable-code", "unreachable_code.md", Warning, "Code stands behind a statement that always leaves.");
reading!(UNUSED_IMPORT, "L3/unused-import", "unused_import.md", Info, "A module imports what it does not use.");

/// All of them.
pub const RULES: &[&Rule] =
    &[&DUPLICATE_DEFINITION, &LITERAL_IDENTITY, &MUTABLE_DEFAULT, &UNDEFINED_EXPORT, &UNDEFINED_NAME, &UNREACHABLE_CODE, &UNUSED_IMPORT];
