//! What a long-lived host says after any series of changes is what a fresh one says about the same files.
//!
//! This holds the invariant of `workspace::layout` and everything above it: every input that a query reads
//! must be written when the world changes, or a finding goes stale. The series are random but seeded.
//! `INCREMENTAL_SEQUENCES` asks for more of them than the default, to hunt.

mod changes;

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use changes::World;
use oracle::{Change, Document, Host, Rendered};
use workspace::{MemoryFileSystem, RelPath};

const ROOT: &str = "/fixture";
const STEPS: usize = 100;

/// A small generator of numbers, so that a seed means the same series for ever (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Everything a person sees of a finding, without the ids of its database.
fn shown(host: &Host, finding: &Rendered) -> String {
    let path = |file: workspace::File| file.path(host.db()).clone();
    let mut out = format!(
        "{} {}:{:?}-{:?} {:?} {:?} {} {:?}",
        finding.code, finding.path, finding.start, finding.end, finding.span, finding.severity, finding.message, finding.tags
    );
    for related in &finding.related {
        let _ = write!(out, "\n    see {}:{:?}-{:?} {}", path(related.file), related.start, related.end, related.message);
    }
    for fix in &finding.fixes {
        let edits: Vec<_> = fix.edits.iter().map(|(file, span, text)| format!("{}:{span:?}={text:?}", path(*file))).collect();
        let _ = write!(out, "\n    fix {} (safe: {}) {edits:?}", fix.title, fix.safe);
    }
    out
}

fn findings(host: &Host) -> Vec<String> {
    let snapshot = host.snapshot();
    let found = snapshot.all_findings(host.roots()[0]).expect("nobody writes");
    found.iter().map(|finding| shown(host, finding)).collect()
}

fn seen(host: &Host) -> Vec<RelPath> {
    host.roots()[0].files(host.db()).into_iter().map(|file| file.path(host.db()).clone()).collect()
}

/// A host that never knew another state.
fn cold(world: &World) -> Host {
    let system = Arc::new(MemoryFileSystem::new());
    for (path, bytes) in world.system.files() {
        system.write(path, bytes);
    }
    let mut host = Host::with_system(system, None);
    host.open_root(Path::new(ROOT));
    host.apply_all(
        world
            .open
            .iter()
            .map(|(path, text)| Change::Open { document: Document::Disk(path.clone()), text: text.clone(), version: 0, language: None })
            .collect(),
    );
    host
}

fn compare(world: &World, host: &Host, place: &str) {
    let cold = cold(world);
    let (warm_files, cold_files) = (seen(host), seen(&cold));
    assert_eq!(warm_files, cold_files, "{place}: other files are seen (left: the long-lived host, right: a fresh one)");
    let (warm, cold) = (findings(host), findings(&cold));
    if warm == cold {
        return;
    }
    let stale: Vec<_> = warm.iter().filter(|line| !cold.contains(line)).collect();
    let lost: Vec<_> = cold.iter().filter(|line| !warm.contains(line)).collect();
    panic!("{place}\nonly the long-lived host says: {stale:#?}\nonly a fresh host says: {lost:#?}\n(both empty: the order differs)");
}

fn sequence(seed: u64) {
    let mut world = World::new();
    let mut host = Host::with_system(world.system.clone(), None);
    host.open_root(Path::new(ROOT));
    let mut random = Random(seed);
    let mut history = Vec::new();
    for step in 0..STEPS {
        let (what, changes) = world.change(&mut random);
        history.push(what);
        host.apply_all(changes);
        // Half a line typed in the DNA keeps the settings that held before, on purpose: a fresh host has none to keep.
        if dna::declared(host.db(), host.roots()[0]).is_unreadable() {
            history.push("mended the DNA".to_owned());
            host.apply_all(world.mend_dna());
        }
        let last = &history[history.len().saturating_sub(8)..];
        compare(&world, &host, &format!("seed {seed}, step {step}, last changes {last:#?}"));
    }
}

#[test]
fn findings_after_changes_are_those_of_a_fresh_host() {
    let asked = std::env::var("INCREMENTAL_SEQUENCES").ok().and_then(|count| count.parse().ok());
    let sequences = asked.unwrap_or(if cfg!(debug_assertions) { 4 } else { 20 });
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from).min(4) {
            let work = || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= sequences {
                        return;
                    }
                    sequence(seed as u64);
                }
            };
            std::thread::Builder::new().stack_size(oracle::host::STACK).spawn_scoped(scope, work).expect("a thread");
        }
    });
}

#[test]
fn the_tree_has_findings_to_lose() {
    let world = World::new();
    let found = findings(&cold(&world));
    for code in ["L1/duplicate-key", "L4/unresolved-import", "L4/import-cycle", "L4/unused-dependency"] {
        assert!(found.iter().any(|line| line.starts_with(code)), "no {code} in {found:#?}");
    }
}

#[test]
fn settings_of_a_linter_are_an_input() {
    let mut world = World::new();
    let code = "import json\n\n\ndef run():\n    return 1\n";
    let write = |world: &mut World, path: &str, text: &str| {
        let path = Path::new(ROOT).join(path);
        world.system.write(&path, text);
        vec![Change::Files { paths: vec![path] }]
    };
    let mut host = Host::with_system(world.system.clone(), None);
    host.open_root(Path::new(ROOT));
    let is_told = |host: &Host| findings(host).iter().any(|line| line.starts_with("L3/unused-import jobs/run.py"));
    for (path, text, told) in [
        ("jobs/run.py", code, true),
        ("ruff.toml", "[lint.per-file-ignores]\n'jobs/*' = ['F401']\n", false),
        ("ruff.toml", "[lint.per-file-ignores]\n'jobs/*' = ['F811']\n", true),
        ("ruff.toml", "exclude = ['jobs']\n", false),
        ("jobs/ruff.toml", "line-length = 100\n", true),
        ("jobs/setup.cfg", "[flake8]\nper-file-ignores = run.py:F401\n", false),
    ] {
        let changes = write(&mut world, path, text);
        host.apply_all(changes);
        assert_eq!(is_told(&host), told, "after {path}: {text}");
        compare(&world, &host, path);
    }
}
