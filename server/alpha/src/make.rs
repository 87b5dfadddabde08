//! From a generator and what it is given to files: the pure heart of Alpha.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use compact_str::CompactString;
use dna::Spanned;
use dna::generator::{Delimiters, Mode, Output};
use minijinja::Value;
use serde_json::Value as Json;
use workspace::RelPath;

use crate::engine::{Engine, Sources, Trouble, value};
use crate::maker::Maker;
use crate::outpath::{self, Refused};
use crate::pattern::{self, Part};
use crate::problem::{MISSING_TEMPLATE, PATH_ESCAPES, Place, Problem, RENDER_FAILURE};
use crate::{provenance, v0};

/// How much all outputs of one generator together may cost, in fuel.
const MOST_FUEL: u64 = 20_000_000;
/// How many files one generator makes at most.
pub const MOST_OUTPUTS: usize = 10_000;
/// Of how many bytes together.
const MOST_BYTES: usize = 64 << 20;

/// A file, or the region of a file, that a generator makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Product {
    /// Where.
    pub path: RelPath,
    /// What: the whole text, or that of the region.
    pub text: Arc<str>,
    /// Who owns it.
    pub mode: Mode,
    /// Of a region: its name.
    pub anchor: Option<CompactString>,
    /// Which of the definition's outputs it is one of.
    pub output: usize,
    /// The name of its template.
    pub template: CompactString,
    /// Which item of `each` it is for.
    pub item: usize,
}

/// What a generator made of what it was given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Made {
    /// The files, in the order of the outputs and of the items.
    pub products: Vec<Product>,
    /// What went wrong. What can be made all the same is made.
    pub problems: Vec<Problem>,
}

/// A generator at work: its engines, and what its templates see.
pub struct Workshop<'m> {
    maker: &'m Maker,
    /// `Err`: the delimiters are not sound.
    engines: BTreeMap<usize, Arc<Result<Engine, Trouble>>>,
    base: Vec<(String, Value)>,
}

/// The compiled templates of a generator, one set for each way its outputs write tags.
pub type Engines = Vec<(Delimiters, Arc<Result<Engine, Trouble>>)>;

/// Makes the engines of a generator ready, one for each way of writing tags.
pub fn engines(sources: &Arc<Sources>, tags: Vec<Delimiters>) -> Engines {
    tags.into_iter().map(|delimiters| (delimiters.clone(), Arc::new(Engine::new(sources.clone(), &delimiters)))).collect()
}

impl<'m> Workshop<'m> {
    /// `dna` is what templates see of the project; `config` what they are given, that of the maker as a rule.
    pub fn new(maker: &'m Maker, engines: &Engines, config: &Json, dna: &Json) -> Workshop<'m> {
        let find = |output: usize| {
            let delimiters = maker.delimiters(output);
            engines.iter().find(|(known, _)| *known == delimiters).map(|(_, engine)| engine.clone())
        };
        let engines = (0..maker.definition.outputs.len()).filter_map(|output| Some((output, find(output)?))).collect();
        Workshop { maker, engines, base: base(maker, config, dna) }
    }

    /// The same workshop, given something else.
    #[must_use]
    pub fn given(&self, config: &Json) -> Workshop<'m> {
        let mut base = base(self.maker, config, &Json::Null);
        base.retain(|(name, _)| name != "dna");
        base.extend(self.base.iter().filter(|(name, _)| name == "dna").cloned());
        Workshop { maker: self.maker, engines: self.engines.clone(), base }
    }

