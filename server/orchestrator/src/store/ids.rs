//! Names of tasks: UUIDs of version 7 from the store's clock, so that tasks sort as they were submitted.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::{Builder, Uuid};

use crate::model::{TaskId, Timestamp};

/// Makes names that grow, also within a millisecond and when a clock is put back.
#[derive(Default, Debug)]
pub(crate) struct Ids(AtomicU64);

impl Ids {
    /// The next one.
    pub(crate) fn next(&self, now: Timestamp) -> TaskId {
        // 48 bits of milliseconds and 12 bits to count within one; what overflows counts into the next millisecond.
        let earliest = u64::try_from(now.0).unwrap_or(0) << 12;
        let place = |last: u64| earliest.max(last + 1);
        let last = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| Some(place(last)));
        let stamp = place(last.unwrap_or_else(|last| last));
        let mut rest = [0; 10];
        rest[..2].copy_from_slice(&((stamp & 0xfff) as u16).to_be_bytes());
        rest[2..].copy_from_slice(&Uuid::now_v7().as_bytes()[8..]);
        TaskId(Builder::from_unix_timestamp_millis(stamp >> 12, &rest).into_uuid())
    }
}
