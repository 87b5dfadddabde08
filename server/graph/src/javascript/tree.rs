//! What resolution can see of a root: names, and the texts of the few files that steer it.
//!
//! Built folder by folder, so that an edit re-makes one folder and the way up from it, and an edit to
//! anything but the layout and those texts re-makes nothing.

use std::sync::Arc;

use compact_str::CompactString;
use workspace::{Db, Directory, Entry};

use super::settings::{is_settings, settings};

/// One folder. Equal trees resolve equally.
#[derive(PartialEq, Eq, Debug, Default)]
pub struct Tree {
    /// By name.
    nodes: Vec<(CompactString, Node)>,
}

/// What a name in a folder is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Node {
    /// A file, looked at or not.
    File,
    /// A file that steers resolution, with the part of it that does.
    Settings(Arc<str>),
    /// A folder.
    Folder(Arc<Tree>),
    /// A folder of which nothing is known but that it exists.
    Opaque,
}

impl Tree {
    /// What `name` is.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.nodes.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok().map(|at| &self.nodes[at].1)
    }
}

/// The tree of a folder.
#[salsa::tracked(returns(clone))]
pub fn tree(db: &dyn Db, folder: Directory) -> Arc<Tree> {
    let own = folder.path(db).name();
    let node = |(name, entry): (&str, Entry)| {
        let node = match entry {
            Entry::File(file) if is_settings(name, own) => settings(db, file).map_or(Node::File, Node::Settings),
            Entry::File(_) | Entry::OtherFile => Node::File,
            Entry::Directory(below) => Node::Folder(tree(db, below)),
            Entry::OtherDirectory | Entry::Unreadable => Node::Opaque,
        };
        (CompactString::from(name), node)
    };
    Arc::new(Tree { nodes: folder.entries(db).iter().map(node).collect() })
}
