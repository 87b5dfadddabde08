//! `ouroboros init`: the first DNA of a repository that has none.
//!
//! It declares the parts that imports show and who uses whom, so that the next check accepts it and says from then on what
//! drifts. `--minimal` declares nothing, `--from` what another tool was told. A baseline of what is found today starts a repository
//! green, however old it is.

mod from;
mod recovered;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use workspace::{Disk, FileKind, FileSystem};

use crate::commands::check;
use crate::format::counted;
use crate::{output, root};

/// The baseline, in the root.
const BASELINE: &str = "ouroboros.baseline.jsonl";

/// Options of `init`.
#[derive(Args)]
pub struct Options {
    /// The repository; the current folder when none is named.
    path: Option<PathBuf>,
    /// Declare nothing yet: only settings, and a baseline of all present findings.
    #[arg(long, conflicts_with = "from")]
    minimal: bool,
    /// Take over the contracts of another tool's configuration. What a DNA cannot say is listed in it, and on standard error.
    #[arg(long, value_enum, value_name = "TOOL")]
    from: Option<from::Tool>,
}

/// Runs it.
///
/// # Errors
/// A DNA or baseline that exists; files that cannot be written.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let root = root::find(options.path.as_slice())?.root;
    if let Some(dna) = root::dna_files(&workspace::Disk, &root).first() {
        return Err(format!("{} is there already: nothing was written", dna.display()));
    }
    let (dna, baseline) = (place(&root), root.join(BASELINE));
    for file in [&dna, &baseline] {
        if Disk.metadata(file).is_ok() {
            return Err(format!("{} exists: nothing was written", file.display()));
        }
    }
    let adopted = options.from.map(|tool| from::read(&Disk, &root, tool)).transpose()?;
    let (components, count) = match &adopted {
        Some(adopted) => (String::new(), adopted.components()),
        None if options.minimal => Default::default(),
        None => recovered::components(&root)?,
    };
    // Before there is a DNA: what it denies is no old finding.
    let known = check::write_first_baseline(vec![root.clone()], baseline)?;
    let text = match &adopted {
        Some(adopted) => adopted.declaration(&name(&root), known.is_some()),
        None => declaration(&name(&root), &components, known.is_some()),
    };
    workspace::write::atomically(&dna, text.as_bytes()).map_err(|error| format!("cannot write {}: {error}", dna.display()))?;
    for line in adopted.iter().flat_map(from::Adopted::lost) {
        anstream::eprintln!("{line}");
    }
    output.print(&said(&root, &dna, count, known))?;
    Ok(ExitCode::SUCCESS)
}

/// Among the other DNA where there is a folder for it, else in the root.
fn place(root: &Path) -> PathBuf {
    let folder = root.join("dna");
    match Disk.metadata(&folder) {
        Ok(metadata) if metadata.kind == FileKind::Directory => folder.join(format!("{}.dna.yaml", name(root))),
        _ => root.join("ouroboros.dna.yaml"),
    }
}

/// The root's name, as an id.
fn name(root: &Path) -> String {
    id("project", &root.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()))
}

/// A name as an id, after what it is a name of where it would not begin with a letter.
fn id(what: &str, name: &str) -> String {
    let name = dna::accept::id_of(name);
    // What starts with a digit may be a number to YAML.
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("{what}-{name}").trim_end_matches('-').to_owned() }
}

/// The entry of `checks` that names the baseline of what was found `before`.
fn baseline(before: &str) -> String {
    format!(
        "  # What was found {before}. Only what is new fails; what is mended has to be taken out,\n  \
         # with `ouroboros check --prune-baseline`.\n  baseline: {BASELINE}\n"
    )
}

fn declaration(name: &str, components: &str, has_baseline: bool) -> String {
    let parts = format!(
        "# The parts of the system, as its imports show them. `uses` is all that one may depend on: what comes to depend on more\n\
         # is a finding. Rename the parts, join them, give them `layer` and `description`: from here on this file is yours.\n\
         components:\n{components}\n"
    );
    format!(
        "# What this repository holds itself to. `ouroboros check` reads it.\ndna: 1\nname: \"{name}\"\n\n{}checks:\n  \
         # At or above this a check fails: info, warning, error, off.\n  fail_on: error\n{}",
        if components.is_empty() { "" } else { &parts },
        if has_baseline { baseline("when this file was written") } else { String::new() }
    )
}

fn said(root: &Path, dna: &Path, parts: usize, known: Option<(usize, usize)>) -> String {
    let below = dna.strip_prefix(root).unwrap_or(dna).display();
    let what = match parts {
        0 => "with nothing but settings yet".to_owned(),
        _ => format!("with {} and what each may use", counted(parts, "component")),
    };
    let mut out = format!("In {}:\n  {below}: the DNA, {what}\n", root.display());
    let files = match known {
        Some((findings, files)) => {
            let (findings, files) = (counted(findings, "finding"), counted(files, "file"));
            out.push_str(&format!("  {BASELINE}: {findings} in {files} that fail nothing from now on\n"));
            "both files"
        }
        None => {
            out.push_str("  no baseline: there is nothing that fails\n");
            "the file"
        }
    };
    out.push_str(&format!("\nNext:\n  Commit {files}, and run `ouroboros check` in CI: it is green, and only what is new fails.\n"));
    if known.is_some() {
        out.push_str("  Whoever mends something that is known runs `ouroboros check --prune-baseline`: the baseline only shrinks.\n");
    }
    out.push_str(match parts {
        0 => "  Declare `components` and `layers` in the DNA as you go: `ouroboros explain layer-violation` shows how.\n",
        _ => "  Look at them with `ouroboros map`, and put them into `layers`: `ouroboros explain layer-violation` shows how.\n",
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ids() {
        for (folder, expected) in [("/x/My Shop_2", "my-shop-2"), ("/x/日本", "project"), ("/x/2024", "project-2024"), ("/", "project")] {
            assert_eq!(name(Path::new(folder)), expected, "{folder}");
        }
    }
}
