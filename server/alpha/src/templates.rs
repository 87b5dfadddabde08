//! What can be said of templates without rendering them: names that nobody gives, filters and templates that do not exist.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use minijinja::machinery::ast::{CallArg, Expr, Stmt};
use minijinja::machinery::parse;
use minijinja::syntax::SyntaxConfig;
use serde_json::Value as Json;
use workspace::{Db, Root};

use crate::engine::{MAX_TEMPLATE, Sources, found, globals, syntax};
use crate::guard::too_deep;
use crate::make::ALWAYS;
use crate::maker::Maker;
use crate::problem::{MISSING_TEMPLATE, Problem, UNDEFINED_VARIABLE, UNKNOWN_FILTER};
use crate::project::loaded;
use crate::v0;

/// What is wrong with the templates of a generator.
#[salsa::tracked(returns(clone))]
pub fn problems(db: &dyn Db, root: Root, number: usize) -> Arc<[Problem]> {
    let loaded = loaded(db, root, number);
    loaded.maker.as_ref().map_or_else(|| Arc::from([]), |maker| of_maker(maker).into())
}

/// The same of any generator.
pub fn of_maker(maker: &Maker) -> Vec<Problem> {
    let mut out = Vec::new();
    for (output, declared) in maker.definition.outputs.iter().enumerate() {
        let Some(given) = given(maker, output) else { continue };
        let mut seen = BTreeSet::new();
        template(maker, output, &declared.template, &given, &mut seen, &mut out);
    }
    out.sort_by_key(|problem| problem.message.clone());
    out.dedup();
    out
}

/// The names that the templates of an output are given; `None`: nobody can tell.
pub fn given(maker: &Maker, output: usize) -> Option<BTreeSet<String>> {
    let mut names: BTreeSet<String> = ALWAYS.iter().map(|name| (*name).to_owned()).collect();
    if let Json::Object(config) = &*maker.config {
        names.extend(config.keys().cloned());
    }
    if let Some(schema) = maker.definition.config.as_ref().map(dna::Data::to_json) {
        names.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()));
    }
    if let Some(each) = &maker.definition.outputs.get(output)?.each {
        let (_, items) = each.rsplit_once(" as ")?;
        names.extend(items.split(',').map(|name| name.trim().to_owned()));
    }
    names.extend(v0::names(maker.definition.outputs[output].per).iter().map(|name| (*name).to_owned()));
    names.extend(globals().iter().cloned());
    Some(names)
}

fn template(maker: &Maker, output: usize, name: &str, given: &BTreeSet<String>, seen: &mut BTreeSet<String>, out: &mut Vec<Problem>) {
    if !seen.insert(name.to_owned()) {
        return;
    }
    let Ok(syntax) = syntax(&maker.delimiters(output)) else { return };
    // A template that does not read fails where it is rendered.
    let Some(tree) = tree(&maker.sources, name, &syntax) else { return };
    let mut walk = Walk::new(given);
    walk.statement(&tree);
    let place = |range: Range<usize>| maker.in_template(name, range);
    let mut included = Vec::new();
    for mention in walk.mentions {
        match mention {
            Mention::Variable(variable, range) if v0::is_helper(maker, &variable) => {
                // Once is enough.
                let message = v0::used_helper(&variable);
                if !out.iter().any(|known| known.message == message) {
                    out.push(Problem::new(UNDEFINED_VARIABLE, place(range), message));
                }
            }
            Mention::Variable(variable, range) => {
                let mut problem = Problem::new(UNDEFINED_VARIABLE, place(range), format!("nobody gives `{name}` a `{variable}`"));
                if let Some(meant) = dna::closest(&variable, given.iter().map(String::as_str)) {
                    problem.message.push_str(&format!("; did you mean `{meant}`?"));
                }
                let at = maker.definition.config.as_ref().map_or_else(|| maker.asked(), |config| maker.place(config.span));
                out.push(problem.related(at, format!("generator `{}` is given its names here", maker.name)));
            }
            Mention::Filter(filter, range) => {
                let mut problem = Problem::new(UNKNOWN_FILTER, place(range), format!("there is no filter `{filter}`"));
                if let Some(meant) = dna::closest(&filter, FILTERS.iter().copied()) {
                    problem.message.push_str(&format!("; did you mean `{meant}`?"));
                }
                out.push(problem);
            }
            Mention::Test(test, range) => {
                let mut problem = Problem::new(UNKNOWN_FILTER, place(range), format!("there is no test `{test}`"));
                if let Some(meant) = dna::closest(&test, TESTS.iter().copied()) {
                    problem.message.push_str(&format!("; did you mean `{meant}`?"));
                }
                out.push(problem);
            }
            Mention::AnyTemplate => {}
            Mention::Template { names, at: range, around, may_lack } => match first(&maker.sources, &names, name) {
                Some(found) => included.push((found, around)),
                None if may_lack => {}
                None => {
                    let wanted = names.first().cloned().unwrap_or_default();
                    let mut problem =
                        Problem::new(MISSING_TEMPLATE, place(range), format!("generator `{}` has no template `{wanted}`", maker.name));
                    if let Some(meant) = dna::closest(&wanted, maker.sources.keys().map(String::as_str)) {
                        problem.message.push_str(&format!("; did you mean `{meant}`?"));
                    }
                    out.push(problem);
                }
            },
        }
    }
    for (included, around) in included {
        template(maker, output, &included, &given.union(&around).cloned().collect(), seen, out);
    }
}

