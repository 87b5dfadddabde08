//! tach: modules with what they depend on, layers, and who may see whom.

use std::collections::BTreeMap;
use std::path::Path;

use workspace::FileSystem;

use super::draft::{Demand, Draft, Part, Rule, Target};
use super::modules::Modules;
use super::value::Value;

/// What its top level may have that means nothing to a DNA.
const UNHEARD: [&str; 6] = ["cache", "rules", "respect_gitignore", "exact", "disable_logging", "use_regex_matching"];

/// The contracts of a configuration.
pub fn draft(system: &dyn FileSystem, root: &Path, config: &Value) -> Draft {
    let mut draft = Draft::default();
    let sources = config.texts_of("source_roots");
    let sources: Vec<&str> = if sources.is_empty() { vec!["."] } else { sources.iter().map(|(text, _)| *text).collect() };
    let modules = Modules::new(system, root, &sources);
    draft.layers = config.texts_of("layers").into_iter().map(|(layer, _)| vec![dna::accept::id_of(layer)]).collect();
    let tables = config.get("modules").map(Value::items).unwrap_or_default();

    // First all parts, since each names others.
    let mut known: BTreeMap<String, Part> = BTreeMap::new();
    let mut of_table: Vec<(Part, &Value)> = Vec::new();
    for table in tables {
        let paths = table.texts_of("path").into_iter().chain(table.texts_of("paths"));
        for (path, line) in paths {
            if path == "<root>" {
                draft.lose(line, "module `<root>`: what is in no component is not constrained");
                continue;
            }
            let names = if path.contains('*') { modules.expand(path) } else { vec![path.to_owned()] };
            let before = of_table.len();
            for name in names {
                let places = modules.paths(&name);
                if !places.is_empty() {
                    let part = draft.part(&name.split('.').collect::<Vec<_>>(), places);
                    known.insert(name, part);
                    of_table.push((part, table));
                }
            }
            if of_table.len() == before {
                draft.lose(line, format!("module `{path}` is in none of the source roots ({})", sources.join(", ")));
            }
        }
    }
    let is_utility = |table: &Value| table.is_true("utility");
    let utilities: Vec<Part> = of_table.iter().filter(|(_, table)| is_utility(table)).map(|(part, _)| *part).collect();
    let explicit = config.is_true("layers_explicit_depends_on");
    for (part, table) in of_table {
        module(&mut draft, part, table, &known, &utilities, explicit);
    }
    rest(&mut draft, config);
    draft
}

/// Parts by a name, or by one with `*`; what is listed after a `path` too.
fn named(known: &BTreeMap<String, Part>, name: &str) -> Vec<Part> {
    if !name.contains('*') {
        return known.get(name).copied().into_iter().collect();
    }
    let wanted: Vec<&str> = name.split('.').collect();
    let fits = |module: &str| {
        let own: Vec<&str> = module.split('.').collect();
        let all = wanted.iter().zip(&own).all(|(wanted, own)| wanted.starts_with('*') || wanted == own);
        all && (own.len() == wanted.len() || (own.len() > wanted.len() && wanted.last() == Some(&"**")))
    };
    known.iter().filter(|(module, _)| fits(module)).map(|(_, part)| *part).collect()
}

/// The dependencies under a key: a name, or a table with one.
fn listed<'v>(table: &'v Value, key: &str) -> Vec<(&'v str, bool, usize)> {
    let entry = |item: &'v Value| match item.text() {
        Some(text) => Some((text, false, item.line)),
        None => Some((item.text_of("path")?, item.is_true("deprecated"), item.line)),
    };
    table.get(key).map(Value::items).unwrap_or_default().iter().filter_map(entry).collect()
}

