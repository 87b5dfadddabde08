//! Import cycles: the strongly connected components of the import graph.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use workspace::{Db, File, Root};

use crate::components::strongly_connected;
use crate::importing::import_graph;

/// Files that all import each other, directly or through others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cycle {
    /// The files, by path.
    pub members: Vec<File>,
    /// A shortest way from the first member back to it: each file imports the next, the last one the first.
    pub chain: Vec<File>,
}

/// All cycles of a root, by the path of their first file.
///
/// Imports that only a type checker follows do not count; imports inside functions do: the files
/// depend on each other all the same.
#[salsa::tracked(returns(clone))]
pub fn cycles(db: &dyn Db, root: Root) -> Arc<[Cycle]> {
    let graph = Graph::new(db, root);
    let mut out: Vec<Cycle> = strongly_connected(&graph.starts, &graph.edges)
        .into_iter()
        .map(|mut members| {
            members.sort_by_key(|&node| graph.files[node as usize].path(db));
            let chain = graph.chain(&members).into_iter().map(|node| graph.files[node as usize]).collect();
            Cycle { members: members.into_iter().map(|node| graph.files[node as usize]).collect(), chain }
        })
        .collect();
    out.sort_by(|a, b| a.members[0].path(db).cmp(b.members[0].path(db)));
    out.into()
}

struct Graph {
    files: Vec<File>,
    /// Node `n` has the edges `starts[n]..starts[n + 1]`.
    starts: Vec<u32>,
    edges: Vec<u32>,
}

impl Graph {
    fn new(db: &dyn Db, root: Root) -> Graph {
        let folders = import_graph(db, root);
        // A file without imports of its own cannot be in a cycle and needs no node.
        let importing: Vec<_> = folders.iter().flat_map(|folder| folder.iter()).filter(|(file, _)| may_circle(db, *file)).collect();
        let files: Vec<File> = importing.iter().map(|(file, _)| *file).collect();
        let numbers: FxHashMap<File, u32> = files.iter().enumerate().map(|(number, file)| (*file, number as u32)).collect();
        let (mut starts, mut edges) = (Vec::with_capacity(files.len() + 1), Vec::new());
        for (_, imports) in importing {
            starts.push(edges.len() as u32);
            edges.extend(imports.iter().filter(|import| import.runs).filter_map(|import| numbers.get(&import.file)));
        }
        starts.push(edges.len() as u32);
        Graph { files, starts, edges }
    }

    fn edges(&self, node: u32) -> &[u32] {
        &self.edges[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// The shortest way from the first member back to it; of ways equally short, the one whose files come first. `members` are sorted by
    /// path.
    fn chain(&self, members: &[u32]) -> Vec<u32> {
        let ranks: FxHashMap<u32, u32> = members.iter().enumerate().map(|(rank, node)| (*node, rank as u32)).collect();
        let steps = |rank: u32| {
            let mut steps: Vec<u32> = self.edges(members[rank as usize]).iter().filter_map(|target| ranks.get(target).copied()).collect();
            steps.sort_unstable();
            steps
        };
        let mut came_from: FxHashMap<u32, u32> = FxHashMap::default();
        let mut queue = VecDeque::from([0]);
        while let Some(at) = queue.pop_front() {
            let steps = steps(at);
            if at != 0 && steps.first() == Some(&0) {
                let way = std::iter::successors(Some(at), |at| came_from.get(at).copied());
                let mut chain: Vec<u32> = way.map(|rank| members[rank as usize]).collect();
                chain.reverse();
                return chain;
            }
            for next in steps {
                if next != 0 && !came_from.contains_key(&next) {
                    came_from.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        Vec::new()
    }
}

/// Whether a circle of such files is worth a word: the modules of a Rust crate are one unit of compilation, and a parent that
/// shows its children's items while they use its own is how crates are written. Stubs of Python are for type checkers alone.
fn may_circle(db: &dyn Db, file: File) -> bool {
    !matches!(file.path(db).extension(), Some("rs" | "pyi"))
}
