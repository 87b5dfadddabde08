//! What a `RUN` mounts: whatever is written there does not stay in the image.

use syntax::dockerfile::Step;

/// Whether what `step` writes into `folder`, an absolute path, goes into something that is mounted there or further up. Nobody knows it of a
/// place with a variable in it, so it may.
pub(super) fn takes(step: &Step, folder: &str) -> bool {
    targets(step).any(|target| target.contains('$') || holds(target, folder))
}

/// Whether something is mounted whose path has the word `name` in one of its parts: caches may be told to lie anywhere.
pub(super) fn is_called(step: &Step, name: &str) -> bool {
    targets(step).any(|target| target.contains(name))
}

/// Where things are mounted that take what is written: a cache and a `tmpfs` keep it, a `bind` drops it. Secrets are files.
fn targets(step: &Step) -> impl Iterator<Item = &str> {
    let mounts = step.flags.iter().filter(|(name, ..)| name == "mount").map(|(_, value, _)| value.as_str());
    mounts.filter(|mount| matches!(option(mount, &["type"]), None | Some("bind" | "cache" | "tmpfs"))).filter_map(target)
}

fn target(mount: &str) -> Option<&str> {
    option(mount, &["target", "dst", "destination"]).map(|target| target.trim_matches('"'))
}

fn option<'m>(mount: &'m str, names: &[&str]) -> Option<&'m str> {
    mount
        .trim_matches('"')
        .split(',')
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| names.contains(name))
        .map(|(_, value)| value)
}

/// Whether `folder` is `target` or lies in it.
fn holds(target: &str, folder: &str) -> bool {
    folder.strip_prefix(target.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