/// What a template names.
enum Mention {
    Variable(String, Range<usize>),
    Filter(String, Range<usize>),
    Test(String, Range<usize>),
    /// Any of these will do.
    Template {
        names: Vec<String>,
        at: Range<usize>,
        /// The names that are there where it stands.
        around: BTreeSet<String>,
        /// Whether it is no mistake that there is none.
        may_lack: bool,
    },
    /// A template whose name is not written out.
    AnyTemplate,
}

/// The template `name`, where it is there and can be read.
pub(crate) fn tree<'s>(sources: &'s Sources, name: &'s str, syntax: &SyntaxConfig) -> Option<Stmt<'s>> {
    let text = sources.get(name).filter(|text| text.len() <= MAX_TEMPLATE && too_deep(text, false, syntax).is_none())?;
    parse(text, name, syntax.clone()).ok()
}

/// The first template there is of those that the template `parent` calls by these names.
pub(crate) fn first(sources: &Sources, names: &[String], parent: &str) -> Option<String> {
    names.iter().map(|wanted| found(sources, wanted, parent)).find(|name| sources.contains_key(name))
}

/// What a template takes in by a name that is written out: the first of these that there is.
pub(crate) struct Taken {
    pub names: Vec<String>,
    /// Whether it is no mistake that there is none.
    pub may_lack: bool,
}

/// Everything that a template includes, imports or extends; `None` stands for what is known when it is rendered.
pub(crate) fn taken(template: &Stmt<'_>) -> Vec<Option<Taken>> {
    let given = BTreeSet::new();
    let mut walk = Walk::new(&given);
    walk.statement(template);
    let taken = walk.mentions.into_iter().filter_map(|mention| match mention {
        Mention::Template { names, may_lack, .. } => Some(Some(Taken { names, may_lack })),
        Mention::AnyTemplate => Some(None),
        _ => None,
    });
    taken.collect()
}

/// The filters there are: minijinja's and ours. A test compares them with the engine.
pub const FILTERS: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "camel",
    "capitalize",
    "chain",
    "comment",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "kebab",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "oneline",
    "pascal",
    "plural",
    "pprint",
    "quote",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "rust_quote",
    "safe",
    "select",
    "selectattr",
    "slice",
    "snake",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
    "zip",
];

/// The tests there are.
pub const TESTS: &[&str] = &[
    "!=",
    "<",
    "<=",
    "==",
    ">",
    ">=",
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "escaped",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "int",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "safe",
    "sameas",
    "sequence",
    "startingwith",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];

/// Goes along a template with the names that it gives itself.
struct Walk<'g> {
    given: &'g BTreeSet<String>,
    scopes: Vec<BTreeSet<String>>,
    /// What the template sets at its top: a macro sees that even when it is written before.
    late: BTreeSet<String>,
    /// How many macros are around.
    callables: usize,
    mentions: Vec<Mention>,
}

