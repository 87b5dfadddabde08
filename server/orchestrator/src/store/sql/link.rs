//! One connection to a database, whichever it is: the few things that all statements of the store need.
//!
//! Statements are written once, in the SQL that SQLite and PostgreSQL share. A list goes in as the text of a JSON array.

use std::fmt;

use async_trait::async_trait;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Column as _, Row as _, TypeInfo as _, ValueRef as _};

use crate::store::StoreError;

/// Which database it is, where that makes a difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// What keeps others from rows that were read to be changed; `rest` is for PostgreSQL alone. SQLite has one writer.
    pub fn locking(self, rest: &'static str) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => rest,
        }
    }

    /// The rows of a JSON array of texts that is parameter `n`.
    pub fn each(self, n: usize) -> String {
        match self {
            Dialect::Sqlite => format!("(SELECT value FROM json_each(${n}))"),
            Dialect::Postgres => format!("(SELECT jsonb_array_elements_text(${n}::jsonb))"),
        }
    }
}

/// Why a statement did nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It was in somebody's way: the same may go well now.
    Again(String),
    /// The connection is of no use any more.
    Away(String),
    /// The database did not take it.
    Refused(String),
    /// What came back is not understood.
    Broken(String),
}

pub type Did<T> = Result<T, Fault>;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Fault::Again(why) | Fault::Away(why) | Fault::Refused(why) | Fault::Broken(why)) = self;
        f.write_str(why)
    }
}

impl From<Fault> for StoreError {
    fn from(fault: Fault) -> StoreError {
        match fault {
            Fault::Again(why) | Fault::Away(why) | Fault::Refused(why) => StoreError::Unavailable(why),
            Fault::Broken(why) => StoreError::Broken(why),
        }
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Fault {
        let why = error.to_string();
        let sqlx::Error::Database(error) = error else {
            return match error {
                sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) => Fault::Broken(why),
                _ => Fault::Away(why),
            };
        };
        match error.code().as_deref() {
            // PostgreSQL: serialization, deadlock, lock not available. SQLite: busy, locked, and busy with a snapshot.
            Some("40001" | "40P01" | "55P03" | "5" | "6" | "517") => Fault::Again(why),
            // SQLite: corrupt, not a database.
            Some("11" | "26") => Fault::Broken(why),
            // PostgreSQL: connection exceptions, it is shutting down or starting up.
            Some(code) if code.starts_with("08") || code.starts_with("57P") || code == "25P03" => Fault::Away(why),
            _ => Fault::Refused(why),
        }
    }
}

/// What goes in and comes out.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
}

macro_rules! value_from {
    ($($from:ty, $value:ident => $made:expr;)*) => { $(
        impl From<$from> for Value {
            fn from($value: $from) -> Value { $made }
        }
    )* };
}

value_from! {
    i64, n => Value::Int(Some(n));
    Option<i64>, n => Value::Int(n);
    bool, yes => Value::Int(Some(i64::from(yes)));
    &str, text => Value::Text(Some(text.to_owned()));
    String, text => Value::Text(Some(text));
    Option<String>, text => Value::Text(text);
    Option<&str>, text => Value::Text(text.map(str::to_owned));
    Vec<u8>, bytes => Value::Bytes(bytes);
    crate::model::Timestamp, at => Value::Int(Some(at.0));
    Option<crate::model::Timestamp>, at => Value::Int(at.map(|at| at.0));
    crate::model::TaskId, id => Value::Text(Some(id.to_string()));
}

/// Arguments of a statement.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::sql::link::Value::from($value)),*] };
}
pub(crate) use args;

/// One row that came back.
#[derive(Clone, Debug)]
pub struct Row(Vec<Value>);

