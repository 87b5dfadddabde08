//! `--baseline`, `--write-baseline` and `--prune-baseline`: where the file is, and what happens to it.

use std::path::PathBuf;

use oracle::baseline::{self, Baseline, Key, Matching};
use oracle::{Level, Rendered, Report, Severity};
use rustc_hash::FxHashSet;
use workspace::{Db, Disk, FileSystem, RelPath};

use super::options::Options;
use super::steps::Context;
use crate::format::counted;
use crate::output;

/// A baseline and its place.
struct Place {
    /// Where to read and write it.
    file: PathBuf,
    /// What to call it: below the root where it lies there.
    shown: String,
}

/// Takes the findings apart that the baseline knows, and names its stale entries.
pub fn step(context: &Context<'_>, report: Report) -> Result<Report, String> {
    let Some(place) = place(context) else { return Ok(report) };
    let known = read(context, &place)?.ok_or_else(|| missing(&place))?;
    let all = everything(context, &report)?;
    let keys = baseline::keys(context.snapshot.db(), &all);
    let Matching { known, mut stale, .. } = baseline::matching::matching(&known, &keys, &|path| exists(context, path));
    stale.retain(|stale| is_looked_at(context, &stale.key));
    if context.policy.is_some() {
        // Who mends something may take it out of the baseline, whatever baseline is in force.
        let own = Disk.read(&place.file).ok().and_then(|bytes| parse(&place, bytes).ok()).unwrap_or_default();
        stale.retain(|stale| own.entries().any(|(key, _)| *key == stale.key));
    }
    let known: FxHashSet<&str> =
        all.iter().zip(known).filter(|(_, known)| *known).map(|(finding, _)| finding.fingerprint.as_str()).collect();
    Ok(report.with_baseline(context.snapshot.db(), place.shown, stale, &|finding| known.contains(finding.fingerprint.as_str())))
}

/// Whether the run is about the baseline and not about findings.
pub fn is_wanted(options: &Options) -> bool {
    options.write_baseline || options.prune_baseline
}

/// A baseline that was written.
pub struct Written {
    /// What to call it.
    pub shown: String,
    /// What it knew before.
    pub before: usize,
    /// What it knows.
    pub now: Baseline,
}

/// Writes the baseline. `report` is one that no baseline was applied to.
///
/// # Errors
/// A baseline that is nowhere named, or cannot be read or written.
pub fn write(context: &Context<'_>, report: &Report, fail_on: Option<Severity>) -> Result<Written, String> {
    let place = place(context).ok_or(
        "nothing says where the baseline is: name it with --baseline FILE, or, for every run, as `baseline` under `checks` in the DNA",
    )?;
    let old = match read(context, &place)? {
        None if context.options.prune_baseline => return Err(missing(&place)),
        old => old.unwrap_or_default(),
    };
    let all = everything(context, report)?;
    let keys = baseline::keys(context.snapshot.db(), &all);
    let matching = baseline::matching::matching(&old, &keys, &|path| exists(context, path));
    let mut new = Baseline::default();
    if context.options.write_baseline {
        // What fails nothing and is hidden by default would only go stale.
        let least = fail_on.map_or(Severity::Warning, |fail_on| fail_on.min(Severity::Warning));
        let looked_at = all.iter().zip(&keys).filter(|(finding, key)| finding.severity >= least && is_looked_at(context, key));
        looked_at.for_each(|(_, key)| new.add(key.clone(), 1));
        let kept = matching.kept.entries().filter(|(key, _)| !is_looked_at(context, key));
        kept.for_each(|(key, known)| new.add(key.clone(), known.count));
    } else {
        new = matching.kept;
    }
    for stale in matching.stale.iter().filter(|stale| !is_looked_at(context, &stale.key)) {
        new.add(stale.key.clone(), stale.gone);
    }
    save(&place, &new)?;
    Ok(Written { shown: place.shown, before: old.findings(), now: new })
}

/// Says what was written, and what makes every run use it.
///
/// # Errors
/// Output that cannot be written.
pub fn say(context: &Context<'_>, written: &Written, output: output::Options) -> Result<(), String> {
    let Written { shown, before, now } = written;
    let before = if *before == 0 { String::new() } else { format!(" (before: {before})") };
    let mut said = format!("{shown} knows {} in {} now{before}\n", counted(now.findings(), "finding"), counted(now.files(), "file"));
    if declared(context).is_none() {
        said.push_str(&format!("To use it in every run, write `baseline: {shown}` under `checks` in the DNA\n"));
    }
    output.print(&said)
}

/// The findings of the whole root, whatever part of it was asked for: a file may have moved into that part.
fn everything(context: &Context<'_>, report: &Report) -> Result<Vec<Rendered>, String> {
    if context.target.only.is_empty() {
        return Ok(report.findings.clone());
    }
    context.snapshot.all_findings(context.root).map_err(|_| "internal error: cancelled although nothing writes".to_owned())
}

fn exists(context: &Context<'_>, path: &str) -> bool {
    RelPath::root().resolve(path).is_some_and(|path| context.root.entry(context.snapshot.db(), &path).is_some())
}

/// Whether a finding with this key would have been seen.
fn is_looked_at(context: &Context<'_>, key: &Key) -> bool {
    let highest = context.root.settings(context.snapshot.db()).level.map_or(Level::L6, |number| Level::ALL[usize::from(number.min(6))]);
    let asked = context.options.level.unwrap_or(Level::L6);
    key.level() <= highest.min(asked) && RelPath::root().resolve(&key.path).is_some_and(|path| context.target.wants(&path))
}

/// What the DNA names, below the root.
fn declared(context: &Context<'_>) -> Option<PathBuf> {
    let dna = dna::dna(context.snapshot.db(), context.root)?;
    let path = dna.checks.baseline.as_ref()?;
    Some(RelPath::root().resolve(path)?.under(&context.target.root))
}

fn place(context: &Context<'_>) -> Option<Place> {
    let file = context.options.baseline.clone().or_else(|| declared(context))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
    let absolute = Disk.canonicalize(folder).ok().zip(file.file_name()).map(|(folder, name)| folder.join(name));
    let below = absolute.as_ref().and_then(|absolute| RelPath::below(&context.target.root, absolute));
    let shown = below.map_or_else(|| file.display().to_string(), |below| below.to_string());
    Some(Place { file: absolute.unwrap_or(file), shown })
}

fn missing(place: &Place) -> String {
    format!("there is no baseline {}: `ouroboros check --write-baseline` makes it", place.shown)
}

/// `None` when there is no such file.
fn read(context: &Context<'_>, place: &Place) -> Result<Option<Baseline>, String> {
    let bytes = match context.snapshot.db().system().read(&place.file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("cannot read the baseline {}: {error}", place.shown)),
    };
    parse(place, bytes).map(Some)
}

fn parse(place: &Place, bytes: Vec<u8>) -> Result<Baseline, String> {
    let text = String::from_utf8(bytes).map_err(|_| format!("the baseline {} is not UTF-8", place.shown))?;
    baseline::file::parse(&text)
        .map_err(|mistake| format!("{}:{}: not a line of a baseline: {}", place.shown, mistake.line, mistake.message))
}

fn save(place: &Place, baseline: &Baseline) -> Result<(), String> {
    if place.file.extension().is_some_and(|extension| extension == "json") {
        return Err(format!("a baseline is JSON Lines, which is not JSON: call it {}l", place.shown));
    }
    workspace::write::atomically(&place.file, baseline::file::write(baseline).as_bytes())
        .map_err(|error| format!("cannot write the baseline {}: {error}", place.shown))
}
