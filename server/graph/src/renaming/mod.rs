//! Renaming what has a name in one file and is named in others, whatever they are written in.
//!
//! What is renamed is a *thing*: every definition that stands for it - a Compose file and the one laid over it - and every reference
//! that means one of these. A reference that may mean things of several scopes ties them together, since it can be written only once.
//! Beside these certain places there are those that probably speak of it: another namespace's thing of the same name where the
//! two are used for each other, hosts of URLs, words of documentation. They are told apart, for a person to look at.
//!
//! **Invariant:** a replacement is the name alone, and what is written afterwards is read as the new name; where that would take
//! quotes or escapes, nothing is renamed and the place is said.

mod soft;
mod validity;
mod writing;

use compact_str::CompactString;
use rustc_hash::{FxHashMap, FxHashSet};
use syntax::names::MORE;
use syntax::{Mention, Namespace, SpanId};
use workspace::{Db, File, Root, Span};

use crate::names::{self, Defined, Here};
use crate::referred::{Referred, referred};
use crate::{facts, ranges, text};

/// Replaces a range of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replacement {
    /// The file.
    pub file: File,
    /// The range.
    pub span: Span,
    /// The text that comes.
    pub text: String,
}

/// What renaming changes, by path and place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Renaming {
    /// What names the thing.
    pub certain: Vec<Replacement>,
    /// What probably does, with the reason to think so.
    pub probable: Vec<(Replacement, String)>,
}

/// The name at `offset` that can be renamed: its range, and what is written there. `None`: here is no name.
pub fn renamable(db: &dyn Db, file: File, offset: u32) -> Option<(Span, String)> {
    let here = named_at(db, file, offset);
    let first = here.first()?;
    let text = text(db, file)?;
    let written = text.get(first.span.range())?;
    tail(&first.mention.name, written).map(|_| (first.span, written.to_owned()))
}

/// What renaming the thing at `offset` to `new` changes. `None`: here is no name.
///
/// # Errors
/// Why it cannot be named so, as a sentence for the person.
pub fn rename(db: &dyn Db, file: File, offset: u32, new: &str) -> Option<Result<Renaming, String>> {
    let root = file.root(db)?;
    let here = named_at(db, file, offset);
    (!here.is_empty()).then(|| Rename { db, root }.of(file, &here, new))
}

/// The names at a place that can be renamed. Those of files are the files' own: these are moved.
fn named_at(db: &dyn Db, file: File, offset: u32) -> Vec<Here> {
    let mut here = names::all_at(db, file, offset);
    here.retain(|here| !NOT_RENAMED.contains(&here.mention.namespace) && here.mention.name != MORE);
    here
}

/// Names that are paths or kinds, blocks of templates (which templates fill one, their own names do not say), and the keys of a
/// schema, which are renamed with the values.
const NOT_RENAMED: [Namespace; 5] = [
    Namespace::named("doc.path"),
    Namespace::named("workflow.call"),
    Namespace::named("jinja.block"),
    Namespace::named("kustomize.component"),
    Namespace::named("helm.commented"),
];

/// The places of one thing, or of several that share places.
#[derive(Default)]
struct Thing {
    definitions: Vec<Defined>,
    references: Vec<(File, Mention)>,
}

impl Thing {
    fn places<'t>(&'t self, db: &'t dyn Db) -> impl Iterator<Item = (File, Mention)> + 't {
        let definitions = self.definitions.iter().map(|defined| (defined.file, defined.mention(db)));
        definitions.chain(self.references.iter().cloned())
    }

    fn namespaces(&self, db: &dyn Db) -> FxHashSet<Namespace> {
        self.places(db).map(|(_, mention)| mention.namespace).collect()
    }
}

/// A reference and what it may stand for.
type User = (File, Mention, Vec<Defined>);

struct Rename<'db> {
    db: &'db dyn Db,
    root: Root,
}

