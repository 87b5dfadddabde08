//! `ouroboros graph`: what refers to what, for programs and for drawings.

mod named;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use api::operations::drawing::graphml::GraphMl;
use clap::{Args, ValueEnum};
use graph::EdgeKind;
use oracle::{Host, Snapshot};
use serde::Serialize;
use syntax::Language;
use workspace::{Database, File, RelPath, Root};

use crate::format::{escape, json};
use crate::{output, root};

/// Options of `graph`.
#[derive(Args)]
pub struct Options {
    /// The files or folders whose edges are wanted; the current folder when none is named.
    paths: Vec<PathBuf>,
    /// Which edges.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "import")]
    kind: Vec<Kind>,
    /// How to write them.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Code that imports code.
    Import,
    /// Documentation that links to files.
    Link,
    /// Manifests that name files.
    Declaration,
    /// Names that other files define: Services, variables of the environment, routes. As JSON with all definitions and references.
    Name,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Nodes and edges, one edge per importing line.
    Json,
    /// For Graphviz.
    Dot,
    /// For Markdown.
    Mermaid,
    /// GraphML, for yEd, Gephi and programs: one edge per line, as in JSON.
    Graphml,
}

#[derive(Serialize)]
struct Graph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    definitions: Vec<named::Definition>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references: Vec<named::Reference>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Node {
    id: String,
    /// The language.
    kind: Language,
    path: String,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Edge {
    from: String,
    to: String,
    kind: &'static str,
    file: String,
    line: u32,
}

/// Runs it.
///
/// # Errors
/// Paths that do not exist or belong to no common root.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let target = root::find(&options.paths)?;
    let mut host = Host::new(root::activated());
    let root = host.open_root(&target.root);
    let snapshot = host.snapshot();
    snapshot.prime(root, &|_, _| {}).map_err(|_| "internal error: cancelled although nothing writes".to_owned())?;
    let graph = build(&snapshot, root, &options.kind, &|path| target.wants(path));
    output.print(&match options.format {
        Format::Json => json::write(&graph),
        Format::Dot => dot(&graph),
        Format::Mermaid => mermaid(&graph),
        Format::Graphml => graphml(&graph),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The edges of these kinds that start in wanted files; every wanted file that could have some is a node, and
/// so is every file that an edge leads to.
fn build(snapshot: &Snapshot, root: Root, kinds: &[Kind], wanted: &dyn Fn(&RelPath) -> bool) -> Graph {
    let db = snapshot.db();
    let mut nodes: BTreeMap<&RelPath, File> = BTreeMap::new();
    let mut found: Vec<(File, File, EdgeKind, u32)> = Vec::new();
    let (mut definitions, mut references) = (Vec::new(), Vec::new());
    for file in root.files(db).into_iter().filter(|file| wanted(file.path(db))) {
        let language = graph::facts(db, file).kind.language;
        if kinds.iter().any(|kind| kind.may_start_in(language)) {
            nodes.insert(file.path(db), file);
        }
        let by_name = kinds.contains(&Kind::Name);
        if by_name {
            named::of(db, file, &mut definitions, &mut references);
        }
        let edges = if by_name { graph::all_edges(db, file) } else { graph::edges(db, file).to_vec() };
        if edges.is_empty() {
            continue;
        }
        let ranges = graph::ranges(db, file);
        for edge in edges.iter().filter(|edge| kinds.iter().any(|kind| kind.edge() == edge.kind)) {
            nodes.insert(file.path(db), file);
            nodes.insert(edge.target.path(db), edge.target);
            found.push((file, edge.target, edge.kind, ranges.lines.line(ranges.span(edge.span).start) + 1));
        }
    }
    let ids = ids(db, nodes.values().copied());
    let mut edges: Vec<Edge> = found
        .into_iter()
        .map(|(from, to, kind, line)| Edge {
            from: ids[&from].clone(),
            to: ids[&to].clone(),
            kind: kind.as_str(),
            file: from.path(db).to_string(),
            line,
        })
        .collect();
    edges.sort();
    edges.dedup();
    let mut nodes: Vec<Node> = nodes
        .into_iter()
        .map(|(path, file)| Node { id: ids[&file].clone(), kind: graph::facts(db, file).kind.language, path: path.to_string() })
        .collect();
    nodes.sort();
    Graph { nodes, edges, definitions, references }
}

impl Kind {
    fn edge(self) -> EdgeKind {
        match self {
            Kind::Import => EdgeKind::Import,
            Kind::Link => EdgeKind::Link,
            Kind::Declaration => EdgeKind::Declaration,
            Kind::Name => EdgeKind::Name,
        }
    }

    /// Whether a file in `language` is a node even without edges. Which files are manifests is known by theirs.
    fn may_start_in(self, language: Language) -> bool {
        match self {
            Kind::Import => language.modules().is_some(),
            Kind::Link => language == Language::Markdown,
            Kind::Declaration | Kind::Name => false,
        }
    }
}

/// A module's dotted name where no other file has the same one, else the path. A source goes before its stub.
fn ids(db: &Database, files: impl Iterator<Item = File>) -> HashMap<File, String> {
    let files: Vec<(File, Option<String>, bool)> = files
        .map(|file| {
            let language = graph::facts(db, file).kind.language;
            let python = matches!(language, Language::Python | Language::PythonStub);
            let name = python.then(|| graph::python::module_name(db, file)).flatten();
            (file, name.map(|name| name.to_string()), language == Language::PythonStub)
        })
        .collect();
    let mut claims: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for (_, name, stub) in &files {
        if let Some(name) = name {
            *claims.entry((name, *stub)).or_default() += 1;
        }
    }
    let alone = |name: &str, stub: bool| claims.get(&(name, stub)) == Some(&1) && !(stub && claims.contains_key(&(name, false)));
    files
        .iter()
        .map(|(file, name, stub)| match name {
            Some(name) if alone(name, *stub) => (*file, name.clone()),
            _ => (*file, file.path(db).to_string()),
        })
        .collect()
}

fn pairs(graph: &Graph) -> BTreeSet<(&str, &str)> {
    graph.edges.iter().map(|edge| (edge.from.as_str(), edge.to.as_str())).collect()
}

fn dot(graph: &Graph) -> String {
    let quoted = |id: &str| format!("\"{}\"", escape::terminal(id).replace('\\', "\\\\").replace('"', "\\\""));
    let mut out = String::from("digraph ouroboros {\n  rankdir=LR;\n  node [shape=box];\n");
    for node in &graph.nodes {
        let _ = writeln!(out, "  {};", quoted(&node.id));
    }
    for (from, to) in pairs(graph) {
        let _ = writeln!(out, "  {} -> {};", quoted(from), quoted(to));
    }
    out.push_str("}\n");
    out
}

fn mermaid(graph: &Graph) -> String {
    // Mermaid's own form of entities; everything that means something to it or to HTML.
    let quoted = |id: &str| {
        let mut out = String::new();
        for c in escape::terminal(id).chars() {
            if matches!(c, '"' | '#' | '<' | '>' | '&' | ';' | '`') {
                let _ = write!(out, "#{};", u32::from(c));
            } else {
                out.push(c);
            }
        }
        out
    };
    let numbers: BTreeMap<&str, usize> = graph.nodes.iter().enumerate().map(|(number, node)| (node.id.as_str(), number)).collect();
    let mut out = String::from("graph LR\n");
    for (number, node) in graph.nodes.iter().enumerate() {
        let _ = writeln!(out, "  n{number}[\"{}\"]", quoted(&node.id));
    }
    for (from, to) in pairs(graph) {
        let _ = writeln!(out, "  n{} --> n{}", numbers[from], numbers[to]);
    }
    out
}

fn graphml(graph: &Graph) -> String {
    let mut out = GraphMl::new(
        &[("id", "string"), ("kind", "string"), ("path", "string")],
        &[("kind", "string"), ("file", "string"), ("line", "int")],
    );
    for node in &graph.nodes {
        let kind = serde_json::to_value(node.kind).ok();
        out.node(&[Some(&node.id), kind.as_ref().and_then(|kind| kind.as_str()), Some(&node.path)]);
    }
    let numbers: BTreeMap<&str, usize> = graph.nodes.iter().enumerate().map(|(number, node)| (node.id.as_str(), number)).collect();
    for edge in &graph.edges {
        out.edge(
            numbers[edge.from.as_str()],
            numbers[edge.to.as_str()],
            &[Some(edge.kind), Some(&edge.file), Some(&edge.line.to_string())],
        );
    }
    out.finish()
}
