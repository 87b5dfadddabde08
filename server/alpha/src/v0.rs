//! Generators in the older format at work: what they are given, what their outputs are made for each of, and what is
//! wrong with the files of them, also of those that nobody uses.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::collections::BTreeMap;
use std::sync::Arc;

use compact_str::CompactString;
use dna::generator::Generator;
use dna::generator::v0::{OUTPUT_DIR, Per};
use dna::{GeneratorFile, Spanned};
use minijinja::Value;
use rustc_hash::FxHashSet;
use serde_json::{Map, Value as Json};
use workspace::{Db, File, RelPath, Root};

use crate::engine::Engine;
use crate::make::missing_template;
use crate::maker::{Home, Maker};
use crate::problem::{PYTHON_HELPER, Place, Problem, RENDER_FAILURE, SHAPE};
use crate::project::{count, used_file};
use crate::templates;

/// Whether a file holds a generator in the older format.
pub fn is(file: &GeneratorFile) -> bool {
    file.generator.as_ref().is_some_and(|generator| generator.v0.is_some())
}

/// What templates see as `config`: all that a generator is given, but in the older format a part of that.
pub fn config<'c>(definition: &Generator, given: &'c Json) -> &'c Json {
    if definition.v0.is_some() { &given["config"] } else { given }
}

/// The folder that outputs go to when the DNA does not say `into`.
pub fn output_dir(entry: &Generator, definition: &Generator) -> Option<Spanned<CompactString>> {
    definition.v0.as_ref()?;
    let given = entry.with.as_ref().and_then(|with| with.key("output_dir"));
    Some(match given {
        Some(data) => Spanned::new(data.to_json().as_str().unwrap_or(OUTPUT_DIR).into(), data.span),
        None => Spanned::new(OUTPUT_DIR.into(), entry.id.span),
    })
}

/// The names that an output's templates see besides what is given.
pub fn names(per: Option<Per>) -> &'static [&'static str] {
    match per {
        None => &[],
        Some(Per::Provider) => &["provider"],
        Some(Per::Technique) => &["provider", "technique"],
    }
}

/// Those names with their values, for each file of an output.
///
/// # Errors
/// What is no list.
pub fn each(per: Per, context: &Value) -> Result<Vec<Vec<(&'static str, Value)>>, String> {
    let list = |of: &Value, name: &str| -> Result<Vec<Value>, String> {
        let value = of.get_attr(name).unwrap_or_default();
        if value.is_undefined() || value.is_none() {
            return Ok(Vec::new());
        }
        value.try_iter().map(Iterator::collect).map_err(|_| format!("`{name}` is a list, not {}", value.kind()))
    };
    let mut out = Vec::new();
    for provider in list(context, "providers")? {
        match per {
            Per::Provider => out.push(vec![("provider", provider)]),
            Per::Technique => {
                for technique in list(&provider, "techniques")? {
                    out.push(vec![("provider", provider.clone()), ("technique", technique)]);
                }
            }
        }
    }
    Ok(out)
}

/// Whether a name is that of a function in Python, which is not there.
pub fn is_helper(maker: &Maker, name: &str) -> bool {
    maker.definition.v0.as_ref().is_some_and(|v0| v0.helpers.iter().any(|helper| helper.value == name))
}

/// What to say where a template calls one.
pub fn used_helper(name: &str) -> String {
    format!("`{name}` is a helper in Python, which is not run: write it as a macro, or use a filter")
}

/// The files in the older format that the DNA uses, whatever they are called, each once, with the number of a generator.
fn used(db: &dyn Db, root: Root) -> Vec<(File, usize)> {
    let mut seen = FxHashSet::default();
    let used = (0..count(db, root)).filter_map(|number| Some((used_file(db, root, number)?, number)));
    used.filter(|(file, _)| seen.insert(*file) && is(&dna::generator_file(db, *file))).collect()
}

/// What is wrong with them. Of the templates of those that are used it is said where they are.
#[salsa::tracked(returns(clone))]
pub fn problems(db: &dyn Db, root: Root) -> Arc<[Problem]> {
    let mut out: Vec<Problem> = Vec::new();
    for (file, number) in used(db, root) {
        out.extend(of_file(db, file).iter().map(|problem| Problem { generator: Some(number), ..problem.clone() }));
    }
    out.extend(of_unused(db, root).iter().cloned());
    out.into()
}

