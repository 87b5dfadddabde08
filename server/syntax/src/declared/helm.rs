//! `Chart.yaml`: charts of this repository that a chart depends on.

use super::Paths;
use crate::facts::Flags;
use crate::manifest::tree::{At, Text};

pub(super) fn read(root: At<'_, '_>, paths: &mut Paths<'_>) {
    for dependency in root.get("dependencies").into_iter().flat_map(At::items) {
        const SCHEME: &str = "file://";
        let Some(repository) = dependency.text_of("repository").filter(|repository| repository.text.starts_with(SCHEME)) else { continue };
        let folder = Text { text: &repository.text[SCHEME.len()..], span: repository.part(SCHEME.len(), repository.text.len()) };
        paths.refer("repository", folder, Flags::FOLDER | Flags::ENTERED);
    }
}
