//! What a `setup.py` hands to `setup(…)`, as far as it is written out: nobody runs it to ask.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Keyword, ModModule, Operator, Stmt};
use rustc_hash::FxHashMap;
use workspace::Span;

use super::span;
use crate::manifest::DependencyKind;
use crate::manifest::draft::Draft;
use crate::manifest::tree::Text;
use crate::output::Output;

/// So many names are followed to what they stand for, which may be of many others.
const MOST_FOLLOWED: usize = 100;

/// Reads the call into the manifest of the file; its requirements are complete where all of them are written out.
pub(super) fn read(module: &ModModule, out: &mut Output) {
    let mut calls = Calls::default();
    calls.visit_body(&module.body);
    let Some(call) = calls.found else { return };
    let mut setup = Setup { draft: Draft::new(out), values: values(&module.body), followed: 0 };
    setup.draft.manifest.complete = call.arguments.keywords.iter().all(|keyword| keyword.arg.is_some())
        && call.arguments.keywords.iter().any(|keyword| is_called(keyword, "install_requires"));
    call.arguments.keywords.iter().for_each(|keyword| setup.keyword(keyword));
    setup.draft.finish();
}

/// The first call of `setup`, wherever it stands.
#[derive(Default)]
struct Calls<'a> {
    found: Option<&'a ExprCall>,
}

impl<'a> Visitor<'a> for Calls<'a> {
    fn visit_expr(&mut self, it: &'a Expr) {
        let is_setup = |called: &Expr| match called {
            Expr::Name(name) => name.id == "setup",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "setup",
            _ => false,
        };
        match it {
            Expr::Call(call) if self.found.is_none() && is_setup(&call.func) => self.found = Some(call),
            _ => walk_expr(self, it),
        }
    }
}

/// What is assigned to names at the top of a module; of a name that has several values, none is known.
fn values(body: &[Stmt]) -> FxHashMap<&str, Option<&Expr>> {
    let mut out: FxHashMap<&str, Option<&Expr>> = FxHashMap::default();
    for statement in body {
        if let Some((name, value)) = super::migration::assignment(statement) {
            out.entry(name).and_modify(|known| *known = None).or_insert(Some(value));
        }
    }
    out
}

fn is_called(keyword: &Keyword, name: &str) -> bool {
    keyword.arg.as_ref().is_some_and(|arg| arg == name)
}

struct Setup<'o, 'a> {
    draft: Draft<'o>,
    values: FxHashMap<&'a str, Option<&'a Expr>>,
    /// Names that were followed so far.
    followed: usize,
}

impl<'a> Setup<'_, 'a> {
    fn keyword(&mut self, keyword: &'a Keyword) {
        match keyword.arg.as_deref() {
            Some("install_requires") => self.requirements(&keyword.value, DependencyKind::Normal, None),
            Some("setup_requires") => self.requirements(&keyword.value, DependencyKind::Build, None),
            Some("tests_require") => self.requirements(&keyword.value, DependencyKind::Dev, None),
            Some("extras_require") => match self.value(&keyword.value) {
                Some(Expr::Dict(extras)) => {
                    for extra in &extras.items {
                        let name = extra.key.as_ref().and_then(|key| key.as_string_literal_expr());
                        self.requirements(&extra.value, DependencyKind::Optional, name.map(|name| name.value.to_str()));
                    }
                }
                _ => self.draft.incomplete(),
            },
            _ => {}
        }
    }

    /// What an expression is, where that is a name for it.
    fn value(&mut self, of: &'a Expr) -> Option<&'a Expr> {
        let Expr::Name(name) = of else { return Some(of) };
        self.followed += 1;
        if self.followed > MOST_FOLLOWED { None } else { *self.values.get(name.id.as_str())? }
    }

    fn requirements(&mut self, list: &'a Expr, kind: DependencyKind, extra: Option<&str>) {
        // What is still to be read of sums, the next one last: they may be as deep as a text is long.
        let (mut open, mut named) = (vec![list], Vec::new());
        while let Some(list) = open.pop() {
            // A name may stand for itself and more: `needed = needed + […]`.
            if let Expr::Name(name) = list {
                if named.contains(&&name.id) {
                    self.draft.incomplete();
                    continue;
                }
                named.push(&name.id);
            }
            match self.value(list) {
                Some(Expr::List(list)) => list.elts.iter().for_each(|one| self.requirement(one, kind, extra)),
                Some(Expr::Tuple(list)) => list.elts.iter().for_each(|one| self.requirement(one, kind, extra)),
                // Setuptools takes one text for its lines.
                Some(one @ Expr::StringLiteral(_)) => self.requirement(one, kind, extra),
                Some(Expr::BinOp(sum)) if sum.op == Operator::Add => open.extend([&*sum.right, &*sum.left]),
                _ => self.draft.incomplete(),
            }
        }
    }

    fn requirement(&mut self, one: &'a Expr, kind: DependencyKind, extra: Option<&str>) {
        let Some(literal) = one.as_string_literal_expr() else { return self.draft.incomplete() };
        for part in &literal.value {
            let start = span(part.content_range()).start as usize;
            let mut at = start;
            for line in part.value.split_inclusive('\n') {
                let left = at + line.len() - line.trim_start().len();
                let text = Text { text: line.trim(), span: Span::new(left, left + line.trim().len()) };
                if !text.text.is_empty() && !self.draft.require(text, kind, extra) {
                    self.draft.incomplete();
                }
                at += line.len();
            }
        }
    }
}