impl Row {
    pub fn maybe_int(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Int(n)) => *n,
            _ => None,
        }
    }

    pub fn maybe_text(&self, column: usize) -> Option<&str> {
        match self.0.get(column) {
            Some(Value::Text(text)) => text.as_deref(),
            _ => None,
        }
    }

    pub fn int(&self, column: usize) -> Did<i64> {
        self.maybe_int(column).ok_or_else(|| Fault::Broken(format!("column {column} holds no number")))
    }

    pub fn text(&self, column: usize) -> Did<&str> {
        self.maybe_text(column).ok_or_else(|| Fault::Broken(format!("column {column} holds no text")))
    }

    pub fn bytes(&self, column: usize) -> Did<&[u8]> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(Fault::Broken(format!("column {column} holds no bytes"))),
        }
    }
}

/// A connection.
#[async_trait]
pub trait Link: Send {
    fn dialect(&self) -> Dialect;
    /// Runs one statement; says how many rows it changed.
    async fn run(&mut self, sql: &str, arguments: Vec<Value>) -> Did<u64>;
    /// Runs one statement that gives rows.
    async fn rows(&mut self, sql: &str, arguments: Vec<Value>) -> Did<Vec<Row>>;
    /// Runs many statements that take nothing.
    async fn script(&mut self, sql: &str) -> Did<()>;
}

/// A statement with what it takes; `text` makes of a text one that this database takes.
fn bound<D: sqlx::Database>(
    sql: &str,
    arguments: Vec<Value>,
    text: fn(String) -> String,
) -> sqlx::query::Query<'_, D, <D as sqlx::Database>::Arguments>
where
    for<'q> Option<i64>: sqlx::Encode<'q, D> + sqlx::Type<D>,
    for<'q> Option<String>: sqlx::Encode<'q, D> + sqlx::Type<D>,
    for<'q> Vec<u8>: sqlx::Encode<'q, D> + sqlx::Type<D>,
{
    arguments.into_iter().fold(sqlx::query::<D>(AssertSqlSafe(sql)), |query, value| match value {
        Value::Int(n) => query.bind(n),
        Value::Text(own) => query.bind(own.map(text)),
        Value::Bytes(bytes) => query.bind(bytes),
    })
}

macro_rules! link {
    ($connection:ty, $database:ty, $row:ty, $dialect:expr, $text:expr) => {
        #[async_trait]
        impl Link for $connection {
            fn dialect(&self) -> Dialect {
                $dialect
            }

            async fn run(&mut self, sql: &str, arguments: Vec<Value>) -> Did<u64> {
                Ok(bound::<$database>(sql, arguments, $text).execute(self).await?.rows_affected())
            }

            async fn rows(&mut self, sql: &str, arguments: Vec<Value>) -> Did<Vec<Row>> {
                let rows: Vec<$row> = bound::<$database>(sql, arguments, $text).fetch_all(self).await?;
                rows.iter()
                    .map(|row| {
                        let read = |column: usize| -> Did<Value> {
                            let raw = row.try_get_raw(column)?;
                            if raw.is_null() {
                                return Ok(Value::Int(None));
                            }
                            Ok(match raw.type_info().name() {
                                "INTEGER" | "INT8" => Value::Int(Some(row.try_get_unchecked(column)?)),
                                "INT4" => Value::Int(Some(i64::from(row.try_get_unchecked::<i32, _>(column)?))),
                                "TEXT" => Value::Text(Some(row.try_get_unchecked(column)?)),
                                "BLOB" | "BYTEA" => Value::Bytes(row.try_get_unchecked(column)?),
                                other => {
                                    let name = row.columns()[column].name();
                                    return Err(Fault::Broken(format!("{name} holds {other}")));
                                }
                            })
                        };
                        (0..row.len()).map(read).collect::<Did<Vec<Value>>>().map(Row)
                    })
                    .collect()
            }

            async fn script(&mut self, sql: &str) -> Did<()> {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(self).await?;
                Ok(())
            }
        }
    };
}

link!(SqliteConnection, sqlx::Sqlite, SqliteRow, Dialect::Sqlite, |text| text);
// PostgreSQL has no NUL in its texts.
link!(PgConnection, sqlx::Postgres, PgRow, Dialect::Postgres, |text: String| if text.contains('\0') {
    text.replace('\0', "\u{fffd}")
} else {
    text
});
