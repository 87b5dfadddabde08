//! The DNA that is being made of another tool's contracts: parts, who may use whom, rules, and what could not be carried over.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use dna::accept::scalar;
use oracle::Severity;

use super::super::id;

/// A part, by its place in [`Draft::parts`].
pub type Part = usize;

/// What will be a declaration.
#[derive(Default)]
pub struct Draft {
    /// Each a part of its own.
    pub parts: Vec<Declared>,
    /// From top to bottom, siblings together.
    pub layers: Vec<Vec<String>>,
    pub rules: Vec<Rule>,
    /// Code and path, and why.
    pub suppressed: Vec<(&'static str, String, String)>,
    /// Codes whose findings the other tool judges differently.
    severity: Vec<(&'static str, Severity)>,
    /// What the DNA does not say, or says differently: the line of it, if it has one.
    pub lost: Vec<(Option<usize>, String)>,
}

/// A component.
#[derive(Default)]
pub struct Declared {
    /// What it is called there, its segments apart.
    pub name: Vec<String>,
    /// Folders, files and globs.
    pub paths: Vec<String>,
    pub layer: Option<String>,
    /// What it may use; anything where there is none. Layers stand as `layer:x`.
    pub uses: Option<Vec<Target>>,
    pub visible_to: Option<Vec<Part>>,
    pub deprecated: Vec<Part>,
}

/// An entry of `uses`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    Part(Part),
    Layer(String),
}

/// A rule.
pub struct Rule {
    /// What it is called there.
    pub name: String,
    pub demand: Demand,
    /// Parts for which it does not hold.
    pub except: Vec<Part>,
    pub severity: Option<Severity>,
    pub why: Option<String>,
}

/// What it demands, of each of these parts and of those inside them.
pub enum Demand {
    Deny(Ends, Ends),
    Forbid(Ends, Ends),
    Independent(Vec<Part>),
    Acyclic(Ends),
}

/// An end of a dependency; all parts where none is named.
pub type Ends = Option<Vec<Part>>;

impl Demand {
    /// Whether it is about nothing, since what it named is not there.
    fn is_void(&self) -> bool {
        let is_empty = |end: &Ends| end.as_ref().is_some_and(Vec::is_empty);
        match self {
            Demand::Deny(from, to) | Demand::Forbid(from, to) => is_empty(from) || is_empty(to),
            Demand::Independent(parts) => parts.len() < 2,
            Demand::Acyclic(parts) => is_empty(parts),
        }
    }
}

impl Draft {
    /// The part with exactly these paths; a new one where there is none.
    pub fn part(&mut self, name: &[&str], mut paths: Vec<String>) -> Part {
        paths.sort();
        paths.dedup();
        if let Some(known) = self.parts.iter().position(|part| part.paths == paths) {
            return known;
        }
        let name = name.iter().map(|segment| (*segment).to_owned()).collect();
        self.parts.push(Declared { name, paths, ..Declared::default() });
        self.parts.len() - 1
    }

    /// Something that is not carried over.
    pub fn lose(&mut self, line: usize, what: impl Into<String>) {
        self.lost.push((Some(line), what.into()));
    }

    /// Something that holds differently from now on.
    pub fn note(&mut self, what: impl Into<String>) {
        self.lost.push((None, what.into()));
    }

    /// Findings of this code are so bad; the worst counts where several rules are about them.
    pub fn judge(&mut self, code: &'static str, severity: Severity) {
        match self.severity.iter_mut().find(|(known, _)| *known == code) {
            Some((_, known)) => *known = severity.max(*known),
            None => self.severity.push((code, severity)),
        }
    }

    /// The part and those that lie in it: to the other tools these are one.
    pub fn with_inner(&self, part: Part) -> Vec<Part> {
        let is_inside = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
        let inner = (0..self.parts.len()).filter(|other| {
            *other == part || self.parts[*other].paths.iter().any(|path| self.parts[part].paths.iter().any(|outer| is_inside(path, outer)))
        });
        inner.collect()
    }

