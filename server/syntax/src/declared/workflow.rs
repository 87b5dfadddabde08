//! Workflows of GitHub, Gitea and Forgejo: local actions, reusable workflows, the Dockerfiles that are built and the scripts that are run.
//!
//! All is seen from the workspace, which is the top of the repository once it is checked out there. Where a step
//! checks out something else, or brings files of its own, what lies there is not known.

use workspace::RelPath;

use super::{Paths, is_local};
use crate::facts::Flags;
use crate::manifest::tree::{At, Text};

/// From the folder of workflows to the top of the repository.
const TOP: &str = "../..";

/// What in a script brings files that are not in the repository.
const BRINGS: [&str; 10] =
    ["git clone", "git checkout", "git switch", "git worktree", "git pull", "git fetch", "git submodule", "gh repo clone", "curl ", "tar "];

pub(super) fn read(path: &RelPath, root: At<'_, '_>, paths: &mut Paths<'_>) {
    // Deeper down it is a copy or a template of another repository's.
    let own = path.parts().count() == 3;
    let unsure = if own { Flags::default() } else { Flags::OPTIONAL };
    for (_, job) in root.entries_of("jobs") {
        if let Some(workflow) = local(job.text_of("uses")) {
            paths.refer_from(TOP, "uses", workflow, unsure);
        }
        // A shell that starts elsewhere sees other paths.
        let elsewhere = |at: At<'_, '_>| at.get("defaults").and_then(|defaults| defaults.get("run")?.get("working-directory")).is_some();
        let scripts = own && !elsewhere(root) && !elsewhere(job);
        steps(job, TOP, unsure, scripts, paths);
    }
}

/// The steps of a job or of a composite action, whose workspace is `base`; with the scripts that they run once the repository is
/// there, where they start in it.
pub(super) fn steps(at: At<'_, '_>, base: &str, mut unsure: Flags, scripts: bool, paths: &mut Paths<'_>) {
    let mut is_there = false;
    // The scripts so far: they may write an action that a later step runs.
    let mut scripts_before: Vec<&str> = Vec::new();
    for step in at.get("steps").into_iter().flat_map(At::items) {
        let with = step.get("with");
        let given = |name: &str| with.and_then(|with| with.get(name));
        if step.text_of("run").is_some_and(|script| BRINGS.iter().any(|command| script.text.contains(command))) {
            unsure |= Flags::OPTIONAL;
        }
        if scripts
            && is_there
            && step.get("working-directory").is_none()
            && let Some(run) = step.text_of("run")
        {
            paths.refer_to_scripts(base, run, unsure);
        }
        scripts_before.extend(step.text_of("run").map(|script| script.text));
        let Some(uses) = step.text_of("uses") else { continue };
        if let Some(action) = local(Some(uses)) {
            let folder = action.text.trim().trim_start_matches("./").trim_end_matches('/');
            let is_written = scripts_before.iter().any(|script| script.contains(folder));
            let doubt = if is_written { Flags::OPTIONAL } else { Flags::default() };
            paths.refer_from(base, "uses", action, unsure | doubt | Flags::FOLDER | Flags::ENTERED);
            continue;
        }
        let name = uses.text.split('@').next().unwrap_or_default();
        is_there |= name.ends_with("/checkout");
        let elsewhere = name.ends_with("/checkout") && ["path", "repository", "ref"].iter().any(|key| given(key).is_some());
        if elsewhere || name.contains("download-artifact") || name.ends_with("/cache") || name.ends_with("/cache/restore") {
            unsure |= Flags::OPTIONAL;
        }
        if name.ends_with("/build-push-action") {
            dockerfile(given("context"), given("file"), base, unsure, paths);
        }
    }
}

/// The file that `docker/build-push-action` builds: seen from the workspace too, whatever the context.
fn dockerfile(context: Option<At<'_, '_>>, file: Option<At<'_, '_>>, base: &str, unsure: Flags, paths: &mut Paths<'_>) {
    let context = context.map(|context| context.text().map_or("$", |context| context.text));
    if context.is_none_or(is_local)
        && let Some(file) = file.and_then(At::text)
    {
        paths.refer_from(base, "file", file, unsure | Flags::CONDITIONAL);
    }
}

/// A `uses` that means this repository.
fn local(uses: Option<Text<'_>>) -> Option<Text<'_>> {
    uses.filter(|uses| uses.text.starts_with("./") && !uses.text.contains('@'))
}
