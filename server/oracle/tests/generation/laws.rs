//! The eight laws over random declarations and random edits.

use std::collections::BTreeSet;

use alpha::lock::{Key, Lock};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::arbitrary::text;
use crate::world::{Files, apply, generate, planned, problems, read_back};

const DNA: &str = "dna/shop.dna.yaml";

/// A declaration: entities with fields, a title, and which outputs in which modes there are.
#[derive(Clone, Debug)]
struct Declaration {
    title: String,
    port: u16,
    entities: Vec<(String, Vec<String>, String)>,
    modes: [usize; 2],
    has_routes: bool,
    template: usize,
}

/// Templates of one model: versions of it, between which a template changes.
const MODELS: [&str; 3] = [
    "# {{ e.name }}\ntitle = {{ title | quote }}\nclass {{ e.name | pascal }}:\n    note = {{ e.note | quote }}\n{% for f in e.fields %}\n    {{ f | snake }}: int\n{% endfor %}\n\n\nend = 1\n",
    "# {{ e.name }}\ntitle = {{ title | quote }}\nclass {{ e.name | pascal }}:\n    note = {{ e.note | quote }}\n    fields = {{ e.fields | length }}\n{% for f in e.fields %}\n    {{ f | snake }}: int\n{% endfor %}\n\n\nend = 2\n",
    "{% include 'head.j2' %}\nclass {{ e.name | pascal }}:\n    note = {{ e.note | quote }}\n{% for f in e.fields | sort %}\n    {{ f | snake }}: int\n{% endfor %}\nend = 3\n",
];

impl Declaration {
    fn config(&self) -> Json {
        let entities: Vec<Json> =
            self.entities.iter().map(|(name, fields, note)| json!({"name": name, "fields": fields, "note": note})).collect();
        json!({ "title": self.title, "port": self.port, "entities": entities })
    }

    fn text(&self) -> String {
        let mode = |at: usize| ["managed", "merge", "once"][self.modes[at]];
        let mut outputs = vec![
            json!({"each": "entities as e", "path": "src/{e.name|snake}.py", "template": "model.j2", "mode": mode(0)}),
            json!({"path": "config/app.toml", "template": "app.j2", "mode": mode(1), "when": "port != 80"}),
            json!({"path": "docs/{title|kebab|default('none', true)}.md", "template": "page.j2", "provenance": false, "when": "title | kebab"}),
        ];
        if self.has_routes {
            outputs.push(json!({"path": "src/routes.py", "template": "routes.j2", "mode": "inject", "anchor": "routes"}));
        }
        let dna = json!({
            "dna": 1,
            "generators": { "crud": { "with": self.config(), "outputs": outputs, "templates": { "dir": "templates" } } },
        });
        serde_json::to_string_pretty(&dna).expect("it can be written")
    }

    /// The repository with only this declared, and nothing generated.
    fn files(&self) -> Files {
        let mut files = Files::new();
        self.declare(&mut files);
        files
    }

    /// Declares this in place of what was.
    fn declare(&self, files: &mut Files) {
        files.insert(DNA.to_owned(), self.text());
        files.insert("templates/model.j2".to_owned(), MODELS[self.template].to_owned());
        files.insert("templates/head.j2".to_owned(), "title = {{ title | quote }}\n".to_owned());
        files.insert("templates/app.j2".to_owned(), "[server]\nport = {{ port }}\n\n[meta]\ntitle = {{ title | quote }}\n".to_owned());
        files.insert("templates/page.j2".to_owned(), "# {{ title | oneline }}\n".to_owned());
        files.insert("templates/routes.j2".to_owned(), "{% for e in entities %}\nadd(\"{{ e.name }}\")\n{% endfor %}\n".to_owned());
        files
            .entry("src/routes.py".to_owned())
            .or_insert_with(|| "def routes():\n    # ouroboros:begin routes\n    # ouroboros:end routes\n    return 1\n".to_owned());
    }
}

