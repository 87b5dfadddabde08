//! The one look at the system's clock: which day it is, in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

use workspace::Date;

/// Today, by the system.
pub fn today() -> Date {
    // A clock that stands before 1970 is wrong, and ends nothing.
    Date::of_unix(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}