impl Rename<'_> {
    fn of(&self, file: File, here: &[Here], new: &str) -> Result<Renaming, String> {
        let db = self.db;
        let mention = &here[0].mention;
        let written = text(db, file).and_then(|text| text.get(here[0].span.range()).map(str::to_owned));
        let place = || format!("`{}` is written with escapes or through an alias in `{}`: change that first", mention.name, file.path(db));
        let written = written.ok_or_else(place)?;
        let prefix = tail(&mention.name, &written).ok_or_else(place)?;
        let (old, new) = (mention.name.clone(), CompactString::from(format!("{prefix}{new}")));
        if old == new {
            return Ok(Renaming::default());
        }
        let thing = self.thing(file, here);
        for namespace in thing.namespaces(db) {
            let what = names::what(db, file, namespace);
            validity::check(namespace, &new[prefix.len()..])
                .map_err(|why| format!("`{}` is no name of {what}: {why}", &new[prefix.len()..]))?;
        }
        // A key that is called as its file: the one is renamed with the other.
        if let Some((file, _)) = thing.places(db).find(|(_, mention)| mention.role == "file") {
            return Err(format!("`{old}` is the name of a file that `{}` takes in: rename the file", file.path(db)));
        }
        if let Some(other) = self.conflict(&thing, &new) {
            let location = names::location(db, other);
            let line = ranges(db, location.file).lines.line(location.span.start) + 1;
            let what = names::what(db, file, other.mention(db).namespace);
            return Err(format!("there is already {what} `{new}`, in `{}:{line}`", location.file.path(db)));
        }
        let mut texts = Texts { db, texts: FxHashMap::default() };
        let mut certain = Vec::new();
        for (file, mention) in thing.places(db) {
            certain.push(texts.replacement(file, &mention, &old, &new)?);
        }
        self.sort(&mut certain);
        let mut renaming = Renaming { certain, probable: Vec::new() };
        soft::add(self, &thing, &old, &new, &mut texts, &mut renaming);
        Ok(renaming)
    }

    /// Everything that goes by the name together with the mentions at hand.
    fn thing(&self, file: File, here: &[Here]) -> Thing {
        let db = self.db;
        let mut thing = Thing::default();
        for here in here {
            let own = here.definition.map(|number| Defined { file, number });
            let meanings = names::meanings(db, file, &here.mention);
            if own.is_none() && meanings.is_empty() {
                self.add_undefined(file, &here.mention, &mut thing);
            } else {
                self.add(own.into_iter().chain(meanings).collect(), &mut thing);
            }
        }
        thing
    }

    /// What nothing defines is one thing as far as its name is seen.
    fn add_undefined(&self, file: File, mention: &Mention, thing: &mut Thing) {
        let db = self.db;
        let within = names::within(db, self.root, mention.namespace);
        let index = referred(db, self.root, mention.namespace.as_str());
        for other in index.get(&mention.name).into_iter().flatten().filter(|other| names::sees(db, within, file, other.file)) {
            let reference = other.mention(db);
            if reference.fits(mention) && names::meanings(db, other.file, &reference).is_empty() {
                thing.references.push((other.file, reference));
            }
        }
    }

    fn add(&self, mut open: Vec<Defined>, thing: &mut Thing) {
        let db = self.db;
        let mut users: FxHashMap<(Namespace, CompactString), Vec<User>> = FxHashMap::default();
        while let Some(next) = open.pop() {
            if thing.definitions.contains(&next) {
                continue;
            }
            let mention = next.mention(db);
            thing.definitions.push(next);
            open.extend(names::meanings(db, next.file, &mention));
            open.extend(self.beside(next, &mention));
            let key = (mention.namespace, mention.name.clone());
            for (file, reference, meanings) in users.entry(key).or_insert_with(|| self.users(&mention)) {
                let known = thing.references.iter().any(|(other, known)| other == file && known.span == reference.span);
                if meanings.contains(&next) && !known {
                    open.extend(meanings.iter());
                    thing.references.push((*file, reference.clone()));
                }
            }
        }
    }

    /// Every reference by the name of a definition, with what it means.
    fn users(&self, definition: &Mention) -> Vec<User> {
        let db = self.db;
        let index = referred(db, self.root, definition.namespace.as_str());
        let user = |found: &Referred| {
            let reference = found.mention(db);
            let meanings = names::meanings(db, found.file, &reference);
            (found.file, reference, meanings)
        };
        index.get(&definition.name).into_iter().flatten().map(user).collect()
    }

    /// What else the text of a definition defines.
    fn beside(&self, defined: Defined, mention: &Mention) -> Vec<Defined> {
        let Some(names) = names::names(self.db, defined.file) else { return Vec::new() };
        let ranges = ranges(self.db, defined.file);
        let span = ranges.span(mention.span);
        let same = |other: &(usize, &Mention)| other.1.name == mention.name && ranges.span(other.1.span) == span;
        let numbers = names.definitions.iter().enumerate().filter(same).map(|(number, _)| number as u32);
        numbers.map(|number| Defined { file: defined.file, number }).collect()
    }

    /// A definition that the thing would be mixed up with.
    fn conflict(&self, thing: &Thing, new: &str) -> Option<Defined> {
        thing.places(self.db).find_map(|(file, mention)| {
            let renamed = Mention { name: new.into(), ..mention };
            names::meanings(self.db, file, &renamed).into_iter().next()
        })
    }

    fn sort(&self, replacements: &mut Vec<Replacement>) {
        replacements.sort_by(|a, b| (a.file.path(self.db), a.span).cmp(&(b.file.path(self.db), b.span)));
        replacements.dedup();
    }
}

/// The texts of the files that are changed, each read once.
struct Texts<'db> {
    db: &'db dyn Db,
    texts: FxHashMap<File, Option<String>>,
}

impl Texts<'_> {
    fn get(&mut self, file: File) -> Option<&str> {
        let db = self.db;
        self.texts.entry(file).or_insert_with(|| text(db, file)).as_deref()
    }

    /// The change of one place from `old` to `new`.
    fn replacement(&mut self, file: File, mention: &Mention, old: &str, new: &str) -> Result<Replacement, String> {
        self.at(file, mention.span, &mention.name, old, new)
    }

    /// The same of a range at which `name` stands.
    fn at(&mut self, file: File, span: SpanId, name: &str, old: &str, new: &str) -> Result<Replacement, String> {
        let db = self.db;
        let (path, span) = (file.path(db), ranges(db, file).span(span));
        let Some(text) = self.get(file) else { return Err(format!("`{path}` has changed on the disk and was not read again yet")) };
        let written = text.get(span.range()).unwrap_or_default();
        let escaped = || format!("`{old}` is written with escapes or through an alias in `{path}`: change that first");
        let prefix = tail(name, written).ok_or_else(escaped)?;
        let Some(part) = new.strip_prefix(prefix) else {
            return Err(format!("`{path}` says only `{written}` of `{name}`, so that its beginning cannot be changed there"));
        };
        let line = text[..span.start as usize].matches('\n').count() + 1;
        writing::check(facts(db, file).kind.language, text, span, part).map_err(|why| format!("`{part}` {why} in `{path}:{line}`"))?;
        Ok(Replacement { file, span, text: part.to_owned() })
    }
}

/// What a name has before what is `written` of it: nothing where it is written whole; `app=` of a label, `image.` of a value.
/// `None` when something else is written there.
fn tail<'n>(name: &'n str, written: &str) -> Option<&'n str> {
    let prefix = name.strip_suffix(written).filter(|_| !written.is_empty())?;
    (prefix.is_empty() || prefix.ends_with(['=', '.', '/', ':'])).then_some(prefix)
}
