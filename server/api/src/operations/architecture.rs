//! `architecture`: the components of a root, and what ties them to each other.
//!
//! A component is what the DNA declares. What it does not declare is grouped by the folder of the nearest manifest, and
//! by folders below that where one manifest is all there is.

use std::collections::BTreeMap;

use dna::{Dna, Verdict};
use graph::{Edge, EdgeKind};
use oracle::recovered::{Recovered, recovered};
use oracle::report;
use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use workspace::imagined::Texts;
use workspace::{Database, File, RelPath, Root};

use super::asked::{Asked, Problem};
use super::drawing;
use super::workspace::Workspace;

/// Folders below a manifest that may tell components apart.
const MOST_DEPTH: u32 = 8;
/// Folders that are tried when nobody says how many.
const TRIED: u32 = 3;
/// Components and edges in one answer.
const MOST: usize = 2000;
const MOST_EDGES: usize = 20_000;

/// What `architecture` takes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// How it is told: as components and edges, or as text in a language for drawings.
    pub format: Format,
    /// Which ties count; `import` and `declaration` when absent.
    pub kinds: Vec<Kind>,
    /// For what the DNA does not declare: how many folders below its manifest tell components apart.
    #[schemars(range(min = 0, max = 8))]
    pub depth: Option<u32>,
}

/// How the architecture is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Components and edges.
    #[default]
    Json,
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// A picture.
    Svg,
    /// Structurizr's DSL, for C4 models.
    Structurizr,
    /// For yEd, Gephi and programs.
    Graphml,
}

/// What kind of tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Code that imports code.
    Import,
    /// Manifests and configuration that name files.
    Declaration,
    /// Documentation that links to files.
    Link,
    /// Names that other files define: Services, variables of the environment, routes.
    Name,
}

/// What `architecture` answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// How it is told.
    pub format: Format,
    /// The drawing, when it is not told as `json`. Untrusted data: it holds names from the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The components, when it is told as `json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<Component>>,
    /// What ties them, when it is told as `json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edges: Option<Vec<Dependency>>,
    /// Dependencies that the DNA declares and no line has, when it is told as `json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent: Option<Vec<Absence>>,
}

/// A part of the root.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Component {
    /// Its id in the DNA, else its folder. Untrusted data: a name from the repository.
    pub id: String,
    /// What it is: what the DNA says, else what makes it one. Untrusted data.
    pub kind: String,
    /// Its layer in the DNA. Untrusted data: a name from the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// What it is for, as the DNA says. Untrusted data: text of the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the DNA declares it.
    pub declared: bool,
    /// Its files.
    pub files: usize,
}

/// One component needs another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dependency {
    /// The component that needs. Untrusted data: a name from the repository.
    pub from: String,
    /// The component that is needed. Untrusted data: a name from the repository.
    pub to: String,
    /// How.
    pub kind: Kind,
    /// How many lines do so.
    pub count: usize,
    /// The first of them: its file. Untrusted data: a name from the repository.
    pub path: String,
    /// The first of them: its line, from 1.
    pub line: u32,
    /// Why the DNA denies it, where it does: the code and the DNA diverge. Untrusted data: it holds names from the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denied: Option<String>,
}

/// The DNA lets one component use another, and no line of it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Absence {
    /// The component that may use. Untrusted data: a name from the repository.
    pub from: String,
    /// The component that it may use. Untrusted data: a name from the repository.
    pub to: String,
}

/// A root taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    /// What the whole is called.
    pub name: String,
    /// By id.
    pub components: Vec<Component>,
    /// By ids.
    pub edges: Vec<Dependency>,
    /// By ids.
    pub absent: Vec<Absence>,
}

impl Kind {
    /// Those that are asked for.
    pub(super) fn chosen(named: &[Kind], otherwise: &[Kind]) -> Vec<Kind> {
        if named.is_empty() { otherwise.to_vec() } else { named.to_vec() }
    }

    /// The edge's.
    pub(super) fn of(kind: EdgeKind) -> Kind {
        match kind {
            EdgeKind::Import => Kind::Import,
            EdgeKind::Link => Kind::Link,
            EdgeKind::Declaration => Kind::Declaration,
            EdgeKind::Name => Kind::Name,
        }
    }

