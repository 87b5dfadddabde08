//! What makes names unknowable by reading, and what shows that an import is there for its effect.

use ruff_python_ast::{ExceptHandler, Expr, ExprCall, Number, Stmt, StmtClassDef, StmtTry};

use super::scope::Kind;
use super::walk::Walk;
use crate::python::names::last_name;

/// Whether something in `text` shows that names come from elsewhere: from the tool that runs the file, or from code
/// that reaches into modules.
pub fn is_bound_elsewhere(text: &str) -> bool {
    const MARKS: &[&str] = &[
        "sys.modules[__name__]",
        "f_globals",
        "f_locals",
        "f_back",
        // Enumerations put into their module.
        "global_enum",
        "._convert_(",
        // Databricks, Salt, SCons and PlatformIO, Ghidra, Zope.
        "# Databricks notebook source",
        "#!py\n",
        "#!pyobjects",
        "#!pydsl",
        "Import(\"env\"",
        "Import('env'",
        "#@category",
        "##parameters=",
        "create_terms(",
    ];
    MARKS.iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// Notes what a call does to the names that can be known.
pub fn call(call: &ExprCall, walk: &mut Walk<'_>) {
    let arguments = call.arguments.args.len() + call.arguments.keywords.len();
    match &*call.func {
        Expr::Name(name) => match name.id.as_str() {
            "exec" | "execfile" => {
                walk.table.reads_more = true;
                walk.table.binds_more |= arguments < 2 || name.id.as_str() == "execfile";
            }
            "eval" => walk.table.reads_more = true,
            "dir" if arguments == 0 => walk.table.reads_more = true,
            "globals" if arguments == 0 => {
                walk.table.reads_more = true;
                walk.table.binds_more = true;
            }
            "locals" | "vars" if arguments == 0 => {
                walk.table.reads_more = true;
                walk.table.binds_more |= matches!(walk.kind(), Kind::Module | Kind::Class);
            }
            "setattr" => {
                let reaches_in = call.arguments.args.first().and_then(last_name).is_some_and(|of| of.contains("builtin"));
                walk.table.binds_more |= reaches_in;
            }
            // SymPy's puts what it makes into the module.
            "var" if matches!(call.arguments.args.first(), Some(Expr::StringLiteral(_))) => walk.table.binds_more = true,
            _ => {}
        },
        Expr::Attribute(attribute) => {
            if matches!(attribute.attr.as_str(), "getmembers" | "_getframe" | "currentframe") {
                walk.table.reads_more = true;
            }
        }
        _ => {}
    }
}

/// Whether a decorator translates the function into something that is not Python.
pub fn translates(decorator: &Expr) -> bool {
    let called = match decorator {
        Expr::Call(call) => &call.func,
        other => other,
    };
    last_name(called).is_some_and(|name| name.starts_with("asm_") || matches!(name, "viper" | "with_goto" | "prim_func"))
}

/// Whether names in the body of `class` may come from its metaclass.
pub fn fills_its_body(class: &StmtClassDef, text: &str) -> bool {
    let Some(arguments) = &class.arguments else { return false };
    arguments.keywords.iter().any(|keyword| keyword.arg.as_ref().is_none_or(|name| name.as_str() == "metaclass"))
        || arguments.args.iter().any(|base| matches!(last_name(base), Some("Lexer" | "Parser")))
            && memchr::memmem::find(text.as_bytes(), b"sly").is_some()
}

/// Whether a function of this name imports what is to be imported, whoever uses it.
pub fn imports_for_effect(name: &str) -> bool {
    name == "ready" || name.contains("import") || name.contains("autodiscover")
}

/// Whether a handler catches `kind`, by its name or because it catches everything.
pub fn catches(attempt: &StmtTry, kind: &str) -> bool {
    let is = |one: &Expr| {
        last_name(one).is_some_and(|name| {
            name == kind || kind == "ImportError" && matches!(name, "ModuleNotFoundError" | "Exception" | "BaseException")
        })
    };
    attempt.handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| match handler.type_.as_deref() {
        None => true,
        Some(Expr::Tuple(several)) => several.elts.iter().any(is),
        Some(one) => is(one),
    })
}

/// Whether a context looks at what happens inside: whether it fails, or warns.
pub fn looks_on(context: &Expr) -> bool {
    let Expr::Call(call) = context else { return false };
    let name = last_name(&call.func).unwrap_or_default().to_ascii_lowercase();
    ["suppress", "raises", "warn", "assert", "deprecat", "error", "import", "patch"].iter().any(|part| name.contains(part))
}

/// Whether a condition never holds.
pub fn is_never(test: &Expr) -> bool {
    match test {
        Expr::BooleanLiteral(literal) => !literal.value,
        Expr::NumberLiteral(literal) => matches!(&literal.value, Number::Int(number) if number.as_u8() == Some(0)),
        _ => false,
    }
}

/// Whether what stands in brackets behind `value` are types.
pub fn is_generic(value: &Expr) -> bool {
    last_name(value).is_some_and(|name| {
        name.starts_with(char::is_uppercase) || matches!(name, "dict" | "frozenset" | "list" | "set" | "tuple" | "type")
    })
}

/// Whether a module is for Python 2 too: then a name that is gone may stand where only Python 2 comes by.
pub fn is_for_python_2(text: &str, body: &[Stmt]) -> bool {
    const MARKS: &[&str] =
        &["PY2", "PY3", "version_info", "hexversion", "sys.version", "python2", "six", "is_py2", "is_py3", "ironpython", "py3"];
    MARKS.iter().any(|mark| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
        || body.iter().any(|statement| match statement {
            Stmt::ImportFrom(import) => matches!(
                import.module.as_deref(),
                Some("__future__" | "StringIO" | "cStringIO" | "itertools" | "urlparse" | "past" | "builtins" | "future")
            ),
            Stmt::Import(import) => import.names.iter().any(|alias| {
                matches!(
                    alias.name.as_str(),
                    "urllib2"
                        | "urlparse"
                        | "StringIO"
                        | "cStringIO"
                        | "cPickle"
                        | "ConfigParser"
                        | "Queue"
                        | "httplib"
                        | "Tkinter"
                        | "commands"
                        | "__builtin__"
                        | "thread"
                )
            }),
            _ => false,
        })
}
