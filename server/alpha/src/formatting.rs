//! The commands that outputs go through before they are written, where a person allowed them.

use std::path::{Path, PathBuf};

use workspace::process::{Command, End, Limits, shown};
use workspace::trust::{Declaration, Kind, Trust};
use workspace::{Db, Root};

use crate::changes::formatters;
use crate::make::Product;
use crate::maker::Maker;
use crate::project::{count, loaded};

/// What may be run, and where.
#[derive(Clone, Debug)]
pub struct Formatting {
    /// The folder of the root, which commands run in.
    pub folder: PathBuf,
    /// What the person allowed there.
    pub trust: Trust,
}

/// Every formatter of a root's generators, in order, each once.
pub fn declarations(db: &dyn Db, root: Root) -> Vec<Declaration> {
    let makers = (0..count(db, root)).filter_map(|number| loaded(db, root, number).maker.clone());
    let mut out: Vec<Declaration> = makers.flat_map(|maker| of(&maker)).collect();
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|declaration| seen.insert(declaration.clone()));
    out
}

fn of(maker: &Maker) -> Vec<Declaration> {
    maker.definition.format.iter().map(|formatter| declaration(maker, formatter)).collect()
}

fn declaration(maker: &Maker, formatter: &dna::generator::Formatter) -> Declaration {
    let command = formatter.command.iter().map(|word| word.to_string()).collect();
    Declaration { kind: Kind::Formatter, name: maker.name.to_string(), command, more: Vec::new() }
}

impl Formatting {
    /// The text of `product` once it went through the commands that it wants; `None`: it wants none. To be handed to
    /// [`crate::changes::changes`].
    ///
    /// # Errors
    /// Why it cannot: a command that nobody allowed, that fails, or that would change its own result.
    pub fn format(&self, maker: &Maker, product: &Product) -> Result<Option<String>, String> {
        let wanted: Vec<Declaration> = formatters(maker, product).into_iter().map(|formatter| declaration(maker, formatter)).collect();
        if wanted.is_empty() {
            return Ok(None);
        }
        // Before any of them runs.
        if let Some(pending) = wanted.iter().find(|declaration| !self.trust.allows(declaration)) {
            return Err(not_allowed(&pending.command));
        }
        let through =
            |text: &str| wanted.iter().try_fold(text.to_owned(), |text, declaration| run(&self.folder, &declaration.command, &text));
        let once = through(&product.text)?;
        let twice = through(&once)?;
        if once != twice {
            let line = once.lines().zip(twice.lines()).take_while(|(a, b)| a == b).count() + 1;
            let commands: Vec<String> = wanted.iter().map(|declaration| format!("`{}`", shown(&declaration.command))).collect();
            return Err(format!(
                "{} changes its own result, at line {line} first: what it is given a second time has to stay",
                commands.join(" and then ")
            ));
        }
        Ok(Some(once))
    }
}

/// Why an output is left alone whose command nobody allowed.
pub(crate) fn not_allowed(command: &[String]) -> String {
    format!(
        "it goes through `{}`, which nobody has approved here: `ouroboros trust` shows and approves it, `--trust` allows it once",
        shown(command)
    )
}

fn run(folder: &Path, command: &[String], text: &str) -> Result<String, String> {
    let ran = Command::new(command.iter().cloned(), folder).stdin(text).limits(Limits::default()).run()?;
    let of = shown(command);
    if ran.end != End::Exit(0) {
        let said = String::from_utf8_lossy(&ran.stderr.bytes);
        let last = said.lines().map(str::trim).rfind(|line| !line.is_empty()).map_or_else(String::new, |line| format!(": {line}"));
        return Err(format!("it goes through `{of}`, and {}{last}", ran.end));
    }
    String::from_utf8(ran.stdout.bytes).map_err(|_| format!("it goes through `{of}`, and what that writes is no UTF-8"))
}
