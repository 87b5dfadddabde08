//! Measures a repository: cold time, and the time from a keystroke to its findings.
//!
//! Edits come in equal parts: rename a definition, add an import (of something that does not exist and of another
//! file, by turns), break the syntax, add a comment. Each is taken back afterwards. Files are drawn at random, and
//! the most imported ones apart, since an edit there concerns the most others.
//!
//! Everything is done twice, timed and then counted: counting what is executed has its price.

mod edits;
mod process;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use oracle::{Cancellable, Change, Document, Host, Snapshot};
use rustc_hash::FxHashMap;
use serde::Serialize;
use workspace::{Database, Disk, File, FileSystem, LineColumn, Root, Unit};

use edits::{EditKind, Random, edit};

/// How many of the most imported files are edited apart.
const MOST_IMPORTED: usize = 20;
/// How many edits are counted at most: their number changes no mean.
const COUNTED: usize = 200;
/// From how many files the random ones are drawn: an editor has so many open.
const RANDOM: usize = 30;

/// What to measure.
pub struct Plan {
    /// Edits, half in random files and half in the most imported.
    pub edits: usize,
    /// Seed of the drawing.
    pub seed: u64,
}

/// All figures.
#[derive(Serialize)]
pub struct Figures {
    files: usize,
    lines: u64,
    megabytes: f64,
    /// Reading, recognising, parsing and extracting, one core, MB per second of CPU.
    parse_mb_per_s: f64,
    /// Listing folders.
    scan_s: f64,
    /// From nothing to all findings, on all cores.
    cold_s: f64,
    cold_cpu_s: f64,
    findings: usize,
    edited: BTreeMap<&'static str, EditFigures>,
    peak_mib: f64,
}

/// Latencies of one group of files.
#[derive(Serialize, Default)]
struct EditFigures {
    /// Edit to the rendered findings of the edited file.
    own: Quantiles,
    /// Edit to all findings that it changed anywhere.
    all: Quantiles,
    by_kind: BTreeMap<&'static str, Quantiles>,
    /// Queries executed for an edit, by kind: the mean.
    queries: BTreeMap<&'static str, f64>,
}

/// Milliseconds.
#[derive(Serialize, Default, Clone, Copy)]
struct Quantiles {
    n: usize,
    p50: f64,
    p95: f64,
    p99: f64,
}

