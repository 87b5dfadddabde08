//! A value that fits none of several shapes: which of them it was meant to have.
//!
//! A shape whose type is right beats one whose type is wrong; one whose discriminators (keys that a shape fixes
//! to a value) are right beats one where they are not; then the one whose first mistake is deepest, then the one
//! with the fewest. Where no shape is better than the others, the message says what all of them want.

use std::cmp::Reverse;

use jsonschema::ValidationError;
use serde_json::Value;

use crate::explain::{Explainer, Found, Wanted, one_for_each_cause};
use crate::violation::{Part, Step};
use crate::words::{called, choices};

/// How well a branch fits; more is better.
type Fit = (bool, bool, usize, Reverse<usize>);

/// Explains why a value at `path` fits none of the branches whose errors these are.
pub(crate) fn explain(
    explainer: &Explainer<'_>,
    path: &[Step],
    value: &Value,
    context: &[Vec<ValidationError<'_>>],
    keyword: &'static str,
) -> Vec<Found> {
    let branches = context.iter().map(|errors| errors.iter().flat_map(|error| explainer.explain(error)).collect());
    let branches: Vec<Vec<Found>> = branches.map(one_for_each_cause).filter(|branch| !branch.is_empty()).collect();
    let fits: Vec<Fit> = branches.iter().map(|branch| fit(branch, path)).collect();
    let Some(best) = fits.iter().max() else { return Vec::new() };
    let ahead: Vec<&Vec<Found>> = branches.iter().zip(&fits).filter(|(_, fit)| *fit == best).map(|(branch, _)| branch).collect();
    if let [one] = ahead.as_slice() {
        return (*one).clone();
    }
    let fitting = branches.iter().zip(&fits).filter(|(_, fit)| (fit.0, fit.1) == (best.0, best.1));
    let fitting: Vec<&Vec<Found>> = fitting.map(|(branch, _)| branch).collect();
    if !best.0 {
        return vec![whole(explainer, path, value, &fitting, keyword)];
    }
    if !best.1
        && let Some(joined) = discriminator(explainer, path, value, &fitting)
    {
        return vec![joined];
    }
    if let Some(missing) = missing(explainer, path, &ahead, keyword) {
        return vec![missing];
    }
    if ahead.windows(2).all(|pair| same(pair[0], pair[1])) {
        return ahead[0].clone();
    }
    let reasons: Vec<&str> = ahead.iter().filter_map(|branch| branch.first()).map(|found| found.violation.message.as_str()).collect();
    let more = if reasons.len() > 3 { ", or more" } else { "" };
    let reasons = reasons.iter().take(3).copied().collect::<Vec<_>>().join(", or ");
    let message = format!("{} fits none of the {} shapes it may have: {reasons}{more}", called(path), context.len());
    vec![explainer.found(path.to_vec(), Part::Value, keyword, message, Wanted::Said)]
}

fn same(a: &[Found], b: &[Found]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.violation == b.violation)
}

fn fit(branch: &[Found], path: &[Step]) -> Fit {
    let wrong_as_a_whole = branch.iter().any(|found| found.violation.path == path && of_value(found));
    let discriminated = branch.iter().any(|found| is_discriminator(found, path));
    let depth = branch.iter().map(|found| found.violation.path.len()).min().unwrap_or(0);
    (!wrong_as_a_whole, !discriminated, depth, Reverse(branch.len()))
}

fn of_value(found: &Found) -> bool {
    matches!(found.wanted, Wanted::Types(_) | Wanted::Values(_))
}

fn is_discriminator(found: &Found, path: &[Step]) -> bool {
    matches!(found.wanted, Wanted::Values(_)) && found.violation.path.split_last().is_some_and(|(_, parent)| parent == path)
}

/// All branches want another type or other values: all of them in one sentence.
fn whole(explainer: &Explainer<'_>, path: &[Step], value: &Value, branches: &[&Vec<Found>], keyword: &'static str) -> Found {
    let (mut types, mut values) = (Vec::new(), Vec::new());
    let wanted = branches.iter().flat_map(|branch| branch.iter()).filter(|found| found.violation.path == path);
    for found in wanted {
        match &found.wanted {
            Wanted::Types(more) => types.extend(more.iter().filter(|one| !types.contains(*one)).cloned().collect::<Vec<_>>()),
            Wanted::Values(more) => values.extend(more.iter().filter(|one| !values.contains(*one)).cloned().collect::<Vec<_>>()),
            _ => {}
        }
    }
    if types.is_empty() {
        return explainer.of_values(path.to_vec(), value, values, keyword);
    }
    let found = explainer.of_types(path.to_vec(), value, types);
    if values.is_empty() {
        return found;
    }
    let mut listed = explainer.of_values(path.to_vec(), value, values, keyword);
    if listed.violation.meant.is_none()
        && let (Some((is, not)), Some((_, types))) =
            (listed.violation.message.rsplit_once(", not "), found.violation.message.split_once(" is "))
        && let Some((types, _)) = types.rsplit_once(", not ")
    {
        listed.violation.message = format!("{is}, or {types}, not {not}");
    }
    listed
}

/// All branches are told apart by the value of one key, and it has none of them.
fn discriminator(explainer: &Explainer<'_>, path: &[Step], value: &Value, branches: &[&Vec<Found>]) -> Option<Found> {
    let of = |branch: &&Vec<Found>| branch.iter().find(|found| is_discriminator(found, path)).cloned();
    let all: Vec<Found> = branches.iter().map(of).collect::<Option<_>>()?;
    let place = &all.first()?.violation.path;
    let Some(Step::Key(key)) = place.last() else { return None };
    if all.iter().any(|found| found.violation.path != *place) {
        return None;
    }
    let mut values = Vec::new();
    for found in &all {
        let Wanted::Values(more) = &found.wanted else { continue };
        values.extend(more.iter().filter(|one| !values.contains(*one)).cloned().collect::<Vec<_>>());
    }
    Some(explainer.of_values(place.clone(), value.get(key)?, values, "enum"))
}

/// Every branch wants nothing but a key more.
fn missing(explainer: &Explainer<'_>, path: &[Step], branches: &[&Vec<Found>], keyword: &'static str) -> Option<Found> {
    let key = |branch: &&Vec<Found>| match branch.as_slice() {
        [Found { wanted: Wanted::Key(key), violation }] if violation.path == path => Some(key.clone()),
        _ => None,
    };
    let mut keys: Vec<String> = branches.iter().map(key).collect::<Option<_>>()?;
    keys.dedup();
    let message = match keys.as_slice() {
        [one] => format!("{} needs the key `{one}`, which is missing", called(path)),
        _ => format!("{} needs one of the keys {}; it has none", called(path), choices(keys.iter().map(String::as_str))),
    };
    Some(explainer.found(path.to_vec(), Part::Key, keyword, message, Wanted::OneKey(keys)))
}
