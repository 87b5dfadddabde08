//! Reads a folder of real files and expects to find nothing wrong with them.
//!
//! `OUROBOROS_CORPUS=/some/folder cargo test --release -p syntax --test corpus -- --nocapture` reads
//! every file below the folder whose language is checked and prints, per language, how many there are,
//! what was found and how fast. The folder should hold files that their own tools accept, so each finding
//! is a false one and fails the test; `OUROBOROS_CORPUS_ALLOW=n` lets that many pass. Without the
//! variable there is nothing to do, and the test says so.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use syntax::{Language, Options, Status, extract_text};
use workspace::{RelPath, Unit};

/// What the server's own threads have.
const STACK: usize = 64 << 20;

/// How many findings are printed in full.
const SHOWN: usize = 200;

#[derive(Default)]
struct Tally {
    files: usize,
    bytes: usize,
    time: Duration,
    findings: usize,
    unchecked: usize,
    skipped: usize,
    references: usize,
    definitions: usize,
    slowest: (Duration, String),
}

#[test]
fn real_files_are_read_without_findings() {
    let Some(folder) = std::env::var_os("OUROBOROS_CORPUS") else {
        println!("skipped: set OUROBOROS_CORPUS to a folder of real files");
        return;
    };
    let allowed = std::env::var("OUROBOROS_CORPUS_ALLOW").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || read_all(Path::new(&folder)));
    let findings = worker.expect("a thread").join().expect("no panic");
    assert!(findings <= allowed, "{findings} findings in files that should have none");
}

fn read_all(root: &Path) -> usize {
    let mut files = Vec::new();
    list(root, &mut files);
    files.sort();
    let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
    let mut shown = 0;
    for file in files {
        // Other encodings are another test's subject.
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let text = text.trim_start_matches('\u{feff}');
        let relative = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let path = RelPath::new(&relative);
        let start = Instant::now();
        let (facts, ranges) = extract_text(&path, text, Options::default());
        let time = start.elapsed();
        if facts.kind.language == Language::Other {
            continue;
        }
        let tally = tallies.entry(facts.kind.language.name()).or_default();
        tally.files += 1;
        tally.bytes += text.len();
        tally.time += time;
        tally.findings += ranges.problems.len();
        tally.unchecked += usize::from(facts.status == Status::Unchecked);
        tally.skipped += usize::from(facts.status == Status::Skipped);
        tally.references += facts.references.len();
        tally.definitions += facts.definitions.len();
        if time > tally.slowest.0 {
            tally.slowest = (time, relative.clone());
        }
        for problem in &ranges.problems {
            shown += 1;
            if shown <= SHOWN {
                let place = ranges.lines.line_column(problem.span.start, Unit::Scalar);
                println!("{relative}:{}:{}: {} {}", place.line + 1, place.column + 1, problem.code, problem.message);
            }
        }
    }
    report(&tallies);
    tallies.values().map(|tally| tally.findings).sum()
}

fn report(tallies: &BTreeMap<&'static str, Tally>) {
    println!("language            files       MB     MB/s findings unchecked skipped references definitions  slowest");
    for (language, tally) in tallies {
        let megabytes = tally.bytes as f64 / 1e6;
        println!(
            "{language:<18} {:>6} {megabytes:>8.1} {:>8.1} {:>8} {:>9} {:>7} {:>10} {:>11}  {} ms {}",
            tally.files,
            megabytes / tally.time.as_secs_f64().max(1e-9),
            tally.findings,
            tally.unchecked,
            tally.skipped,
            tally.references,
            tally.definitions,
            tally.slowest.0.as_millis(),
            tally.slowest.1,
        );
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => list(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}
