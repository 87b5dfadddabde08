//! Which files others wrote and somebody brought here as they are. What is wrong in one of them is mended where it comes
//! from, if at all: whoever changes the copy loses the change with the next one that is brought. So nobody here wants to
//! hear of it, but what the files of this repository name in it is named all the same.

use syntax::place::is_release;
use workspace::{Db, Directory, File};

/// Files that come with a copy.
const MARKS: [&str; 7] =
    [".cargo-checksum.json", ".cargo_vcs_info.json", ".cargo-ok", "Cargo.toml.orig", "PKG-INFO", ".npmrc-published", ".yarn-metadata.json"];

/// Folders that hold copies.
const FOLDERS: [&str; 14] = [
    VENDOR,
    "vendored",
    "_vendor",
    "third_party",
    "third-party",
    "thirdparty",
    "node_modules",
    "site-packages",
    "dist-packages",
    "bower_components",
    "jspm_packages",
    "Godeps",
    "Pods",
    // What Docusaurus keeps of a version that was released, its examples among it.
    "versioned_docs",
];

/// Go's, Composer's and many another's; what sells something in a shop is called that, too.
const VENDOR: &str = "vendor";

/// Whether `file` is a copy of what others wrote: as `.gitattributes` says, or else by the folders it lies in.
pub fn is_vendored(db: &dyn Db, file: File) -> bool {
    file.attributes(db).vendored.unwrap_or_else(|| file.folder(db).is_some_and(|folder| is_brought(db, folder)))
}

/// Whether the folders that `file` lies in say so: whole languages are marked in `.gitattributes`, to keep them out of a statistic.
pub fn lies_among_copies(db: &dyn Db, file: File) -> bool {
    file.attributes(db).vendored != Some(false) && file.folder(db).is_some_and(|folder| is_brought(db, folder))
}

/// Whether what lies in `folder` was brought here. The top of a root never was: who checks a copy wants to hear of it.
#[salsa::tracked(returns(copy))]
fn is_brought(db: &dyn Db, folder: Directory) -> bool {
    folder.parent(db).is_some_and(|parent| {
        is_for_copies(db, folder) && !is_of_this_program(db, folder)
            || is_marked(db, folder)
            || is_licensed_apart(db, folder)
            || is_brought(db, parent)
    })
}

/// Whether `folder` has a name that is given to folders of copies.
pub(crate) fn is_for_copies(db: &dyn Db, folder: Directory) -> bool {
    let name = folder.path(db).name();
    // Where ASP.NET keeps what the page needs of others.
    let of_a_page = || name == "lib" && folder.parent(db).is_some_and(|parent| parent.path(db).name() == "wwwroot");
    FOLDERS.contains(&name) || of_a_page()
}

/// Whether something in `folder` came with a copy.
pub(crate) fn is_marked(db: &dyn Db, folder: Directory) -> bool {
    folder.entries(db).iter().any(|(name, _)| MARKS.contains(&name) || name.ends_with(".dist-info"))
}

/// Folders that hold copies when what lies in them is licensed by itself.
const OF_LICENSED: [&str; 7] = ["deps", "external", "externals", "extern", "3rdparty", "3rd_party", "subprojects"];

/// Whether `folder` is a library of others, kept among such or called after its release: what they license, and often no more of it
/// than is needed.
pub(crate) fn is_licensed_apart(db: &dyn Db, folder: Directory) -> bool {
    let is_license = |name: &str| ["LICENSE", "LICENCE", "COPYING"].iter().any(|start| name.to_ascii_uppercase().starts_with(start));
    let is_among = |parent: Directory| OF_LICENSED.contains(&parent.path(db).name());
    folder.parent(db).is_some_and(|parent| is_among(parent) || is_called_after_release(folder.path(db).name()))
        && folder.entries(db).iter().any(|(name, _)| is_license(name))
}

/// Whether a folder's name is one and a release behind it, in three numbers: `gateway-api-0.7.1-custom`.
fn is_called_after_release(name: &str) -> bool {
    name.split('-').skip(1).any(|part| is_release(part.trim_start_matches('v')))
}

/// Whether a folder `vendor` is a part of this program, about those who sell: a package of Java or Kotlin below the sources,
/// an application of Django, or what has a file about one vendor.
fn is_of_this_program(db: &dyn Db, folder: Directory) -> bool {
    let path = folder.path(db);
    let is_about_one = |name: &str| {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        matches!(name, "apps.py" | "models.py")
            || matches!(extension, "cs" | "php" | "py" | "rb" | "ts" | "tsx" | "vue")
                && stem.get(..VENDOR.len()).is_some_and(|start| start.eq_ignore_ascii_case(VENDOR))
    };
    path.name() == VENDOR
        && (path.as_str().contains("src/main/") && path.parts().any(|part| matches!(part, "java" | "kotlin" | "scala"))
            || folder.entries(db).iter().any(|(name, _)| is_about_one(name)))
}
