//! `ouroboros mcp`: the MCP server, as a coding agent starts it.

use std::path::PathBuf;
use std::process::ExitCode;

use api::operations::Workspace;
use clap::Args;
use tokio_util::sync::CancellationToken;

use crate::{root, trusted};

/// Options of `mcp`.
#[derive(Args)]
pub struct Options {
    /// The repository, or a folder in it; the current folder when none is named.
    path: Option<PathBuf>,
    /// Trust the repository for this run: generations and fixes may be applied, and formatters that its generators
    /// declare are run. `ouroboros trust` does so for good.
    #[arg(long)]
    trust: bool,
    /// Neither use nor keep what was read for another run.
    #[arg(long, env = "OUROBOROS_NO_CACHE")]
    no_cache: bool,
}

/// Runs it until the client leaves.
///
/// # Errors
/// A path that does not exist; a client that speaks something else; no threads.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let folder = root::find(options.path.as_slice())?.root;
    let opening = trusted::opening(folder, options.trust, !options.no_cache);
    let workspace = Workspace::open(opening).map_err(|error| format!("no threads: {error}"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("messages").enable_all().build();
    let runtime = runtime.map_err(|error| format!("no threads: {error}"))?;
    let served =
        runtime.block_on(async { api::mcp::serve(workspace, tokio::io::stdin(), tokio::io::stdout(), CancellationToken::new()).await });
    // A thread may still wait for input that never comes.
    runtime.shutdown_background();
    served.map(|()| ExitCode::SUCCESS)
}