fn module(draft: &mut Draft, part: Part, table: &Value, known: &BTreeMap<String, Part>, utilities: &[Part], explicit: bool) {
    let name = draft.parts[part].name.join(".");
    let is_unchecked = table.is_true("unchecked");
    if is_unchecked {
        draft.note(format!("`{name}` is unchecked: its component may use anything, and is in no layer"));
    }
    let layer = table.text_of("layer").map(dna::accept::id_of).filter(|_| !is_unchecked);
    if let Some(layer) = layer.clone().filter(|layer| draft.layers.iter().flatten().any(|known| known == layer)) {
        draft.parts[part].layer = Some(layer);
    }
    if table.get("depends_on").is_some() && !is_unchecked {
        let mut uses: Vec<Target> = Vec::new();
        for (target, is_deprecated, line) in listed(table, "depends_on") {
            let found = named(known, target);
            if found.is_empty() && target != "<root>" {
                draft.lose(line, format!("`depends_on` of `{name}` names `{target}`, which is no module here"));
            }
            if is_deprecated {
                draft.parts[part].deprecated.extend(found);
            } else {
                uses.extend(found.into_iter().map(Target::Part));
            }
        }
        uses.extend(utilities.iter().map(|utility| Target::Part(*utility)));
        // What is in a lower layer may be used without being named.
        if let Some(layer) = layer.filter(|_| !explicit) {
            let below = draft.layers.iter().flatten().skip_while(|known| **known != layer).skip(1);
            uses.extend(below.map(|layer| Target::Layer(layer.clone())).collect::<Vec<_>>());
        }
        draft.parts[part].uses = Some(uses);
    }
    let denied: Vec<Part> = listed(table, "cannot_depend_on").into_iter().flat_map(|(target, ..)| named(known, target)).collect();
    if !denied.is_empty() && !is_unchecked {
        let demand = Demand::Deny(Some(vec![part]), Some(denied));
        draft.rules.push(Rule { name: format!("{name}-cannot"), demand, except: Vec::new(), severity: None, why: None });
    }
    let visibility = table.texts_of("visibility");
    if table.get("visibility").is_some() && !visibility.iter().any(|(who, _)| *who == "*") {
        let mut visible = Vec::new();
        for (who, line) in visibility {
            let found = named(known, who);
            if found.is_empty() {
                draft.lose(line, format!("`visibility` of `{name}` names `{who}`, which is no module here"));
            }
            visible.extend(found);
        }
        draft.parts[part].visible_to = Some(visible);
        draft
            .note(format!("`visibility` of `{name}`: tach asks for it only where `depends_on` is written; here it holds for every import"));
    }
    let word = |key: &str| table.entries().iter().find(|(known, ..)| known == key).map(|(_, line, _)| *line);
    if table.is_true("strict")
        && let Some(line) = word("strict")
    {
        draft.lose(line, format!("`strict` of `{name}`: imports past an interface are not judged"));
    }
    for key in ["depends_on_external", "cannot_depend_on_external"] {
        if let Some(line) = word(key) {
            draft.lose(line, format!("`{key}` of `{name}`: packages from outside are no components"));
        }
    }
}

fn rest(draft: &mut Draft, config: &Value) {
    if config.is_true("forbid_circular_dependencies") {
        let why = Some("Parts that need each other are one part.".to_owned());
        draft.rules.push(Rule { name: "no-cycles".to_owned(), demand: Demand::Acyclic(None), except: Vec::new(), severity: None, why });
    }
    for (key, line, value) in config.entries() {
        match key.as_str() {
            "interfaces" => {
                for interface in value.items() {
                    let of = interface.texts_of("from").into_iter().map(|(text, _)| format!("`{text}`")).collect::<Vec<_>>().join(", ");
                    let of = if of.is_empty() { "all modules".to_owned() } else { of };
                    draft.lose(interface.line, format!("an interface of {of}: what a component exports is not judged"));
                }
            }
            "exclude" => draft.lose(*line, "`exclude`: these files are judged too; `checks.ignore` would hide them from every rule"),
            "external" => draft.lose(*line, "`external`: undeclared packages are `L4/undeclared-dependency`"),
            "root_module" if value.text() != Some("ignore") && value.text() != Some("allow") => {
                draft.lose(*line, "`root_module`: what is in no component is not constrained");
            }
            "modules" | "layers" | "source_roots" | "forbid_circular_dependencies" | "layers_explicit_depends_on" | "root_module" => {}
            "ignore_type_checking_imports" | "include_string_imports" => {}
            key if UNHEARD.contains(&key) => {}
            key => draft.lose(*line, format!("`{key}` is nothing that is known of tach")),
        }
    }
    let ignored = config.get("ignore_type_checking_imports").is_none() || config.is_true("ignore_type_checking_imports");
    if ignored {
        draft.note("imports that only a type checker follows count here; tach ignores them");
    }
    if config.is_true("include_string_imports") {
        draft.note("imports in texts do not count here; tach includes them");
    }
    draft.note("comments `# tach-ignore` are not read: accept a line by `# ouroboros: ignore[L4/denied-dependency] why`");
}
