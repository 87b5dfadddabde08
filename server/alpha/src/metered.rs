//! Scales put into a template where values are compared, joined, kept or handed on.
//!
//! The engine charges for what it makes and for the items at the top of what it visits. It does not charge for what lies
//! below, so a list that holds itself twice, doubled sixty times, would be compared or written for ever; and `a + b` and
//! `a * n` of lists are only promises, which nobody pays for. The engine has no hook on its operators, but it has
//! filters: behind each operand that may be a list or a mapping stands one of [`crate::weight`], which charges for all
//! of it. Nothing else of the template changes, and every place in it can be told in what was written.

use std::ops::Range;

use minijinja::machinery::ast::{BinOpKind, Call, CallArg, Expr, Stmt};
use minijinja::machinery::{Token, parse, parse_expr, tokenize};
use minijinja::syntax::SyntaxConfig;

/// The filter behind what is handed on or read.
pub const WEIGHED: &str = "_weighed";
/// The filter behind what becomes a part of something.
pub const PART: &str = "_part";
/// How often one expression may slice what it sliced.
const MAX_SLICES: usize = 8;

/// Filters that look no deeper than the engine charges for, or take text only.
const SHALLOW: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "camel",
    "comment",
    "count",
    "d",
    "default",
    "first",
    "float",
    "indent",
    "int",
    "items",
    "kebab",
    "last",
    "length",
    "list",
    "map",
    "oneline",
    "pascal",
    "plural",
    "quote",
    "reject",
    "rejectattr",
    "reverse",
    "round",
    "rust_quote",
    "select",
    "selectattr",
    "slice",
    "snake",
];
/// Tests that compare deeply.
const DEEP_TESTS: &[&str] =
    &["==", "!=", "<", "<=", ">", ">=", "eq", "equalto", "ne", "lt", "lessthan", "le", "gt", "greaterthan", "ge", "in"];

/// A template with scales in it.
pub struct Metered {
    /// What the engine is given.
    pub text: String,
    marks: Vec<Mark>,
}

/// Something put in.
struct Mark {
    /// Before this byte of what was written.
    at: usize,
    text: &'static str,
    /// Where the expression that it weighs begins.
    from: usize,
}

/// Puts the scales into a template, or into an expression. What does not read stays as it is; `None`: it slices slices
/// for ever.
pub fn metered(text: &str, in_expression: bool, syntax: &SyntaxConfig) -> Option<Metered> {
    let mut walk = Walk { source: text, in_expression, syntax, marks: Vec::new(), excess: false, tokens: Vec::new() };
    // An expression is always read with the usual delimiters, which it has none of.
    if in_expression {
        if let Ok(expression) = parse_expr(text) {
            walk.visit(&expression);
        }
    } else if let Ok(tree) = parse(text, "", syntax.clone()) {
        walk.statement(&tree);
    }
    if walk.excess {
        return None;
    }
    let mut marks = walk.marks;
    // Stable: of two that end in one place the inner was put in first.
    marks.sort_by_key(|mark| mark.at);
    let mut out = String::with_capacity(text.len() + marks.iter().map(|mark| mark.text.len()).sum::<usize>());
    let mut done = 0;
    for mark in &marks {
        out.push_str(&text[done..mark.at]);
        out.push_str(mark.text);
        done = mark.at;
    }
    out.push_str(&text[done..]);
    Some(Metered { text: out, marks })
}

impl Metered {
    /// The bytes of what was written that these bytes of the text come from.
    pub fn written(&self, range: Range<usize>) -> Range<usize> {
        let (start, on_start) = self.place(range.start);
        let (end, on_end) = self.place(range.end);
        match (on_start, on_end) {
            // It is the scales that complain: about what lies on them.
            (Some(from), Some(_)) if start == end => from..end,
            _ => start..end.max(start),
        }
    }

    /// A place in what was written; with the start of what is weighed there, when it is in the scales themselves.
    fn place(&self, offset: usize) -> (usize, Option<usize>) {
        let mut shift = 0;
        for mark in &self.marks {
            if mark.at + shift >= offset {
                break;
            }
            if mark.at + shift + mark.text.len() >= offset {
                return (mark.at, Some(mark.from));
            }
            shift += mark.text.len();
        }
        (offset - shift, None)
    }
}

