//! Documents that are pieces of others: text that a generator puts where another document asks for it is read there, and its
//! links are meant as seen from there.

use syntax::{Namespace, Reference};
use workspace::{Db, Directory, File, Root};

use super::{doubt, find, surroundings::site};
use crate::referred::referred;
use crate::resolution::Resolution;

/// Names of documents that others take in, each within the path by which they do.
const INCLUDED: Namespace = Namespace::named("doc.included");

/// So many documents that take one in are looked at.
const MOST: usize = 24;

/// The documents that take in `file`, be it by way of others: those that name a path which may lead to it. Whether a generator looks
/// for that from the document, from the top or from a folder of its own is not known, so every path counts that `file`'s ends in.
pub fn includers(db: &dyn Db, root: Root, file: File) -> Vec<File> {
    let index = referred(db, root, INCLUDED.as_str());
    let mut out: Vec<File> = Vec::new();
    let mut next = Some(file);
    let mut at = 0;
    while let Some(included) = next.filter(|_| !index.is_empty() && out.len() < MOST) {
        let path = included.path(db);
        for found in index.get(path.name()).into_iter().flatten() {
            let mention = found.mention(db);
            let written = mention.scope.trim_start_matches(['.', '/']);
            let leads = path.as_str().strip_suffix(written).is_some_and(|before| before.is_empty() || before.ends_with('/'));
            if leads && found.file != file && !out.contains(&found.file) {
                out.push(found.file);
            }
        }
        next = out.get(at).copied();
        at += 1;
    }
    out
}

/// What a destination that is not found from the folder of `file` leads to as seen from the documents that take `file` in: what it
/// finds from one of them, nobody knows where one of them would not be judged for it, and `None` when it leads nowhere from all.
pub(super) fn resolve(db: &dyn Db, root: Root, file: File, reference: &Reference) -> Option<Resolution> {
    let places = includers(db, root, file).into_iter().filter_map(|includer| Some((includer, includer.folder(db)?)));
    places.into_iter().find_map(|(includer, folder)| {
        let seen_from = |folder: &workspace::RelPath| find(db, root, &folder.resolve(&reference.name)?);
        let page = includer.path(db).name().rsplit_once('.').map(|(stem, _)| folder.path(db).join(stem));
        seen_from(folder.path(db)).or_else(|| page.as_ref().and_then(seen_from)).or_else(|| is_unknown(db, includer, folder, reference))
    })
}

fn is_unknown(db: &dyn Db, includer: File, folder: Directory, reference: &Reference) -> Option<Resolution> {
    let site = site(db, folder).map(|(site, _)| site);
    doubt::is_doubtful(db, includer, folder, reference, site).then_some(Resolution::Unknown)
}
