//! Names that are used, that nothing defines, and that one which is defined differs from by a slip: what rules about them share.

use std::sync::Arc;

use compact_str::CompactString;
use graph::names::Defined;
use graph::referred::Referred;
use graph::said::{Voice, plain, said, voice};
use syntax::place;
use workspace::{Db, Directory, File};

use crate::finding::{Anchor, Finding};

/// One of them.
pub(super) struct Misspelt<'a> {
    /// The name.
    pub(super) name: &'a CompactString,
    /// Where it is used.
    pub(super) uses: &'a [Referred],
    /// The name that was probably meant.
    pub(super) close: &'a CompactString,
    /// Where that is defined.
    pub(super) defined: &'a [Defined],
    /// What of the name others would write who mean it.
    pub(super) word: &'a str,
}

/// The findings about each use of those that no other file below `top` speaks of. `say` says what is wrong at a place of a file; `made`,
/// what happens to the close name where it is defined.
pub(super) fn findings(
    db: &dyn Db,
    top: Directory,
    mut all: Vec<Misspelt<'_>>,
    say: impl Fn(&Misspelt<'_>, File, Anchor) -> Finding,
    made: &str,
) -> Vec<Finding> {
    all.sort_by_key(|one| one.name);
    let sought: Arc<[CompactString]> = all.iter().map(|one| plain(one.word)).collect();
    let mut out = Vec::new();
    for (one, files) in all.iter().zip(said(db, top, sought)) {
        // What is made in some other way is named there, and what the close name has in it proves nothing.
        let is_other = |file: &File| voice(db, *file) != Voice::Prose && !one.uses.iter().any(|used| used.file == *file);
        if plain(one.close).contains(plain(one.word).as_str()) || files.iter().any(is_other) {
            continue;
        }
        for used in one.uses.iter().filter(|used| !place::is_data(used.file.path(db).as_str())) {
            let finding = say(one, used.file, Anchor::Fact(used.mention(db).span));
            out.push(match one.defined.first() {
                Some(there) => finding.related(there.file, Anchor::Fact(there.mention(db).span), format!("`{}` is {made} here", one.close)),
                None => finding,
            });
        }
    }
    out
}
