//! `--out`: everything that is made, in a folder of its own.

use std::path::Path;
use std::process::ExitCode;

use alpha::changes::Request;
use workspace::transaction::{self, Step};
use workspace::{Disk, FileSystem};

use super::Session;
use crate::format::counted;
use crate::output;

/// Writes it. What the folder holds besides stays.
pub fn run(session: &Session, request: &Request, folder: &Path, output: output::Options) -> Result<ExitCode, String> {
    let steps = session.ask(|db| {
        let plan = alpha::project::plan(db, session.root);
        let names = alpha::project::names(db, session.root);
        let wanted = |number: usize| request.generators.is_empty() || names.get(number).is_some_and(|name| request.generators.contains(name));
        let products = plan.products().filter(|(_, number, _)| wanted(*number));
        products.map(|(_, _, product)| Step { path: product.path.clone(), bytes: Some(alpha::golden::whole(product).as_bytes().to_vec()) }).collect::<Vec<_>>()
    })?;
    workspace::write::folder(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let folder = Disk.canonicalize(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let written = transaction::apply(&folder, &steps)?;
    let failed = session.tell_problems(request, output)?;
    output.print(&format!("{} written, in {}\n", counted(written, "file"), folder.display()))?;
    Ok(ExitCode::from(u8::from(failed)))
}
