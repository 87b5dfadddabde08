//! `ouroboros lsp`: the language server, as an editor starts it.

use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use oracle::Host;
use tokio::net::TcpStream;

use crate::fetching::Fetcher;
use crate::root;
use crate::serving::beside::Beside;

/// Options of `lsp`.
#[derive(Args)]
pub struct Options {
    /// Talk over standard input and output; so it does without any option.
    #[arg(long, conflicts_with = "socket")]
    stdio: bool,
    /// Connect to an editor that listens on this port of 127.0.0.1.
    #[arg(long, value_name = "PORT")]
    socket: Option<u16>,
    /// Neither use nor keep what was read for another run.
    #[arg(long, env = "OUROBOROS_NO_CACHE")]
    no_cache: bool,
    /// Run the agents of the workspace as well, and serve the HTTP API on a free port of this machine. Where another process
    /// does that already, this one takes over when it ends.
    #[arg(long)]
    http: bool,
    /// What some editors add; the protocol tells the same.
    #[arg(long = "clientProcessId", value_name = "PID", hide = true)]
    client_process_id: Option<u32>,
}

/// Runs it until the editor leaves.
///
/// # Errors
/// No threads, no connection.
pub fn run(options: &Options) -> Result<ExitCode, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).thread_name("messages").enable_all().build();
    let runtime = runtime.map_err(|error| format!("no threads: {error}"))?;
    let host = Host::new(root::activated());
    let host = if options.no_cache { host } else { host.remembering() };
    let fetcher = Fetcher::new(!options.no_cache);
    let host = host.with_fetching(move |roots, wanted| fetcher.fetch(roots, wanted));
    let beside = options.http.then(Beside::start).transpose()?;
    let host = match &beside {
        Some(beside) => host.telling(beside.opened()),
        None => host,
    };
    let clock = lsp::Clock::new(crate::today::today, Duration::from_secs(60));
    let left = runtime.block_on(async {
        match options.socket {
            None => lsp::serve(host, clock, tokio::io::stdin(), tokio::io::stdout()).await.map_err(|error| error.to_string()),
            Some(port) => {
                let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
                let stream = stream.map_err(|error| format!("nobody listens on port {port} of 127.0.0.1: {error}"))?;
                stream.set_nodelay(true).map_err(|error| error.to_string())?;
                let (input, output) = stream.into_split();
                lsp::serve(host, clock, input, output).await.map_err(|error| error.to_string())
            }
        }
    });
    if let Some(beside) = beside {
        beside.end();
    }
    // A thread may still wait for input that never comes.
    runtime.shutdown_background();
    Ok(if left? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
