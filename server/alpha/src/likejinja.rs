//! Filters that minijinja has with other arguments, or another result, than Jinja2: here as they are there, so that a
//! template means the same in both. `tests/templates` compares them.

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs};
use minijinja::{Environment, Error, ErrorKind, State, Value, filters};

/// Puts them in the place of minijinja's.
pub fn add(environment: &mut Environment<'static>) {
    environment.add_filter("indent", indent);
    environment.add_filter("dictsort", dictsort);
    environment.add_filter("sort", sort);
    environment.add_filter("default", default);
    environment.add_filter("d", default);
    environment.add_filter("int", int);
    environment.add_filter("float", float);
}

/// Arguments that may be given by place or by name, by name.
fn named(args: Rest<ValueOrKwargs>, names: &[&'static str]) -> Result<Kwargs, Error> {
    let mut places = args.into_values();
    let kwargs =
        places.pop_if(|last| last.is_kwargs()).map_or_else(|| Ok(Kwargs::from_iter::<[(&str, Value); 0]>([])), Kwargs::try_from)?;
    if places.len() > names.len() {
        return Err(ErrorKind::TooManyArguments.into());
    }
    let mut out = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let value = match (places.get(at), kwargs.has(name)) {
            (Some(_), true) => return Err(Error::new(ErrorKind::TooManyArguments, format!("`{name}` is given twice"))),
            (Some(value), false) => Some(value.clone()),
            (None, _) => kwargs.get::<Option<Value>>(name)?,
        };
        out.extend(value.map(|value| (*name, value)));
    }
    kwargs.assert_all_used()?;
    Ok(out.into_iter().collect())
}

/// `indent(width=4, first=False, blank=False)`: minijinja's drops a newline at the end.
fn indent(state: &State<'_, '_>, text: &str, args: Rest<ValueOrKwargs>) -> Result<String, Error> {
    let given = named(args, &["width", "first", "blank"])?;
    let width = given.get::<Option<Value>>("width")?.unwrap_or_else(|| Value::from(4));
    let prefix = match width.kind() {
        ValueKind::String => width.as_str().unwrap_or_default().to_owned(),
        _ => {
            let width =
                usize::try_from(width).map_err(|_| Error::new(ErrorKind::InvalidOperation, "the width of `indent` is a number or text"))?;
            " ".repeat(width.min(10_000))
        }
    };
    let first = given.get::<Option<bool>>("first")?.unwrap_or(false);
    let blank = given.get::<Option<bool>>("blank")?.unwrap_or(false);
    let lines = text.split('\n').count() as u64;
    state.consume_fuel(lines * prefix.len() as u64 / 64)?;
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if if at == 0 { first } else { blank || !line.is_empty() } {
            out.push_str(&prefix);
        }
        out.push_str(line);
    }
    Ok(out)
}

/// `dictsort(case_sensitive=False, by='key', reverse=False)`.
fn dictsort(state: &State<'_, '_>, value: &Value, args: Rest<ValueOrKwargs>) -> Result<Value, Error> {
    let given = named(args, &["case_sensitive", "by", "reverse"])?;
    state.consume_fuel(value.len().unwrap_or_default() as u64)?;
    filters::dictsort(value, given)
}

/// `sort(reverse=False, case_sensitive=False, attribute=None)`.
fn sort(state: &State<'_, '_>, value: Value, args: Rest<ValueOrKwargs>) -> Result<Value, Error> {
    let given = named(args, &["reverse", "case_sensitive", "attribute"])?;
    filters::sort(state, value, given)
}

/// `default(default_value='', boolean=False)`.
fn default(state: &State<'_, '_>, value: &Value, args: Rest<ValueOrKwargs>) -> Result<Value, Error> {
    let given = named(args, &["default_value", "boolean"])?;
    let other = given.get::<Option<Value>>("default_value")?.unwrap_or_else(|| Value::from(""));
    let boolean = given.get::<Option<Value>>("boolean")?.unwrap_or_else(|| Value::from(false));
    filters::default(state, value, Rest(vec![other, boolean]))
}

/// `int(default=0, base=10)`: what is no number is the default.
fn int(state: &State<'_, '_>, value: &Value, default: Option<Value>, base: Option<u32>, kwargs: Kwargs) -> Result<Value, Error> {
    let default =
        default.map_or_else(|| kwargs.get::<Option<Value>>("default"), |default| Ok(Some(default)))?.unwrap_or_else(|| Value::from(0));
    if value.is_none() {
        return Ok(default);
    }
    // Python takes blanks around a number; minijinja does not.
    let trimmed = value.as_str().map(|text| Value::from(text.trim()));
    filters::int(state, trimmed.as_ref().unwrap_or(value), Some(default), base, kwargs)
}

/// `float(default=0.0)`: what is no number is the default.
fn float(state: &State<'_, '_>, value: &Value, default: Option<Value>, kwargs: Kwargs) -> Result<Value, Error> {
    let default =
        default.map_or_else(|| kwargs.get::<Option<Value>>("default"), |default| Ok(Some(default)))?.unwrap_or_else(|| Value::from(0.0));
    if value.is_none() {
        return Ok(default);
    }
    filters::float(state, value, Some(default), kwargs)
}