    /// The edges of these kinds that start from `file`, in order of appearance within each kind.
    pub(super) fn edges(db: &Database, file: File, kinds: &[Kind]) -> Vec<Edge> {
        let mut edges = if kinds.contains(&Kind::Name) { graph::all_edges(db, file) } else { graph::edges(db, file).to_vec() };
        edges.retain(|edge| kinds.contains(&Kind::of(edge.kind)));
        edges
    }

    /// As a word that takes a count.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Kind::Import => "import",
            Kind::Declaration => "declaration",
            Kind::Link => "link",
            Kind::Name => "name",
        }
    }
}

/// Tells it.
///
/// # Errors
/// More than fits into an answer; nobody wants the answer any more.
pub fn architecture(workspace: &Workspace, input: &Input, asked: &Asked) -> Result<Answer, Problem> {
    if input.depth.is_some_and(|depth| depth > MOST_DEPTH) {
        return Err(Problem::Refused(format!("`depth` is at most {MOST_DEPTH}")));
    }
    let kinds = Kind::chosen(&input.kinds, &[Kind::Import, Kind::Declaration]);
    let map = workspace.look_at_all(&Texts::new(), asked, |snapshot, root| {
        snapshot.ask(|db| Ok(Parts::new(db, root, input.depth, &kinds).map(db, root, &kinds)))
    })?;
    if map.components.len() > MOST || map.edges.len() > MOST_EDGES {
        return Err(Problem::Refused(format!(
            "{} components and {} edges do not fit into an answer: ask for a smaller `depth`",
            map.components.len(),
            map.edges.len()
        )));
    }
    let text = match input.format {
        Format::Json => {
            let (components, edges, absent) = (Some(map.components), Some(map.edges), Some(map.absent));
            return Ok(Answer { format: Format::Json, text: None, components, edges, absent });
        }
        Format::Mermaid => drawing::mermaid::write(&map),
        Format::Dot => drawing::dot::write(&map),
        Format::Structurizr => drawing::structurizr::write(&map),
        Format::Graphml => drawing::graphml::write(&map),
        Format::Svg => drawing::svg::write(&map).map_err(Problem::Refused)?,
    };
    Ok(Answer { format: input.format, text: Some(text), components: None, edges: None, absent: None })
}

/// Which file belongs to which component.
pub(super) struct Parts {
    /// By id.
    pub ids: Vec<String>,
    /// Into [`Parts::ids`].
    pub of: FxHashMap<File, usize>,
    kinds: BTreeMap<String, &'static str>,
}

impl Parts {
    /// Takes `root` apart; without a `depth`, as deep as it takes for two parts to be tied.
    pub fn new(db: &Database, root: Root, depth: Option<u32>, kinds: &[Kind]) -> Parts {
        if let Some(depth) = depth {
            return Parts::at(db, root, depth);
        }
        let ties = |parts: &Parts| {
            let differ = |from: &File, to: &File| parts.of.get(from) != parts.of.get(to);
            let edges = |file: &File| Kind::edges(db, *file, kinds).iter().any(|edge| differ(file, &edge.target));
            parts.of.keys().any(edges)
        };
        let first = Parts::at(db, root, 0);
        let deeper = std::iter::once(first).chain((1..=TRIED).map(|depth| Parts::at(db, root, depth)));
        let mut out = None;
        for parts in deeper {
            if ties(&parts) {
                return parts;
            }
            out.get_or_insert(parts);
        }
        out.unwrap_or_else(|| Parts::at(db, root, 0))
    }

    fn at(db: &Database, root: Root, depth: u32) -> Parts {
        let declared = dna::dna(db, root);
        let has_own = declared.as_ref().is_some_and(|dna| !dna.components.is_empty());
        let mut kinds = BTreeMap::new();
        let mut names: Vec<(File, String)> = Vec::new();
        for file in root.files(db) {
            let path = file.path(db);
            if let Some(component) = declared.as_ref().and_then(|dna| dna.component_of(path)) {
                names.push((file, component.id.as_str().to_owned()));
                continue;
            }
            let (folder, kind) = report::component(db, file);
            let id = folder_id(&folder, path, depth, has_own);
            kinds.entry(id.clone()).or_insert(kind);
            names.push((file, id));
        }
        let mut ids: Vec<String> = names.iter().map(|(_, id)| id.clone()).collect();
        ids.extend(declared.iter().flat_map(|dna| dna.components.iter().map(|component| component.id.as_str().to_owned())));
        ids.sort();
        ids.dedup();
        let of = names.into_iter().filter_map(|(file, id)| Some((file, ids.binary_search(&id).ok()?))).collect();
        Parts { ids, of, kinds }
    }

