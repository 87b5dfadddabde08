//! `kustomization.yaml`: what it builds on, and the files that it puts into what it makes.
//!
//! A resource may be a file, a folder with a kustomization of its own, or a remote one; a patch may be written where a
//! path is expected.

use super::{Paths, folder_or_file};
use crate::facts::Flags;
use crate::manifest::tree::{At, Text};

/// Lists of files and of folders with kustomizations.
const BASES: [&str; 6] = ["resources", "bases", "components", "generators", "transformers", "validators"];

/// Lists of files.
const FILES: [&str; 3] = ["patchesStrategicMerge", "configurations", "crds"];

/// Lists of entries with a `path`.
const WITH_PATH: [&str; 3] = ["patches", "patchesJson6902", "replacements"];

pub(super) fn read(root: At<'_, '_>, paths: &mut Paths<'_>) {
    for (key, value) in root.entries() {
        if let Some(role) = BASES.iter().find(|role| **role == key.text) {
            for path in value.items().filter_map(At::text).filter(|path| is_path(path.text)) {
                paths.refer(role, path, folder_or_file(path.text) | Flags::ENTERED);
            }
        } else if let Some(role) = FILES.iter().find(|role| **role == key.text) {
            for path in value.items().filter_map(At::text).filter(|path| is_path(path.text)) {
                paths.refer(role, path, Flags::default());
            }
        } else if let Some(role) = WITH_PATH.iter().find(|role| **role == key.text) {
            // `patches` that are texts are what `patchesStrategicMerge` has.
            let paths_of = value.items().filter_map(|entry| entry.text_of("path").or_else(|| entry.text()));
            for path in paths_of.filter(|path| is_path(path.text)) {
                paths.refer(role, path, Flags::default());
            }
        } else {
            match key.text {
                "configMapGenerator" => generator(value, "configMapGenerator", Flags::default(), paths),
                // Often not committed.
                "secretGenerator" => generator(value, "secretGenerator", Flags::CONDITIONAL, paths),
                "openapi" => value.text_of("path").into_iter().for_each(|path| paths.refer("openapi.path", path, Flags::default())),
                "helmCharts" => {
                    for chart in value.items() {
                        let more = chart.get("additionalValuesFiles").into_iter().flat_map(At::items).filter_map(At::text);
                        for path in chart.text_of("valuesFile").into_iter().chain(more) {
                            paths.refer("helmCharts.valuesFile", path, Flags::default());
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn generator(value: At<'_, '_>, role: &'static str, flags: Flags, paths: &mut Paths<'_>) {
    for entry in value.items() {
        for file in entry.get("files").into_iter().flat_map(At::items).filter_map(At::text) {
            // `key=path`.
            let start = file.text.find('=').map_or(0, |at| at + 1);
            paths.refer(role, Text { text: &file.text[start..], span: file.part(start, file.text.len()) }, flags);
        }
        let listed = entry.get("envs").into_iter().flat_map(At::items).filter_map(At::text);
        for file in entry.text_of("env").into_iter().chain(listed) {
            paths.refer(role, file, flags);
        }
    }
}

/// Whether an entry is a path of this repository: no URL, no repository's short name, no YAML.
fn is_path(entry: &str) -> bool {
    let first = entry.split('/').next().unwrap_or_default();
    let host = entry.contains('/') && !matches!(first, "." | "..") && first.contains('.') && !first.starts_with('.');
    !(host
        || entry.contains("//")
        || entry.contains('?')
        || entry.contains(": ")
        || entry.starts_with("git::")
        || entry.starts_with("gh:")
        || entry.contains(".git/")
        || entry.ends_with(".git")
        || entry.starts_with('{'))
}
