//! `ouroboros generate` as people and pipelines run it.

#![allow(clippy::disallowed_methods)] // tests may

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{program, repository, run};

const SHOP: &[(&str, &str)] = &[
    (
        "shop.dna.yaml",
        r#"dna: 1
name: shop
generators:
  crud:
    with: { entities: [{ name: order, note: first }, { name: item, note: second }] }
    outputs:
      - { each: entities as e, path: "src/{e.name}.py", template: model.j2 }
      - { path: README.md, template: readme.j2, mode: merge }
    templates: { dir: templates }
"#,
    ),
    ("templates/model.j2", "class {{ e.name | pascal }}:\n    note = {{ e.note | quote }}\n"),
    ("templates/readme.j2", "# {{ dna.name }}\n\none\n\ntwo\n\n{{ entities | length }} entities\n"),
];

/// All files but the journal, with their bytes.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, out);
            } else {
                out.insert(path.strip_prefix(root).unwrap().display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(root, root, &mut out);
    out
}

fn edit(root: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(root.join(path)).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}: {text}");
    fs::write(root.join(path), text.replace(from, to)).unwrap();
}

#[test]
fn from_nothing_to_everything_and_back() {
    let shop = repository(SHOP);
    let root = shop.path();
    let before = tree(root);
    let ran = run(root, &["generate"]);
    assert!(ran.stdout.contains("+class Order:\n+    note = \"first\"\n"), "{}", ran.stdout);
    assert_eq!((ran.code, tree(root)), (Some(0), before.clone()), "showing writes nothing");
    assert_eq!(run(root, &["generate", "--check"]).code, Some(1));
    assert_eq!(run(root, &["check"]).code, Some(1));
    let ran = run(root, &["generate", "--apply"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(run(root, &["generate", "--check"]).code, Some(0));
    let ran = run(root, &["check"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    // A second one writes nothing, and a fresh clone keeps what a merge needs.
    let made = tree(root);
    assert!(run(root, &["generate", "--apply"]).stdout.starts_with("nothing to write"));
    assert_eq!(tree(root), made);
    assert!(made.contains_key(".ouroboros/base/README.md"), "{:?}", made.keys());
    // Without its generator everything goes again.
    fs::write(root.join("shop.dna.yaml"), "dna: 1\nname: shop\n").unwrap();
    let ran = run(root, &["check"]);
    assert!(ran.stdout.contains("L5/orphan-output"), "{}", ran.stdout);
    run(root, &["generate", "--apply"]);
    assert_eq!(tree(root).keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
}

#[test]
fn an_edit_by_hand_is_reported_and_survives() {
    let shop = repository(SHOP);
    let root = shop.path();
    run(root, &["generate", "--apply"]);
    edit(root, "src/order.py", "\"first\"", "\"by hand\"");
    edit(root, "shop.dna.yaml", "note: second", "note: third");
    let ran = run(root, &["check"]);
    assert!(ran.stdout.contains("L5/hand-edited-output") && ran.stdout.contains("src/order.py:3:1"), "{}", ran.stdout);
    assert!(ran.stdout.contains("`src/item.py` is stale: what the generator is given changed"), "{}", ran.stdout);
    let ran = run(root, &["generate", "--apply"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(ran.stdout.contains("! src/order.py  crud: it was edited by hand"), "{}", ran.stdout);
    assert!(fs::read_to_string(root.join("src/order.py")).unwrap().contains("by hand"));
    assert!(fs::read_to_string(root.join("src/item.py")).unwrap().contains("third"), "the others are written");
    // What it would take to declare it.
    let ran = run(root, &["generate", "--read-back"]);
    assert!(ran.stdout.contains("generators.crud.with.entities[0].note: \"first\" -> \"by hand\""), "{}", ran.stdout);
    edit(root, "shop.dna.yaml", "note: first", "note: by hand");
    assert_eq!(run(root, &["generate", "--apply"]).code, Some(0));
    assert_eq!(run(root, &["generate", "--check"]).code, Some(0));
}

#[test]
fn edits_of_both_sides_are_joined() {
    let shop = repository(SHOP);
    let root = shop.path();
    run(root, &["generate", "--apply"]);
    edit(root, "README.md", "one\n", "one, by hand\n");
    assert_eq!(run(root, &["check"]).code, Some(0), "a merged file may be edited");
    edit(root, "templates/readme.j2", "two\n", "two, by the template\n");
    let ran = run(root, &["generate", "--apply"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    let text = fs::read_to_string(root.join("README.md")).unwrap();
    assert!(text.contains("one, by hand\n") && text.contains("two, by the template\n"), "{text}");
    // Where both changed the same line, both stand there and the command says so.
    edit(root, "templates/readme.j2", "one\n", "one, by the template\n");
    let ran = run(root, &["generate", "--apply"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    let text = fs::read_to_string(root.join("README.md")).unwrap();
    assert!(text.contains("<<<<<<< yours\none, by hand\n=======\none, by the template\n>>>>>>> generated\n"), "{text}");
    let ran = run(root, &["generate", "--apply", "--force"]);
    assert!(!ran.stdout.contains("written over"), "{}", ran.stdout);
}

#[test]
fn ejected_files_are_left_alone() {
    let shop = repository(SHOP);
    let root = shop.path();
    run(root, &["generate", "--apply"]);
    let ran = run(root, &["generate", "--eject", "src/order.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    fs::write(root.join("src/order.py"), "mine = 1\n").unwrap();
    edit(root, "shop.dna.yaml", "note: first", "note: other");
    assert_eq!(run(root, &["generate", "--apply"]).code, Some(0));
    assert_eq!(fs::read_to_string(root.join("src/order.py")).unwrap(), "mine = 1\n");
    assert_eq!(run(root, &["check"]).code, Some(0));
    assert_eq!(run(root, &["generate", "--eject", "shop.dna.yaml"]).code, Some(2));
}

#[test]
fn names_that_nobody_declared_are_corrected() {
    let shop = repository(SHOP);
    let ran = run(shop.path(), &["generate", "curd"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("no generator `curd`; did you mean `crud`?"), "{}", ran.stderr);
}

#[test]
fn the_same_bytes_anywhere() {
    let made = |environment: &[(&str, &str)], below: bool| {
        let shop = repository(SHOP);
        let folder = if below { shop.path().join("templates") } else { shop.path().to_path_buf() };
        let mut command = program(&folder, &["generate", "--apply"]);
        command.envs(environment.iter().copied());
        assert!(command.output().unwrap().status.success());
        tree(shop.path())
    };
    let plain = made(&[], false);
    for environment in [
        &[("TZ", "Asia/Tokyo"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")][..],
        &[("RAYON_NUM_THREADS", "1"), ("TZ", "America/Lima"), ("HOME", "/nonexistent")],
        &[("RAYON_NUM_THREADS", "16"), ("USER", "somebody"), ("SOURCE_DATE_EPOCH", "1")],
    ] {
        assert_eq!(made(environment, false), plain);
        assert_eq!(made(environment, true), plain);
    }
}

/// Kills an apply at many moments: what is left is the old tree or the new one, once the next command has looked.
#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_leaves_the_old_or_the_new() {
    let entities = |note: &str| (0..200).map(|number| format!("{{ name: e{number}, note: {note} }}")).collect::<Vec<_>>().join(", ");
    let dna = |note: &str| {
        format!(
            "dna: 1\ngenerators:\n  crud:\n    with: {{ entities: [{}] }}\n    outputs: [{{ each: entities as e, path: \"src/{{e.name}}.py\", template: model.j2 }}]\n    templates: {{ dir: templates }}\n",
            entities(note)
        )
    };
    let without_dna = |root: &Path| {
        let mut files = tree(root);
        files.remove("shop.dna.yaml");
        files
    };
    let shop = repository(&[("shop.dna.yaml", &dna("one")), ("templates/model.j2", SHOP[1].1)]);
    let root = shop.path();
    run(root, &["generate", "--apply"]);
    let old = without_dna(root);
    fs::write(root.join("shop.dna.yaml"), dna("two")).unwrap();
    let started = Instant::now();
    run(root, &["generate", "--apply"]);
    let whole = started.elapsed();
    let new = without_dna(root);
    assert_ne!(old, new);
    let (mut olds, mut news, mut interrupted) = (0, 0, 0);
    // At the first moment nothing has begun. When all is done depends on the machine: moments are added until it once was.
    let mut step = 0_u32;
    while step < 24 || news == 0 && step < 240 {
        fs::write(root.join("shop.dna.yaml"), dna("one")).unwrap();
        run(root, &["generate", "--apply", "--force"]);
        assert_eq!(without_dna(root), old);
        fs::write(root.join("shop.dna.yaml"), dna("two")).unwrap();
        let mut child = program(root, &["generate", "--apply"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        // Not a wait for something to happen: the moment of the kill is what is tried.
        std::thread::sleep(whole * step / 22 + Duration::from_micros(u64::from(step) * 37));
        let _ = child.kill();
        child.wait().unwrap();
        interrupted += u32::from(root.join(".ouroboros/journal").exists());
        run(root, &["generate", "--list"]);
        let left = without_dna(root);
        assert!(left == old || left == new, "step {step}: neither the old nor the new tree");
        if left == old {
            olds += 1
        } else {
            news += 1
        }
        step += 1;
    }
    assert!(
        olds > 0 && news > 0,
        "the moments of the kills cover the whole of an apply: {olds} old, {news} new, {interrupted} interrupted"
    );
}