impl Quantiles {
    fn of(mut seconds: Vec<f64>) -> Quantiles {
        seconds.sort_by(f64::total_cmp);
        let at = |part: f64| {
            seconds.get(((part * seconds.len() as f64) as usize).min(seconds.len().saturating_sub(1))).map_or(0.0, |s| round(s * 1000.0))
        };
        Quantiles { n: seconds.len(), p50: at(0.5), p95: at(0.95), p99: at(0.99) }
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Measures the repository at `root`.
///
/// # Errors
/// Only internal ones.
pub fn measure(root: &Path, plan: &Plan) -> Result<Figures, String> {
    let (start, cpu) = (Instant::now(), process::cpu_seconds());
    let mut host = Host::new(None);
    let opened = host.open_root(root);
    let scan_s = start.elapsed().as_secs_f64();
    let quiet = |_: usize, _: usize| {};
    let snapshot = host.snapshot();
    fine(snapshot.prime(opened, &quiet))?;
    let findings = fine(snapshot.all_findings(opened))?.len();
    let (cold_s, cold_cpu_s) = (start.elapsed().as_secs_f64(), process::cpu_seconds() - cpu);
    let (files, lines, megabytes) = fine(snapshot.ask(|db| {
        let files = opened.files(db);
        let lines = files.iter().map(|&file| u64::from(graph::ranges(db, file).lines.lines())).sum::<u64>();
        let bytes = files.iter().map(|&file| u64::from(graph::ranges(db, file).lines.text_len())).sum::<u64>();
        (files.len(), lines, bytes as f64 / 1e6)
    }))?;
    drop(snapshot);
    let mut edited = edit_all(&mut host, opened, plan)?;
    drop(host);
    let counted = Plan { edits: plan.edits.min(COUNTED), ..*plan };
    let mut host = Host::with_database(Database::counting(Arc::new(Disk)), None);
    let opened = host.open_root(root);
    fine(host.snapshot().prime(opened, &quiet))?;
    for (name, figures) in edit_all(&mut host, opened, &counted)? {
        edited.entry(name).or_default().queries = figures.queries;
    }
    drop(host);
    Ok(Figures {
        files,
        lines,
        megabytes: round(megabytes),
        parse_mb_per_s: parse_speed(root)?,
        scan_s: round(scan_s),
        cold_s: round(cold_s),
        cold_cpu_s: round(cold_cpu_s),
        findings,
        edited,
        peak_mib: process::peak_mib(),
    })
}

fn fine<T>(result: Cancellable<T>) -> Result<T, String> {
    result.map_err(|_| "internal error: cancelled although nothing writes".to_owned())
}

/// One core, everything that extraction does, on up to 64 MB of the repository's files.
fn parse_speed(root: &Path) -> Result<f64, String> {
    let mut host = Host::new(None);
    let opened = host.open_root(root);
    let snapshot = host.snapshot();
    fine(snapshot.ask(|db| {
        let (mut bytes, cpu) = (0u64, process::cpu_seconds());
        for file in opened.files(db) {
            bytes += u64::from(graph::ranges(db, file).lines.text_len());
            if bytes > 64_000_000 {
                break;
            }
        }
        round(bytes as f64 / 1e6 / (process::cpu_seconds() - cpu).max(1e-6))
    }))
}

/// The most imported files, and random others; only such that every kind of edit can be made in.
fn choose(host: &Host, root: Root, random: &mut Random) -> Result<(Vec<File>, Vec<File>), String> {
    let snapshot = host.snapshot();
    fine(snapshot.ask(|db| {
        let mut counts: FxHashMap<File, usize> = FxHashMap::default();
        for (_, imports) in graph::import_graph(db, root).iter().flat_map(|folder| folder.iter()) {
            for import in imports.iter() {
                *counts.entry(import.file).or_default() += 1;
            }
        }
        let editable = |file: &File| edits::suits(&graph::facts(db, *file));
        let mut by_count: Vec<(File, usize)> = counts.into_iter().collect();
        by_count.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.path(db).cmp(b.0.path(db))));
        let popular: Vec<File> = by_count.into_iter().map(|(file, _)| file).filter(editable).take(MOST_IMPORTED).collect();
        let mut rest: Vec<File> = root.files(db).into_iter().filter(|file| !popular.contains(file)).filter(editable).collect();
        random.shuffle(&mut rest);
        rest.truncate(RANDOM);
        (popular, rest)
    }))
}

/// Edits in random files, and in the most imported ones.
fn edit_all(host: &mut Host, root: Root, plan: &Plan) -> Result<BTreeMap<&'static str, EditFigures>, String> {
    let mut random = Random::new(plan.seed);
    let (popular, some) = choose(host, root, &mut random)?;
    let groups = [("random", some), ("most imported", popular)].into_iter().filter(|(_, files)| !files.is_empty());
    groups.map(|(name, files)| Ok((name, edit_files(host, root, &files, plan.edits / 2, &mut random)?))).collect()
}

