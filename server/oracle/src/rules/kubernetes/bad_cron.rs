//! Schedules that Kubernetes cannot read, or that never come.

use syntax::Role;

use super::objects::{is_open, is_text, objects};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/bad-cron",
    severity: Severity::Error,
    summary: "The schedule of a CronJob cannot be read, or never comes.",
    page: include_str!("bad_cron.md"),
    check: Check::Document(&[Subject::Role(Role::Kubernetes)], check),
};

const SHORTHANDS: &[&str] = &["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
/// The most days that each month has.
const LENGTHS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// One of the five fields.
struct Field {
    what: &'static str,
    least: u32,
    most: u32,
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { what: "minutes", least: 0, most: 59, names: &[] },
    Field { what: "hours", least: 0, most: 23, names: &[] },
    Field { what: "days of the month", least: 1, most: 31, names: &[] },
    Field { what: "months", least: 1, most: 12, names: MONTHS },
    Field { what: "days of the week", least: 0, most: 6, names: DAYS },
];

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for object in objects(context).into_iter().filter(|object| object.group == "batch" && object.kind == "CronJob") {
        let Some(node) = object.node.path(&["spec", "schedule"]) else { continue };
        let Some(text) = node.text().filter(|text| is_text(node) && !is_open(text.trim_start_matches('@'))) else { continue };
        if let Err(why) = judge(text) {
            found.at(node.span, format!("`{text}` is no schedule: {why}"));
        }
    }
}

/// Judges a schedule as the controller of CronJobs reads it.
fn judge(text: &str) -> Result<(), String> {
    if text.starts_with("TZ=") || text.starts_with("CRON_TZ=") {
        return Err("a time zone goes into `timeZone`".to_owned());
    }
    if let Some(every) = text.strip_prefix("@every ") {
        let is_duration = every.trim().ends_with(['s', 'm', 'h'])
            && every.trim().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-'));
        return if is_duration { Ok(()) } else { Err(format!("`{every}` is no duration such as `1h30m`")) };
    }
    if text.starts_with('@') {
        let near = schemas::closest(text, SHORTHANDS.iter().copied()).map(|near| format!("; did you mean `{near}`?"));
        let known = SHORTHANDS.contains(&text);
        return if known { Ok(()) } else { Err(format!("there is no `{text}`{}", near.unwrap_or_default())) };
    }
    let sets = sets(text)?;
    // A day of the week comes in every month.
    let any_day = text.split_whitespace().last().is_some_and(|field| field.starts_with(['*', '?']));
    let comes = (1..=12).any(|month| sets[3] >> month & 1 == 1 && (1..=LENGTHS[month - 1]).any(|day| sets[2] >> day & 1 == 1));
    if any_day && !comes { Err("no month that it names has such a day".to_owned()) } else { Ok(()) }
}

/// The values of the five fields of a schedule, as bits.
pub(in crate::rules) fn sets(text: &str) -> Result<[u64; 5], String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != 5 {
        let what = "minutes, hours, days of the month, months, days of the week";
        return Err(format!("it has {} fields, and five are expected ({what})", fields.len()));
    }
    let mut sets = [0u64; 5];
    for ((set, text), field) in sets.iter_mut().zip(&fields).zip(&FIELDS) {
        for part in text.split(',').filter(|part| !part.is_empty()) {
            *set |= field.part(part).map_err(|why| format!("{why} ({})", field.what))?;
        }
    }
    Ok(sets)
}

impl Field {
    /// The values, as bits, of one part of a list: `*`, `a`, `a-b`, each perhaps with `/step`.
    fn part(&self, part: &str) -> Result<u64, String> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range.starts_with(['*', '?']) && range.len() == 1 => (self.least, self.most),
            Some((from, to)) => (self.value(from)?, self.value(to)?),
            // A value with a step goes to the end.
            None => (self.value(range)?, if step.is_some() { self.most } else { self.value(range)? }),
        };
        if from < self.least || to > self.most {
            let bad = if from < self.least { from } else { to };
            return Err(format!("`{bad}` is not between {} and {}", self.least, self.most));
        }
        if from > to {
            return Err(format!("`{range}` ends before it begins"));
        }
        let step = match step {
            Some(step) => step.parse::<u32>().ok().filter(|step| *step > 0).ok_or_else(|| format!("`{step}` is no step"))?,
            None => 1,
        };
        Ok((from..=to).step_by(step as usize).fold(0, |set, value| set | 1 << value))
    }

    fn value(&self, text: &str) -> Result<u32, String> {
        if let Some(at) = self.names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
            return Ok(at as u32 + self.least);
        }
        text.parse().map_err(|_| format!("`{text}` is no value"))
    }
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn schedules() {
        let good = [
            "*/5 * * * *",
            "0 0 1,15 * 1-5",
            "0 4 * JAN-mar ?",
            "@daily",
            "@every 1h30m",
            "5/15 * * * *",
            "0 0 29 2 *",
            "0 0 31 2 1",
            "0 0 * * SUN",
        ];
        for text in good {
            assert_eq!(judge(text), Ok(()), "{text}");
        }
        let bad = [
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "5-1 * * * *",
            "*/0 * * * *",
            "0 0 30 2 *",
            "0 0 31 4,6 *",
            "@dayly",
            "@every day",
            "TZ=UTC 0 0 * * *",
            "0 0 * * MONDAY",
            "a * * * *",
            "",
        ];
        for text in bad {
            assert!(judge(text).is_err(), "{text}");
        }
    }
}
