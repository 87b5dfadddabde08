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

/// A stage and those it goes on from, itself first.
pub(super) fn chain(stages: &[&Step], number: usize) -> Vec<usize> {
    std::iter::successors(Some(number), |at| parent(stages, *at)).collect()
}