struct Walk<'s> {
    source: &'s str,
    in_expression: bool,
    syntax: &'s SyntaxConfig,
    marks: Vec<Mark>,
    excess: bool,
    /// The brackets of the source, once somebody asks: where, and whether one opens.
    tokens: Vec<(usize, bool)>,
}

impl Walk<'_> {
    fn body(&mut self, body: &[Stmt<'_>]) {
        body.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(template) => self.body(&template.children),
            Stmt::EmitExpr(emit) => self.visit(&emit.expr),
            Stmt::EmitRaw(_) | Stmt::Continue(_) | Stmt::Break(_) => {}
            Stmt::ForLoop(each) => {
                self.visit(&each.iter);
                each.filter_expr.iter().for_each(|filter| self.visit(filter));
                self.body(&each.body);
                self.body(&each.else_body);
            }
            Stmt::IfCond(cond) => {
                self.visit(&cond.expr);
                self.body(&cond.true_body);
                self.body(&cond.false_body);
            }
            Stmt::WithBlock(with) => {
                with.assignments.iter().for_each(|(_, value)| self.weigh(value, "|_weighed"));
                self.body(&with.body);
            }
            Stmt::Set(set) => {
                // What a namespace holds is a part of it.
                let scales = if matches!(set.target, Expr::GetAttr(_)) { "|_part" } else { "|_weighed" };
                self.weigh(&set.expr, scales);
            }
            Stmt::SetBlock(set) => {
                set.filter.iter().for_each(|filter| self.visit(filter));
                self.body(&set.body);
            }
            Stmt::AutoEscape(escape) => self.body(&escape.body),
            Stmt::FilterBlock(filter) => {
                self.visit(&filter.filter);
                self.body(&filter.body);
            }
            Stmt::Block(block) => self.body(&block.body),
            Stmt::Import(import) => self.visit(&import.expr),
            Stmt::FromImport(import) => self.visit(&import.expr),
            Stmt::Extends(extends) => self.visit(&extends.name),
            Stmt::Include(include) => self.visit(&include.name),
            Stmt::Macro(declared) => {
                declared.defaults.iter().for_each(|default| self.weigh(default, "|_weighed"));
                self.body(&declared.body);
            }
            Stmt::CallBlock(call) => {
                self.call(&call.call);
                call.macro_decl.defaults.iter().for_each(|default| self.weigh(default, "|_weighed"));
                self.body(&call.macro_decl.body);
            }
            Stmt::Do(call) => self.call(&call.call),
        }
    }

    /// Visits an expression, and puts scales behind what it gives.
    fn weigh(&mut self, expression: &Expr<'_>, scales: &'static str) {
        match expression {
            Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) | Expr::Slice(_) | Expr::Call(_) | Expr::Filter(_) => {
                self.visit(expression);
                let mark = Mark { at: end(expression), text: scales, from: start(expression) };
                self.marks.push(mark);
            }
            Expr::IfExpr(choice) => {
                self.visit(&choice.test_expr);
                self.weigh(&choice.true_expr, scales);
                choice.false_expr.iter().for_each(|other| self.weigh(other, scales));
            }
            Expr::BinOp(op) if matches!(op.op, BinOpKind::ScAnd | BinOpKind::ScOr) => {
                self.weigh(&op.left, scales);
                self.weigh(&op.right, scales);
            }
            // What the others give has been weighed, or is no list.
            _ => self.visit(expression),
        }
    }

    fn weigh_both(&mut self, left: &Expr<'_>, right: &Expr<'_>) {
        self.weigh(left, "|_weighed");
        self.weigh(right, "|_weighed");
    }

    fn visit_both(&mut self, left: &Expr<'_>, right: &Expr<'_>) {
        self.visit(left);
        self.visit(right);
    }

    fn visit(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::Var(_) | Expr::Const(_) => {}
            Expr::Slice(slice) => {
                self.excess |= slices(expression) > MAX_SLICES;
                self.visit(&slice.expr);
                [&slice.start, &slice.stop, &slice.step].into_iter().flatten().for_each(|part| self.visit(part));
            }
            Expr::UnaryOp(op) => self.visit(&op.expr),
            Expr::BinOp(op) => self.operator(expression, op.op, &op.left, &op.right),
            Expr::Compare(compare) => {
                self.weigh(&compare.expr, "|_weighed");
                compare.ops.iter().for_each(|op| self.weigh(&op.expr, "|_weighed"));
            }
            Expr::IfExpr(choice) => {
                self.visit(&choice.test_expr);
                self.visit(&choice.true_expr);
                choice.false_expr.iter().for_each(|other| self.visit(other));
            }
            Expr::Filter(filter) => {
                match &filter.expr {
                    Some(value) if SHALLOW.contains(&filter.name) => self.visit(value),
                    Some(value) => self.weigh(value, "|_weighed"),
                    None => {}
                }
                self.arguments(&filter.args, "|_part");
            }
            Expr::Test(test) if !DEEP_TESTS.contains(&test.name) => {
                self.visit(&test.expr);
                test.args.iter().for_each(|argument| self.visit(given(argument)));
            }
            Expr::Test(test) => {
                self.weigh(&test.expr, "|_weighed");
                for argument in &test.args {
                    let argument = given(argument);
                    let from = start(argument);
                    let before = self.source[..from.min(self.source.len())].trim_end();
                    // `x is eq y` takes no filter behind `y` but in brackets.
                    if before.ends_with(['(', ',']) || matches!(argument, Expr::Const(_)) {
                        self.weigh(argument, "|_weighed");
                    } else if matches!(argument, Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) | Expr::Slice(_) | Expr::Call(_)) {
                        self.marks.push(Mark { at: from, text: "(", from });
                        self.weigh(argument, "|_weighed");
                        self.marks.push(Mark { at: end(argument), text: ")", from });
                    } else {
                        self.visit(argument);
                    }
                }
            }
            Expr::GetAttr(attribute) => self.visit(&attribute.expr),
            Expr::GetItem(item) => {
                self.visit(&item.expr);
                self.weigh(&item.subscript_expr, "|_weighed");
            }
            Expr::Call(call) => self.call(call),
            Expr::List(list) => list.items.iter().for_each(|item| self.weigh(item, "|_part")),
            Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.weigh(item, "|_part")),
            Expr::Map(map) => map.keys.iter().chain(&map.values).for_each(|item| self.weigh(item, "|_part")),
        }
    }

    fn operator(&mut self, whole: &Expr<'_>, op: BinOpKind, left: &Expr<'_>, right: &Expr<'_>) {
        let scalar = |side: &Expr<'_>| matches!(side, Expr::Const(_));
        let text = |side: &Expr<'_>| matches!(side, Expr::Const(value) if value.value.as_str().is_some());
        match op {
            BinOpKind::ScAnd | BinOpKind::ScOr => self.visit_both(left, right),
            BinOpKind::Sub | BinOpKind::Div | BinOpKind::FloorDiv | BinOpKind::Rem | BinOpKind::Pow => self.visit_both(left, right),
            BinOpKind::Mul if text(left) || text(right) => self.visit_both(left, right),
            BinOpKind::Mul => {
                self.weigh_both(left, right);
                self.around(whole);
            }
            BinOpKind::Concat => self.weigh_both(left, right),
            // With a single number or text on one side neither looks deep.
            BinOpKind::In if scalar(left) => self.visit_both(left, right),
            BinOpKind::In => self.weigh_both(left, right),
            BinOpKind::Add | BinOpKind::Eq | BinOpKind::Ne | BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte
                if scalar(left) || scalar(right) =>
            {
                self.visit_both(left, right);
            }
            BinOpKind::Add | BinOpKind::Eq | BinOpKind::Ne | BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte => {
                self.weigh_both(left, right);
            }
        }
    }

    fn call(&mut self, call: &Call<'_>) {
        self.visit(&call.expr);
        // What these are given becomes a part of what they make.
        let keeps = matches!(&call.expr, Expr::Var(var) if ["dict", "namespace"].contains(&var.id));
        self.arguments(&call.args, if keeps { "|_part" } else { "|_weighed" });
    }

    fn arguments(&mut self, arguments: &[CallArg<'_>], scales: &'static str) {
        for argument in arguments {
            match argument {
                CallArg::KwargSplat(value) => self.visit(value),
                argument => self.weigh(given(argument), scales),
            }
        }
    }

    /// Puts an expression into brackets, with scales behind them.
    fn around(&mut self, expression: &Expr<'_>) {
        if self.tokens.is_empty() {
            self.tokens = brackets(self.source, self.in_expression, self.syntax);
        }
        let (from, to) = (start(expression), end(expression));
        let first = self.tokens.partition_point(|(at, _)| *at < from);
        let last = self.tokens.partition_point(|(at, _)| *at < to);
        // Brackets of its right end are not in its span: `a * (b + c)`.
        let (mut depth, mut least) = (0i32, 0i32);
        for (_, opens) in &self.tokens[first..last] {
            depth += if *opens { 1 } else { -1 };
            least = least.min(depth);
        }
        let missing = usize::try_from(depth - least).unwrap_or_default();
        let behind = match missing {
            0 => to,
            missing => match self.tokens.get(last + missing - 1) {
                Some((at, false)) => at + 1,
                _ => return,
            },
        };
        self.marks.push(Mark { at: from, text: "(", from });
        self.marks.push(Mark { at: behind, text: ")|_weighed", from });
    }
}