fn edit_files(host: &mut Host, root: Root, files: &[File], count: usize, random: &mut Random) -> Result<EditFigures, String> {
    let mut texts = Vec::new();
    for &file in files {
        let path = file.path(host.db()).under(root.path(host.db()));
        let text = Disk.read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        let document = Document::Disk(path);
        host.apply(Change::Open { document: document.clone(), text: text.clone(), version: 0, language: None });
        texts.push((document, text));
    }
    let (mut own, mut all, mut by_kind, mut queries) =
        (Vec::new(), Vec::new(), BTreeMap::<_, Vec<f64>>::new(), BTreeMap::<_, Vec<f64>>::new());
    // Opening changes what is durable: one question asked beforehand, so that no edit pays for it.
    fine(host.snapshot().files_with_findings(root))?;
    let mut version = 0;
    for number in 0..count {
        let kind = EditKind::ALL[number % EditKind::ALL.len()];
        let index = random.below(files.len());
        let (document, text) = &texts[index];
        let other = files[random.below(files.len())];
        let made = fine(host.snapshot().ask(|db| edit(db, files[index], other, text, kind, number)))?;
        let Some((span, new)) = made else { continue };
        let lines = workspace::LineIndex::new(text);
        let place = |offset: u32| lines.line_column(offset, Unit::Utf8);
        let undo_end = workspace::LineIndex::new(&format!("{}{new}", &text[..span.start as usize]))
            .line_column(span.start + new.len() as u32, Unit::Utf8);
        let old = text[span.range()].to_owned();
        for (name, start, end, text) in
            [(kind.name(), place(span.start), place(span.end), new), ("restore", place(span.start), undo_end, old)]
        {
            version += 1;
            let (mine, everything, executed) = timed(host, root, files[index], document, (start, end), text, version)?;
            own.push(mine);
            all.push(everything);
            by_kind.entry(name).or_default().push(mine);
            queries.entry(name).or_default().push(executed);
        }
    }
    Ok(EditFigures {
        own: Quantiles::of(own),
        all: Quantiles::of(all),
        by_kind: by_kind.into_iter().map(|(kind, times)| (kind, Quantiles::of(times))).collect(),
        queries: queries.into_iter().map(|(kind, counts)| (kind, round(counts.iter().sum::<f64>() / counts.len() as f64))).collect(),
    })
}

/// Seconds to the file's own findings, seconds to all, queries executed.
fn timed(
    host: &mut Host,
    root: Root,
    file: File,
    document: &Document,
    range: (LineColumn, LineColumn),
    text: String,
    version: i32,
) -> Result<(f64, f64, f64), String> {
    let executed = host.db().counters().executed();
    let start = Instant::now();
    host.apply(Change::Edit { document: document.clone(), version, edits: vec![(Some(range), text)], unit: Unit::Utf8 });
    let snapshot: Snapshot = host.snapshot();
    fine(snapshot.findings(file))?;
    let own = start.elapsed().as_secs_f64();
    fine(snapshot.files_with_findings(root))?;
    let all = start.elapsed().as_secs_f64();
    Ok((own, all, (snapshot.db().counters().executed() - executed) as f64))
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} files, {} lines, {:.1} MB; {} findings", self.files, self.lines, self.megabytes, self.findings)?;
        writeln!(
            f,
            "scan {:.3} s; cold check {:.3} s ({:.3} s of CPU); extraction {:.0} MB/s; peak {:.0} MiB",
            self.scan_s, self.cold_s, self.cold_cpu_s, self.parse_mb_per_s, self.peak_mib
        )?;
        for (name, figures) in &self.edited {
            writeln!(f, "\nedits in {name} files (ms)        n      p50      p95      p99   queries")?;
            let mut line = |name: &str, q: &Quantiles, queries: Option<&f64>| {
                let queries = queries.map_or_else(String::new, |queries| format!("{queries:>10.1}"));
                writeln!(f, "  {name:<26} {:>6} {:>8.2} {:>8.2} {:>8.2}{queries}", q.n, q.p50, q.p95, q.p99)
            };
            line("the edited file", &figures.own, None)?;
            line("everything affected", &figures.all, None)?;
            for (kind, quantiles) in &figures.by_kind {
                line(kind, quantiles, figures.queries.get(kind))?;
            }
        }
        Ok(())
    }
}
