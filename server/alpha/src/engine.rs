//! Templates made ready, and rendered within limits.
//!
//! What a template sees is what it is given: no clock, no environment, no randomness, no file. An undefined name is
//! an error. One budget, minijinja's fuel, bounds the time and the memory of a rendering; [`metered`](crate::metered) makes it
//! pay for what it would not.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use dna::generator::Delimiters;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, OutputSpanKind, State, UndefinedBehavior, Value};
use serde_json::Value as Json;

use crate::guard::{self, too_deep};
use crate::metered::{Metered, metered};
use crate::{case, likejinja, literal, weight};

/// What one rendering may cost: about as many instructions, or 64 times as many bytes.
pub const FUEL: u64 = 400_000;
/// Of how many bytes a template may be.
pub const MAX_TEMPLATE: usize = 512 << 10;
/// How deep templates may include, call and nest.
const MAX_RECURSION: usize = 100;

/// The texts of a generator's templates, by name.
pub type Sources = BTreeMap<String, Arc<str>>;

/// Templates of one generator that share their delimiters.
pub struct Engine {
    environment: Environment<'static>,
    sources: Arc<Sources>,
    syntax: SyntaxConfig,
}

/// What went wrong in a template, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// In our words.
    pub message: String,
    /// The name of the template, and the bytes in it; `None` when it is none's fault.
    pub place: Option<(String, Range<usize>)>,
    /// The places that led there, innermost first: the `include`s and calls.
    pub via: Vec<(String, Range<usize>)>,
    /// Whether it was stopped for what it cost.
    pub exhausted: bool,
}

/// A piece of a rendering, and the piece of a template that wrote it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The bytes of the output.
    pub output: Range<usize>,
    /// The name of the template.
    pub template: Arc<str>,
    /// The bytes of the template: its text itself, or the expression.
    pub source: Range<usize>,
    /// Whether an expression wrote it; else it stands in the template as it is.
    pub computed: bool,
}

impl Engine {
    /// Makes the templates of `sources` ready; each is compiled when it is first asked for.
    pub fn new(sources: Arc<Sources>, delimiters: &Delimiters) -> Result<Engine, Trouble> {
        let mut environment = Environment::new();
        let config = syntax(delimiters).map_err(|error| Trouble::new(told(&error, "")))?;
        environment.set_syntax(config.clone());
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_recursion_limit(MAX_RECURSION);
        environment.set_fuel(Some(FUEL));
        environment.set_unknown_method_callback(|state, value, name, arguments| {
            let text = value.as_str().unwrap_or_default();
            charge(state, text)?;
            if name == "format" && asks_for_width(text) {
                return Err(Error::new(ErrorKind::InvalidOperation, "a field of `format` is wider than anybody can read"));
            }
            minijinja_contrib::pycompat::unknown_method_callback(state, value, name, arguments)
        });
        let names = sources.clone();
        environment.set_path_join_callback(move |name, parent| found(&names, name, parent).into());
        let (texts, tags) = (sources.clone(), config.clone());
        environment.set_loader(move |name| match texts.get(name) {
            Some(text) if text.len() > MAX_TEMPLATE => {
                Err(Error::new(ErrorKind::SyntaxError, format!("a template has at most {MAX_TEMPLATE} bytes; this one has {}", text.len())))
            }
            Some(text) if too_deep(text, false, &tags).is_some() => Err(Error::new(ErrorKind::SyntaxError, guard::TOO_DEEP)),
            Some(text) => match metered(text, false, &tags) {
                Some(metered) => Ok(Some(metered.text)),
                None => Err(Error::new(ErrorKind::SyntaxError, guard::TOO_DEEP)),
            },
            None => Ok(None),
        });
        add_filters(&mut environment);
        weight::add(&mut environment);
        Ok(Engine { environment, sources, syntax: config })
    }

    /// Renders a template; with it, what that cost.
    pub fn render(&self, template: &str, context: &Value) -> Result<(String, u64), Trouble> {
        let template = self.environment.get_template(template).map_err(|error| self.trouble(&error))?;
        let captured = template.render_captured(context.clone()).map_err(|error| self.trouble(&error))?;
        let cost = captured.state().fuel_levels().map_or(0, |(consumed, _)| consumed);
        Ok((captured.into_output(), cost))
    }

