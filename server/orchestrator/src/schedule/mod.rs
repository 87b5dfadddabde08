//! Tasks that come by the clock: verify every night.
//!
//! Every process that knows a schedule submits its ticks, each under the key `schedule:NAME:TICK`: the store takes the
//! first. Which tick was the last one is kept in the store, so that of those missed while nothing ran only the latest is
//! made up for, and a schedule that is new begins with its next tick.

use std::str::FromStr;
use std::time::Duration;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use croner::Cron;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::model::{NewTask, Timestamp};
use crate::store::{Store, Stored, Submitted};

/// How long the last tick of a schedule is remembered: longer than any schedule waits.
const REMEMBERED: Duration = Duration::from_secs(5 * 366 * 24 * 3600);

/// A tick that found the queue full comes again after so long.
const WHEN_FULL: Duration = Duration::from_secs(30);

/// A task that comes by the clock.
#[derive(Clone, Debug)]
pub struct Schedule {
    name: String,
    cron: Cron,
    zone: TimeZone,
    task: NewTask,
}

impl Schedule {
    /// `cron` has five fields (minute, hour, day, month, day of week) or is a word like `@daily`; it is read in `zone`,
    /// a name like `Europe/Berlin`, else in UTC. Who submits it and its key are set here.
    ///
    /// # Errors
    /// What is wrong with `cron` or `zone`, for people.
    pub fn new(name: &str, cron: &str, zone: Option<&str>, mut task: NewTask) -> Result<Schedule, String> {
        let parsed = Cron::from_str(cron)
            .map_err(|error| format!("the schedule `{name}`: `{cron}` is not understood: {error}; write it like `30 2 * * *`"))?;
        let zone = match zone {
            None => TimeZone::UTC,
            Some(zone) => TimeZone::get(zone).map_err(|error| format!("the schedule `{name}`: no time zone `{zone}`: {error}"))?,
        };
        task.by = format!("schedule:{name}");
        Ok(Schedule { name: name.to_owned(), cron: parsed, zone, task })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first tick after `after`; `None`: there is none any more.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let next = self.cron.find_next_occurrence(&self.civil(after)?.and_utc(), false).ok()?;
        self.timestamp(next.naive_utc())
    }

    /// The last tick at or before `until`; `None`: there was none.
    pub fn last(&self, until: Timestamp) -> Option<Timestamp> {
        let last = self.cron.find_previous_occurrence(&self.civil(until)?.and_utc(), true).ok()?;
        self.timestamp(last.naive_utc())
    }

    // Schedules are about what a clock on the wall shows. So that a day of 23 or 25 hours has each tick once, they are
    // looked for in its readings, and those become points in time afterwards.
    fn civil(&self, at: Timestamp) -> Option<NaiveDateTime> {
        let at = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(self.zone.clone()).datetime();
        let part = |number: i8| u32::try_from(number).ok();
        NaiveDate::from_ymd_opt(i32::from(at.year()), part(at.month())?, part(at.day())?)?.and_hms_opt(
            part(at.hour())?,
            part(at.minute())?,
            part(at.second())?,
        )
    }

    fn timestamp(&self, at: NaiveDateTime) -> Option<Timestamp> {
        let part = |number: u32| i8::try_from(number).ok();
        let year = i16::try_from(at.year()).ok()?;
        let civil =
            DateTime::new(year, part(at.month())?, part(at.day())?, part(at.hour())?, part(at.minute())?, part(at.second())?, 0).ok()?;
        Some(Timestamp(civil.to_zoned(self.zone.clone()).ok()?.timestamp().as_millisecond()))
    }

    /// Submits the tick that is due, if one is. When to ask again; `None`: never.
    ///
    /// # Errors
    /// The store's. Then nothing is lost: the next call makes up for it.
    pub async fn submit(&self, store: &dyn Store) -> Stored<Option<Timestamp>> {
        let now = store.now().await?;
        let key = format!("schedule:{}", self.name);
        let before = store.get(&key).await?.and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok()).map(Timestamp);
        let due = self.last(now).filter(|tick| before.is_some_and(|before| *tick > before));
        if let Some(tick) = due {
            let idempotency_key = Some(format!("{key}:{tick}"));
            if store.submit(NewTask { idempotency_key, ..self.task.clone() }).await? == Submitted::Full {
                return Ok(Some(now.after(WHEN_FULL)));
            }
        }
        if before.is_none() || due.is_some() {
            store.put(&key, due.unwrap_or(now).0.to_string().into_bytes(), REMEMBERED).await?;
        }
        Ok(self.next(now))
    }
}
