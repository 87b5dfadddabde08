//! The generators of a root as queries: what they are, and what they make.

#![allow(missing_docs)] // salsa's macros make methods that carry none

use std::collections::BTreeMap;
use std::sync::Arc;

use dna::generator::{Delimiters, Generator};
use dna::{SpanId, Spanned};
use rustc_hash::FxHashMap;
use schemas::Schema;
use serde_json::{Map, Value as Json};
use workspace::{Content, Db, Directory, Entry, File, RelPath, Root};

use crate::engine::{MAX_TEMPLATE, Sources};
use crate::lock::Key;
use crate::make::{Engines, Made, Product, Workshop, engines};
use crate::maker::{Home, Maker};
use crate::problem::{MISSING_TEMPLATE, PATH_COLLISION, PATH_ESCAPES, Place, Problem};
use crate::{given, outpath, shipped, v0};

/// A generator as far as it could be joined, and what stands in the way.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Loaded {
    /// Ready to work; `None` when it is not known what it makes.
    pub maker: Option<Arc<Maker>>,
    /// What is wrong with what the DNA says of it.
    pub problems: Vec<Problem>,
}

/// What says what a generator makes: without what it is given.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Definition {
    generator: Arc<Generator>,
    home: Home,
    /// The folder that its templates are in, where that is one of the root.
    templates: Option<RelPath>,
}

/// The texts of templates, and the files they are in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Templates {
    sources: Arc<Sources>,
    files: BTreeMap<String, File>,
}

/// How many generators the DNA declares.
pub fn count(db: &dyn Db, root: Root) -> usize {
    dna::dna(db, root).map_or(0, |dna| dna.generators.len())
}

/// The generators by name, with their numbers.
pub fn names(db: &dyn Db, root: Root) -> Vec<String> {
    dna::dna(db, root).map_or_else(Vec::new, |dna| dna.generators.iter().map(|generator| generator.id.to_string()).collect())
}

/// Whether a generator is one of those that are named; all are, when none is.
pub fn is_wanted(db: &dyn Db, root: Root, generators: &[String], number: usize) -> bool {
    generators.is_empty() || entry(db, root, number).is_some_and(|entry| generators.iter().any(|name| *name == entry.id.value))
}

#[salsa::tracked(returns(clone))]
fn entry(db: &dyn Db, root: Root, number: usize) -> Option<Arc<Generator>> {
    dna::dna(db, root)?.generators.get(number).cloned().map(Arc::new)
}

/// A generator, ready to work.
#[salsa::tracked(returns(clone))]
pub fn loaded(db: &dyn Db, root: Root, number: usize) -> Arc<Loaded> {
    let mut out = Loaded::default();
    let Some(entry) = entry(db, root, number) else { return Arc::new(out) };
    let definition = match definition(db, root, number) {
        Ok(definition) => definition,
        Err(problem) => {
            out.problems.push(*problem);
            return Arc::new(out);
        }
    };
    let into = entry.into.clone().or_else(|| v0::output_dir(&entry, &definition.generator));
    let into = into.map(|into| {
        (
            into.span,
            match into.trim_end_matches('/') {
                "." => Ok(RelPath::root()),
                into => outpath::checked(&RelPath::root(), into),
            },
        )
    });
    let into = match into {
        None => RelPath::root(),
        Some((_, Ok(path))) => path,
        Some((span, Err(_))) => {
            let message = "`into` is a folder of this repository, seen from its root";
            out.problems.push(Problem::new(PATH_ESCAPES, Place::Dna(span), message));
            return Arc::new(out);
        }
    };
    let Templates { sources, files } = templates(db, root, number);
    let given = given::effective(&entry, schema(db, root, number).as_deref());
    out.problems.extend(given.problems);
    let maker = Maker {
        name: entry.id.value.clone(),
        entry,
        definition: definition.generator,
        home: definition.home,
        into,
        sources,
        files,
        config: Arc::new(given.config),
    };
    out.maker = Some(Arc::new(maker));
    Arc::new(out)
}

/// The schema of what a generator is given. Compiling one takes its time, and it rarely changes.
#[salsa::tracked(returns(clone), no_eq)]
pub fn schema(db: &dyn Db, root: Root, number: usize) -> Option<Arc<Schema>> {
    given::schema(&definition(db, root, number).ok()?.generator)
}

