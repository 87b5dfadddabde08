//! Agents.

use ::agents::{Manifest, Origin};
use async_trait::async_trait;

use super::{Memory, Owned, State};
use crate::model::{AgentRecord, Approval, Desired, Status};
use crate::store::spread::{self, Living};
use crate::store::{Agents, Bid, Changed, Stored, told};

impl Memory {
    /// Changes an agent, if there is something to change.
    fn change(&self, id: &str, kind: &str, how: impl FnOnce(&mut AgentRecord)) -> Changed<AgentRecord> {
        let state = &mut *self.state();
        let Some(owned) = state.agents.get_mut(id) else { return Changed::Missing };
        let before = owned.record.clone();
        how(&mut owned.record);
        if owned.record == before {
            return Changed::Already(before);
        }
        owned.record.version += 1;
        let record = owned.record.clone();
        self.tell_agent(state, &record, kind);
        Changed::Yes(record)
    }

    fn tell_agent(&self, state: &mut State, record: &AgentRecord, kind: &str) {
        self.tell(state, vec![told::of_agent(record, kind)]);
    }
}

#[async_trait]
impl Agents for Memory {
    async fn declare(
        &self,
        manifest: Manifest,
        origin: Origin,
        approval: Approval,
        if_version: Option<i64>,
    ) -> Stored<Changed<AgentRecord>> {
        let id = manifest.id.clone();
        {
            let state = &mut *self.state();
            match state.agents.get(&id) {
                None if if_version.is_some_and(|version| version != 0) => return Ok(Changed::Missing),
                None => {
                    let record = told::declared(manifest, origin, approval, self.time());
                    state.agents.insert(id, Owned { record: record.clone(), owner: None });
                    self.tell_agent(state, &record, "agent.declared");
                    return Ok(Changed::Yes(record));
                }
                Some(owned) if if_version.is_some_and(|version| version != owned.record.version) => {
                    return Ok(Changed::Stale(owned.record.clone()));
                }
                Some(_) => {}
            }
        }
        Ok(self.change(&id, "agent.declared", |record| {
            record.manifest = manifest;
            record.origin = origin;
            record.approval = approval;
        }))
    }

    async fn remove(&self, id: &str, if_version: Option<i64>) -> Stored<Changed<AgentRecord>> {
        let state = &mut *self.state();
        let Some(owned) = state.agents.get(id) else { return Ok(Changed::Missing) };
        let record = owned.record.clone();
        if if_version.is_some_and(|version| version != record.version) {
            return Ok(Changed::Stale(record));
        }
        state.agents.remove(id);
        state.logs.retain(|(_, agent, ..)| agent != id);
        self.tell_agent(state, &record, "agent.removed");
        Ok(Changed::Yes(record))
    }

    async fn desire(&self, id: &str, desired: Desired, restart: bool) -> Stored<Changed<AgentRecord>> {
        Ok(self.change(id, "agent.desired", |record| {
            record.desired = desired;
            record.generation += i64::from(restart);
        }))
    }

    async fn approve(&self, id: &str, approval: Approval) -> Stored<Changed<AgentRecord>> {
        Ok(self.change(id, "agent.approval", |record| record.approval = approval))
    }

    async fn agent(&self, id: &str) -> Stored<Option<AgentRecord>> {
        Ok(self.state().agents.get(id).map(|owned| owned.record.clone()))
    }

    async fn agents(&self) -> Stored<Vec<AgentRecord>> {
        Ok(self.state().agents.values().map(|owned| owned.record.clone()).collect())
    }

    async fn own(&self, bid: &Bid) -> Stored<spread::Owned> {
        let (state, now) = (&mut *self.state(), self.time());
        let until = now.after(bid.lease);
        state.workers.retain(|name, (_, alive)| *alive > now && !(bid.ends && *name == bid.worker));
        if !bid.ends {
            let since = state.workers.get(&bid.worker).map_or(now, |(known, _)| known.since);
            let living = Living { name: bid.worker.clone(), since, most: bid.most, roots: bid.roots.clone() };
            state.workers.insert(bid.worker.clone(), (living, until));
        }
        let living: Vec<Living> = state.workers.values().map(|(living, _)| living.clone()).collect();
        let held = |(id, owned): (&String, &Owned)| {
            let owner = owned.owner.as_ref().filter(|(who, until)| *who == bid.worker || *until > now);
            spread::Held::of(id, &owned.record.origin, owner.map(|(who, _)| who.clone()))
        };
        let agents: Vec<spread::Held> = state.agents.iter().map(held).collect();
        let plan = spread::plan(bid, &living, &agents, now);
        let mut mine = [plan.keep, plan.take].concat();
        mine.sort();
        for (id, owned) in &mut state.agents {
            if mine.contains(id) {
                owned.owner = Some((bid.worker.clone(), until));
            } else {
                owned.owner = owned.owner.take().filter(|(who, _)| *who != bid.worker);
            }
        }
        Ok(spread::Owned { agents: mine, spare: plan.spare })
    }

    async fn disown(&self, worker: &str, agents: &[String]) -> Stored<()> {
        let state = &mut *self.state();
        for id in agents {
            if let Some(owned) = state.agents.get_mut(id) {
                owned.owner = owned.owner.take().filter(|(who, _)| who != worker);
            }
        }
        Ok(())
    }

    async fn report(&self, worker: &str, id: &str, status: &Status) -> Stored<bool> {
        let state = &mut *self.state();
        let Some(owned) = state.agents.get_mut(id) else { return Ok(false) };
        if owned.owner.as_ref().is_none_or(|(who, _)| who != worker) {
            return Ok(false);
        }
        let before = owned.record.status.replace(status.clone());
        let told = told::of_status(id, before.as_ref(), status);
        self.tell(state, told.into_iter().collect());
        Ok(true)
    }
}
