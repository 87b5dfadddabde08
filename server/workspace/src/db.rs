//! The salsa database, and the counters that let tests say what an edit cost.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use salsa::Setter;

use crate::date::{Clock, Date};
use crate::remote::{Remote, Texts, Wishes};
use crate::system::{Disk, FileSystem};

/// What every query may ask of the database beside salsa's own.
#[salsa::db]
pub trait Db: salsa::Database {
    /// The file system that closed files are read from.
    fn system(&self) -> &dyn FileSystem;
    /// Keeps that the text at an address from elsewhere is wanted.
    fn wish(&self, address: &str);
}

/// The one database. Clones are snapshots that share all memos; a writer waits until they are dropped.
#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
    system: Arc<dyn FileSystem>,
    counters: Arc<Counters>,
    wishes: Option<Wishes>,
}

/// How often queries were executed, in total and, when asked to, by name. Stays at zero in a database that does not count.
#[derive(Default)]
pub struct Counters {
    executed: AtomicU64,
    named: AtomicBool,
    names: Mutex<BTreeMap<String, u64>>,
}

impl Counters {
    /// Queries executed (not: verified) since the database was made.
    pub fn executed(&self) -> u64 {
        self.executed.load(Ordering::Relaxed)
    }

    /// Starts to count by name, from nothing.
    pub fn record_names(&self) {
        self.named.store(true, Ordering::Relaxed);
        self.names.lock().expect("no holder panics").clear();
    }

    /// What was counted by name since the last call; counting goes on.
    pub fn take_names(&self) -> BTreeMap<String, u64> {
        std::mem::take(&mut self.names.lock().expect("no holder panics"))
    }
}

impl Database {
    /// A database over the machine's file system.
    pub fn new() -> Database {
        Database::with_system(Arc::new(Disk))
    }

    /// A database over any file system.
    pub fn with_system(system: Arc<dyn FileSystem>) -> Database {
        Database::made(salsa::Storage::new(None), system, Arc::default())
    }

    /// The same, and it counts what is executed. Salsa then tells of every step, which costs a tenth of the time.
    pub fn counting(system: Arc<dyn FileSystem>) -> Database {
        let counters = Arc::new(Counters::default());
        let events = Arc::clone(&counters);
        let storage = salsa::Storage::new(Some(Box::new(move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                events.executed.fetch_add(1, Ordering::Relaxed);
                if events.named.load(Ordering::Relaxed) {
                    let text = format!("{database_key:?}");
                    let name = text.split('(').next().unwrap_or(&text).to_owned();
                    *events.names.lock().expect("no holder panics").entry(name).or_default() += 1;
                }
            }
        })));
        Database::made(storage, system, counters)
    }

    fn made(storage: salsa::Storage<Self>, system: Arc<dyn FileSystem>, counters: Arc<Counters>) -> Database {
        let db = Database { storage, system, counters, wishes: None };
        Remote::new(&db, Arc::default());
        db
    }

    /// The same, and what it would want from elsewhere is kept there.
    #[must_use]
    pub fn wishing(self, wishes: Wishes) -> Database {
        Database { wishes: Some(wishes), ..self }
    }

    /// Takes texts from elsewhere, by address.
    pub fn add_remote(&mut self, texts: Texts) {
        let remote = Remote::get(self);
        let mut all = remote.texts(self);
        Arc::make_mut(&mut all).extend(texts);
        remote.set_texts(self).with_durability(salsa::Durability::HIGH).to(all);
    }

    /// What was executed so far, if it counts.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Says what day it is. Few queries may ask, so that a new day costs none that do not.
    pub fn set_today(&mut self, today: Option<Date>) {
        match Clock::try_get(self) {
            Some(clock) if clock.today(self) == today => {}
            Some(clock) => {
                clock.set_today(self).to(today);
            }
            None => {
                Clock::new(self, today);
            }
        }
    }

    /// The file system, to share.
    pub fn shared_system(&self) -> Arc<dyn FileSystem> {
        Arc::clone(&self.system)
    }
}

impl Default for Database {
    fn default() -> Self {
        Database::new()
    }
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {
    fn system(&self) -> &dyn FileSystem {
        &*self.system
    }

    fn wish(&self, address: &str) {
        if let Some(wishes) = &self.wishes {
            wishes.add(address);
        }
    }
}