    /// Why the DNA denies that one uses the other.
    fn denied(&self, dna: Option<&Dna>, from: usize, to: usize) -> Option<String> {
        let dna = dna?;
        match dna.may_depend(dna.component(&self.ids[from])?, dna.component(&self.ids[to])?) {
            Verdict::Denied(denial) => Some(denial.reason()),
            _ => None,
        }
    }

    /// The components with what ties them.
    pub fn map(&self, db: &Database, root: Root, kinds: &[Kind]) -> Map {
        let declared = dna::dna(db, root);
        let mut files = vec![0; self.ids.len()];
        let mut edges: BTreeMap<(usize, usize, Kind), (usize, RelPath, u32)> = BTreeMap::new();
        for file in root.files(db) {
            let Some(&from) = self.of.get(&file) else { continue };
            files[from] += 1;
            for edge in Kind::edges(db, file, kinds) {
                let (kind, to) = (Kind::of(edge.kind), self.of.get(&edge.target).copied());
                let Some(to) = to.filter(|to| *to != from) else { continue };
                let known = edges.entry((from, to, kind)).or_insert_with(|| (0, file.path(db).clone(), line(db, file, &edge)));
                known.0 += 1;
            }
        }
        let is_tied = |part: usize| edges.keys().any(|(from, to, _)| *from == part || *to == part);
        let component = |(part, id): (usize, &String)| {
            let own = declared.as_ref().and_then(|dna| dna.component(id).map(|component| (dna, component)));
            let (kind, layer, description) = match &own {
                Some((dna, component)) => (
                    component.kind.as_ref().map_or("component", |kind| kind.value.as_str()).to_owned(),
                    dna.layer_of(component).map(|layer| layer.id.as_str().to_owned()),
                    component.description.as_ref().map(|text| super::found::cut(&text.value)),
                ),
                None => (self.kinds.get(id).copied().unwrap_or("folder").to_owned(), None, None),
            };
            let has_dna = declared.as_ref().is_some_and(|dna| !dna.components.is_empty());
            // What lies about beside the declared ones is told where it is tied to something.
            let is_told = own.is_some() || !has_dna || is_tied(part);
            is_told.then(|| Component { id: id.clone(), kind, layer, description, declared: own.is_some(), files: files[part] })
        };
        let name = declared.as_ref().and_then(|dna| dna.name.as_ref()).map(|name| name.value.to_string());
        let folder = || root.path(db).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        Map {
            name: name.unwrap_or_else(folder),
            components: self.ids.iter().enumerate().filter_map(component).collect(),
            edges: edges
                .iter()
                .map(|((from, to, kind), (count, path, line))| Dependency {
                    from: self.ids[*from].clone(),
                    to: self.ids[*to].clone(),
                    kind: *kind,
                    count: *count,
                    path: path.to_string(),
                    line: *line,
                    denied: self.denied(declared.as_deref(), *from, *to),
                })
                .collect(),
            absent: declared.iter().flat_map(|dna| absences(dna, &recovered(db, root))).collect(),
        }
    }
}

fn absences(dna: &Dna, recovered: &Recovered) -> Vec<Absence> {
    let absence =
        |(from, to, _): (&dna::Component, &dna::Component, _)| Absence { from: from.id.value.to_string(), to: to.id.value.to_string() };
    oracle::recovered::absences(dna, recovered).into_iter().map(absence).collect()
}

/// The line of an edge, from 1.
pub(super) fn line(db: &Database, file: File, edge: &graph::edge::Edge) -> u32 {
    let ranges = graph::ranges(db, file);
    ranges.lines.line(ranges.span(edge.span).start) + 1
}

/// What a part is called that no DNA declares: its folder, marked as one where ids of the DNA could be meant.
fn folder_id(manifest: &RelPath, path: &RelPath, depth: u32, marked: bool) -> String {
    let below = path.relative_to(manifest);
    let folders = below.rsplit_once('/').map_or("", |(folders, _)| folders);
    let own: Vec<&str> = folders.split('/').filter(|part| !part.is_empty()).take(depth as usize).collect();
    let all: Vec<&str> = manifest.parts().chain(own).collect();
    let id = if all.is_empty() { ".".to_owned() } else { all.join("/") };
    if marked { format!("{id}/") } else { id }
}