fn declaration() -> impl Strategy<Value = Declaration> {
    let name = "[a-z]{1,3}(_[a-z]{1,3})?";
    let entity = (name, prop::collection::vec(name, 0..4), text());
    let entities = prop::collection::vec(entity, 0..4).prop_map(|mut entities| {
        let mut seen = BTreeSet::new();
        entities.retain(|(name, ..)| seen.insert(name.clone()) && !["con", "prn", "aux", "nul", "routes"].contains(&name.as_str()));
        entities
    });
    let shape = (0..3_usize, 0..3_usize, any::<bool>(), 0..MODELS.len());
    (text(), 1..9999_u16, entities, shape).prop_map(|(title, port, entities, (first, second, has_routes, template))| Declaration {
        title,
        port,
        entities,
        modes: [first, second],
        has_routes,
        template,
    })
}

/// What generating made, without what people declare.
fn made(files: &Files) -> Files {
    files
        .iter()
        .filter(|(path, _)| *path != DNA && !path.starts_with("templates/"))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect()
}

/// An edit of somebody: which file, which line, and whether that is replaced or one is put before it.
type HandEdit = (prop::sample::Index, prop::sample::Index, bool);

/// Edits generated files; the lines that people wrote, by file.
fn edit(files: &mut Files, edits: &[HandEdit]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (number, (file, line, replaces)) in edits.iter().enumerate() {
        let paths: Vec<String> =
            made(files).into_keys().filter(|path| !path.starts_with(".ouroboros") && path != "ouroboros.lock").collect();
        if paths.is_empty() {
            continue;
        }
        let path = file.get(&paths).clone();
        let text = &files[&path];
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let at = line.index(lines.len() + 1);
        let own = format!("# by hand {number}");
        // Nobody's edit replaces the marks of a region, or what somebody else has written.
        let takes = *replaces && at < lines.len() && !lines[at].contains("ouroboros:") && !lines[at].contains("by hand");
        if takes {
            lines[at] = own.clone()
        } else {
            lines.insert(at, own.clone())
        }
        files.insert(path.clone(), lines.join("\n") + "\n");
        out.push((path, own));
    }
    out
}