    /// Everything that these stand for, each once.
    pub fn all_of(&self, parts: &[Part]) -> Vec<Part> {
        parts.iter().flat_map(|part| self.with_inner(*part)).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The text below `name:` of a DNA, but for `checks`.
    pub fn declaration(&self) -> String {
        let ids = self.ids();
        let list = |parts: &[Part]| parts.iter().map(|part| ids[*part].as_str()).collect::<Vec<_>>().join(", ");
        let mut out = String::new();
        if !self.parts.is_empty() {
            out.push_str("components:\n");
        }
        for (part, id) in self.parts.iter().zip(&ids) {
            let paths: Vec<String> = part.paths.iter().map(|path| scalar(path)).collect();
            let path = if let [one] = paths.as_slice() { one.clone() } else { format!("[{}]", paths.join(", ")) };
            let _ = write!(out, "  {id}: {{ path: {path}");
            if let Some(layer) = &part.layer {
                let _ = write!(out, ", layer: {layer}");
            }
            if let Some(uses) = &part.uses {
                let mut entries: Vec<String> = Vec::new();
                for target in uses {
                    match target {
                        Target::Part(part) => entries.extend(self.with_inner(*part).into_iter().map(|part| ids[part].clone())),
                        Target::Layer(layer) => entries.push(format!("\"layer:{layer}\"")),
                    }
                }
                let mut known = BTreeSet::new();
                entries.retain(|entry| entry != id && known.insert(entry.clone()));
                let _ = write!(out, ", uses: [{}]", entries.join(", "));
            }
            if !part.deprecated.is_empty() {
                let _ = write!(out, ", deprecated: [{}]", list(&part.deprecated));
            }
            if let Some(visible) = &part.visible_to {
                let _ = write!(out, ", visible_to: [{}]", list(&self.all_of(visible)));
            }
            out.push_str(" }\n");
        }
        if !self.layers.is_empty() {
            let siblings = if self.layers.iter().any(|layer| layer.len() > 1) { "; siblings may not use each other" } else { "" };
            let _ = writeln!(out, "\n# From top to bottom: each may use itself and those below it{siblings}.\nlayers:");
            for layer in &self.layers {
                let _ = match layer.as_slice() {
                    [one] => writeln!(out, "  - {one}"),
                    siblings => writeln!(out, "  - [{}]", siblings.join(", ")),
                };
            }
        }
        let rules: Vec<&Rule> = self.rules.iter().filter(|rule| !rule.demand.is_void()).collect();
        if !rules.is_empty() {
            out.push_str("\nrules:\n");
        }
        let mut known: BTreeSet<String> = BTreeSet::new();
        for rule in rules {
            let id = numbered(id("rule", &rule.name), |id| known.insert(id.to_owned()));
            let end = |end: &Ends| end.as_ref().map_or_else(|| "*".to_owned(), |parts| list(&self.all_of(parts)));
            let demand = match &rule.demand {
                Demand::Deny(from, to) => format!("deny: \"{} -> {}\"", end(from), end(to)),
                Demand::Forbid(from, to) => format!("forbid: \"{} -> {}\"", end(from), end(to)),
                Demand::Independent(parts) => format!("independent: [{}]", list(&self.all_of(parts))),
                Demand::Acyclic(None) => "acyclic: \"*\"".to_owned(),
                Demand::Acyclic(Some(parts)) => format!("acyclic: [{}]", list(&self.all_of(parts))),
            };
            let _ = write!(out, "  - {{ id: {id}, {demand}");
            if !rule.except.is_empty() {
                let _ = write!(out, ", except: [{}]", list(&self.all_of(&rule.except)));
            }
            if let Some(severity) = rule.severity {
                let _ = write!(out, ", severity: {}", severity.as_str());
            }
            if let Some(why) = rule.why.as_deref().map(str::trim).filter(|why| !why.is_empty()) {
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                let _ = write!(out, ", why: {}", serde_json::Value::from(why));
            }
            out.push_str(" }\n");
        }
        out
    }

    /// What belongs into `checks`.
    pub fn checks(&self) -> String {
        let mut out = String::new();
        if !self.severity.is_empty() {
            out.push_str("  severity:\n");
            for (code, severity) in &self.severity {
                let _ = writeln!(out, "    {code}: {}", severity.as_str());
            }
        }
        if !self.suppressed.is_empty() {
            out.push_str("  suppress:\n");
            for (code, at, why) in &self.suppressed {
                let _ = writeln!(out, "    - {{ code: {code}, at: {}, why: {} }}", scalar(at), serde_json::Value::from(why.as_str()));
            }
        }
        out
    }

    /// An id for each part: the shortest end of its name that nothing else has.
    fn ids(&self) -> Vec<String> {
        let taken: BTreeSet<&str> = self.layers.iter().flatten().map(String::as_str).collect();
        let end = |part: &Declared, length: usize| id("part", &part.name[part.name.len().saturating_sub(length)..].join("-"));
        let mut out: Vec<String> = Vec::new();
        for part in &self.parts {
            let longest = part.name.len().max(1);
            let is_own = |id: &String| {
                let all = self.parts.iter().flat_map(|other| (1..=longest).map(|length| end(other, length)).collect::<BTreeSet<_>>());
                !taken.contains(id.as_str()) && all.filter(|other| other == id).count() == 1
            };
            let id = (1..=longest).map(|length| end(part, length)).find(is_own).unwrap_or_else(|| end(part, longest));
            out.push(numbered(id, |id| !taken.contains(id) && !out.iter().any(|other| other == id)));
        }
        out
    }
}

/// The id, with the first number that makes it free where it is not.
fn numbered(id: String, mut is_free: impl FnMut(&str) -> bool) -> String {
    let further = |number| format!("{id}-{number}");
    if is_free(&id) { id } else { (2..).map(further).find(|id| is_free(id)).unwrap_or_default() }
}
