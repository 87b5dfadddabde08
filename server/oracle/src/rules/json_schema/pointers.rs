//! Where references within a document lead, found fast however many there are.

use std::cell::RefCell;

use documents::{Node, Value};
use rustc_hash::FxHashMap;

/// Mappings of more keys than this are looked up by hash.
const FEW: usize = 16;

/// The references of one document.
pub struct Pointers<'n> {
    root: &'n Node,
    large: RefCell<FxHashMap<usize, FxHashMap<&'n str, &'n Node>>>,
}

impl<'n> Pointers<'n> {
    /// Those from the document or resource `root` on.
    pub fn new(root: &'n Node) -> Pointers<'n> {
        Pointers { root, large: RefCell::default() }
    }

    /// What a JSON pointer leads to; an empty one leads to the whole.
    pub fn find(&self, pointer: &str) -> Option<&'n Node> {
        if pointer.is_empty() {
            return Some(self.root);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self.root, |node, part| {
            let part = schemas::decoded(part).replace("~1", "/").replace("~0", "~");
            match &node.value {
                Value::Map(_) => self.get(node, &part),
                Value::List(items) => items.get(part.parse::<usize>().ok()?),
                Value::Scalar { .. } => None,
            }
        })
    }

    fn get(&self, node: &'n Node, key: &str) -> Option<&'n Node> {
        if node.entries().len() <= FEW {
            return node.get(key);
        }
        let mut large = self.large.borrow_mut();
        let index = large.entry(std::ptr::from_ref(node) as usize).or_insert_with(|| {
            let mut index = FxHashMap::default();
            for (key, value) in node.entries() {
                if let Some(key) = key.text() {
                    index.entry(key).or_insert(value);
                }
            }
            index
        });
        index.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers() {
        let many: String = (0..40).map(|at| format!("  k{at}: {{ v: {at} }}\n")).collect();
        let text = format!("a/b: [x, {{ c~d: 1 }}]\n'é é': 2\nmany:\n{many}");
        let root = documents::read(&text).unwrap().root.unwrap();
        let pointers = Pointers::new(&root);
        let found = |pointer: &str| pointers.find(pointer).and_then(Node::text);
        assert_eq!(found("/a~1b/0"), Some("x"));
        assert_eq!(found("/a~1b/1/c~0d"), Some("1"));
        assert_eq!(found("/%C3%A9%20%C3%A9"), Some("2"));
        assert_eq!(found("/many/k39/v"), Some("39"));
        assert_eq!((found("/many/k40"), found("/a~1b/7"), found("a")), (None, None, None));
        assert!(pointers.find("").is_some());
    }
}
