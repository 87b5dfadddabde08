//! Comprehensions, whose first iterable is evaluated outside of them and everything else inside.

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{Comprehension, Expr};

/// Visits what is evaluated inside: all but the first iterable, in the order in which names are bound.
pub fn visit_inside<'a>(visitor: &mut impl Visitor<'a>, generators: &'a [Comprehension], key: Option<&'a Expr>, value: &'a Expr) {
    for (number, clause) in generators.iter().enumerate() {
        if number > 0 {
            visitor.visit_expr(&clause.iter);
        }
        visitor.visit_expr(&clause.target);
        clause.ifs.iter().for_each(|condition| visitor.visit_expr(condition));
    }
    key.into_iter().for_each(|key| visitor.visit_expr(key));
    visitor.visit_expr(value);
}
