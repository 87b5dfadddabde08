//! `tox.ini`: what test environments install besides the project.
//!
//! It only adds to what other manifests declare: environments are made of factors and substitutions, and nobody puts
//! everything there. So what is not understood is passed over.

use super::DependencyKind;
use super::draft::Draft;
use super::ini;
use super::tree::Text;

/// Reads one.
pub fn read(text: &str, draft: &mut Draft<'_>) {
    for entry in ini::entries(text).iter().filter(|entry| entry.key == "deps") {
        for line in &entry.lines {
            let requirement = without_factors(*line);
            // Another file of requirements, an option, or the `deps` of another section, which is read there.
            if !requirement.text.starts_with(['-', '{', '.']) {
                draft.require(requirement, DependencyKind::Dev, None);
            }
        }
    }
}

/// `py312,!win: pytest`: what stands behind the factors.
fn without_factors(line: Text<'_>) -> Text<'_> {
    let factors = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "_-.,!{} ".contains(c));
    let Some(sign) = line.text.find(": ").filter(|sign| factors(&line.text[..*sign])) else { return line };
    let rest = &line.text[sign + 1..];
    let start = sign + 1 + rest.len() - rest.trim_start().len();
    Text { text: &line.text[start..], span: line.part(start, line.text.len()) }
}
