//! Days, for what holds until one: suppressions above all.
//!
//! Nothing here asks a clock. What day it is, is an input that whoever runs the whole sets, so that the same
//! repository gives the same findings on the same day, on any machine.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::fmt;
use std::str::FromStr;

use crate::db::Db;

/// A day of the Gregorian calendar. Ordered by time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// What day it is. There is none before somebody says so, and then nothing ever ends.
#[salsa::input(singleton, debug)]
pub(crate) struct Clock {
    #[returns(copy)]
    pub today: Option<Date>,
}

/// The day it is; `None` when nobody has said so. To be asked where findings are rendered, not in a query.
pub fn today(db: &dyn Db) -> Option<Date> {
    Clock::try_get(db)?.today(db)
}

impl Date {
    /// Reads `YYYY-MM-DD`, and nothing else; `None` also for days that no calendar has.
    pub fn parse(text: &str) -> Option<Date> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |range: std::ops::Range<usize>| -> Option<u16> {
            let part = text.get(range)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Date { year, month: month as u8, day: day as u8 })
    }

    /// The day in UTC, so many seconds after 1970 began.
    pub fn of_unix(seconds: u64) -> Date {
        // Days are counted in eras of 400 years that begin on the first of March, so that leap days come last.
        let days = seconds / 86_400 + 719_468;
        let (era, in_era) = (days / 146_097, days % 146_097);
        let year_of_era = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        Date { year: u16::try_from(year).unwrap_or(u16::MAX), month: month as u8, day: day as u8 }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Date, String> {
        Date::parse(text).ok_or_else(|| format!("`{text}` is no day written YYYY-MM-DD"))
    }
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn days_are_read_exactly() {
        for (text, sound) in [
            ("2027-03-01", true),
            ("2028-02-29", true),
            ("2027-02-29", false),
            ("2100-02-29", false),
            ("2000-02-29", true),
            ("2027-13-01", false),
            ("2027-00-01", false),
            ("2027-3-01", false),
            ("2027-04-31", false),
            ("+027-01-01", false),
            ("2027-01-0é", false),
            ("", false),
        ] {
            let date = Date::parse(text);
            assert_eq!(date.is_some(), sound, "{text}");
            assert!(date.is_none_or(|date| date.to_string() == text));
        }
        assert!(Date::parse("2027-09-30") < Date::parse("2027-10-01"));
    }

    #[test]
    fn seconds_become_the_day_they_are_in() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_400, "2000-02-29"),
            (951_868_799, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_803_859_199, "2027-02-28"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(Date::of_unix(seconds).to_string(), day, "{seconds}");
        }
    }
}
