//! How the stages of a Dockerfile go on from each other.

use syntax::dockerfile::Step;

/// The `FROM` of each stage, in order.
pub(super) fn stages(steps: &[Step]) -> Vec<&Step> {
    steps.iter().filter(|step| step.name == "FROM").collect()
}

/// The name of a stage, folded as Docker compares it.
pub(super) fn name(from: &Step) -> Option<String> {
    from.words.get(2).map(|(name, _)| name.to_ascii_lowercase())
}

/// The stage that stage `number` goes on from, when it is one of this file.
pub(super) fn parent(stages: &[&Step], number: usize) -> Option<usize> {
    let base = stages.get(number)?.words.first()?.0.to_ascii_lowercase();
    stages[..number].iter().rposition(|from| name(from).as_deref() == Some(&base))
}

/// The steps whose work is in the image, in order: those of the last stage, and of the stages that it goes on from.
pub(super) fn in_image(steps: &[Step]) -> impl DoubleEndedIterator<Item = &Step> {
    let all = stages(steps);
    let mut kept = vec![false; all.len()];
    for stage in std::iter::successors(all.len().checked_sub(1), |at| parent(&all, *at)) {
        kept[stage] = true;
    }
    steps.iter().filter(move |step| step.stage.is_some_and(|stage| kept[stage]))
}