/// Whose definition a generator has.
#[salsa::tracked(returns(clone))]
fn definition(db: &dyn Db, root: Root, number: usize) -> Result<Definition, Box<Problem>> {
    let missing = |span: SpanId, message: String| Box::new(Problem::new(MISSING_TEMPLATE, Place::Dna(span), message));
    let Some(entry) = entry(db, root, number) else {
        return Err(Box::new(Problem::new(MISSING_TEMPLATE, Place::Shipped(String::new()), "there is no such generator")));
    };
    let Some(uses) = entry.uses.clone() else {
        let dir = entry.templates.as_ref().map(|dir| (dir.span, RelPath::root().resolve(dir)));
        let templates = match dir {
            Some((span, None)) => return Err(missing(span, "the folder of templates is outside of the root".to_owned())),
            Some((_, Some(path))) => Some(path),
            None => None,
        };
        return Ok(Definition { generator: entry, home: Home::Dna, templates });
    };
    if let Some(name) = uses.strip_prefix(dna::presets::PREFIX) {
        return match shipped::find(name) {
            Some(shipped::Shipped { name, file, .. }) => {
                let generator = file
                    .generator
                    .clone()
                    .ok_or_else(|| missing(uses.span, format!("the generator `{}` that comes with this program is broken", uses.value)))?;
                Ok(Definition { generator, home: Home::Shipped(name), templates: None })
            }
            None => {
                let meant = dna::closest(name, shipped::names()).map(|meant| format!("; did you mean `{}{meant}`?", dna::presets::PREFIX));
                let known = || {
                    format!(
                        "; there are {}",
                        shipped::names().map(|name| format!("`{}{name}`", dna::presets::PREFIX)).collect::<Vec<_>>().join(", ")
                    )
                };
                Err(missing(uses.span, format!("no generator `{}` comes with this program{}", uses.value, meant.unwrap_or_else(known))))
            }
        };
    }
    let Some(file) = used_file(db, root, number) else {
        let message =
            format!("`{}` is no generator: there is no such file in this repository, nor a folder with a `generator.yaml`", uses.value);
        return Err(missing(uses.span, message));
    };
    let path = file.path(db);
    let read = dna::generator_file(db, file);
    let Some(generator) = read.generator.clone() else {
        return Err(missing(uses.span, format!("`{path}` says nothing that could be generated")));
    };
    if generator.v0.is_some() {
        return Ok(Definition { generator, home: Home::File(file, Arc::new(read.spans.clone())), templates: None });
    }
    let own = path.parent().unwrap_or_else(RelPath::root);
    let dir: &str = generator.templates.as_ref().map_or("templates", |dir| &dir.value);
    let templates = own.resolve(dir);
    Ok(Definition { generator, home: Home::File(file, Arc::new(read.spans.clone())), templates })
}

/// The file that the DNA's entry uses, with what is wrong with that.
pub fn file_mistakes(db: &dyn Db, root: Root, number: usize) -> Vec<Problem> {
    let Some(file) = used_file(db, root, number) else { return Vec::new() };
    let read = dna::generator_file(db, file);
    let mistakes = read.mistakes.iter().filter(|_| !v0::is(&read));
    mistakes.map(|mistake| Problem::new(mistake.code, Place::Text(file, mistake.span.range()), mistake.message.clone())).collect()
}

/// The file of a generator that an entry of the DNA uses, when there is one.
#[salsa::tracked(returns(copy))]
pub fn used_file(db: &dyn Db, root: Root, number: usize) -> Option<File> {
    let uses = entry(db, root, number)?.uses.clone().filter(|uses| !uses.starts_with(dna::presets::PREFIX))?;
    // Seen from the folder of the DNA's own file, or of the file it extends that says so.
    let folder = dna::declared(db, root).file_of(uses.span).and_then(|file| file.path(db).parent()).unwrap_or_else(RelPath::root);
    let path = folder.resolve(&uses)?;
    match root.entry(db, &path)? {
        Entry::File(file) => Some(file),
        Entry::Directory(_) => root.file(db, &path.join("generator.yaml")),
        _ => None,
    }
}

/// The texts of a generator's templates. Equal while nobody edits one, whatever the generator is given.
#[salsa::tracked(returns(clone))]
fn templates(db: &dyn Db, root: Root, number: usize) -> Templates {
    let Ok(definition) = definition(db, root, number) else { return Templates::default() };
    let inline = definition.generator.inline.iter().map(|(name, text)| (name.to_string(), Arc::from(text.value.as_str())));
    if let Home::Shipped(name) = definition.home {
        let mut sources = shipped::find(name).map_or_else(Sources::new, |shipped| (*shipped.sources).clone());
        sources.extend(inline);
        return Templates { sources: Arc::new(sources), files: BTreeMap::new() };
    }
    let mut out = (Sources::new(), BTreeMap::new());
    if let Some(folder) = definition.templates.as_ref().and_then(|path| root.directory(db, path)) {
        gather(db, folder, "", &mut out);
    }
    out.0.extend(inline);
    Templates { sources: Arc::new(out.0), files: out.1 }
}

