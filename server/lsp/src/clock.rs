//! What day it is: said to the writer at the start, and whenever it has become another.

use std::sync::Arc;
use std::time::Duration;

use oracle::Change;
use workspace::Date;

use crate::session::Session;

/// Who knows the day, and how often he is asked. Asked again and again, since a machine may sleep over midnight.
pub struct Clock {
    today: Box<dyn Fn() -> Date + Send + Sync>,
    every: Duration,
}

impl Clock {
    /// A clock that is looked at every so often.
    pub fn new(today: impl Fn() -> Date + Send + Sync + 'static, every: Duration) -> Clock {
        Clock { today: Box::new(today), every }
    }
}

/// Says which day it is, and goes on to say so until the session ends.
pub fn start(session: &Arc<Session>) {
    let mut date = (session.clock.today)();
    session.writer.send(Change::Today { date });
    let looking = Arc::clone(session);
    session.spawn(async move {
        loop {
            tokio::time::sleep(looking.clock.every).await;
            let today = (looking.clock.today)();
            if today != date {
                date = today;
                looking.writer.send(Change::Today { date });
            }
        }
    });
}
