//! Files whose names begin with a version, of which each may be there once: Flyway, golang-migrate, sqlx, goose, dbmate, Rails.

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::{CompactString, ToCompactString};
use syntax::Plan;
use syntax::plan::migration::Migration;
use workspace::{Db, Directory, File};

use super::RULE;
use crate::finding::{Anchor, Finding};
use crate::rule::FileContext;

/// What reads the files, and says that something is there twice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
enum Tool {
    Flyway,
    UpAndDown,
    Sqlx,
    Marked,
    Rails,
    /// Rails again: each name is that of a class.
    RailsName,
}

pub(super) fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let db = context.db;
    for (tool, value, files) in repeated(db, context.folder).iter() {
        let Some(at) = files.iter().position(|file| *file == context.file).filter(|at| *at > 0) else { continue };
        let first = files[at - 1];
        let says = match tool {
            Tool::Flyway => "Flyway refuses to start",
            Tool::UpAndDown => "golang-migrate and sqlx refuse the second",
            Tool::Sqlx => "sqlx fails on the second",
            Tool::Marked => "goose and dbmate fail on the second",
            Tool::Rails | Tool::RailsName => "Rails refuses to migrate",
        };
        let what = if *tool == Tool::RailsName { "name" } else { "version" };
        let name = first.path(db).name().to_owned();
        let message = format!("`{name}` has the same {what}, `{value}`: {says}");
        out.push(Finding::new(RULE.code, RULE.severity, context.file, Anchor::Start, message).related(
            first,
            Anchor::Start,
            format!("the same {what}"),
        ));
    }
}

type Repeated = Arc<[(Tool, CompactString, Vec<File>)]>;

/// What stands more than once in one folder, and the files that have it, by name.
#[salsa::tracked(returns(clone))]
fn repeated(db: &dyn Db, folder: Directory) -> Repeated {
    let entries = folder.entries(db);
    let path = folder.path(db);
    let in_rails = path.as_str() == "db/migrate" || path.as_str().ends_with("/db/migrate");
    let has_down = entries.iter().any(|(name, _)| name.ends_with(".down.sql"));
    let is_of_pop = entries.iter().any(|(name, _)| name.ends_with(".up.sql") && is_for_one_database(name));
    let is_read = has_down && !is_of_pop && may_use_migrate(db, folder);
    let of_sqlx = path.name() == "migrations" && uses_sqlx(db, folder);
    let mut found: BTreeMap<(Tool, CompactString), Vec<File>> = BTreeMap::new();
    for file in entries.files() {
        let name = file.path(db).name();
        let mut add = |tool, value: CompactString| found.entry((tool, value)).or_default().push(file);
        if let Some(name) = name.strip_suffix(".sql") {
            if let Some(version) = flyway(name) {
                add(Tool::Flyway, version);
            } else if let Some(name) = name.strip_suffix(".up") {
                if let Some((version, _)) = numbered(name).filter(|_| is_read) {
                    add(Tool::UpAndDown, version);
                }
            } else if let Some((version, _)) = numbered(name).filter(|_| !name.ends_with(".down")) {
                if of_sqlx {
                    add(Tool::Sqlx, version);
                } else if matches!(graph::facts(db, file).plan.as_deref(), Some(Plan::Migration(Migration::Marked))) {
                    add(Tool::Marked, version);
                }
            }
        } else if let Some((version, rest)) = name.strip_suffix(".rb").filter(|_| in_rails).and_then(numbered) {
            add(Tool::Rails, version);
            add(Tool::RailsName, rest.into());
        }
    }
    found.into_iter().filter(|(_, files)| files.len() > 1).map(|((tool, value), files)| (tool, value, files)).collect()
}

/// Whether golang-migrate may read the folder, or what reads files as it does: no module of Go around it, or one that says so.
fn may_use_migrate(db: &dyn Db, folder: Directory) -> bool {
    let module = std::iter::successors(Some(folder), |folder| folder.parent(db)).find_map(|folder| folder.entries(db).file("go.mod"));
    let says = |text: String| ["migrate", "sqlx", "bun", "dbmate", "goose"].iter().any(|word| text.contains(word));
    module.is_none_or(|file| graph::text(db, file).is_some_and(says))
}

/// Whether the package around the folder depends on sqlx.
fn uses_sqlx(db: &dyn Db, folder: Directory) -> bool {
    let manifest = folder.parent(db).and_then(|parent| parent.entries(db).file("Cargo.toml"));
    manifest.is_some_and(|file| {
        graph::facts(db, file)
            .manifest
            .as_ref()
            .is_some_and(|manifest| manifest.dependencies.iter().any(|dependency| dependency.name == "sqlx"))
    })
}

/// `V1_2__name`: 1.2, without zeros that mean nothing.
fn flyway(name: &str) -> Option<CompactString> {
    let (version, rest) = name.strip_prefix('V')?.split_once("__")?;
    let parts: Vec<CompactString> = version.split(['.', '_']).map(canonical).collect::<Option<_>>()?;
    let end = parts.iter().rposition(|part| *part != "0").map_or(1, |last| last + 1);
    (!rest.is_empty()).then(|| parts[..end].join(".").into())
}

/// `0012_name`: 12 and the name.
fn numbered(name: &str) -> Option<(CompactString, &str)> {
    let (version, rest) = name.split_once('_')?;
    (!rest.is_empty()).then_some((canonical(version)?, rest))
}

/// `1_users.mysql.up.sql`, `1_users.postgres.autocommit.up.sql`: of a version, pop runs the file that is for the database at hand, or else
/// the one that is for any.
fn is_for_one_database(name: &str) -> bool {
    const DATABASES: [&str; 8] = ["cockroach", "mariadb", "mssql", "mysql", "postgres", "postgresql", "sqlite", "sqlite3"];
    name.split('.').skip(1).any(|part| DATABASES.contains(&part))
}

fn canonical(digits: &str) -> Option<CompactString> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let trimmed = digits.trim_start_matches('0');
    Some(if trimmed.is_empty() { "0" } else { trimmed }.to_compact_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        for (name, expected) in [
            ("V1__a", Some("1")),
            ("V01.0__a", Some("1")),
            ("V1_2__a", Some("1.2")),
            ("V2.0.10__a__b", Some("2.0.10")),
            ("V0__a", Some("0")),
            ("V1a__x", None),
            ("R__a", None),
            ("V1_a", None),
            ("V1__", None),
        ] {
            assert_eq!(flyway(name).as_deref(), expected, "{name}");
        }
        assert_eq!(numbered("0012_a_b"), Some(("12".into(), "a_b")));
        assert_eq!(numbered("a_b"), None);
    }
}