impl<'g> Walk<'g> {
    fn new(given: &'g BTreeSet<String>) -> Walk<'g> {
        Walk { given, scopes: vec![BTreeSet::new()], late: BTreeSet::new(), callables: 0, mentions: Vec::new() }
    }

    fn is_known(&self, name: &str) -> bool {
        self.given.contains(name)
            || name == "self"
            || self.callables > 0 && self.late.contains(name)
            || self.scopes.iter().any(|scope| scope.contains(name))
    }

    fn bind(&mut self, target: &Expr<'_>) {
        match target {
            Expr::Var(var) => {
                if let Some(scope) = self.scopes.last_mut() {
                    scope.insert(var.id.to_owned());
                }
            }
            Expr::List(list) => list.items.iter().for_each(|item| self.bind(item)),
            Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.bind(item)),
            // `ns.x = ...`: it is `ns` that must be there.
            other => self.expression(other),
        }
    }

    fn within(&mut self, inside: impl FnOnce(&mut Self)) {
        self.scopes.push(BTreeSet::new());
        inside(self);
        self.scopes.pop();
    }

    fn body(&mut self, body: &[Stmt<'_>]) {
        body.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(template) => {
                self.late = set_by(&template.children);
                self.body(&template.children);
            }
            Stmt::EmitExpr(emit) => self.expression(&emit.expr),
            Stmt::EmitRaw(_) | Stmt::Continue(_) | Stmt::Break(_) => {}
            Stmt::ForLoop(each) => {
                self.expression(&each.iter);
                self.within(|walk| {
                    walk.bind(&each.target);
                    walk.scopes.last_mut().map(|scope| scope.insert("loop".to_owned()));
                    each.filter_expr.iter().for_each(|filter| walk.expression(filter));
                    walk.body(&each.body);
                });
                self.within(|walk| walk.body(&each.else_body));
            }
            Stmt::IfCond(cond) => {
                self.expression(&cond.expr);
                // What one branch sets may be there behind it: Jinja's `if` is no scope.
                self.body(&cond.true_body);
                self.body(&cond.false_body);
            }
            Stmt::WithBlock(with) => self.within(|walk| {
                for (target, value) in &with.assignments {
                    walk.expression(value);
                    walk.bind(target);
                }
                walk.body(&with.body);
            }),
            Stmt::Set(set) => {
                self.expression(&set.expr);
                self.bind(&set.target);
            }
            Stmt::SetBlock(set) => {
                self.within(|walk| walk.body(&set.body));
                set.filter.iter().for_each(|filter| self.expression(filter));
                self.bind(&set.target);
            }
            Stmt::AutoEscape(escape) => {
                self.expression(&escape.enabled);
                self.body(&escape.body);
            }
            Stmt::FilterBlock(filter) => {
                self.expression(&filter.filter);
                self.within(|walk| walk.body(&filter.body));
            }
            Stmt::Block(block) => self.within(|walk| walk.body(&block.body)),
            Stmt::Import(import) => {
                self.template(&import.expr, false);
                self.bind(&import.name);
            }
            Stmt::FromImport(import) => {
                self.template(&import.expr, false);
                for (name, alias) in &import.names {
                    self.bind(alias.as_ref().unwrap_or(name));
                }
            }
            Stmt::Extends(extends) => self.template(&extends.name, false),
            Stmt::Include(include) => self.template(&include.name, include.ignore_missing),
            Stmt::Macro(declared) => {
                if let Some(scope) = self.scopes.last_mut() {
                    scope.insert(declared.name.to_owned());
                }
                self.within(|walk| walk.callable(&declared.args, &declared.defaults, &declared.body));
            }
            Stmt::CallBlock(call) => {
                self.call(&call.call.expr, &call.call.args);
                let declared = &call.macro_decl;
                self.within(|walk| walk.callable(&declared.args, &declared.defaults, &declared.body));
            }
            Stmt::Do(call) => self.call(&call.call.expr, &call.call.args),
        }
    }

    fn callable(&mut self, arguments: &[Expr<'_>], defaults: &[Expr<'_>], body: &[Stmt<'_>]) {
        defaults.iter().for_each(|default| self.expression(default));
        arguments.iter().for_each(|argument| self.bind(argument));
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(["caller", "varargs", "kwargs"].map(str::to_owned));
        }
        self.callables += 1;
        self.body(body);
        self.callables -= 1;
    }

