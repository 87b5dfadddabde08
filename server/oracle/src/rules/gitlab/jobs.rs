//! The jobs of a pipeline that is all in one file.

use documents::Node;

use crate::document::DocumentContext;

/// Keys at the top that are no jobs.
const GLOBAL: &[&str] = &[
    "default",
    "include",
    "stages",
    "types",
    "variables",
    "workflow",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "spec",
];

/// A job, hidden ones included.
pub(super) struct Job<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where the name is.
    pub key: &'a Node,
    /// What it says.
    pub node: &'a Node,
}

/// The document and its jobs; `None` where other files add jobs, or the names are filled in.
pub(super) fn whole<'a>(context: &'a DocumentContext<'_>) -> Option<(&'a Node, Vec<Job<'a>>)> {
    let is_main = context.path.as_str() == ".gitlab-ci.yml";
    if !is_main || context.text.contains("$[[") || context.roots().any(|root| root.get("include").is_some() || root.get("spec").is_some()) {
        return None;
    }
    let root = context.roots().last()?;
    let jobs = root.entries().iter().filter_map(|(key, node)| {
        let name = key.text().filter(|name| !GLOBAL.contains(name))?;
        (!node.entries().is_empty()).then_some(Job { name, key, node })
    });
    Some((root, jobs.collect()))
}

/// The names under `key`: one, or a list of names or of mappings with `job`. Those of other pipelines and those that need
/// not be there are left out.
pub(super) fn named<'a>(job: &'a Node, key: &str) -> Vec<&'a Node> {
    let Some(value) = job.get(key) else { return Vec::new() };
    let one = |node: &'a Node| match node.get("job") {
        Some(name) => {
            let elsewhere = ["pipeline", "project", "optional"].iter().any(|key| node.get(key).is_some());
            (!elsewhere).then_some(name)
        }
        None => Some(node),
    };
    let items = std::iter::once(value).chain(value.items());
    items.filter_map(one).filter(|node| node.text().is_some_and(|text| !text.contains('$'))).collect()
}