    /// The same, with what wrote which bytes. The pieces cover all of the output, in order.
    pub fn trace(&self, template: &str, context: &Value) -> Result<(String, Vec<Piece>), Trouble> {
        let template = self.environment.get_template(template).map_err(|error| self.trouble(&error))?;
        let (text, spans) = template.render_with_spans(context.clone()).map_err(|error| self.trouble(&error))?;
        let mut name: Arc<str> = Arc::from("");
        let mut known: BTreeMap<Arc<str>, Option<Metered>> = BTreeMap::new();
        let pieces = spans.iter().map(|span| {
            if *name != *span.name() {
                name = Arc::from(span.name());
            }
            let computed = span.kind() != OutputSpanKind::Raw;
            let metered = known.entry(name.clone()).or_insert_with(|| self.metered(&name));
            let source = metered.as_ref().map_or(span.source_range(), |metered| metered.written(span.source_range()));
            Piece { output: span.output_range(), template: name.clone(), source, computed }
        });
        let pieces = pieces.collect();
        Ok((text, pieces))
    }

    /// What an expression gives.
    pub fn evaluate(&self, expression: &str, context: &Value) -> Result<Value, Trouble> {
        if too_deep(expression, true, &SyntaxConfig::default()).is_some() {
            return Err(Trouble::new(guard::TOO_DEEP));
        }
        let Some(metered) = metered(expression, true, &SyntaxConfig::default()) else { return Err(Trouble::new(guard::TOO_DEEP)) };
        let trouble = |error: Error| Trouble::of(&error, &|_, range| Some((expression.to_owned(), metered.written(range))));
        let compiled = self.environment.compile_expression(&metered.text).map_err(trouble)?;
        compiled.eval(context.clone()).map_err(trouble)
    }

    /// Whether a template reads.
    pub fn reads(&self, template: &str) -> Result<(), Trouble> {
        self.environment.get_template(template).map(|_| ()).map_err(|error| self.trouble(&error))
    }

    fn metered(&self, name: &str) -> Option<Metered> {
        self.sources.get(name).and_then(|text| metered(text, false, &self.syntax))
    }

    /// What an error means, with its places in the templates as they are written.
    fn trouble(&self, error: &Error) -> Trouble {
        Trouble::of(error, &|name, range| {
            let text = self.sources.get(name).filter(|text| text.len() <= MAX_TEMPLATE)?;
            Some((text.to_string(), self.metered(name)?.written(range)))
        })
    }
}

/// The template that `name` means in the template `parent`: one of that template alone, or one of all.
pub fn found(sources: &Sources, name: &str, parent: &str) -> String {
    let own = dna::generator::v0::scoped(parent.split('#').next().unwrap_or_default(), name);
    if sources.contains_key(&own) { own } else { name.to_owned() }
}

/// The names that are there in every template: functions, and what minijinja adds.
pub fn globals() -> &'static [String] {
    static GLOBALS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut environment = Environment::new();
        add_filters(&mut environment);
        environment.globals().map(|(name, _)| name.to_owned()).collect()
    });
    &GLOBALS
}

/// Whether a format asks for fields of a hundred thousand columns or more, which would be made before they are paid for.
fn asks_for_width(format: &str) -> bool {
    format.as_bytes().windows(6).any(|digits| digits.iter().all(u8::is_ascii_digit))
}

/// The syntax of templates: as Jinja2's with the whitespace control that generators of code want.
pub fn syntax(delimiters: &Delimiters) -> Result<SyntaxConfig, Error> {
    let Delimiters { variable, block, comment } = delimiters;
    SyntaxConfig::builder()
        .variable_delimiters(variable.0.to_string(), variable.1.to_string())
        .block_delimiters(block.0.to_string(), block.1.to_string())
        .comment_delimiters(comment.0.to_string(), comment.1.to_string())
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
}

