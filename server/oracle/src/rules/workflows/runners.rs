//! The runners that a job asks for, as far as a document says them.

use documents::Node;

use super::expression::{is_alone, parse, placeholders};
use super::types::matrix_values;

/// A system that runners have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum System {
    Linux,
    MacOs,
    Windows,
}

/// The labels of each runner that a job may run on; `None` where they are not known.
pub(super) fn runners(job: &Node) -> Option<Vec<Vec<&Node>>> {
    let wanted = job.get("runs-on")?;
    let Some(text) = wanted.text() else {
        return match wanted.items() {
            // A group has labels of its own.
            [] => None,
            items => (!items.iter().any(is_open)).then(|| vec![items.iter().collect()]),
        };
    };
    if !is_open(wanted) {
        return Some(vec![vec![wanted]]);
    }
    // `${{ matrix.os }}`, and nothing else.
    let part = placeholders(text).pop()?.ok()?;
    if !is_alone(text, &part) {
        return None;
    }
    let expr = parse(text, part).ok()?;
    let (context, _, way) = expr.way()?;
    if !context.eq_ignore_ascii_case("matrix") {
        return None;
    }
    let way: Vec<&str> = way.iter().map(|(name, _)| *name).collect();
    let values = matrix_values(job, &way)?;
    Some(values.into_iter().map(|value| if value.items().is_empty() { vec![value] } else { value.items().iter().collect() }).collect())
}

fn is_open(node: &Node) -> bool {
    node.text().is_none_or(|text| text.contains("${{"))
}

/// The systems of all runners that a job may run on; `None` where one is not certain.
pub(super) fn systems(job: &Node) -> Option<Vec<System>> {
    let of = |labels: Vec<&Node>| labels.into_iter().filter_map(Node::text).find_map(|label| system(&label.to_ascii_lowercase()));
    let found: Option<Vec<System>> = runners(job)?.into_iter().map(of).collect();
    found.filter(|found| !found.is_empty())
}

/// The system of a label of GitHub's own runners, or that self-hosted runners have for it.
fn system(label: &str) -> Option<System> {
    let is_hosted = |start: &str| {
        label.strip_prefix(start).is_some_and(|rest| rest == "latest" || rest.starts_with(|c: char| c.is_ascii_digit()) || rest == "slim")
    };
    match label {
        "linux" => Some(System::Linux),
        "macos" => Some(System::MacOs),
        "windows" => Some(System::Windows),
        _ if is_hosted("ubuntu-") => Some(System::Linux),
        _ if is_hosted("macos-") => Some(System::MacOs),
        _ if is_hosted("windows-") => Some(System::Windows),
        _ => None,
    }
}