fn gather(db: &dyn Db, folder: Directory, prefix: &str, out: &mut (Sources, BTreeMap<String, File>)) {
    let entries = folder.entries(db);
    for file in entries.files() {
        if let Some(text) = text(db, file) {
            let name = format!("{prefix}{}", file.path(db).name());
            out.0.insert(name.clone(), text);
            out.1.insert(name, file);
        }
    }
    for below in entries.directories() {
        gather(db, below, &format!("{prefix}{}/", below.path(db).name()), out);
    }
}

/// The text of a template or of an output; `None` when it has none in UTF-8, or too much.
#[salsa::tracked(returns(clone))]
pub fn text(db: &dyn Db, file: File) -> Option<Arc<str>> {
    match file.content(db) {
        Content::Buffer(text) => Some(text),
        Content::Bytes(bytes) if bytes.len() <= MAX_TEMPLATE => String::from_utf8(bytes).ok().map(Arc::from),
        _ => None,
    }
}

/// The ways in which the outputs of a generator write tags.
#[salsa::tracked(returns(clone))]
fn tags(db: &dyn Db, root: Root, number: usize) -> Vec<Delimiters> {
    let Some(maker) = loaded(db, root, number).maker.clone() else { return Vec::new() };
    let mut out: Vec<Delimiters> = Vec::new();
    for output in 0..maker.definition.outputs.len() {
        let delimiters = maker.delimiters(output);
        if !out.contains(&delimiters) {
            out.push(delimiters);
        }
    }
    out
}

/// The files that are templates with tags of their own: who reads them as plain Jinja reads something else.
#[salsa::tracked(returns(clone))]
pub fn with_own_tags(db: &dyn Db, root: Root) -> Arc<[File]> {
    let mut out = Vec::new();
    for number in 0..count(db, root) {
        if tags(db, root, number).iter().any(|tags| *tags != Delimiters::default()) {
            out.extend(templates(db, root, number).files.into_values());
        }
    }
    out.into()
}

/// The compiled templates of a generator. They cannot be compared, and need not be: what they are made of can.
#[salsa::tracked(returns(clone), no_eq)]
pub(crate) fn compiled(db: &dyn Db, root: Root, number: usize) -> Arc<Engines> {
    let Templates { sources, .. } = templates(db, root, number);
    Arc::new(engines(&sources, tags(db, root, number)))
}

/// What a template sees of the DNA, as plain data.
#[salsa::tracked(returns(clone))]
pub fn seen(db: &dyn Db, root: Root) -> Arc<Json> {
    Arc::new(dna::dna(db, root).map_or_else(|| Json::Object(Map::new()), |dna| crate::seen::project(&dna)))
}

/// Whether anything of a generator asks for the DNA: those that do not are not made anew when it changes.
#[salsa::tracked(returns(copy))]
fn asks_for_dna(db: &dyn Db, root: Root, number: usize) -> bool {
    let Some(maker) = loaded(db, root, number).maker.clone() else { return false };
    let texts = maker.definition.outputs.iter().flat_map(|output| {
        let own = |text: &Option<Spanned<_>>| text.as_ref().map(|text: &Spanned<compact_str::CompactString>| text.to_string());
        [Some(output.path.to_string()), own(&output.each), own(&output.when)]
    });
    texts.flatten().any(|text| text.contains("dna")) || maker.sources.values().any(|text| text.contains("dna"))
}

/// What templates of the generator see of the DNA: nothing, when they do not ask.
pub fn seen_by(db: &dyn Db, root: Root, number: usize) -> Arc<Json> {
    if asks_for_dna(db, root, number) { seen(db, root) } else { Arc::default() }
}

/// What a generator makes of what it is given.
#[salsa::tracked(returns(clone))]
pub fn made(db: &dyn Db, root: Root, number: usize) -> Arc<Made> {
    let loaded = loaded(db, root, number);
    let Some(maker) = &loaded.maker else { return Arc::default() };
    let (engines, dna) = (compiled(db, root, number), seen_by(db, root, number));
    Arc::new(Workshop::new(maker, &engines, &maker.config, &dna).make())
}

/// Calls `with` with the generator at work.
pub fn at_work<T>(db: &dyn Db, root: Root, number: usize, with: impl FnOnce(&Maker, &Workshop<'_>) -> T) -> Option<T> {
    let loaded = loaded(db, root, number);
    let maker = loaded.maker.as_ref()?;
    let (engines, dna) = (compiled(db, root, number), seen_by(db, root, number));
    Some(with(maker, &Workshop::new(maker, &engines, &maker.config, &dna)))
}

/// All that the generators of a root make.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// By path and region: the number of the generator, and that of the product among its own.
    pub outputs: BTreeMap<Key, (usize, usize)>,
    /// What each generator makes, by number.
    pub made: Vec<Arc<Made>>,
    /// What is wrong between them.
    pub problems: Vec<Problem>,
    /// Whether some generator could not be asked, so that what it made before is not an orphan.
    pub incomplete: bool,
}