/// What is wrong with those that nobody uses.
#[salsa::tracked(returns(clone))]
pub fn of_unused(db: &dyn Db, root: Root) -> Arc<[Problem]> {
    let used: FxHashSet<File> = (0..count(db, root)).filter_map(|number| used_file(db, root, number)).collect();
    let files = dna::v0_files(db, root);
    let unused = files.iter().filter(|file| !used.contains(file));
    unused.flat_map(|file| of_file(db, *file).iter().chain(of_templates(db, *file).iter()).cloned().collect::<Vec<_>>()).collect()
}

#[salsa::tracked(returns(clone))]
fn of_file(db: &dyn Db, file: File) -> Arc<[Problem]> {
    let read = dna::generator_file(db, file);
    let Some(v0) = read.generator.as_ref().and_then(|generator| generator.v0.as_ref()) else { return Arc::from([]) };
    let place = |span| Place::Text(file, read.spans.get(span).range());
    // Its shape is judged by the schema of its format.
    let mut out: Vec<Problem> = read
        .mistakes
        .iter()
        .filter(|mistake| mistake.code != SHAPE)
        .map(|mistake| Problem::new(mistake.code, Place::Text(file, mistake.span.range()), mistake.message.clone()))
        .collect();
    for helper in &v0.helpers {
        let instead = if crate::case::SPELLINGS.contains(&helper.as_str()) {
            format!("templates get the function and filter `{}` of this program", helper.value)
        } else {
            "write it as a macro of the templates, use a filter, or give its result in `config`".to_owned()
        };
        out.push(Problem::new(
            PYTHON_HELPER,
            place(helper.span),
            format!("the helper `{}` is Python text and is not run: {instead}", helper.value),
        ));
    }
    for hook in &v0.hooks {
        let instead = match hook.as_str() {
            "beforeGenerate" => "give what it computes in `config`",
            "beforeWrite" | "afterGenerate" => {
                "let the template write what it changes, or name a command in `format` of a `generator.yaml`"
            }
            _ => "run it as a command behind `ouroboros generate`, or name it in `format` of a `generator.yaml`",
        };
        out.push(Problem::new(
            PYTHON_HELPER,
            place(hook.span),
            format!("the hook `{}` is Python text and is not run: {instead}", hook.value),
        ));
    }
    out.into()
}

/// What is wrong with a generator that nobody uses, as far as that can be told without what it would be given.
#[salsa::tracked(returns(clone))]
fn of_templates(db: &dyn Db, file: File) -> Arc<[Problem]> {
    let read = dna::generator_file(db, file);
    let Some(generator) = read.generator.clone() else { return Arc::from([]) };
    let maker = unused(file, &read, generator);
    let mut out = templates::of_maker(&maker);
    let engine = Engine::new(maker.sources.clone(), &dna::generator::Delimiters::default());
    for output in maker.definition.outputs.iter().filter(|output| !maker.sources.contains_key(output.template.as_str())) {
        out.push(missing_template(&maker, output));
    }
    for name in maker.sources.keys() {
        let Some(trouble) = engine.as_ref().ok().and_then(|engine| engine.reads(name).err()) else { continue };
        let range = trouble.place.map_or(0..0, |(_, range)| range);
        out.push(Problem::new(RENDER_FAILURE, maker.in_template(name, range), format!("{}, in `{name}`", trouble.message)));
    }
    out.into()
}

fn unused(file: File, read: &GeneratorFile, generator: Arc<Generator>) -> Maker {
    let config =
        generator.config.as_ref().map_or(Json::Null, |schema| schemas::apply_defaults(&schema.to_json(), &Json::Object(Map::new())));
    Maker {
        name: generator.id.value.clone(),
        entry: generator.clone(),
        into: RelPath::root(),
        sources: Arc::new(generator.inline.iter().map(|(name, text)| (name.to_string(), Arc::from(text.value.as_str()))).collect()),
        files: BTreeMap::new(),
        home: Home::File(file, Arc::new(read.spans.clone())),
        config: Arc::new(config),
        definition: generator,
    }
}
