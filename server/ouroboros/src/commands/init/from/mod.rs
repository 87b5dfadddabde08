//! `init --from TOOL`: the contracts that a repository holds itself to by another tool, as a DNA.
//!
//! A configuration is read as data; nothing of it is run. What a DNA cannot say is told with its line, in the DNA and on standard
//! error, so that nobody believes that it is still held.

mod cruiser;
mod draft;
mod import_linter;
mod ini;
mod literal;
mod modules;
mod regex;
mod tach;
mod value;

use std::fmt::Write as _;
use std::path::Path;

use clap::ValueEnum;
use oracle::escape;
use workspace::FileSystem;

use draft::Draft;
use value::Value;

/// Larger configurations are not read.
const MAX_SIZE: u64 = 1 << 20;

/// Tools whose contracts can be taken over.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tool {
    /// tach.toml, or `[tool.tach]` in pyproject.toml.
    Tach,
    /// .importlinter, or its sections in setup.cfg or pyproject.toml.
    ImportLinter,
    /// .dependency-cruiser.json, or .js and .cjs where they hold nothing but data.
    DependencyCruiser,
}

/// What was taken over.
pub struct Adopted {
    /// The file of the tool.
    pub file: &'static str,
    draft: Draft,
}

/// Reads the contracts of a tool.
///
/// # Errors
/// No configuration; one that cannot be read, with the place.
pub fn read(system: &dyn FileSystem, root: &Path, tool: Tool) -> Result<Adopted, String> {
    let names: &[&'static str] = match tool {
        Tool::Tach => &["tach.toml", "pyproject.toml"],
        Tool::ImportLinter => &["setup.cfg", ".importlinter", "pyproject.toml"],
        Tool::DependencyCruiser => {
            &[".dependency-cruiser.json", ".dependency-cruiser.js", ".dependency-cruiser.cjs", ".dependency-cruiser.mjs"]
        }
    };
    for file in names.iter().copied() {
        let path = root.join(file);
        if system.metadata(&path).is_err() {
            continue;
        }
        let bytes = system.read_small(&path, MAX_SIZE).map_err(|error| format!("cannot read {file}: {error}"))?;
        let text = String::from_utf8(bytes).map_err(|_| format!("cannot read {file}: it is not UTF-8"))?;
        if let Some(draft) = adopt(system, root, tool, file, &text)? {
            return Ok(Adopted { file, draft });
        }
    }
    Err(format!("there is nothing to take over: looked for {} in {}", names.join(", "), root.display()))
}

/// The contracts of one file; `None` when it says nothing of this tool.
fn adopt(system: &dyn FileSystem, root: &Path, tool: Tool, file: &str, text: &str) -> Result<Option<Draft>, String> {
    let section = |name: &str| Ok::<Option<Value>, String>(value::read(file, text)?.get("tool").and_then(|tools| tools.get(name)).cloned());
    Ok(match (tool, file) {
        (Tool::Tach, "tach.toml") => Some(tach::draft(system, root, &value::read(file, text)?)),
        (Tool::Tach, _) => section("tach")?.map(|config| tach::draft(system, root, &config)),
        (Tool::ImportLinter, "pyproject.toml") => section("importlinter")?.map(|config| import_linter::draft(system, root, &config, false)),
        (Tool::ImportLinter, _) => {
            let config = ini::read(file, text)?;
            config.get("importlinter").is_some().then(|| import_linter::draft(system, root, &config, true))
        }
        (Tool::DependencyCruiser, ".dependency-cruiser.json") => Some(cruiser::draft(system, root, &value::read(file, text)?)),
        (Tool::DependencyCruiser, _) => Some(cruiser::draft(system, root, &literal::read(file, text)?)),
    })
}

impl Adopted {
    /// The components that will be declared.
    pub fn components(&self) -> usize {
        self.draft.parts.len()
    }

    /// What is not held any more, or differently: a line each.
    pub fn lost(&self) -> Vec<String> {
        let place = |line: &Option<usize>| line.map_or_else(|| self.file.to_owned(), |line| format!("{}:{line}", self.file));
        let one_line = |what: &str| escape::terminal(&what.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
        self.draft.lost.iter().map(|(line, what)| format!("{}: {}", place(line), one_line(what))).collect()
    }

    /// The DNA.
    pub fn declaration(&self, name: &str, has_baseline: bool) -> String {
        let mut out = format!(
            "# What this repository holds itself to, as {} had it. `ouroboros check` reads it; from here on this file is yours.\n\
             dna: 1\nname: \"{name}\"\n\n",
            self.file
        );
        let lost = self.lost();
        if !lost.is_empty() {
            out.push_str("# Not carried over, or different from now on:\n");
            lost.iter().for_each(|line| {
                let _ = writeln!(out, "# - {line}");
            });
            out.push('\n');
        }
        let declaration = self.draft.declaration();
        if !declaration.is_empty() {
            let _ = writeln!(out, "{declaration}");
        }
        let _ = write!(out, "checks:\n  fail_on: error\n{}", self.draft.checks());
        if has_baseline {
            out.push_str(&super::baseline("before these contracts were judged"));
        }
        out
    }
}

/// A path of a configuration, seen from the root; `None` when it would leave it.
fn below(root: &Path, path: &str) -> Option<std::path::PathBuf> {
    let is_sound = !path.starts_with('/') && !path.contains(['\\', ':', '\0']) && path.split('/').all(|part| part != "..");
    is_sound.then(|| root.join(path))
}
