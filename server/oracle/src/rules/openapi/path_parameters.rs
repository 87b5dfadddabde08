//! Parameters of paths: those in the template, and those that are declared.

use syntax::Role;

use super::operations::{Api, Parameter, Path, apis, stands_for};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const UNDECLARED: Rule = Rule {
    code: "L3/undeclared-path-parameter",
    severity: Severity::Error,
    summary: "A path of an OpenAPI document has a parameter that an operation does not declare.",
    page: include_str!("undeclared_path_parameter.md"),
    check: Check::Document(&[Subject::Role(Role::OpenApi)], undeclared),
};

/// See the page.
pub const UNUSED: Rule = Rule {
    code: "L3/unused-path-parameter",
    severity: Severity::Error,
    summary: "An OpenAPI document declares a path parameter that the path does not have.",
    page: include_str!("unused_path_parameter.md"),
    check: Check::Document(&[Subject::Role(Role::OpenApi)], unused),
};

/// See the page.
pub const DUPLICATE: Rule = Rule {
    code: "L3/duplicate-parameter",
    severity: Severity::Error,
    summary: "One list of an OpenAPI document has a parameter twice.",
    page: include_str!("duplicate_parameter.md"),
    check: Check::Document(&[Subject::Role(Role::OpenApi)], duplicate),
};

fn in_path<'n>(parameters: &[Parameter<'n>]) -> Vec<Parameter<'n>> {
    parameters.iter().copied().filter(|parameter| parameter.place == "path").collect()
}

/// The paths whose own parameters are all known.
fn known<'n>(api: &Api<'n>) -> Vec<(Path<'n>, Vec<Parameter<'n>>)> {
    // What is somewhere else may declare any.
    let is_here =
        |path: &Path<'n>| path.item.get("$ref").is_none() && path.operations().all(|operation| operation.node.get("$ref").is_none());
    let paths = api.paths().filter(is_here);
    paths.filter_map(|path| api.parameters(path.item).map(|parameters| (path, in_path(&parameters)))).collect()
}

fn undeclared(context: &DocumentContext<'_>, found: &mut Found) {
    for api in apis(context) {
        for (path, shared) in known(&api) {
            for (name, range) in path.names() {
                let declares = |parameters: &[Parameter<'_>]| parameters.iter().any(|one| stands_for(name, one.called()));
                if declares(&shared) {
                    continue;
                }
                let lacking: Vec<_> = path
                    .operations()
                    .filter(|operation| api.parameters(operation.node).is_some_and(|own| !declares(&in_path(&own))))
                    .collect();
                let Some(first) = lacking.first() else { continue };
                let methods: Vec<String> = lacking.iter().filter_map(|one| one.method.text()).map(|method| format!("`{method}`")).collect();
                let message = format!("`{name}` in this path is declared as a parameter neither by the path nor by {}", methods.join(", "));
                found.at(path.key.part(range), message).related(first.method.span, "an operation without it");
            }
        }
    }
}

fn unused(context: &DocumentContext<'_>, found: &mut Found) {
    for api in apis(context) {
        for path in api.paths().filter(|path| path.item.get("$ref").is_none()) {
            let names = path.names();
            let operations: Vec<_> = path.operations().collect();
            for node in std::iter::once(path.item).chain(operations.iter().map(|operation| operation.node)) {
                for parameter in in_path(&api.parameters(node).unwrap_or_default()) {
                    if names.iter().any(|(name, _)| stands_for(name, parameter.called())) {
                        continue;
                    }
                    let at = if parameter.listed.get("$ref").is_some() { parameter.listed.heading() } else { parameter.name.span };
                    let mut message = format!("the path `{}` has no `{{{}}}`", path.template, parameter.called());
                    let routed = format!(":{}", parameter.called());
                    if path.template.split('/').any(|part| part == routed) {
                        message.push_str(&format!("; `{routed}` is no parameter for OpenAPI"));
                    } else if let Some(near) = schemas::closest(parameter.called(), names.iter().map(|(name, _)| *name)) {
                        message.push_str(&format!("; did you mean `{near}`?"));
                    }
                    found.at(at, message).related(path.key.span, "the path");
                }
            }
        }
    }
}

fn duplicate(context: &DocumentContext<'_>, found: &mut Found) {
    for api in apis(context) {
        for path in api.paths() {
            let operations: Vec<_> = path.operations().collect();
            for node in std::iter::once(path.item).chain(operations.iter().map(|operation| operation.node)) {
                let listed = node.get("parameters").map(documents::Node::items).unwrap_or_default();
                let known: Vec<Parameter<'_>> = listed
                    .iter()
                    .filter_map(|listed| {
                        let own = api.resolved(listed)?;
                        Some(Parameter { listed, name: own.get("name")?, place: own.get("in")?.text()? })
                    })
                    .collect();
                for (at, parameter) in known.iter().enumerate() {
                    let same = |other: &&Parameter<'_>| other.called() == parameter.called() && other.place == parameter.place;
                    if let Some(before) = known[..at].iter().find(same) {
                        let message = format!("the parameter `{}` in `{}` is listed twice", parameter.called(), parameter.place);
                        found.at(parameter.listed.heading(), message).related(before.listed.heading(), "the first one");
                    }
                }
            }
        }
    }
}