    /// Makes everything.
    pub fn make(&self) -> Made {
        let mut made = Made::default();
        let (mut fuel, mut bytes) = (0, 0);
        for (number, output) in self.maker.definition.outputs.iter().enumerate() {
            let engine = match self.engines.get(&number).map(|engine| &**engine) {
                Some(Ok(engine)) => engine,
                Some(Err(trouble)) => {
                    made.problems.push(Problem::new(RENDER_FAILURE, self.maker.place(output.span), trouble.message.clone()));
                    continue;
                }
                None => continue,
            };
            if !self.maker.sources.contains_key(output.template.as_str()) {
                made.problems.push(missing_template(self.maker, output));
                continue;
            }
            let items = match self.items(engine, output) {
                Ok(items) => items,
                Err(problem) => {
                    made.problems.push(*problem);
                    continue;
                }
            };
            for (item, context) in items.into_iter().enumerate() {
                match self.product(engine, number, output, item, &context) {
                    Ok(Some((product, cost))) => {
                        fuel += cost;
                        bytes += product.text.len();
                        made.products.push(product);
                    }
                    Ok(None) => fuel += 100,
                    Err(problem) => {
                        fuel += crate::engine::FUEL / 4;
                        // A template that fails for one item mostly fails for all of them in the same place.
                        let known = made.problems.iter().any(|known: &Problem| known.code == problem.code && known.place == problem.place);
                        if !known {
                            made.problems.push(*problem);
                        }
                    }
                }
                let excess = match () {
                    () if made.products.len() >= MOST_OUTPUTS => format!("more than {MOST_OUTPUTS} files"),
                    () if bytes > MOST_BYTES => format!("more than {} MiB", MOST_BYTES >> 20),
                    () if fuel > MOST_FUEL => "works too long".to_owned(),
                    () => continue,
                };
                let message = format!("generator `{}` was stopped: {excess}", self.maker.name);
                made.products.clear();
                made.problems.push(
                    Problem::new(RENDER_FAILURE, self.maker.asked(), message).related(self.maker.place(output.span), "with this output"),
                );
                return made;
            }
        }
        made
    }

    /// The context of every file of an output: one, or as many as `each` has items.
    fn items(&self, engine: &Engine, output: &Output) -> Result<Vec<Value>, Box<Problem>> {
        if let Some(per) = output.per {
            let names = v0::each(per, &self.context(&[]))
                .map_err(|message| Box::new(Problem::new(RENDER_FAILURE, self.maker.place(output.span), message)))?;
            return Ok(names.iter().take(MOST_OUTPUTS + 1).map(|names| self.context(names)).collect());
        }
        let Some(each) = &output.each else { return Ok(vec![self.context(&[])]) };
        let failed = |message: String| Box::new(Problem::new(RENDER_FAILURE, self.maker.place(each.span), format!("`each`: {message}")));
        let (expression, names) = each.rsplit_once(" as ").ok_or_else(|| failed("write `EXPRESSION as NAME`".to_owned()))?;
        let names: Vec<&str> = names.split(',').map(str::trim).collect();
        let is_name = |name: &&str| {
            !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        };
        if names.len() > 2 || !names.iter().all(is_name) {
            return Err(failed("behind `as` stands a name, or two with a comma for a mapping".to_owned()));
        }
        let list = engine.evaluate(expression, &self.context(&[])).map_err(|trouble| Box::new(self.failed(each, &trouble, "`each`: ")))?;
        let iterate = || list.try_iter().map_err(|_| failed(format!("`{}` gives {}, not a list", expression.trim(), list.kind())));
        let mut out = Vec::new();
        for key in iterate()?.take(MOST_OUTPUTS + 1) {
            out.push(match names.as_slice() {
                [name] if list.kind() == minijinja::value::ValueKind::Map => {
                    return Err(failed(format!("`{}` is a mapping: write `as key, {name}`", expression.trim())));
                }
                [name] => self.context(&[(name, key)]),
                [first, second] => {
                    let value =
                        list.get_item(&key).map_err(|_| failed(format!("`{}` is no mapping: write `as {second}`", expression.trim())))?;
                    if value.is_undefined() || list.kind() != minijinja::value::ValueKind::Map {
                        return Err(failed(format!("`{}` is no mapping: write `as {second}`", expression.trim())));
                    }
                    self.context(&[(first, key), (second, value)])
                }
                _ => return Err(failed("behind `as` stands a name".to_owned())),
            });
        }
        Ok(out)
    }

