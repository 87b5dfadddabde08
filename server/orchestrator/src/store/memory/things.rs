//! Lines, bytes, who did what, and who leads.

use std::time::Duration;

use async_trait::async_trait;

use super::Memory;
use crate::model::Timestamp;
use crate::store::{Audit, Stored, Things};

#[async_trait]
impl Things for Memory {
    async fn now(&self) -> Stored<Timestamp> {
        Ok(self.time())
    }

    async fn ready(&self) -> Stored<()> {
        Ok(())
    }

    async fn log(&self, agent: &str, lines: &[(Timestamp, String)]) -> Stored<()> {
        let state = &mut *self.state();
        let most = self.settings.log_lines as usize;
        for (at, line) in &lines[lines.len().saturating_sub(most)..] {
            state.last_line += 1;
            state.logs.push((state.last_line, agent.to_owned(), *at, line.replace('\0', "\u{fffd}")));
        }
        let mut excess = state.logs.iter().filter(|(_, of, ..)| of == agent).count().saturating_sub(most);
        state.logs.retain(|(_, of, ..)| {
            let goes = of == agent && excess > 0;
            excess -= usize::from(goes);
            !goes
        });
        Ok(())
    }

    async fn logs(&self, agent: &str, after: i64, limit: u32) -> Stored<Vec<(i64, Timestamp, String)>> {
        let state = self.state();
        let wanted = state.logs.iter().filter(|(number, of, ..)| of == agent && *number > after);
        let lines: Vec<_> = wanted.map(|(number, _, at, line)| (*number, *at, line.clone())).collect();
        Ok(lines[lines.len().saturating_sub(limit as usize)..].to_vec())
    }

    async fn put(&self, name: &str, bytes: Vec<u8>, keep: Duration) -> Stored<()> {
        let until = self.time().after(keep);
        self.state().blobs.insert(name.to_owned(), (bytes, until));
        Ok(())
    }

    async fn get(&self, name: &str) -> Stored<Option<Vec<u8>>> {
        let now = self.time();
        Ok(self.state().blobs.get(name).filter(|(_, until)| *until > now).map(|(bytes, _)| bytes.clone()))
    }

    async fn audit(&self, entry: &Audit) -> Stored<()> {
        self.state().audit.push(entry.clone());
        Ok(())
    }

    async fn audited(&self, before: Option<i64>, limit: u32) -> Stored<Vec<(i64, Audit)>> {
        let state = self.state();
        let numbered = (1..).zip(state.audit.iter().cloned()).collect::<Vec<(i64, Audit)>>();
        let wanted = numbered.into_iter().rev().filter(|(number, _)| before.is_none_or(|before| *number < before));
        Ok(wanted.take(limit as usize).collect())
    }

    async fn lead(&self, role: &str, who: &str, lease: Duration) -> Stored<bool> {
        let (state, now) = (&mut *self.state(), self.time());
        if state.leaders.get(role).is_some_and(|(leader, until)| leader != who && *until > now) {
            return Ok(false);
        }
        state.leaders.insert(role.to_owned(), (who.to_owned(), now.after(lease)));
        Ok(true)
    }
}
