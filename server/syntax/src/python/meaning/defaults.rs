//! `L3/mutable-default`: a default value that the function changes, for all later calls too.

use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{CmpOp, Expr, ExprContext, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::Found;

/// What other tools call it.
pub(super) const NAMES: &[&str] = &["B006", "W0102", "dangerous-default-value"];

/// Each such default is a walk through the body.
const MOST_WALKS: usize = 20;

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    List,
    Set,
    Dict,
}

/// Looks at the defaults of a function that are made once, and at what its body does with them.
pub fn check(function: &StmtFunctionDef, found: &mut Vec<Found>) {
    let mut walks = 0;
    for parameter in function.parameters.iter_non_variadic_params() {
        let Some((shape, empty)) = parameter.default.as_deref().and_then(shape) else { continue };
        let name = parameter.name().as_str();
        // Kept between calls on purpose.
        if name.starts_with('_')
            || ["cache", "memo", "seen", "counter", "registry"].iter().any(|word| name.to_ascii_lowercase().contains(word))
        {
            continue;
        }
        let mut look = Look { name, shape, empty, changed: None, doubt: false };
        if walks == MOST_WALKS {
            return;
        }
        walks += 1;
        look.visit_body(&function.body);
        if let (Some(place), false) = (look.changed, look.doubt) {
            found.push(Found {
                code: "L3/mutable-default",
                range: place,
                message: format!("this changes the default of `{name}`, which is made once and shared by all calls of `{}`", function.name),
                accepted_by: NAMES,
                fix: None,
            });
        }
    }
}

/// What a default makes, and whether it is empty.
fn shape(default: &Expr) -> Option<(Shape, bool)> {
    match default {
        // A cell: a list of one, kept between calls on purpose.
        Expr::List(list) if list.elts.len() == 1 => None,
        Expr::List(list) => Some((Shape::List, list.elts.is_empty())),
        Expr::Set(_) => Some((Shape::Set, false)),
        Expr::Dict(dict) => Some((Shape::Dict, dict.items.is_empty())),
        Expr::Call(call) if call.arguments.is_empty() => match &*call.func {
            Expr::Name(name) if &name.id == "list" => Some((Shape::List, true)),
            Expr::Name(name) if &name.id == "set" => Some((Shape::Set, true)),
            Expr::Name(name) if &name.id == "dict" => Some((Shape::Dict, true)),
            _ => None,
        },
        _ => None,
    }
}

/// Looks for the first change, and for what makes it doubtful that the default is what is changed.
struct Look<'n> {
    name: &'n str,
    shape: Shape,
    empty: bool,
    changed: Option<TextRange>,
    doubt: bool,
}

impl Look<'_> {
    fn is_it(&self, expression: &Expr) -> bool {
        matches!(expression, Expr::Name(name) if name.id.as_str() == self.name)
    }

    fn change(&mut self, range: TextRange) {
        self.changed.get_or_insert(range);
    }

    /// A test of it, a loop over it: an empty default takes another way.
    fn doubt_if_asked(&mut self, expression: &Expr) {
        let mut at = expression;
        loop {
            at = match at {
                Expr::UnaryOp(unary) => &unary.operand,
                Expr::Call(call) => match &*call.func {
                    Expr::Attribute(attribute) => &attribute.value,
                    _ => match call.arguments.args.first() {
                        Some(first) => first,
                        None => return,
                    },
                },
                Expr::Compare(compare) => {
                    // What is not in nothing is put in.
                    let inside = compare.ops.iter().zip(&compare.comparators).filter(|(operator, _)| **operator != CmpOp::NotIn);
                    inside.for_each(|(_, one)| self.doubt |= self.is_it(one));
                    &compare.left
                }
                _ => break,
            };
        }
        self.doubt |= self.is_it(at);
    }

    /// Whether a method of this name changes what the default makes.
    fn changes(&self, method: &str) -> bool {
        let adds = match self.shape {
            Shape::List => matches!(method, "append" | "extend" | "insert"),
            Shape::Set => matches!(method, "add" | "update" | "symmetric_difference_update"),
            Shape::Dict => matches!(method, "update" | "setdefault"),
        };
        let takes = match self.shape {
            Shape::List => matches!(method, "pop" | "remove" | "clear" | "sort" | "reverse"),
            Shape::Set => matches!(method, "pop" | "remove" | "discard" | "clear" | "difference_update" | "intersection_update"),
            Shape::Dict => matches!(method, "pop" | "popitem" | "clear"),
        };
        // From nothing, nothing is taken.
        adds || takes && !self.empty
    }
}

impl<'a> Visitor<'a> for Look<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            // They may have a name of their own like it.
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            Stmt::AugAssign(assign) if self.is_it(&assign.target) => {
                self.visit_expr(&assign.value);
                self.change(assign.range());
                return;
            }
            Stmt::If(condition) => {
                self.doubt_if_asked(&condition.test);
                condition.elif_else_clauses.iter().filter_map(|clause| clause.test.as_ref()).for_each(|test| self.doubt_if_asked(test));
            }
            Stmt::While(each) => self.doubt_if_asked(&each.test),
            Stmt::For(each) if self.empty => self.doubt_if_asked(&each.iter),
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Lambda(_) => return,
            // Bound anew, it is the default no longer.
            Expr::Name(name) if name.ctx != ExprContext::Load && name.id.as_str() == self.name => self.doubt = true,
            Expr::BoolOp(both) => both.values.iter().for_each(|value| self.doubt_if_asked(value)),
            Expr::If(choice) => self.doubt_if_asked(&choice.test),
            Expr::Call(call) => {
                if let Expr::Attribute(attribute) = &*call.func
                    && self.is_it(&attribute.value)
                    && self.changes(&attribute.attr)
                    && !(call.arguments.is_empty() && attribute.attr.as_str() == "update")
                {
                    self.change(call.range());
                }
            }
            Expr::Subscript(subscript) if subscript.ctx != ExprContext::Load && self.is_it(&subscript.value) => {
                let stores = subscript.ctx == ExprContext::Store && self.shape == Shape::Dict;
                if stores || !self.empty {
                    self.change(subscript.range());
                }
            }
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }
}
