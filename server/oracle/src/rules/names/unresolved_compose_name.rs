//! Names in Compose files that are read together: what none of them has, no project has.
//!
//! A file by itself is judged at L3. What is said here is said of files that others are laid over, and of those that are laid over
//! them: a name is missing when no Compose file of the repository has it, and none takes in what is not here. Where files of several
//! folders may be read together, others may be with them: there only a slip is told. So it is with the profiles that commands choose.

use graph::names::{alternatives, defined, nearest_to};
use graph::resolution::resolutions;
use graph::{PlanKind, planned};
use syntax::plan::compose::stands_alone;
use syntax::{Mention, Namespace, Plan, Role, Templating, place};
use workspace::{Db, File, Root};

use super::{is_certain, references};
use crate::document::named::is_laid_over;
use crate::finding::{Anchor, Finding, Severity};
use crate::rule::{Check, FileContext, Rule};
use crate::rules::slip::is_slip;

/// See the page.
pub const RULE: Rule = Rule {
    code: "L4/unresolved-compose-name",
    severity: Severity::Error,
    summary: "A service, network, volume, config, secret or profile of Compose is named that no Compose file here has.",
    page: include_str!("unresolved_compose_name.md"),
    check: Check::File(check),
};

/// What Compose files name, and what messages call it.
const KINDS: &[(Namespace, &str)] = &[
    (SERVICE, "service"),
    (Namespace::named("compose.network"), "network"),
    (Namespace::named("compose.volume"), "volume"),
    (Namespace::named("compose.config"), "config"),
    (Namespace::named("compose.secret"), "secret"),
];
const SERVICE: Namespace = Namespace::named("compose.service");
const PROFILE: Namespace = Namespace::named("compose.profile");

fn check(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    profiles(context, out);
    let (db, root, path) = (context.db, context.root, context.file.path(context.db));
    let kind = context.facts.kind;
    let is_read = kind.role == Role::Compose && kind.templating == Templating::None && !place::is_data(path.as_str());
    if !is_read || !is_laid_over(db, root, path) || takes_in_more(db, root) {
        return;
    }
    let (is_closed, examples) = (is_closed(context), examples(context));
    let references = context.facts.names.iter().flat_map(|names| &names.references);
    for mention in references.filter(|mention| is_certain(mention) && !mention.name.contains('$')) {
        let Some((namespace, what)) = KINDS.iter().find(|(namespace, _)| *namespace == mention.namespace) else { continue };
        // Every project has a network of this name.
        let is_given = mention.name == "default" && *what == "network";
        let is_shown = || examples.iter().any(|text| text.contains(mention.name.as_str()));
        let is_known = || is_given || is_shown() || defined(db, root, namespace.as_str()).contains_key(&mention.name);
        if !is_known() && (is_closed || nearest_to(db, context.file, mention).is_some()) {
            let message = format!("`{}` names the {what} `{}`, which no Compose file here has", mention.role, mention.name);
            out.push(say(context, mention, message));
        }
    }
    if !stands_alone(path.name()) {
        laid_over_nothing(context, out);
    }
}

/// Profiles that commands choose. A command may be for other Compose files than these, so it has to be a slip.
fn profiles(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let is_data = || place::is_data(context.file.path(context.db).as_str());
    for mention in references(context, PROFILE).filter(|_| !is_data()) {
        let known = defined(context.db, context.root, PROFILE.as_str());
        if !known.contains_key(&mention.name) && known.keys().any(|other| is_slip(&mention.name, other)) {
            let message = format!("`{}` chooses the profile `{}`, which no Compose file here has", mention.role, mention.name);
            out.push(say(context, mention, message));
        }
    }
}

/// Whether all Compose files of the root lie in this folder, beside the one that Compose reads by itself.
fn is_closed(context: &FileContext<'_>) -> bool {
    let all = planned(context.db, context.root, PlanKind::Compose);
    let is_here = |file: &File| file.folder(context.db) == Some(context.folder);
    all.iter().all(is_here) && all.iter().any(|file| stands_alone(file.path(context.db).name()))
}

/// The texts beside the file from which people make a Compose file of their own: `compose.override.yaml.example`.
fn examples(context: &FileContext<'_>) -> Vec<String> {
    let is_one = |name: &str| name.contains("compose") && ["example", "sample", "template", "dist"].iter().any(|word| name.contains(word));
    let entries = context.folder.entries(context.db);
    let files = entries.files().filter(|file| is_one(file.path(context.db).name()));
    files.filter_map(|file| graph::text(context.db, file)).collect()
}

/// A service of an overlay that runs nothing by itself and that no other file has.
fn laid_over_nothing(context: &FileContext<'_>, out: &mut Vec<Finding>) {
    let (db, root) = (context.db, context.root);
    let Some(Plan::Compose(compose)) = context.facts.plan.as_deref() else { return };
    let services = defined(db, root, SERVICE.as_str());
    let definitions = context.facts.names.iter().flat_map(|names| &names.definitions);
    for mention in definitions.filter(|mention| mention.namespace == SERVICE) {
        let runs = compose.services.iter().any(|service| service.name == mention.name && service.runs());
        let others = services.get(&mention.name).is_some_and(|all| all.iter().any(|one| one.file != context.file));
        // Of one that has nothing like it this file may be an example.
        if !runs && !others && nearest_to(db, context.file, mention).is_some() {
            let message = format!("the service `{}` has neither `image` nor `build`, and no other Compose file has it", mention.name);
            out.push(say(context, mention, message));
        }
    }
}

fn say(context: &FileContext<'_>, mention: &Mention, mut message: String) -> Finding {
    let (db, root, anchor) = (context.db, context.root, Anchor::Fact(mention.span));
    let Some(close) = nearest_to(db, context.file, mention) else {
        let known = alternatives(db, context.file, mention);
        if let [only] = &known[..] {
            message.push_str(&format!("; there is `{only}`"));
        }
        return Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
    };
    message.push_str(&format!("; did you mean `{close}`?"));
    let mut finding = Finding::new(RULE.code, RULE.severity, context.file, anchor, message);
    if let Some(there) = defined(db, root, mention.namespace.as_str()).get(&close).and_then(|all| all.first()) {
        finding = finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{close}` is defined here"));
    }
    finding.change_to(close)
}

/// Whether some Compose file of the root includes or extends one that is not here: it may have any name.
#[salsa::tracked(returns(copy))]
fn takes_in_more(db: &dyn Db, root: Root) -> bool {
    let is_open = |file: &File| {
        let facts = graph::facts(db, *file);
        let resolutions = resolutions(db, *file);
        let mut taken = facts.references.iter().zip(resolutions.iter());
        let is_away = matches!(facts.plan.as_deref(), Some(Plan::Compose(compose)) if compose.takes_in_more);
        is_away || taken.any(|(reference, resolution)| matches!(reference.role, "include" | "extends.file") && resolution.file().is_none())
    };
    planned(db, root, PlanKind::Compose).iter().any(is_open)
}