    fn context(&self, more: &[(&str, Value)]) -> Value {
        let base = self.base.iter().map(|(name, value)| (name.as_str(), value.clone()));
        Value::from_pairs(base.chain(more.iter().map(|(name, value)| (*name, value.clone()))))
    }

    fn product(
        &self,
        engine: &Engine,
        number: usize,
        output: &Output,
        item: usize,
        context: &Value,
    ) -> Result<Option<(Product, u64)>, Box<Problem>> {
        if let Some(when) = &output.when {
            let holds = engine.evaluate(when, context).map_err(|trouble| Box::new(self.failed(when, &trouble, "`when`: ")))?;
            if !holds.is_true() {
                return Ok(None);
            }
        }
        let path = self.path(engine, output, context)?;
        let context = with_path(context, &path);
        let (text, cost) = engine.render(&output.template, &context).map_err(|trouble| Box::new(self.trouble(output, &path, &trouble)))?;
        let text = if output.provenance && output.mode != Mode::Inject && output.mode != Mode::Once {
            provenance::with_line(&path, &text, &self.maker.name, &output.template).0
        } else {
            text
        };
        let product = Product {
            path,
            text: text.into(),
            mode: output.mode,
            anchor: output.anchor.as_ref().map(|anchor| anchor.value.clone()),
            output: number,
            template: output.template.value.clone(),
            item,
        };
        Ok(Some((product, cost)))
    }

    /// The same file again, with what wrote which bytes of it. `None` when it does not come about any more.
    pub fn trace(&self, output: usize, item: usize) -> Option<(Product, Vec<crate::engine::Piece>)> {
        let (number, output) = (output, self.maker.definition.outputs.get(output)?);
        let engine = self.engines.get(&number)?;
        let engine = engine.as_ref().as_ref().ok()?;
        let context = self.items(engine, output).ok()?.into_iter().nth(item)?;
        let (product, _) = self.product(engine, number, output, item, &context).ok()??;
        let (text, mut pieces) = engine.trace(&output.template, &with_path(&context, &product.path)).ok()?;
        // The line about where it comes from is nobody's: what stands behind it moves.
        let shift = product.text.len() - text.len();
        if shift > 0 {
            let (_, line) = provenance::with_line(&product.path, &text, &self.maker.name, &output.template);
            pieces = pieces.into_iter().flat_map(|piece| split_at(piece, line.start, shift)).collect();
        }
        Some((product, pieces))
    }

