//! import-linter: contracts over the modules of root packages.
//!
//! Its contracts see chains of imports, so they become `forbid`, which does too.

use std::path::Path;

use workspace::FileSystem;

use super::draft::{Demand, Draft, Part, Rule};
use super::modules::Modules;
use super::value::Value;

/// Of more modules than this, independence is only demanded of direct imports.
const MOST_INDEPENDENT: usize = 30;

/// A contract and its places.
struct Contract<'v> {
    id: String,
    name: String,
    table: &'v Value,
}

/// The contracts of a section of TOML, or of the sections of an INI file.
pub fn draft(system: &dyn FileSystem, root: &Path, config: &Value, is_ini: bool) -> Draft {
    let mut draft = Draft::default();
    let empty = Value::nothing(1);
    let session = if is_ini { config.get("importlinter").unwrap_or(&empty) } else { config };
    let named: Vec<(&str, usize)> = ["root_package", "root_packages"].iter().flat_map(|key| session.texts_of(key)).collect();
    let packages: Vec<&str> = named.iter().map(|(package, _)| *package).collect();
    let modules = Modules::of_packages(system, root, &packages);
    for (package, line) in named {
        if modules.paths(package).is_empty() {
            draft.lose(line, format!("root package `{package}`: there is no such package in this repository"));
        }
    }
    let mut reader = Reader { draft, modules, packages, layered: false };
    for contract in contracts(config, session, is_ini) {
        reader.contract(&contract);
    }
    if session.is_true("exclude_type_checking_imports") {
        reader.draft.note("imports that only a type checker follows count here; `exclude_type_checking_imports` leaves them out");
    }
    reader.draft
}

fn contracts<'v>(config: &'v Value, session: &'v Value, is_ini: bool) -> Vec<Contract<'v>> {
    let contract = |id: String, table: &'v Value| {
        let name = table.text_of("name").unwrap_or(&id).to_owned();
        let id = table.text_of("id").map_or(if is_ini { id } else { name.clone() }, str::to_owned);
        Contract { id, name, table }
    };
    if !is_ini {
        let tables = session.get("contracts").map(Value::items).unwrap_or_default();
        return tables.iter().map(|table| contract("contract".to_owned(), table)).collect();
    }
    let sections = config.entries().iter().filter_map(|(section, _, table)| {
        let id = section.strip_prefix("importlinter:")?.rsplit(':').next()?;
        Some(contract(id.to_owned(), table))
    });
    sections.collect()
}

struct Reader<'a> {
    draft: Draft,
    modules: Modules<'a>,
    packages: Vec<&'a str>,
    /// Whether the layers of a DNA are taken.
    layered: bool,
}