fn add_filters(environment: &mut Environment<'static>) {
    type Spelling = fn(&str) -> String;
    let spellings: [(&str, Spelling); 4] =
        [("camel", case::camel), ("pascal", case::pascal), ("kebab", case::kebab), ("snake", case::snake)];
    let one = |environment: &mut Environment<'static>, name: &'static str, change: Spelling| {
        environment.add_filter(name, move |state: &State<'_, '_>, text: &str| charge(state, text).map(|()| change(text)));
    };
    for (name, spelling) in spellings {
        one(environment, name, spelling);
        environment.add_function(name, move |state: &State<'_, '_>, text: &str| charge(state, text).map(|()| spelling(text)));
    }
    environment.add_function("upper", |text: &str| text.to_uppercase());
    environment.add_function("lower", |text: &str| text.to_lowercase());
    one(environment, "plural", case::plural);
    one(environment, "quote", literal::quote);
    one(environment, "rust_quote", literal::rust_quote);
    one(environment, "oneline", literal::oneline);
    environment.add_filter("comment", |state: &State<'_, '_>, text: &str, prefix: &str| {
        let lines = text.split('\n').count() as u64;
        state.consume_fuel(lines * prefix.len() as u64 / 64)?;
        charge(state, text).map(|()| literal::comment(text, prefix))
    });
    likejinja::add(environment);
}

/// What is made is paid for by the engine; this pays for what is read, which may give little.
fn charge(state: &State<'_, '_>, text: &str) -> Result<(), Error> {
    state.consume_fuel(text.len() as u64 / 64)
}

/// A value of JSON as templates see it: mappings keep their order.
pub fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Bool(value) => Value::from(*value),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => Value::from(integer),
            (None, Some(integer)) => Value::from(integer),
            (None, None) => Value::from(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => items.iter().map(value).collect::<Vec<_>>().into(),
        Json::Object(entries) => Value::from_pairs(entries.iter().map(|(key, item)| (key.as_str(), value(item)))),
    }
}

/// Finds where a place of a metered text stands in the text as it was written.
type Written<'w> = dyn Fn(&str, Range<usize>) -> Option<(String, Range<usize>)> + 'w;

impl Trouble {
    pub(crate) fn new(message: impl Into<String>) -> Trouble {
        Trouble { message: message.into(), place: None, via: Vec::new(), exhausted: false }
    }

    /// `written` finds a text by its name, and the bytes in it that those of the metered text come from.
    fn of(error: &Error, written: &Written<'_>) -> Trouble {
        let place = |error: &Error| {
            let name = error.name()?;
            let range = error.range().unwrap_or(0..0);
            let range = written(name, range.clone()).map_or(range, |(_, range)| range);
            Some((name.to_owned(), range))
        };
        let mut chain = vec![error];
        while let Some(inner) =
            chain.last().and_then(|error| std::error::Error::source(*error)).and_then(|source| source.downcast_ref::<Error>())
        {
            chain.push(inner);
        }
        let innermost = chain.pop().unwrap_or(error);
        let mut via: Vec<_> = chain.iter().rev().filter_map(|error| place(error)).collect();
        via.dedup();
        let text = innermost.name().zip(innermost.range()).and_then(|(name, range)| written(name, range));
        let quoted = text.as_ref().and_then(|(text, range)| text.get(range.clone())).unwrap_or_default();
        Trouble { message: told(innermost, quoted), place: place(innermost), via, exhausted: innermost.kind() == ErrorKind::OutOfFuel }
    }
}

/// What an error of the engine means to who wrote the template.
fn told(error: &Error, written: &str) -> String {
    let detail = error.detail().unwrap_or_default();
    let quoted: String = written.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    match error.kind() {
        ErrorKind::UndefinedError if quoted.is_empty() => "a value is undefined".to_owned(),
        ErrorKind::UndefinedError => format!("`{quoted}` is undefined"),
        ErrorKind::OutOfFuel => "stopped: the template works too long, or writes too much".to_owned(),
        ErrorKind::TemplateNotFound => detail.to_owned(),
        ErrorKind::SyntaxError => format!("the template does not read: {detail}"),
        kind if detail.is_empty() => kind.to_string(),
        _ => detail.to_owned(),
    }
}
