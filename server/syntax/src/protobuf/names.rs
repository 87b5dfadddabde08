//! What a file names: the package, messages, enums, services and their methods it defines, and the types it uses.
//!
//! Which type a use means depends on what is imported, so it is told as it is written, within the scope that it stands in.

use workspace::Span;

use crate::facts::{Flags, Namespace};
use crate::output::Output;

/// Packages, by their full names.
const PACKAGE: Namespace = Namespace::named("proto.package");
/// Messages and enums, by their full names.
const TYPE: Namespace = Namespace::named("proto.type");
/// Services, within their package.
const SERVICE: Namespace = Namespace::named("proto.service");
/// Methods, within the full name of their service.
const METHOD: Namespace = Namespace::named("proto.method");

/// Types that the language has.
const SCALARS: [&str; 15] = [
    "bool", "bytes", "double", "fixed32", "fixed64", "float", "int32", "int64", "sfixed32", "sfixed64", "sint32", "sint64", "string",
    "uint32", "uint64",
];

/// Collects names while the file is read.
#[derive(Default)]
pub(super) struct Names<'s> {
    package: Option<(String, Span)>,
    /// The messages and services that are open.
    open: Vec<&'s str>,
    said: Vec<Said>,
}

/// A name, below the package.
struct Said {
    what: What,
    /// The scope it stands in.
    scope: String,
    name: String,
    span: Span,
}

#[derive(Clone, Copy)]
enum What {
    Type(&'static str),
    Service,
    Method,
    Use,
}

impl<'s> Names<'s> {
    /// `package name;`
    pub(super) fn package(&mut self, name: &str, span: Span) {
        self.package.get_or_insert((name.to_owned(), span));
    }

    /// A message or an enum, by the keyword that defines it.
    pub(super) fn defines(&mut self, keyword: &'static str, name: &str, span: Span) {
        self.say(What::Type(keyword), name, span);
    }

    /// A service.
    pub(super) fn serves(&mut self, name: &str, span: Span) {
        self.say(What::Service, name, span);
    }

    /// A method of the service that is open.
    pub(super) fn offers(&mut self, name: &str, span: Span) {
        self.say(What::Method, name, span);
    }

    /// A type as it is written; `span` is that of its last part.
    pub(super) fn uses(&mut self, name: &str, span: Span) {
        if !SCALARS.contains(&name) {
            self.say(What::Use, name, span);
        }
    }

    /// What comes is within `name`.
    pub(super) fn enter(&mut self, name: &'s str) {
        self.open.push(name);
    }

    /// The innermost scope ends.
    pub(super) fn leave(&mut self) {
        self.open.pop();
    }

    fn say(&mut self, what: What, name: &str, span: Span) {
        self.said.push(Said { what, scope: self.open.join("."), name: name.to_owned(), span });
    }

    /// Hands over what was collected.
    pub(super) fn tell(self, out: &mut Output) {
        let package = self.package.as_ref().map_or("", |(name, _)| name);
        if let Some((name, span)) = &self.package {
            out.mention(true, PACKAGE, name, &[], "package", Flags::default(), *span);
        }
        for Said { what, scope, name, span } in self.said {
            let scope = within(package, &scope);
            let (namespace, name, scope, role) = match what {
                What::Type(keyword) => (TYPE, within(&scope, &name), None, keyword),
                What::Service => (SERVICE, name, Some(scope), "service"),
                What::Method => (METHOD, name, Some(scope), "rpc"),
                What::Use => (TYPE, name, Some(scope), "type"),
            };
            let scope: Vec<String> = scope.into_iter().collect();
            out.mention(!matches!(what, What::Use), namespace, &name, &scope, role, Flags::default(), span);
        }
    }
}

/// `name` as it is called from outside of `scope`.
fn within(scope: &str, name: &str) -> String {
    match (scope, name) {
        ("", name) => name.to_owned(),
        (scope, "") => scope.to_owned(),
        (scope, name) => format!("{scope}.{name}"),
    }
}
