//! Looking at tasks.

use serde_json::Value;

use crate::model::{Task, TaskId};
use crate::store::sql::link::{Did, Fault, Link, args};
use crate::store::sql::{link, rows};
use crate::store::told::state_name;
use crate::store::{Counts, TaskFilter};

pub(crate) async fn one(link: &mut dyn Link, id: TaskId) -> Did<Option<Task>> {
    let sql = format!("SELECT {} FROM tasks t WHERE id = $1", rows::COLUMNS);
    let kept = link.rows(&sql, args![id]).await?.first().map(rows::read).transpose()?;
    Ok(kept.map(|kept| kept.task))
}

pub(crate) async fn list(link: &mut dyn Link, filter: &TaskFilter, before: Option<TaskId>, limit: u32) -> Did<Vec<Task>> {
    let mut arguments = args![i64::from(limit)];
    let mut wanted = Vec::new();
    let mut want = |arguments: &mut Vec<link::Value>, text: &dyn Fn(usize) -> String, value: link::Value| {
        arguments.push(value);
        wanted.push(text(arguments.len()));
    };
    if let [state] = filter.states.as_slice() {
        want(&mut arguments, &|n| format!("state = ${n}"), state_name(*state).into());
    } else if !filter.states.is_empty() {
        let names: Vec<&str> = filter.states.iter().map(|state| state_name(*state)).collect();
        let dialect = link.dialect();
        want(&mut arguments, &|n| format!("state IN {}", dialect.each(n)), rows::json(&names)?.into());
    }
    if let Some(capability) = &filter.capability {
        want(&mut arguments, &|n| format!("capability = ${n}"), capability.as_str().into());
    }
    if let Some(agent) = &filter.agent {
        want(&mut arguments, &|n| format!("(agent = ${n} OR doer = ${n})"), agent.as_str().into());
    }
    if let Some(by) = &filter.by {
        want(&mut arguments, &|n| format!("submitter = ${n}"), by.as_str().into());
    }
    if let Some(before) = before {
        want(&mut arguments, &|n| format!("id < ${n}"), before.into());
    }
    let wanted = if wanted.is_empty() { String::new() } else { format!("WHERE {}", wanted.join(" AND ")) };
    let sql = format!("SELECT {} FROM tasks t {wanted} ORDER BY id DESC LIMIT $1", rows::COLUMNS);
    link.rows(&sql, arguments).await?.iter().map(|row| Ok(rows::read(row)?.task)).collect()
}

pub(crate) async fn result(link: &mut dyn Link, id: TaskId) -> Did<Option<Value>> {
    let rows = link.rows("SELECT value FROM results WHERE task = $1", args![id]).await?;
    rows.first().map(|row| rows::parsed(row.text(0)?)).transpose()
}

pub(crate) async fn counts(link: &mut dyn Link) -> Did<Counts> {
    let rows = link.rows("SELECT queued, running, succeeded, failed, cancelled, dead FROM totals", args![]).await?;
    let row = rows.first().ok_or_else(|| Fault::Broken("the table totals is empty".to_owned()))?;
    let count = |column: usize| row.int(column).map(|n| u64::try_from(n).unwrap_or(0));
    Ok(Counts { queued: count(0)?, running: count(1)?, succeeded: count(2)?, failed: count(3)?, cancelled: count(4)?, dead: count(5)? })
}