impl Plan {
    /// A product, with the number of its generator.
    pub fn get(&self, key: &Key) -> Option<(usize, &Product)> {
        let &(generator, product) = self.outputs.get(key)?;
        Some((generator, self.made.get(generator)?.products.get(product)?))
    }

    /// All products, by path and region.
    pub fn products(&self) -> impl Iterator<Item = (&Key, usize, &Product)> {
        self.outputs
            .iter()
            .filter_map(|(key, &(generator, product))| Some((key, generator, self.made.get(generator)?.products.get(product)?)))
    }
}

/// An output, with the numbers of its generator and of the product.
type Numbered = (Key, usize, usize);

/// Joins what all generators of a root make. Two outputs of one path are neither's: both are left out.
#[salsa::tracked(returns(clone))]
pub fn plan(db: &dyn Db, root: Root) -> Arc<Plan> {
    let mut plan = Plan::default();
    // Some systems know no difference between `A` and `a`.
    let mut taken: FxHashMap<(String, Option<String>), Vec<Numbered>> = FxHashMap::default();
    let mut whole: FxHashMap<String, bool> = FxHashMap::default();
    for number in 0..count(db, root) {
        let loaded = loaded(db, root, number);
        let made = made(db, root, number);
        plan.incomplete |= loaded.maker.is_none() || !made.problems.is_empty();
        for (at, product) in made.products.iter().enumerate() {
            let key = Key { path: product.path.clone(), anchor: product.anchor.clone() };
            let folded = product.path.as_str().to_lowercase();
            *whole.entry(folded.clone()).or_default() |= key.anchor.is_none();
            taken.entry((folded, key.anchor.as_ref().map(ToString::to_string))).or_default().push((key, number, at));
        }
        plan.made.push(made);
    }
    let place = |generator: usize, product: usize| {
        let loaded = loaded(db, root, generator);
        let output = plan.made[generator].products[product].output;
        let maker = loaded.maker.as_ref()?;
        let place = maker.place(maker.definition.outputs.get(output)?.path.span);
        // What comes with the program is shown where it is asked for.
        Some((maker.name.clone(), if matches!(place, Place::Shipped(_)) { maker.asked() } else { place }))
    };
    let mut taken: Vec<_> = taken.into_iter().collect();
    taken.sort();
    for ((folded, anchor), mut products) in taken {
        // A whole file and a region of it: the file wins, and says so.
        let over = anchor.is_some() && whole.get(&folded).copied().unwrap_or_default();
        if products.len() == 1 && !over {
            let (key, generator, product) = products.remove(0);
            plan.outputs.insert(key, (generator, product));
            continue;
        }
        let (first, generator, product) = products[0].clone();
        let Some((name, at)) = place(generator, product) else { continue };
        let message = match over {
            true => format!("`{}` is made as a whole by another output, and here a region of it", first.path),
            false => format!("{} outputs would be written to `{}`", products.len(), first.path),
        };
        let mut problem = Problem::new(PATH_COLLISION, at, message).about(&first.path);
        for (key, generator, product) in &products[1..] {
            if let Some((other, at)) = place(*generator, *product) {
                let spelled = if key.path == first.path { String::new() } else { format!(", as `{}`", key.path) };
                problem = problem.related(at, format!("by generator `{other}`{spelled}; the first by `{name}`"));
            }
        }
        plan.problems.push(problem);
        plan.incomplete = true;
    }
    plan.problems.extend(plan.outputs.keys().filter_map(|key| outside(db, root, key, &place, &plan)).collect::<Vec<_>>());
    let outside: Vec<RelPath> =
        plan.problems.iter().filter(|problem| problem.code == PATH_ESCAPES).filter_map(|problem| problem.output.clone()).collect();
    plan.outputs.retain(|key, _| !outside.contains(&key.path));
    Arc::new(plan)
}

/// Whether a link on the way to an output leads out of the root.
fn outside(
    db: &dyn Db,
    root: Root,
    key: &Key,
    place: &dyn Fn(usize, usize) -> Option<(compact_str::CompactString, Place)>,
    plan: &Plan,
) -> Option<Problem> {
    // Only folders that are not looked at may be links.
    let folder = std::iter::successors(key.path.parent(), RelPath::parent).find(|folder| root.entry(db, folder).is_some())?;
    if !matches!(root.entry(db, &folder), Some(Entry::OtherDirectory | Entry::OtherFile)) {
        return None;
    }
    let real = db.system().canonicalize(&folder.under(root.path(db))).ok()?;
    let top = db.system().canonicalize(root.path(db)).ok()?;
    if real.starts_with(&top) {
        return None;
    }
    let &(generator, product) = plan.outputs.get(key)?;
    let (_, at) = place(generator, product)?;
    Some(Problem::new(PATH_ESCAPES, at, format!("`{}` is not written: `{folder}` is a link out of the root", key.path)).about(&key.path))
}