/// The same cases everywhere; `LAW_SEED` and `LAW_CASES` ask for others, to hunt.
fn cases() -> ProptestConfig {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    ProptestConfig {
        cases: number("LAW_CASES").map_or(96, |cases| cases as u32),
        rng_seed: proptest::test_runner::RngSeed::Fixed(number("LAW_SEED").unwrap_or(4)),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    /// The same declaration gives the same bytes, in whatever order its keys stand.
    #[test]
    fn determinism(declared in declaration()) {
        let (mut once, mut again) = (declared.files(), declared.files());
        let reversed: Json = serde_json::from_str(&declared.text()).expect("it is JSON");
        again.insert(DNA.to_owned(), reverse(&reversed).to_string());
        generate(&mut once);
        generate(&mut again);
        prop_assert_eq!(problems(&once), Vec::<String>::new());
        prop_assert_eq!(made(&once), made(&again));
    }

    /// A second apply writes nothing.
    #[test]
    fn idempotence(declared in declaration()) {
        let mut files = declared.files();
        generate(&mut files);
        let again = planned(&files, false);
        prop_assert!(again.is_empty() && again.held.is_empty(), "{:?}", again);
    }

    /// GetPut: what nobody touched reads back as it is declared, and generating it again changes nothing.
    #[test]
    fn get_put(declared in declaration()) {
        let mut files = declared.files();
        generate(&mut files);
        let lifted = read_back(&files);
        prop_assert!(lifted.changed.is_empty() && lifted.stuck.is_empty(), "{:?}", lifted);
        prop_assert!(planned(&files, false).is_empty());
    }

    /// PutGet: files of one declaration, read back beside another of the same shape, give the values of the first.
    #[test]
    fn put_get(declared in declaration(), notes in prop::collection::vec("[A-Z][a-z]{2,8}", 4), port in 1..9999_u16) {
        // What text shows in one place only and whole can be read: several values that are alike could each have written it.
        let mut declared = Declaration { modes: [0, 0], template: 0, ..declared };
        declared.title = "T1".to_owned();
        declared.port = 8000;
        for (number, (_, _, note)) in declared.entities.iter_mut().enumerate() {
            *note = format!("note {number}");
        }
        let mut files = declared.files();
        generate(&mut files);
        let mut other = declared.clone();
        other.port = port;
        for (number, (_, _, note)) in other.entities.iter_mut().enumerate() {
            *note = format!("{} {number}", notes[number]);
        }
        other.declare(&mut files);
        let lifted = read_back(&files);
        prop_assert_eq!(&lifted.stuck, &vec![], "{:?}", lifted);
        let mut config = other.config();
        for lift in &lifted.changed {
            *alpha::readback::at_mut(&mut config, &lift.path).expect("it is there") = lift.after.clone();
        }
        if port == 80 {
            // What is not made shows nothing.
            config["port"] = json!(8000);
        }
        prop_assert_eq!(config, declared.config());
    }

    /// PutPut: the second declaration wins, as if the first had never been.
    #[test]
    fn put_put(first in declaration(), second in declaration()) {
        // What people own stays theirs, whatever is declared later.
        let owned = |declared: Declaration| Declaration { modes: declared.modes.map(|mode| mode % 2), has_routes: true, ..declared };
        let (first, second) = (owned(first), owned(second));
        let (mut both, mut alone) = (first.files(), second.files());
        generate(&mut both);
        second.declare(&mut both);
        let changes = generate(&mut both);
        prop_assert_eq!(&changes.held, &vec![]);
        generate(&mut alone);
        prop_assert_eq!(made(&both), made(&alone));
    }

    /// Undo: there and back restores the bytes.
    #[test]
    fn undo(first in declaration(), second in declaration()) {
        let owned = |declared: Declaration| Declaration { modes: declared.modes.map(|mode| mode % 2), ..declared };
        let (first, second) = (owned(first), owned(second));
        let mut files = first.files();
        generate(&mut files);
        let before = files.clone();
        second.declare(&mut files);
        generate(&mut files);
        first.declare(&mut files);
        generate(&mut files);
        prop_assert_eq!(files, before);
    }

    /// Preservation: every line that somebody wrote is still there, or its file is reported and left alone.
    #[test]
    fn preservation(first in declaration(), second in declaration(), edits in prop::collection::vec(any::<HandEdit>(), 1..5)) {
        let mut files = first.files();
        generate(&mut files);
        let written = edit(&mut files, &edits);
        let edited = files.clone();
        second.declare(&mut files);
        let changes = generate(&mut files);
        for (path, line) in written.into_iter().filter(|(path, line)| edited[path].contains(line.as_str())) {
            // What stands in a region is the generator's, but is not thrown away unseen.
            let after = files.get(&path).map_or("", String::as_str);
            prop_assert!(after.lines().any(|other| other == line), "{path} lost `{line}`: {after}\n{changes:?}");
            let conflicted = after.contains("<<<<<<< ");
            prop_assert!(!conflicted || changes.conflicts() > 0, "{path} has marks that nobody counted");
        }
        for held in &changes.held {
            prop_assert_eq!(&files[held.path.as_str()], &edited[held.path.as_str()], "held, and changed all the same");
        }
    }

    /// Locality: only files are written whose recorded inputs changed, or that come or go.
    #[test]
    fn locality(first in declaration(), second in declaration()) {
        let mut files = first.files();
        generate(&mut files);
        let lock = |files: &Files| files.get("ouroboros.lock").map_or_else(Lock::default, |text| Lock::parse(text).expect("it was just written"));
        let before = lock(&files);
        second.declare(&mut files);
        let changes = planned(&files, false);
        apply(&mut files, &changes);
        let after = lock(&files);
        for change in &changes.files {
            let entries = |lock: &Lock| -> Vec<_> {
                let own = lock.outputs.iter().filter(|(key, _)| key.path == change.path);
                own.map(|(Key { anchor, .. }, entry)| (anchor.clone(), entry.template.clone(), entry.config.clone(), entry.definition.clone(), entry.dna.clone())).collect()
            };
            prop_assert_ne!(entries(&before), entries(&after), "{} was written without a reason", change.path);
        }
    }
}

/// The same with the keys of every mapping backwards, but for those of lists of fields.
fn reverse(value: &Json) -> Json {
    match value {
        Json::Array(items) => items.iter().map(reverse).collect(),
        Json::Object(entries) => Json::Object(entries.iter().rev().map(|(key, value)| (key.clone(), reverse(value))).collect()),
        other => other.clone(),
    }
}
