//! Paths that differ in nothing but the names of their parameters.

use rustc_hash::FxHashMap;
use syntax::Role;

use super::operations::{Path, apis};
use crate::document::{DocumentContext, Found, Subject};
use crate::finding::Severity;
use crate::rule::{Check, Rule};

/// See the page.
pub const RULE: Rule = Rule {
    code: "L3/equivalent-path",
    severity: Severity::Warning,
    summary: "Two paths of an OpenAPI document match the same requests.",
    page: include_str!("equivalent_path.md"),
    check: Check::Document(&[Subject::Role(Role::OpenApi)], check),
};

fn shares_methods(one: &Path<'_>, other: &Path<'_>) -> bool {
    let of_other: Vec<_> = other.operations().filter_map(|operation| operation.method.text()).collect();
    one.operations().filter_map(|operation| operation.method.text()).any(|method| of_other.contains(&method))
}

fn check(context: &DocumentContext<'_>, found: &mut Found) {
    for api in apis(context) {
        let mut first: FxHashMap<String, Path<'_>> = FxHashMap::default();
        for path in api.paths().filter(|path| path.template.contains('{')) {
            let mut form = path.template.to_owned();
            for (_, range) in path.names().into_iter().rev() {
                form.replace_range(range, "");
            }
            match first.get(&form) {
                // The same key twice is said where the text is read.
                Some(before) if before.template == path.template => {}
                // Version 2 does not say that they must not be there, and by their methods they are told apart.
                Some(before) if api.root.get("swagger").is_some() && !shares_methods(before, &path) => {}
                Some(before) => {
                    let message = format!("`{}` matches the same requests as `{}`", path.template, before.template);
                    found.at(path.key.span, message).related(before.key.span, "the other path");
                }
                None => {
                    first.insert(form, path);
                }
            }
        }
    }
}
