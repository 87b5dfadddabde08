//! `COPY a .` into `/`.

use std::collections::BTreeSet;

use syntax::Language;
use syntax::dockerfile::Step;

use super::{official, stages};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/relative-copy-destination",
    severity: Severity::Info,
    summary: "`COPY` puts files into `/`, since no `WORKDIR` is said.",
    page: include_str!("relative_copy_destination.md"),
    check: Check::Document(&[Subject::Language(Language::Dockerfile)], check),
};

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    let steps = context.steps();
    let all = stages::stages(steps);
    // Where files of a stage lie that is not shipped, nobody sees.
    let shipped: BTreeSet<_> = stages::in_image(steps).filter_map(|step| step.stage).collect();
    // Whether `/` certainly is the working folder, at the end of each stage so far.
    let mut in_root: Vec<bool> = Vec::new();
    for step in steps {
        match step.name.as_str() {
            "FROM" => {
                let image = step.words.first().map_or("", |(image, _)| image.as_str());
                in_root.push(stages::parent(&all, in_root.len()).map_or_else(|| official::works_in_root(image), |parent| in_root[parent]));
            }
            "WORKDIR" => in_root.last_mut().into_iter().for_each(|in_root| *in_root = false),
            "COPY" | "ADD" if in_root.last() == Some(&true) && !step.is_exec && !step.has_heredocs => {
                let Some((target, span)) = step.words.last().filter(|_| step.words.len() > 1) else { continue };
                let path = target.trim_matches(['"', '\'']);
                let drive = path.as_bytes().get(1) == Some(&b':');
                if step.stage.is_some_and(|stage| shipped.contains(&stage))
                    && !path.is_empty()
                    && !path.starts_with(['/', '$', '%', '\\'])
                    && !drive
                    && !keeps_its_name(step, path)
                    && !is_called_from_root(steps, step)
                {
                    found.at(
                        *span,
                        format!("`{path}` is seen from `/`, since no `WORKDIR` is said before: expected one, or a path from `/`"),
                    );
                    // Once for each stage is enough.
                    in_root.last_mut().into_iter().for_each(|in_root| *in_root = false);
                }
            }
            _ => {}
        }
    }
}

/// Whether another step of the stage calls what is copied by its path from `/`, so that it is meant to be there.
fn is_called_from_root(steps: &[Step], copy: &Step) -> bool {
    let sources = copy.words.iter().map(|(word, _)| word.trim_matches(['"', '\''])).filter(|word| !word.starts_with("--"));
    let mut names = sources.filter_map(|source| source.trim_end_matches('/').rsplit('/').next()).filter(|name| name.len() > 1);
    names.any(|name| {
        let path = format!("/{name}");
        let calls = |step: &Step| {
            let mut places = step.rest.match_indices(&path);
            places.any(|(at, _)| step.rest[..at].chars().next_back().is_none_or(|before| matches!(before, ' ' | '"' | '\'')))
        };
        let others = steps.iter().filter(|step| step.stage == copy.stage && matches!(step.name.as_str(), "CMD" | "ENTRYPOINT" | "RUN"));
        others.into_iter().any(calls)
    })
}

/// Whether one folder is copied into one of its name, so that nothing of it lies loose in `/`: `COPY ./e2e-tests ./e2e-tests`.
fn keeps_its_name(copy: &Step, target: &str) -> bool {
    let plain = |path: &str| path.trim_matches(['"', '\'']).trim_start_matches("./").trim_end_matches('/').to_owned();
    let mut sources = copy.words.iter().map(|(word, _)| word).filter(|word| !word.starts_with("--"));
    // A name with an ending is that of a file.
    let is_folder = !plain(target).is_empty() && !plain(target).contains('.');
    is_folder && sources.next().is_some_and(|source| plain(source) == plain(target))
}