    fn path(&self, engine: &Engine, output: &Output, context: &Value) -> Result<RelPath, Box<Problem>> {
        let at = |range: Range<usize>| self.maker.part(output.path.span, range);
        let parts = pattern::parts(&output.path)
            .map_err(|(message, range)| Box::new(Problem::new(RENDER_FAILURE, at(range), format!("`path`: {message}"))))?;
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Text(part) => text.push_str(&part),
                Part::Expression(expression, range) => {
                    let value = engine.evaluate(&expression, context).and_then(|value| match value.kind() {
                        minijinja::value::ValueKind::Undefined => Err(Trouble::new(format!("`{expression}` is undefined"))),
                        minijinja::value::ValueKind::None => Err(Trouble::new(format!("`{expression}` is nothing"))),
                        _ => Ok(value),
                    });
                    let value = value.map_err(|trouble| {
                        let problem = Problem::new(RENDER_FAILURE, at(range), format!("`path`: {}", trouble.message));
                        Box::new(problem.related(self.maker.given(&[]), format!("generator `{}` is given this", self.maker.name)))
                    })?;
                    text.push_str(&value.to_string());
                }
            }
        }
        outpath::checked(&self.maker.into, &text).map_err(|refused| {
            let shown: String = text.chars().take(80).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
            let (code, why) = match refused {
                Refused::Escapes => (PATH_ESCAPES, "it leads out of the folder that the generator writes to".to_owned()),
                Refused::Unfit(why) => (RENDER_FAILURE, why),
            };
            let problem = Problem::new(code, self.maker.place(output.path.span), format!("`{shown}` is not written: {why}"));
            Box::new(problem.related(self.maker.given(&[]), format!("generator `{}` is given this", self.maker.name)))
        })
    }

    /// What an expression of the definition met.
    fn failed(&self, written: &Spanned<CompactString>, trouble: &Trouble, what: &str) -> Problem {
        Problem::new(RENDER_FAILURE, self.maker.place(written.span), format!("{what}{}", trouble.message))
            .related(self.maker.given(&[]), format!("generator `{}` is given this", self.maker.name))
    }

    /// What a template met, told in the template where that is a file of the root, and in the DNA.
    fn trouble(&self, output: &Output, path: &RelPath, trouble: &Trouble) -> Problem {
        let asked = (self.maker.given(&[]), format!("generator `{}` is given this, for `{path}`", self.maker.name));
        let mut steps: Vec<(Place, String)> =
            trouble.via.iter().map(|(name, range)| (self.maker.in_template(name, range.clone()), "from here".to_owned())).collect();
        let (place, message) = match &trouble.place {
            Some((name, range)) => (self.maker.in_template(name, range.clone()), format!("{}, in `{name}`", trouble.message)),
            None => (self.maker.place(output.template.span), trouble.message.clone()),
        };
        let code = if trouble.message.contains("template") && trouble.message.contains("does not exist") {
            MISSING_TEMPLATE
        } else {
            RENDER_FAILURE
        };
        steps.push(asked);
        Problem { related: steps, ..Problem::new(code, place, message) }.about(path)
    }
}

/// That an output has no template.
pub(crate) fn missing_template(maker: &Maker, output: &Output) -> Problem {
    let known = maker.sources.keys().map(String::as_str);
    let mut message = format!("generator `{}` has no template `{}`", maker.name, output.template.value);
    match dna::closest(&output.template, known) {
        Some(meant) => message.push_str(&format!("; did you mean `{meant}`?")),
        None if maker.sources.is_empty() => message.push_str("; it has none at all"),
        None => {}
    }
    Problem::new(MISSING_TEMPLATE, maker.place(output.template.span), message)
}

fn split_at(piece: crate::engine::Piece, at: usize, shift: usize) -> Vec<crate::engine::Piece> {
    let crate::engine::Piece { output, source, computed, .. } = &piece;
    if output.end <= at {
        return vec![piece];
    }
    if output.start >= at || *computed {
        let output = output.start + shift..output.end + shift;
        return vec![crate::engine::Piece { output, ..piece }];
    }
    let cut = at - output.start;
    let first = crate::engine::Piece { output: output.start..at, source: source.start..source.start + cut, ..piece.clone() };
    let second = crate::engine::Piece { output: at + shift..output.end + shift, source: source.start + cut..source.end, ..piece };
    vec![first, second]
}

fn with_path(context: &Value, path: &RelPath) -> Value {
    let output = Value::from_pairs([("path", path.as_str())]);
    minijinja::value::merge_maps([context.clone(), Value::from_pairs([("output", output)])])
}

/// What every template of a generator sees.
fn base(maker: &Maker, config: &Json, dna: &Json) -> Vec<(String, Value)> {
    let given = config.as_object().into_iter().flatten().map(|(key, item)| (key.clone(), value(item)));
    let text = |text: &Option<Spanned<CompactString>>| text.as_ref().map_or("", |text| text.value.as_str()).to_owned();
    let generator = Value::from_pairs([
        ("id", maker.definition.id.value.to_string()),
        ("name", maker.name.to_string()),
        ("version", text(&maker.definition.version)),
        ("description", text(&maker.definition.description)),
    ]);
    let always = [("config", value(v0::config(&maker.definition, config))), ("generator", generator), ("dna", value(dna))];
    given.chain(always.map(|(name, value)| (name.to_owned(), value))).collect()
}

/// The names that every template sees besides what it is given.
pub const ALWAYS: [&str; 4] = ["config", "dna", "generator", "output"];