/// Where the round brackets of a text are, and whether each opens.
fn brackets(text: &str, in_expression: bool, syntax: &SyntaxConfig) -> Vec<(usize, bool)> {
    let tokens = tokenize(text, in_expression, syntax.clone()).map_while(Result::ok);
    let brackets = tokens.filter_map(|(token, span)| match token {
        Token::ParenOpen => Some((span.start_offset as usize, true)),
        Token::ParenClose => Some((span.start_offset as usize, false)),
        _ => None,
    });
    brackets.collect()
}

/// How often an expression slices along its base.
fn slices(expression: &Expr<'_>) -> usize {
    let (mut at, mut count) = (expression, 0);
    loop {
        at = match at {
            Expr::Slice(slice) => {
                count += 1;
                &slice.expr
            }
            Expr::GetAttr(attribute) => &attribute.expr,
            Expr::GetItem(item) => &item.expr,
            Expr::Call(call) => &call.expr,
            _ => return count,
        };
    }
}

fn given<'e, 's>(argument: &'e CallArg<'s>) -> &'e Expr<'s> {
    match argument {
        CallArg::Pos(value) | CallArg::Kwarg(_, value) | CallArg::PosSplat(value) | CallArg::KwargSplat(value) => value,
    }
}

/// Where an expression begins, without brackets around its left end. The spans of the engine begin later in places.
fn start(expression: &Expr<'_>) -> usize {
    match expression {
        Expr::Slice(slice) => start(&slice.expr),
        Expr::BinOp(op) => start(&op.left),
        Expr::Compare(compare) => start(&compare.expr),
        Expr::IfExpr(choice) => start(&choice.true_expr),
        Expr::Filter(filter) => filter.expr.as_ref().map_or(expression.span().start_offset as usize, start),
        Expr::Test(test) => start(&test.expr),
        Expr::GetAttr(attribute) => start(&attribute.expr),
        Expr::GetItem(item) => start(&item.expr),
        Expr::Call(call) => start(&call.expr),
        Expr::Var(_) | Expr::Const(_) | Expr::UnaryOp(_) | Expr::List(_) | Expr::Tuple(_) | Expr::Map(_) => {
            expression.span().start_offset as usize
        }
    }
}

/// Where it ends, without brackets around its right end.
fn end(expression: &Expr<'_>) -> usize {
    match expression {
        Expr::BinOp(op) => end(&op.right),
        Expr::UnaryOp(op) => end(&op.expr),
        Expr::Compare(compare) => compare.ops.last().map_or(0, |op| end(&op.expr)),
        Expr::IfExpr(choice) => end(choice.false_expr.as_ref().unwrap_or(&choice.test_expr)),
        _ => expression.span().end_offset as usize,
    }
}