    /// The name of a template, where it is written out.
    fn template(&mut self, name: &Expr<'_>, may_lack: bool) {
        let names: Vec<String> = match name.as_const() {
            Some(value) => value.as_str().map_or_else(
                || value.try_iter().map(|items| items.filter_map(|item| item.as_str().map(str::to_owned)).collect()).unwrap_or_default(),
                |name| vec![name.to_owned()],
            ),
            None => {
                self.mentions.push(Mention::AnyTemplate);
                return self.expression(name);
            }
        };
        if !names.is_empty() {
            let around = self.scopes.iter().flatten().cloned().collect();
            self.mentions.push(Mention::Template { names, at: range(name.span()), around, may_lack });
        }
    }

    fn expression(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::Var(var) => {
                if !self.is_known(var.id) {
                    self.mentions.push(Mention::Variable(var.id.to_owned(), range(expression.span())));
                }
            }
            Expr::Const(_) => {}
            Expr::Slice(slice) => {
                self.expression(&slice.expr);
                [&slice.start, &slice.stop, &slice.step].into_iter().flatten().for_each(|part| self.expression(part));
            }
            Expr::UnaryOp(op) => self.expression(&op.expr),
            Expr::BinOp(op) => {
                self.expression(&op.left);
                self.expression(&op.right);
            }
            Expr::Compare(compare) => {
                self.expression(&compare.expr);
                compare.ops.iter().for_each(|op| self.expression(&op.expr));
            }
            Expr::IfExpr(choice) => {
                self.expression(&choice.test_expr);
                self.expression(&choice.true_expr);
                choice.false_expr.iter().for_each(|other| self.expression(other));
            }
            Expr::Filter(filter) => {
                if !FILTERS.contains(&filter.name) {
                    self.mentions.push(Mention::Filter(filter.name.to_owned(), range(expression.span())));
                }
                // `x | default(...)` is there for names that nobody gives.
                let excused = matches!(filter.name, "default" | "d");
                if let Some(value) = filter.expr.as_ref().filter(|value| !excused || !matches!(value, Expr::Var(_))) {
                    self.expression(value);
                }
                self.arguments(&filter.args);
            }
            Expr::Test(test) => {
                if !TESTS.contains(&test.name) {
                    self.mentions.push(Mention::Test(test.name.to_owned(), range(expression.span())));
                }
                let excused = matches!(test.name, "defined" | "undefined");
                if !excused || !matches!(test.expr, Expr::Var(_)) {
                    self.expression(&test.expr);
                } else if let Expr::Var(var) = &test.expr {
                    // Who asks whether it is there may use it where it is.
                    self.scopes.last_mut().map(|scope| scope.insert(var.id.to_owned()));
                }
                self.arguments(&test.args);
            }
            Expr::GetAttr(attribute) => self.expression(&attribute.expr),
            Expr::GetItem(item) => {
                self.expression(&item.expr);
                self.expression(&item.subscript_expr);
            }
            Expr::Call(call) => self.call(&call.expr, &call.args),
            Expr::List(list) => list.items.iter().for_each(|item| self.expression(item)),
            Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.expression(item)),
            Expr::Map(map) => map.keys.iter().chain(&map.values).for_each(|item| self.expression(item)),
        }
    }

    fn call(&mut self, called: &Expr<'_>, arguments: &[CallArg<'_>]) {
        // `super()` and `caller()` are there where they make sense.
        if !matches!(called, Expr::Var(var) if ["super", "caller", "self"].contains(&var.id)) {
            self.expression(called);
        }
        self.arguments(arguments);
    }

    fn arguments(&mut self, arguments: &[CallArg<'_>]) {
        for argument in arguments {
            match argument {
                CallArg::Pos(value) | CallArg::Kwarg(_, value) | CallArg::PosSplat(value) | CallArg::KwargSplat(value) => {
                    self.expression(value)
                }
            }
        }
    }
}

/// The names that statements give to what follows.
fn set_by(body: &[Stmt<'_>]) -> BTreeSet<String> {
    let given = BTreeSet::new();
    let mut walk = Walk::new(&given);
    for statement in body {
        match statement {
            Stmt::Set(set) => walk.bind(&set.target),
            Stmt::SetBlock(set) => walk.bind(&set.target),
            Stmt::Import(import) => walk.bind(&import.name),
            Stmt::FromImport(import) => import.names.iter().for_each(|(name, alias)| walk.bind(alias.as_ref().unwrap_or(name))),
            Stmt::Macro(declared) => walk.scopes[0].extend([declared.name.to_owned()]),
            _ => {}
        }
    }
    walk.scopes.remove(0)
}

fn range(span: minijinja::machinery::Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}
