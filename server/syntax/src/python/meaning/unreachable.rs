//! `L3/unreachable-code`: statements behind one that leaves their block.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::Found;

/// What other tools call it.
pub(super) const NAMES: &[&str] = &["W0101", "PLW0101", "unreachable"];

/// Looks for the first statement in `body` that leaves it.
pub fn check(body: &[Stmt], found: &mut Vec<Found>) {
    let Some(last) = body.iter().position(leaves) else { return };
    let rest = &body[last + 1..];
    // What stands there for readers and for checkers, or makes the function a generator, is meant to be there.
    if rest.iter().any(yields) {
        return;
    }
    // That it is never reached is what these say, and what stands behind is kept on purpose.
    if matches!(&body[last], Stmt::Raise(raise) if raise.exc.as_deref().is_some_and(is_claim)) {
        return;
    }
    // A function that was made to fail keeps what it gives, for checkers and for whoever makes it work again.
    if matches!((&body[last], rest), (Stmt::Raise(_), [Stmt::Return(_)])) {
        return;
    }
    // A function that nobody can call is there to make cells of the names it reads.
    if rest.iter().all(Stmt::is_function_def_stmt) {
        return;
    }
    if let Some(first) = rest.iter().find(|statement| !says_nothing(statement)) {
        let word = match &body[last] {
            Stmt::Return(_) => "return",
            Stmt::Raise(_) => "raise",
            Stmt::Continue(_) => "continue",
            _ => "break",
        };
        found.push(Found {
            code: "L3/unreachable-code",
            range: first.range(),
            message: format!("this is never reached: the `{word}` before it always leaves the block"),
            accepted_by: NAMES,
            fix: None,
        });
    }
}

fn leaves(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_))
}

/// `AssertionError`, `NotImplementedError("later")`, or a test that is left out for the time being.
fn is_claim(raised: &Expr) -> bool {
    let class = if let Expr::Call(call) = raised { &call.func } else { raised };
    crate::python::names::last_name(class).is_some_and(|name| matches!(name, "AssertionError" | "NotImplementedError" | "SkipTest"))
}

fn yields(statement: &Stmt) -> bool {
    let value = match statement {
        Stmt::Expr(alone) => &*alone.value,
        Stmt::Assign(assign) => &*assign.value,
        Stmt::Return(returned) => match returned.value.as_deref() {
            Some(value) => value,
            None => return false,
        },
        Stmt::For(each) => return each.body.iter().any(yields),
        Stmt::While(each) => return each.body.iter().any(yields),
        Stmt::If(condition) => return condition.body.iter().any(yields),
        Stmt::With(with) => return with.body.iter().any(yields),
        _ => return false,
    };
    matches!(value, Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Await(_))
}

/// Whether nothing would change with the statement: it says to readers, or once more, that nothing comes here.
fn says_nothing(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) | Stmt::Assert(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_) => true,
        Stmt::Return(returned) => returned.value.as_deref().is_none_or(Expr::is_none_literal_expr),
        Stmt::Expr(alone) => alone.value.is_literal_expr() || is_assertion(&alone.value),
        _ => false,
    }
}

/// `assert_never(x)`, `self.fail()`, `pytest.fail()`, `unreachable()`.
fn is_assertion(expression: &Expr) -> bool {
    let Expr::Call(call) = expression else { return false };
    crate::python::names::last_name(&call.func)
        .is_some_and(|name| name.starts_with("assert_never") || name.contains("unreachable") || name == "fail" || name == "reveal_type")
}