impl Reader<'_> {
    fn contract(&mut self, contract: &Contract<'_>) {
        let table = contract.table;
        match table.text_of("type") {
            Some("forbidden") => self.forbidden(contract),
            Some("layers") => self.layers(contract),
            Some("independence") => self.independence(contract),
            Some("acyclic_siblings") => self.acyclic_siblings(contract),
            Some("protected") => self.protected(contract),
            Some(kind) => {
                self.draft.lose(table.line, format!("contract `{}`: a DNA has nothing for contracts of type `{kind}`", contract.name));
                return;
            }
            None => {
                self.draft.lose(table.line, format!("contract `{}` has no `type`", contract.name));
                return;
            }
        }
        self.ignored(contract);
    }

    /// The parts that a list of modules names; those that are not there are told.
    fn parts(&mut self, contract: &Contract<'_>, key: &str) -> Vec<Part> {
        let as_packages = contract.table.get("as_packages").is_none() || contract.table.is_true("as_packages");
        let mut out = Vec::new();
        for (expression, line) in contract.table.texts_of(key) {
            let names = self.modules.expand(expression);
            if names.is_empty() {
                let top = expression.split('.').next().unwrap_or_default();
                let why = if self.packages.contains(&top) { "there is no such module" } else { "packages from outside are no components" };
                self.draft.lose(line, format!("contract `{}`, `{key}`: `{expression}`: {why}", contract.name));
            }
            for name in names {
                let alone = if as_packages { None } else { self.modules.file(&name).map(|file| vec![file]) };
                let paths = alone.unwrap_or_else(|| self.modules.paths(&name));
                out.push(self.draft.part(&name.split('.').collect::<Vec<_>>(), paths));
            }
        }
        out.dedup();
        out
    }

    fn rule(&mut self, contract: &Contract<'_>, demand: Demand, except: Vec<Part>) {
        let why = contract.table.text_of("broken_contract_guidance").unwrap_or(&contract.name).to_owned();
        self.draft.rules.push(Rule { name: contract.id.clone(), demand, except, severity: None, why: Some(why) });
    }

    fn forbidden(&mut self, contract: &Contract<'_>) {
        let (from, to) = (self.parts(contract, "source_modules"), self.parts(contract, "forbidden_modules"));
        let is_direct = contract.table.is_true("allow_indirect_imports");
        // What contains the other is no pair: such sources have a rule of their own.
        let overlaps = |draft: &Draft, from: Part, to: Part| draft.with_inner(from).contains(&to) || draft.with_inner(to).contains(&from);
        let mut groups: Vec<(Vec<Part>, Vec<Part>)> = Vec::new();
        for source in from {
            let targets: Vec<Part> = to.iter().copied().filter(|target| !overlaps(&self.draft, source, *target)).collect();
            match groups.iter_mut().find(|(_, known)| *known == targets) {
                Some((sources, _)) => sources.push(source),
                None => groups.push((vec![source], targets)),
            }
        }
        for (from, to) in groups.into_iter().filter(|(_, to)| !to.is_empty()) {
            let (from, to) = (Some(from), Some(to));
            let demand = if is_direct { Demand::Deny(from, to) } else { Demand::Forbid(from, to) };
            self.rule(contract, demand, Vec::new());
        }
    }

    fn layers(&mut self, contract: &Contract<'_>) {
        let containers = contract.table.texts_of("containers");
        let written = contract.table.texts_of("layers");
        let mut of_containers: Vec<String> = containers.iter().flat_map(|(container, _)| self.modules.expand(container)).collect();
        if containers.is_empty() {
            of_containers.push(String::new());
        }
        if contract.table.is_true("exhaustive") {
            let line = contract.table.get("exhaustive").map_or(contract.table.line, |value| value.line);
            self.draft.lose(line, format!("contract `{}`, `exhaustive`: a module in no layer is not constrained", contract.name));
        }
        for container in of_containers {
            let mut layers: Vec<(bool, Vec<Part>)> = Vec::new();
            for (layer, line) in &written {
                let siblings = layer.contains('|');
                let mut parts = Vec::new();
                for tail in layer.split(['|', ':']).map(str::trim) {
                    let is_optional = tail.starts_with('(');
                    let tail = tail.trim_matches(['(', ')']);
                    let name = if container.is_empty() { tail.to_owned() } else { format!("{container}.{tail}") };
                    let paths = self.modules.paths(&name);
                    if !paths.is_empty() {
                        parts.push(self.draft.part(&name.split('.').collect::<Vec<_>>(), paths));
                    } else if !is_optional {
                        self.draft.lose(*line, format!("contract `{}`: layer `{name}`: there is no such module", contract.name));
                    }
                }
                if !parts.is_empty() {
                    layers.push((siblings, parts));
                }
            }
            self.ordered(contract, &layers);
        }
    }

    /// Layers from top to bottom: `layers` for the first contract, whose parts are free, and in each case what sees chains.
    fn ordered(&mut self, contract: &Contract<'_>, layers: &[(bool, Vec<Part>)]) {
        let all: Vec<Part> = layers.iter().flat_map(|(_, parts)| parts.iter().copied()).collect();
        if !self.layered && layers.len() > 1 {
            self.layered = true;
            for (number, (siblings, parts)) in layers.iter().enumerate() {
                let name = |part: &Part| self.draft.parts[*part].name.last().map_or("", String::as_str);
                let known = |id: &String| self.draft.layers.iter().flatten().any(|known| known == id);
                let id = |part: &Part| {
                    let id = format!("{}-layer", dna::accept::id_of(name(part)));
                    if known(&id) { format!("{id}-{}", number + 1) } else { id }
                };
                let ids: Vec<String> = parts.iter().map(id).collect();
                let row = if *siblings || parts.len() == 1 { ids } else { vec![format!("layer-{}", number + 1)] };
                for (at, part) in parts.iter().enumerate() {
                    let own = row.get(at).unwrap_or(&row[0]).clone();
                    for inner in self.draft.with_inner(*part) {
                        self.draft.parts[inner].layer = Some(own.clone());
                    }
                }
                self.draft.layers.push(row);
            }
        }
        for (number, (siblings, parts)) in layers.iter().enumerate() {
            let above: Vec<Part> = layers[..number].iter().flat_map(|(_, parts)| parts.iter().copied()).collect();
            let others = |of: &[Part], than: &[Part]| of.iter().copied().filter(|part| !than.contains(part)).collect::<Vec<_>>();
            if *siblings {
                for part in parts {
                    let to = [above.as_slice(), &others(parts, &[*part])].concat();
                    let except = others(&all, &[to.as_slice(), &[*part]].concat());
                    self.rule(contract, Demand::Forbid(Some(vec![*part]), Some(to)), except);
                }
            } else if !above.is_empty() {
                let except = others(&all, &[above.as_slice(), parts].concat());
                self.rule(contract, Demand::Forbid(Some(parts.clone()), Some(above)), except);
            }
        }
    }

    fn independence(&mut self, contract: &Contract<'_>) {
        let parts = self.parts(contract, "modules");
        if parts.len() > MOST_INDEPENDENT {
            self.draft
                .lose(contract.table.line, format!("contract `{}`: only direct imports are judged between so many modules", contract.name));
            return self.rule(contract, Demand::Independent(parts), Vec::new());
        }
        for part in &parts {
            let others: Vec<Part> = parts.iter().copied().filter(|other| other != part).collect();
            if !others.is_empty() {
                self.rule(contract, Demand::Forbid(Some(vec![*part]), Some(others)), Vec::new());
            }
        }
    }

    fn acyclic_siblings(&mut self, contract: &Contract<'_>) {
        let table = contract.table;
        let skipped: Vec<String> = table.texts_of("skip_descendants").iter().flat_map(|(text, _)| self.modules.expand(text)).collect();
        for (ancestor, line) in table.texts_of("ancestors") {
            for ancestor in self.modules.expand(ancestor) {
                let siblings: Vec<String> = self.modules.children(&ancestor).into_iter().filter(|child| !skipped.contains(child)).collect();
                let parts: Vec<Part> = siblings
                    .iter()
                    .map(|name| {
                        let paths = self.modules.paths(name);
                        self.draft.part(&name.split('.').collect::<Vec<_>>(), paths)
                    })
                    .collect();
                if parts.len() > 1 {
                    self.rule(contract, Demand::Acyclic(Some(parts)), Vec::new());
                }
            }
            let depth = table.text_of("depth").map(str::to_owned).or_else(|| match table.get("depth").map(|value| &value.data) {
                Some(super::value::Data::Other(number)) => Some(number.clone()),
                _ => None,
            });
            if depth.as_deref() != Some("0") {
                let what =
                    format!("contract `{}`: cycles among the children of `{ancestor}` are judged, not those further below", contract.name);
                self.draft.lose(line, what);
            }
        }
    }

    fn protected(&mut self, contract: &Contract<'_>) {
        let (protected, importers) = (self.parts(contract, "protected_modules"), self.parts(contract, "allowed_importers"));
        // Whoever else is there has to be a part to be told off.
        for package in self.packages.clone() {
            let paths = self.modules.paths(package);
            if !paths.is_empty() {
                self.draft.part(&[package], paths);
            }
        }
        let allowed = [protected.as_slice(), &importers].concat();
        for part in &protected {
            match &mut self.draft.parts[*part].visible_to {
                Some(known) => known.retain(|part| allowed.contains(part)),
                none => *none = Some(allowed.clone()),
            }
        }
    }

    /// Imports that are let pass become suppressions, of the files that import.
    fn ignored(&mut self, contract: &Contract<'_>) {
        let is_chained = matches!(contract.table.text_of("type"), Some("forbidden" | "layers" | "independence"));
        let codes: &[&'static str] = if is_chained { &["L4/denied-dependency", "L4/forbidden-chain"] } else { &["L4/denied-dependency"] };
        for (import, line) in contract.table.texts_of("ignore_imports") {
            let Some((from, to)) = import.split_once("->").map(|(from, to)| (from.trim(), to.trim())) else {
                self.draft.lose(line, format!("contract `{}`: `{import}` is no import: expected `a -> b`", contract.name));
                continue;
            };
            let files = self.modules.globs(from);
            if files.is_empty() {
                self.draft.lose(line, format!("contract `{}`, `ignore_imports`: there is no module `{from}`", contract.name));
            }
            for at in files {
                for code in codes {
                    let known = self.draft.suppressed.iter().any(|(known, path, _)| known == code && *path == at);
                    if !known {
                        self.draft.suppressed.push((code, at.clone(), format!("{}: {from} -> {to}", contract.name)));
                    }
                }
            }
        }
    }
}
