//! `--out`: everything that is made, in a folder of its own.

use std::path::Path;
use std::process::ExitCode;

use alpha::changes::{Held, Request};
use alpha::make::Product;
use workspace::transaction::{self, Step};
use workspace::{Disk, FileSystem};

use super::{Session, tell};
use crate::format::counted;
use crate::output;

/// Writes it. What the folder holds besides stays.
pub fn run(session: &Session, request: &Request, folder: &Path, output: output::Options) -> Result<ExitCode, String> {
    let formatting = session.formatting()?;
    let (steps, held) = session.ask(|db| {
        let plan = alpha::project::plan(db, session.root);
        let wanted = |number: usize| alpha::project::is_wanted(db, session.root, &request.generators, number);
        let products = plan.products().filter(|(_, number, _)| wanted(*number));
        let (mut steps, mut held) = (Vec::new(), Vec::new());
        for (_, number, product) in products {
            let loaded = alpha::project::loaded(db, session.root, number);
            let Some(maker) = &loaded.maker else { continue };
            let text = match formatting.format(maker, product) {
                Ok(None) => alpha::golden::whole(product),
                Ok(Some(text)) => alpha::golden::whole(&Product { text: text.into(), ..product.clone() }),
                Err(message) => {
                    held.push(Held { path: product.path.clone(), generator: maker.name.clone(), message });
                    continue;
                }
            };
            steps.push(Step { path: product.path.clone(), bytes: Some(text.as_bytes().to_vec()) });
        }
        (steps, held)
    })?;
    let written = write(folder, &steps)?;
    let failed = session.tell_problems(request, output)?;
    let mut out = String::new();
    tell::held(&held, &mut out);
    output.print(&(out + &written))?;
    Ok(ExitCode::from(u8::from(failed || !held.is_empty())))
}

/// Makes the folder and writes into it; says so.
pub fn write(folder: &Path, steps: &[Step]) -> Result<String, String> {
    workspace::write::folder(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let folder = Disk.canonicalize(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let written = transaction::apply(&folder, steps)?;
    Ok(format!("{} written, in {}\n", counted(written, "file"), folder.display()))
}
