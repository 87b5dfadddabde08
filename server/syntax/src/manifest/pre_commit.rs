//! `.pre-commit-config.yaml`: what the hooks of the repository itself need, which run its scripts in environments of their own.
//!
//! It only adds to what other manifests declare. Hooks of other repositories run other code.

use super::DependencyKind;
use super::draft::Draft;
use super::tree::At;

/// Reads one.
pub fn read(root: At<'_, '_>, draft: &mut Draft<'_>) {
    let own = |repository: &At<'_, '_>| repository.text_of("repo").is_some_and(|repo| repo.text == "local");
    for repository in root.get("repos").into_iter().flat_map(At::items).filter(own) {
        for hook in repository.get("hooks").into_iter().flat_map(At::items) {
            if hook.text_of("language").is_none_or(|language| language.text.starts_with("python")) {
                hook.texts_of("additional_dependencies").for_each(|one| {
                    draft.require(one, DependencyKind::Dev, None);
                });
            }
        }
    }
}
