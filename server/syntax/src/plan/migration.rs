//! One step of a database's schema, and which step it comes after.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::facts::SpanId;

/// A file that its tool takes for one step.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Migration {
    /// A module with Django's `class Migration(migrations.Migration)`.
    Django(Django),
    /// A module with Alembic's `revision` and `down_revision`.
    Alembic(Alembic),
    /// An SQL file with the marks of goose or dbmate.
    Marked,
}

/// A migration of Django.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Django {
    /// What must be applied before: app, migration, and where that is written.
    pub dependencies: Vec<(CompactString, CompactString, SpanId)>,
    /// What must be applied after.
    pub run_before: Vec<(CompactString, CompactString)>,
    /// What it stands for once it is there.
    pub replaces: Vec<(CompactString, CompactString)>,
    /// Whether that is all.
    pub complete: bool,
    /// The range of the class's name.
    pub span: SpanId,
}

/// A revision of Alembic.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Alembic {
    /// Its id.
    pub revision: CompactString,
    /// The ids it comes after; none for a base.
    pub down: Vec<(CompactString, SpanId)>,
    /// Whether it is of a branch that has a name, or depends on others.
    pub labelled: bool,
    /// The range of the id.
    pub span: SpanId,
}
