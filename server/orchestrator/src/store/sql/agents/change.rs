//! What people and discovery do to agents.

use ::agents::{Manifest, Origin};
use async_trait::async_trait;

use super::rows;
use crate::model::{AgentRecord, Approval, Desired};
use crate::store::sql::link::{Did, Fault, args};
use crate::store::sql::tx::Tx;
use crate::store::sql::writer::Operation;
use crate::store::{Changed, told};

pub(crate) struct Declare {
    pub(crate) manifest: Manifest,
    pub(crate) origin: Origin,
    pub(crate) approval: Approval,
    pub(crate) if_version: Option<i64>,
}

pub(crate) struct Remove {
    pub(crate) id: String,
    pub(crate) if_version: Option<i64>,
}

pub(crate) struct Desire {
    pub(crate) id: String,
    pub(crate) desired: Desired,
    pub(crate) restart: bool,
}

pub(crate) struct Approve {
    pub(crate) id: String,
    pub(crate) approval: Approval,
}

#[async_trait]
impl Operation for Declare {
    type Reply = Changed<AgentRecord>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Changed<AgentRecord>> {
        let Some(mut record) = rows::held(tx, &self.manifest.id).await? else {
            if self.if_version.is_some_and(|version| version != 0) {
                return Ok(Changed::Missing);
            }
            let record = told::declared(self.manifest.clone(), self.origin.clone(), self.approval.clone(), tx.now);
            if !rows::insert(tx, &record).await? {
                return Err(Fault::Again("somebody declared the same agent".to_owned()));
            }
            tx.tell(told::of_agent(&record, "agent.declared"));
            return Ok(Changed::Yes(record));
        };
        if self.if_version.is_some_and(|version| version != record.version) {
            return Ok(Changed::Stale(record));
        }
        if record.manifest == self.manifest && record.origin == self.origin && record.approval == self.approval {
            return Ok(Changed::Already(record));
        }
        record.manifest = self.manifest.clone();
        record.origin = self.origin.clone();
        record.approval = self.approval.clone();
        changed(tx, record, "agent.declared").await
    }
}

#[async_trait]
impl Operation for Remove {
    type Reply = Changed<AgentRecord>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Changed<AgentRecord>> {
        let Some(record) = rows::held(tx, &self.id).await? else { return Ok(Changed::Missing) };
        if self.if_version.is_some_and(|version| version != record.version) {
            return Ok(Changed::Stale(record));
        }
        tx.link.run("DELETE FROM agents WHERE id = $1", args![self.id.as_str()]).await?;
        tx.link.run("DELETE FROM logs WHERE agent = $1", args![self.id.as_str()]).await?;
        tx.tell(told::of_agent(&record, "agent.removed"));
        Ok(Changed::Yes(record))
    }
}

#[async_trait]
impl Operation for Desire {
    type Reply = Changed<AgentRecord>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Changed<AgentRecord>> {
        let Some(mut record) = rows::held(tx, &self.id).await? else { return Ok(Changed::Missing) };
        if record.desired == self.desired && !self.restart {
            return Ok(Changed::Already(record));
        }
        record.desired = self.desired;
        record.generation += i64::from(self.restart);
        changed(tx, record, "agent.desired").await
    }
}

#[async_trait]
impl Operation for Approve {
    type Reply = Changed<AgentRecord>;

    async fn apply(&self, tx: &mut Tx<'_>) -> Did<Changed<AgentRecord>> {
        let Some(mut record) = rows::held(tx, &self.id).await? else { return Ok(Changed::Missing) };
        if record.approval == self.approval {
            return Ok(Changed::Already(record));
        }
        record.approval = self.approval.clone();
        changed(tx, record, "agent.approval").await
    }
}

async fn changed(tx: &mut Tx<'_>, mut record: AgentRecord, kind: &str) -> Did<Changed<AgentRecord>> {
    record.version += 1;
    rows::update(tx, &record).await?;
    tx.tell(told::of_agent(&record, kind));
    Ok(Changed::Yes(record))
}
