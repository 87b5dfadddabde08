//! Places that probably speak of what is renamed.

use rustc_hash::FxHashSet;
use syntax::names::Spoken;
use syntax::{Mention, Namespace};
use workspace::{Db, File, RelPath, Root};

use super::{Rename, Renaming, Texts, Thing, validity};
use crate::names::{self, Defined};
use crate::referred::referred;
use crate::text;

/// Namespaces of what hosts of URLs are called by. A Service often goes by the name of the Compose service that it is on a
/// developer's machine.
const HOSTS: [(Namespace, &str); 2] =
    [(Namespace::named("k8s.service"), "Kubernetes Service"), (Namespace::named("compose.service"), "Compose service")];

/// Hosts that a configuration asks by the names of services.
const ASKED: Namespace = Namespace::named("scrape.host");
/// Values of a chart, and the keys of their schema.
const VALUES: Namespace = Namespace::named("helm.value");
const SCHEMA: Namespace = Namespace::named("helm.commented");

/// Adds them to a renaming of `thing`.
pub(super) fn add(rename: &Rename<'_>, thing: &Thing, old: &str, new: &str, texts: &mut Texts<'_>, out: &mut Renaming) {
    let db = rename.db;
    let own = thing.namespaces(db);
    let is_host = own.iter().any(|namespace| HOSTS.iter().any(|(host, _)| host == namespace));
    let mut found = Vec::new();
    for (namespace, what) in HOSTS.into_iter().filter(|(namespace, _)| is_host && !own.contains(namespace)) {
        let Some(other) = namesake(rename, namespace, old, new) else { continue };
        let places: Result<Vec<_>, _> = other.places(db).map(|(file, mention)| texts.replacement(file, &mention, old, new)).collect();
        // It is renamed everywhere or nowhere.
        found.extend(places.into_iter().flatten().map(|place| (place, format!("{what} of the same name"))));
    }
    if is_host {
        let asked = referred(db, rename.root, ASKED.as_str());
        let places = asked.get(old).into_iter().flatten().map(|one| texts.replacement(one.file, &one.mention(db), old, new));
        found.extend(places.flatten().map(|place| (place, "host that is scraped".to_owned())));
    }
    if own.contains(&VALUES) {
        let index = names::defined(db, rename.root, SCHEMA.as_str());
        let is_beside = |one: &&Defined| thing.definitions.iter().any(|value| value.file.folder(db) == one.file.folder(db));
        let keys = index.get(old).into_iter().flatten().filter(is_beside);
        let places = keys.map(|one| texts.replacement(one.file, &one.mention(db), old, new));
        found.extend(places.flatten().map(|place| (place, "schema of the values".to_owned())));
    }
    let made = made_by_generators(db, rename.root);
    for file in rename.root.files(db).into_iter().filter(|file| !made.contains(file)) {
        let Some(names) = names::names(db, file) else { continue };
        for place in names.spoken.iter().filter(|place| place.name == old) {
            let why = match place.how {
                Spoken::Host if is_host => "host of a URL",
                Spoken::Documentation => "documentation",
                Spoken::Host => continue,
            };
            found.extend(texts.at(file, place.span, &place.name, old, new).ok().map(|place| (place, why.to_owned())));
        }
    }
    found.retain(|(place, _)| {
        !out.certain.iter().any(|known| known.file == place.file && known.span.start < place.span.end && place.span.start < known.span.end)
    });
    found.sort_by(|(a, _), (b, _)| (a.file.path(db), a.span).cmp(&(b.file.path(db), b.span)));
    found.dedup_by(|(a, _), (b, _)| a == b);
    out.probable = found;
}

/// The files that generators of the repository write, by its lock: what they say comes from elsewhere.
fn made_by_generators(db: &dyn Db, root: Root) -> FxHashSet<File> {
    let lock = root.file(db, &RelPath::new("ouroboros.lock")).and_then(|file| text(db, file)).unwrap_or_default();
    let paths = lock.split("{\"path\": \"").skip(1).filter_map(|rest| rest.split('"').next());
    paths.filter_map(|path| root.file(db, &RelPath::new(path))).collect()
}

/// The thing of another namespace that goes by the same name, and may go by the new one.
fn namesake(rename: &Rename<'_>, namespace: Namespace, old: &str, new: &str) -> Option<Thing> {
    let db = rename.db;
    let index = names::defined(db, rename.root, namespace.as_str());
    let definitions: Vec<Defined> = index.get(old)?.clone();
    let mut other = Thing::default();
    rename.add(definitions, &mut other);
    let is_free = |mention: &Mention| mention.name == old;
    let sound = validity::check(namespace, new).is_ok() && rename.conflict(&other, new).is_none();
    (sound && !other.definitions.is_empty() && other.places(db).all(|(_, mention)| is_free(&mention))).then_some(other)
}
