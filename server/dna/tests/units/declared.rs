//! What a declaration says, case by case: owners, sizes, paths of the older format, and the presets that come with the program.

use dna::presets::{PREFIX, names, text};
use dna::shape::mistakes;
use dna::{Dna, generator_text, parse, unknown_rules};
use serde_json::Value;
use workspace::RelPath;

fn read(text: &str) -> Dna {
    let parsed = parse(text, &[]);
    assert_eq!(parsed.mistakes, [], "{text}");
    parsed.dna.expect("it is YAML")
}

#[test]
fn the_deepest_path_owns() {
    let paths = ["", "src", "src/a/b", "packages/*", "packages/core", "**/*.sql", "lib/**", "lib/x/y", "app/[id]", "packages/*/tests/**"];
    // Each by its number; the top is written as a dot.
    let component = |(at, path): (usize, &&str)| format!("  c{at}: {{ path: '{}' }}\n", if path.is_empty() { "." } else { *path });
    let declared = read(&format!("dna: 1\ncomponents:\n{}", paths.iter().enumerate().map(component).collect::<String>()));
    let owner = |file: &str| declared.component_of(&RelPath::new(file)).map(|owner| owner.id.to_string());
    for (file, owner_path) in [
        ("README.md", ""),
        ("src/a/x.py", "src"),
        ("srcs/a.py", ""),
        ("src/a/b/x.py", "src/a/b"),
        ("src/a/b", "src/a/b"),
        ("packages/web/deep/x.js", "packages/*"),
        ("packages/core/x.js", "packages/core"),
        ("packages/x.js", "packages/*"),
        ("packages/core/tests/a/b.js", "packages/*/tests/**"),
        ("src/a/b/c.sql", "**/*.sql"),
        ("lib/x/z.c", "lib/**"),
        ("lib/x/y/z.c", "lib/x/y"),
        ("app/[id]/page.tsx", "app/[id]"),
    ] {
        let number = paths.iter().position(|path| *path == owner_path).expect("one of them");
        assert_eq!(owner(file), Some(format!("c{number}")), "{file}");
    }
    assert!(read("dna: 1\ncomponents: { a: { path: src } }\n").component_of(&RelPath::new("lib/x")).is_none());
}

#[test]
fn sizes() {
    for (size, expected) in [
        ("1024", Some(1024)),
        ("20MB", Some(20_000_000)),
        ("2 MiB", Some(2 << 20)),
        ("-1", None),
        ("1.5MB", None),
        ("MB", None),
        ("99999999999GiB", None),
    ] {
        let parsed = parse(&format!("dna: 1\nchecks: {{ max_file_size: {size} }}\n"), &[]);
        let found = parsed.dna.expect("it is YAML").checks.max_file_size.map(|size| size.value);
        assert_eq!((found, parsed.mistakes.len()), (expected, usize::from(expected.is_none())), "{size}");
    }
}

#[test]
fn placeholders() {
    for (path, per, expected, left) in [
        ("src/{provider.id}/{technique.id}.py", "per_technique: true", "src/{provider.id}/{technique.id}.py", 0),
        ("{namespace}/{service.name}.py", "per_technique: false", "{namespace}/{{service.name}}.py", 1),
        ("{{cookiecutter.slug}}/{a b}", "per_technique: false", "{{{{cookiecutter.slug}}}}/{{a b}}", 0),
        ("{{namespace}}", "per_technique: false", "{{{namespace}}}", 0),
        ("ü{", "per_technique: false", "ü{{", 0),
    ] {
        let text = format!(
            "id: x\nname: X\nsystem: S\ncodename: C\ndescription: D\nversion: 1.0.0\ncategory: sdk\ntemplates: []\n\
             outputs: [{{ path: '{path}', template: t, {per} }}]\n"
        );
        let read = generator_text(&text);
        let generator = read.generator.expect("it says enough");
        assert_eq!((generator.outputs[0].path.as_str(), read.mistakes.len()), (expected, left), "{path}: {:?}", read.mistakes);
        assert!(read.mistakes.iter().all(|mistake| mistake.message.starts_with("nothing is put in the place of")), "{path}");
    }
}

#[test]
fn presets_are_sound_and_extend_presets_only() {
    assert!(names().is_sorted());
    for name in names() {
        let text = text(name).unwrap_or_else(|| panic!("{name} cannot be read"));
        let root = documents::read(text).ok().and_then(|document| document.root).expect("it is not empty");
        let bases = match root.to_json()["extends"].take() {
            Value::Array(bases) => bases,
            Value::Null => Vec::new(),
            base => vec![base],
        };
        for base in bases {
            let base = base.as_str().and_then(|base| base.strip_prefix(PREFIX)).unwrap_or_else(|| panic!("{name} extends {base}"));
            assert!(base != name && names().any(|known| known == base), "{name} extends {base}");
        }
        // By itself, its codes taken on trust: which there are, others know.
        let parsed = parse(text, &[]);
        let dna = parsed.dna.expect("it is YAML");
        let codes = unknown_rules(&dna, &parsed.spans, &[]);
        let others: Vec<_> = parsed.mistakes.into_iter().filter(|mistake| !codes.contains(mistake)).collect();
        assert_eq!(others, [], "{name}");
    }
}

#[test]
fn by_name_and_by_what_it_holds() {
    for (name, text, expected) in [
        ("a.dna.yaml", "dna: 1\ncomponentz: {}\n", 1),
        ("a.dna.yaml", "dna: 1\ncomponents: { a: { uses: 3 } }\n", 1),
        ("a.dna.yaml", "dna: 1\nrules: [{ id: x, deny: \"a -> b\" }]\n", 0),
        ("generator.yaml", "generator: 1\nid: a\nversion: 1.0.0\noutputs: 3\n", 1),
        ("generator.yaml", "generator: yeoman\nfiles: 3\n", 0),
        ("generator.yaml", "- generator\n", 0),
        ("other.yaml", "dna: 1\ncomponentz: {}\n", 0),
        ("a.dna.yaml", "dna: [1\n", 0),
    ] {
        let found = mistakes(name, text);
        assert_eq!(found.len(), expected, "{text}: {found:?}");
    }
}
