//! What the code around an import says of it: on which conditions it happens, and whether it may fail.

use ruff_python_ast::{CmpOp, Decorator, ExceptHandler, Expr, ExprCall, ExprCompare, Keyword, Stmt, StmtTry};

use super::names::last_name;
use crate::facts::Flags;

/// Whether a function is run in an environment of its own, which a decorator names: `@dsl.component(packages_to_install=[…])`,
/// `@app.function(image=…)`, `@task.virtualenv(requirements=…)`.
pub(super) fn brings_an_environment(decorators: &[Decorator]) -> bool {
    const ENVIRONMENTS: [&str; 6] = ["base_image", "image", "packages", "packages_to_install", "requirements", "runtime_env"];
    let is_environment = |keyword: &Keyword| keyword.arg.as_ref().is_some_and(|name| ENVIRONMENTS.contains(&name.as_str()));
    let calls = decorators.iter().filter_map(|decorator| decorator.expression.as_call_expr());
    calls.flat_map(|call| &call.arguments.keywords).any(is_environment)
}

/// What a condition says of the imports below it: (in its own block, in the blocks after it).
pub(super) fn condition_flags(test: &Expr) -> (Flags, Flags) {
    match test {
        // Celery and its kin hide from themselves what only analysers are to see.
        Expr::Name(name) if matches!(name.id.as_str(), "TYPE_CHECKING" | "STATICA_HACK") => (Flags::TYPE_ONLY, Flags::default()),
        Expr::Attribute(attribute) if attribute.attr.as_str() == "TYPE_CHECKING" => (Flags::TYPE_ONLY, Flags::default()),
        Expr::UnaryOp(not) => {
            let (own, other) = condition_flags(&not.operand);
            (other, own)
        }
        Expr::BoolOp(both) => both.values.iter().map(condition_flags).fold(Default::default(), |a, b| (a.0 | b.0, a.1 | b.1)),
        Expr::Compare(compare) => {
            if is_about_main(compare) && *compare.ops == [CmpOp::Eq] {
                (Flags::AS_PROGRAM, Flags::default())
            } else if [&*compare.left].into_iter().chain(compare.comparators.iter()).any(names_the_platform) {
                (Flags::CONDITIONAL, Flags::CONDITIONAL)
            } else {
                Default::default()
            }
        }
        Expr::Call(_) | Expr::Name(_) | Expr::Attribute(_) if names_the_platform(test) => (Flags::CONDITIONAL, Flags::CONDITIONAL),
        _ => Default::default(),
    }
}

/// What a condition says of the imports in its block that names a package which is imported there: it is for those who have it, as with
/// `if environment == "gevent"` and `if "trio" in sys.argv`.
pub(super) fn chosen_by_name(test: &Expr, block: &[Stmt]) -> Flags {
    let is_chosen = |module: &str| module.split('.').next().is_some_and(|package| compares_with(test, package));
    let takes = |statement: &Stmt| match statement {
        Stmt::Import(import) => import.names.iter().any(|alias| is_chosen(&alias.name)),
        Stmt::ImportFrom(import) => import.module.as_deref().is_some_and(&is_chosen),
        _ => false,
    };
    if block.iter().any(takes) { Flags::CONDITIONAL } else { Flags::default() }
}

/// Whether something must be the text `wanted`, or hold it.
fn compares_with(test: &Expr, wanted: &str) -> bool {
    match test {
        Expr::BoolOp(both) => both.values.iter().any(|test| compares_with(test, wanted)),
        Expr::Compare(compare) => {
            let mut sides = [&*compare.left].into_iter().chain(compare.comparators.iter());
            matches!(&*compare.ops, [CmpOp::Eq | CmpOp::In])
                && sides.any(|side| matches!(side, Expr::StringLiteral(text) if text.value.to_str() == wanted))
        }
        _ => false,
    }
}

/// Whether a comparison is about whether the file is run as a program: `__name__ == "__main__"`.
pub(super) fn is_about_main(compare: &ExprCompare) -> bool {
    let is_name = |expression: &Expr| matches!(expression, Expr::Name(name) if name.id == "__name__");
    let is_main = |expression: &Expr| matches!(expression, Expr::StringLiteral(text) if text.value.to_str() == "__main__");
    let [other] = &*compare.comparators else { return false };
    is_name(&compare.left) && is_main(other) || is_main(&compare.left) && is_name(other)
}

fn names_the_platform(expression: &Expr) -> bool {
    match expression {
        Expr::Attribute(attribute) => {
            matches!(
                attribute.attr.as_str(),
                "version_info" | "platform" | "implementation" | "name" | "byteorder" | "hexversion" | "modules"
            ) && matches!(&*attribute.value, Expr::Name(name) if matches!(name.id.as_str(), "sys" | "os" | "platform"))
                || names_the_platform(&attribute.value)
        }
        Expr::Subscript(subscript) => names_the_platform(&subscript.value),
        Expr::Call(call) => {
            names_the_platform(&call.func)
                || call.arguments.args.iter().any(names_the_platform)
                || is_question_about_the_interpreter(call)
                || last_name(&call.func).is_some_and(asks_what_is_installed)
        }
        Expr::Name(name) => {
            let name = name.id.as_str();
            name.starts_with("PY") && name[2..].starts_with(|c: char| c.is_ascii_digit() || c == 'P' || c == '_')
                || name.starts_with("HAS_")
                || name.starts_with("HAVE_")
        }
        _ => false,
    }
}

/// `find_spec("x")`, `is_x_available()`, `is_x_installed()`.
fn asks_what_is_installed(function: &str) -> bool {
    function == "find_spec" || function.ends_with("_available") || function.ends_with("_installed")
}

/// `hasattr(sys, "pypy_version_info")`
fn is_question_about_the_interpreter(call: &ExprCall) -> bool {
    last_name(&call.func) == Some("hasattr") && matches!(call.arguments.args.first(), Some(Expr::Name(name)) if name.id.as_str() == "sys")
}

/// Whether a module that is not there is put up with.
pub(super) fn is_forgiving(attempt: &StmtTry) -> bool {
    let mut handlers = attempt.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| handler);
    handlers.any(|handler| handler.type_.as_deref().is_none_or(catches_import_error))
}

fn catches_import_error(kind: &Expr) -> bool {
    match kind {
        Expr::Tuple(tuple) => tuple.elts.iter().any(catches_import_error),
        _ => matches!(last_name(kind), Some("ImportError" | "ModuleNotFoundError" | "Exception" | "BaseException")),
    }
}

pub(super) fn suppresses_import_error(context: &Expr) -> bool {
    matches!(context, Expr::Call(call) if matches!(last_name(&call.func), Some("suppress" | "raises" | "assertRaises")) && call.arguments.args.iter().any(catches_import_error))
}
