//! A first DNA from what the code says of itself: its parts, and who uses whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use api::operations::Asked;
use api::operations::architecture::{self, Component, Dependency, Format, Input, Kind};
use syntax::place::{is_data, is_test};

use super::id;
use crate::trusted;

/// A declaration of more would be no first one, and one of less says little.
const MOST: usize = 60;
const FEW: usize = 4;
/// Folders below a manifest.
const DEEPEST: u32 = 3;

/// The components that imports show in `root`, as the text under `components:`, and how many they are.
///
/// # Errors
/// The folder cannot be opened.
pub fn components(root: &Path) -> Result<(String, usize), String> {
    let workspace = trusted::opened(&[root.to_path_buf()], false)?;
    let at = |depth| {
        let input = Input { format: Format::Json, kinds: vec![Kind::Import], depth: Some(depth) };
        architecture::architecture(&workspace, &input, &Asked::patiently()).map_err(|problem| problem.to_string())
    };
    // As many folders deep as it takes to see a few parts.
    let mut best: Option<(Vec<Component>, Vec<Dependency>)> = None;
    for depth in 0..=DEEPEST {
        let answer = at(depth)?;
        let (all, edges) = (answer.components.unwrap_or_default(), answer.edges.unwrap_or_default());
        let parts: Vec<Component> = all.into_iter().filter(|component| is_part(component, &edges)).collect();
        // One part depends on nobody.
        if parts.len() < 2 || parts.len() > MOST || best.as_ref().is_some_and(|(fewer, _)| fewer.len() >= parts.len()) {
            continue;
        }
        let is_enough = parts.len() >= FEW;
        best = Some((parts, edges));
        if is_enough {
            break;
        }
    }
    let Some((parts, edges)) = best else { return Ok((String::new(), 0)) };
    let ids = ids(&parts);
    let mut out = String::new();
    for part in &parts {
        let own = edges.iter().filter(|edge| edge.from == part.id);
        let uses: BTreeSet<&str> = own.filter_map(|edge| ids.get(edge.to.as_str()).map(String::as_str)).collect();
        let uses: Vec<&str> = uses.into_iter().collect();
        let path = dna::accept::scalar(&part.id);
        let _ = writeln!(out, "  {}: {{ path: {path}, uses: [{}] }}", ids[part.id.as_str()], uses.join(", "));
    }
    Ok((out, parts.len()))
}

/// Whether it is part of the system: what imports something or is imported, and is neither a test nor data.
fn is_part(component: &Component, edges: &[Dependency]) -> bool {
    let is_tied = edges.iter().any(|edge| edge.from == component.id || edge.to == component.id);
    let beside = |part: &str| matches!(part, "docs" | "doc" | "examples" | "example" | "samples" | "scripts" | "tools");
    is_tied && component.id != "." && !is_test(&component.id) && !is_data(&component.id) && !component.id.split('/').any(beside)
}

/// By folder: the shortest ends of their paths that tell them apart.
fn ids(parts: &[Component]) -> BTreeMap<&str, String> {
    let end = |path: &str, length: usize| {
        let folders: Vec<&str> = path.split('/').collect();
        id("project", &folders[folders.len().saturating_sub(length)..].join("-"))
    };
    let mut out = BTreeMap::new();
    for part in parts {
        let longest = part.id.split('/').count();
        let is_own = |name: &String| {
            let length = name.split('-').count();
            parts.iter().filter(|other| (1..=length).any(|length| end(&other.id, length) == *name)).count() == 1
        };
        let own = (1..=longest).map(|length| end(&part.id, length)).find(is_own);
        let mut name = own.unwrap_or_else(|| end(&part.id, longest));
        while out.values().any(|other| *other == name) {
            name.push_str("-2");
        }
        out.insert(part.id.as_str(), name);
    }
    out
}
