//! Finds the places that paths lead to, all paths in one walk.

use super::filter::Scene;
use super::{Path, Segment, Selector, Start};
use crate::manifest::tree::At;

/// The places that `path` leads to, in the order of the document. `text`: what the tree was read from.
pub fn find<'t>(path: &Path, text: &'t str, document: At<'t, 't>, node: At<'t, 't>) -> Vec<At<'t, 't>> {
    let start = if path.start == Start::Document { document } else { node };
    if path.is_singular() {
        return single(path, start).into_iter().collect();
    }
    let mut out = Vec::new();
    select(&[path], text, document, start, |_, at| out.push(at));
    out
}

/// Without a walk: one step after the other.
fn single<'t>(path: &Path, start: At<'t, 't>) -> Option<At<'t, 't>> {
    path.segments.iter().try_fold(start, |at, segment| match &segment.selectors[..] {
        [Selector::Name(name)] => at.get(name),
        [Selector::Index(index)] => {
            let index = if *index < 0 { at.items().count() as i64 + index } else { *index };
            at.items().nth(usize::try_from(index).ok()?)
        }
        _ => None,
    })
}

/// Tells each place that one of `paths`, read from `start`, leads to, with the number of the path.
pub fn select<'t>(paths: &[&Path], text: &'t str, document: At<'t, 't>, start: At<'t, 't>, mut found: impl FnMut(usize, At<'t, 't>)) {
    let open: Vec<(usize, usize)> = (0..paths.len()).map(|path| (path, 0)).collect();
    let mut stack = vec![(start, open)];
    while let Some((at, open)) = stack.pop() {
        let mut wanted: Vec<(usize, &Segment, usize)> = Vec::with_capacity(open.len());
        let mut told = usize::MAX;
        for (path, next) in open {
            match paths[path].segments.get(next) {
                Some(segment) => wanted.push((path, segment, next)),
                // What is reached in two ways is one place; the states of a path stand together.
                None if told != path => {
                    told = path;
                    found(path, at);
                }
                None => {}
            }
        }
        if wanted.is_empty() {
            continue;
        }
        let below = stack.len();
        let length =
            if wanted.iter().any(|(_, segment, _)| segment.selectors.iter().any(Selector::counts)) { at.items().count() } else { 0 };
        let mut step = |key: Option<&str>, index: usize, child: At<'t, 't>| {
            let scene = Scene { text, document, node: child };
            let mut open = Vec::new();
            for (path, segment, next) in &wanted {
                if segment.descends {
                    push(&mut open, (*path, *next));
                }
                if segment.selectors.iter().any(|selector| selector.takes(key, index, length, scene)) {
                    push(&mut open, (*path, next + 1));
                }
            }
            if !open.is_empty() {
                stack.push((child, open));
            }
        };
        at.entries().for_each(|(key, child)| step(Some(key.text), 0, child));
        at.items().enumerate().for_each(|(index, child)| step(None, index, child));
        // The first child is to be met first.
        stack[below..].reverse();
    }
}

/// The states of a path stand together, so that only the last ones can be this one.
fn push(open: &mut Vec<(usize, usize)>, state: (usize, usize)) {
    if !open.iter().rev().take_while(|(path, _)| *path == state.0).any(|other| *other == state) {
        open.push(state);
    }
}

impl Selector {
    /// Whether it needs to know how long a list is.
    fn counts(&self) -> bool {
        matches!(self, Selector::Index(_) | Selector::Slice { .. })
    }

    fn takes(&self, key: Option<&str>, index: usize, length: usize, scene: Scene<'_>) -> bool {
        match self {
            Selector::All => true,
            Selector::Name(name) => key == Some(name.as_str()),
            Selector::Filter(test) => test.holds(scene),
            Selector::Index(wanted) => key.is_none() && from_end(*wanted, length) == index as i64,
            Selector::Slice { start, end, step } => key.is_none() && in_slice(*start, *end, *step, index as i64, length as i64),
        }
    }
}

fn from_end(index: i64, length: usize) -> i64 {
    if index < 0 { length as i64 + index } else { index }
}

/// Section 2.3.4.2 of the RFC.
fn in_slice(start: Option<i64>, end: Option<i64>, step: i64, index: i64, length: i64) -> bool {
    let normal = |index: i64| if index < 0 { length + index } else { index };
    if step > 0 {
        let lower = normal(start.unwrap_or(0)).clamp(0, length);
        let upper = normal(end.unwrap_or(length)).clamp(0, length);
        (lower..upper).contains(&index) && (index - lower) % step == 0
    } else if step < 0 {
        let upper = start.map_or(length - 1, normal).clamp(-1, length - 1);
        let lower = end.map_or(-1, |end| normal(end).clamp(-1, length - 1));
        index <= upper && index > lower && (upper - index) % -step == 0
    } else {
        false
    }
}
