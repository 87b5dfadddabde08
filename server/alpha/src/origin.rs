//! What wrote a place of a generated file: the bytes of a template, and the values of the DNA.
//!
//! Which values those are is tried: a value is changed, and where the text changes, it had a part in it. Nothing has to
//! be known of filters, loops and conditions for that.

use serde_json::{Value as Json, json};
use workspace::{Db, Root};

use crate::changes::read;
use crate::lock::Key;
use crate::problem::Place;
use crate::project::{at_work, plan};
use crate::readback::{at_mut, leaves};
use crate::region::{self, Found};

/// More values are not tried: somebody waits.
const MOST_TRIED: usize = 400;

/// The template first, then the values.
pub fn origin(db: &dyn Db, root: Root, key: &Key, offset: usize) -> Vec<Place> {
    let plan = plan(db, root);
    let Some((number, product)) = plan.get(key) else { return Vec::new() };
    let Some(offset) = inside(db, root, key, offset) else { return Vec::new() };
    let found = at_work(db, root, number, |maker, workshop| {
        let (traced, pieces) = workshop.trace(product.output, product.item)?;
        let at = pieces.iter().position(|piece| piece.output.contains(&offset))?;
        let piece = &pieces[at];
        let range = if piece.computed {
            piece.source.clone()
        } else {
            let skipped = offset - piece.output.start;
            piece.source.start + skipped..(piece.source.start + skipped + 1).min(piece.source.end)
        };
        let mut out = vec![maker.in_template(&piece.template, range)];
        let same = |other: &crate::engine::Piece| other.template == piece.template && other.source == piece.source;
        let time = pieces[..at].iter().filter(|other| same(other)).count();
        let written = &traced.text[piece.output.clone()];
        for (path, value) in leaves(&maker.config).into_iter().take(if piece.computed { MOST_TRIED } else { 0 }) {
            let mut config: Json = (*maker.config).clone();
            if let Some(place) = at_mut(&mut config, &path) {
                *place = other(&value);
            }
            let tried = workshop.given(&config).trace(product.output, product.item);
            let differs = tried.is_none_or(|(text, pieces)| {
                pieces.iter().filter(|other| same(other)).nth(time).is_none_or(|other| text.text[other.output.clone()] != *written)
            });
            if differs {
                out.push(maker.given(&path));
            }
        }
        Some(out)
    });
    found.flatten().unwrap_or_default()
}

/// Where the place of a file is in what was rendered; lines are counted, since a region stands at a depth of its own.
fn inside(db: &dyn Db, root: Root, key: &Key, offset: usize) -> Option<usize> {
    let plan = plan(db, root);
    let (_, product) = plan.get(key)?;
    let text = read(db, root, &key.path)?;
    let start = match &key.anchor {
        None => 0,
        Some(anchor) => match region::find(&text, anchor) {
            Found::Region(range) if range.contains(&offset) => range.start,
            _ => return None,
        },
    };
    let line = text.get(start..offset)?.matches('\n').count();
    let begins = |text: &str, line: usize| if line == 0 { Some(0) } else { text.match_indices('\n').nth(line - 1).map(|(at, _)| at + 1) };
    let here = start + begins(&text[start..], line)?;
    let there = begins(&product.text, line)?;
    let depth = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let column = (offset - here) + depth(&product.text[there..]) - depth(&text[here..]).min(offset - here + depth(&product.text[there..]));
    Some((there + column).min(product.text.len()))
}

/// Another value of the same kind.
fn other(value: &Json) -> Json {
    match value {
        Json::String(text) => Json::from(format!("{text}x")),
        Json::Bool(value) => Json::from(!value),
        Json::Number(number) => number.as_i64().map_or_else(|| json!(0.5), |number| Json::from(number.wrapping_add(1))),
        _ => json!("x"),
    }
}
