//! `ouroboros agents`: what a server says of its agents, and what they should do.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::Value;
use workspace::{Disk, FileSystem};

use crate::client::{self, Client, Form, name, table, text};
use crate::format::json;
use crate::output;

/// A manifest is small.
const MOST: u64 = 1 << 20;

/// Options of `agents`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    server: client::Options,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List agents.
    List {
        /// That can do this.
        #[arg(long)]
        capability: Option<String>,
        /// That are in this state.
        #[arg(long)]
        state: Option<String>,
        /// With this in their id, name or description.
        #[arg(long)]
        search: Option<String>,
    },
    /// Show an agent.
    Show { id: String },
    /// Let an agent run.
    Start { id: String },
    /// Stop an agent at once.
    Stop { id: String },
    /// Start an agent anew.
    Restart { id: String },
    /// Let an agent take no more tasks.
    Pause { id: String },
    /// Let an agent take tasks again.
    Resume { id: String },
    /// Let an agent finish what it has, then stop it.
    Drain { id: String },
    /// Approve the declaration of an agent, after a look at what it runs.
    Approve {
        id: String,
        /// The hash of the declaration that was looked at; without it, the one that is shown now is approved.
        #[arg(long)]
        hash: Option<String>,
    },
    /// Print what an agent writes to its log.
    Logs {
        id: String,
        /// Go on as lines come.
        #[arg(short, long)]
        follow: bool,
        /// The last lines, so many.
        #[arg(short = 'n', long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=5000))]
        lines: u16,
    },
    /// Declare an agent, or declare it anew.
    Add {
        /// A manifest, in JSON.
        file: PathBuf,
    },
    /// Remove an agent that was declared through the API.
    Remove {
        id: String,
        /// Although it works on something.
        #[arg(long)]
        force: bool,
    },
}

/// Runs it.
///
/// # Errors
/// What the server says, or that there is none.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let client = Client::find(&options.server)?;
    let form = options.server.format;
    let act = |id: &str, action: &str| {
        let answer = client.post(&format!("/agents/{}/{action}", name(id)?), None, &[])?;
        show(&answer.body, form, output)
    };
    match &options.what {
        What::List { capability, state, search } => {
            let asked = [("capability", capability), ("state", state), ("search", search)];
            let query = asked.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
            list(&client, query, form, output)
        }
        What::Show { id } => show(&client.get(&format!("/agents/{}", name(id)?), &[])?.body, form, output),
        What::Start { id } => act(id, "start"),
        What::Stop { id } => act(id, "stop"),
        What::Restart { id } => act(id, "restart"),
        What::Pause { id } => act(id, "pause"),
        What::Resume { id } => act(id, "resume"),
        What::Drain { id } => act(id, "drain"),
        What::Approve { id, hash } => approve(&client, name(id)?, hash.clone(), form, output),
        What::Logs { id, follow, lines } => logs(&client, name(id)?, *follow, *lines, form, output),
        What::Add { file } => add(&client, file, form, output),
        What::Remove { id, force } => {
            let answer = client.delete(&format!("/agents/{}", name(id)?), &[("force", force.to_string())])?;
            show(&answer.body, form, output)
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

fn list(client: &Client, query: Vec<(&str, String)>, form: Form, output: output::Options) -> Result<(), String> {
    let items = client.items("/agents", query, usize::MAX)?;
    if form == Form::Json {
        return output.print(&json::write(&items));
    }
    let row = |agent: &Value| {
        ["/id", "/state", "/health/score", "/running", "/restarts", "/capabilities"].into_iter().map(|at| text(agent, at)).collect()
    };
    output.print(&table(&["ID", "STATE", "HEALTH", "TASKS", "RESTARTS", "CAPABILITIES"], &items.iter().map(row).collect::<Vec<_>>()))
}

fn show(agent: &Value, form: Form, output: output::Options) -> Result<(), String> {
    if form == Form::Json {
        return output.print(&json::write(agent));
    }
    let known = [
        ("id", "/id"),
        ("name", "/name"),
        ("state", "/state"),
        ("wanted", "/desired"),
        ("health", "/health/score"),
        ("reasons", "/health/reasons"),
        ("approval", "/approval/is"),
        ("hash", "/approval/hash"),
        ("declared by", "/origin/by"),
        ("in", "/origin/path"),
        ("command", "/manifest/run/command/words"),
        ("can", "/capabilities"),
        ("tasks", "/running"),
        ("restarts", "/restarts"),
        ("worker", "/worker"),
        ("process", "/pid"),
        ("sandbox", "/sandbox"),
        ("since", "/since"),
        ("seen", "/seen"),
    ];
    let lines = agent.get("last_lines").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    output.print(&client::sheet(agent, &known, lines.map(|line| vec!["log".to_owned(), line.to_owned()]).collect()))
}

fn approve(client: &Client, id: &str, hash: Option<String>, form: Form, output: output::Options) -> Result<(), String> {
    let hash = match hash {
        Some(hash) => hash,
        None => {
            let agent = client.get(&format!("/agents/{id}"), &[])?.body;
            let hash = agent.pointer("/approval/hash").and_then(Value::as_str).map(str::to_owned);
            // What is approved is shown: nobody approves what they have not seen.
            show(&agent, form, output)?;
            hash.ok_or_else(|| format!("`{id}` needs no approval"))?
        }
    };
    let answer = client.post(&format!("/agents/{id}/approve"), Some(&serde_json::json!({ "hash": hash })), &[])?;
    show(&answer.body, form, output)
}

fn logs(client: &Client, id: &str, follow: bool, lines: u16, form: Form, output: output::Options) -> Result<(), String> {
    let print = |line: &Value| match form {
        Form::Json => output.print(&format!("{line}\n")),
        Form::Text => output.print(&format!("{} {}\n", text(line, "/at"), crate::format::escape::terminal(&text(line, "/text")))),
    };
    let path = format!("/agents/{id}/logs");
    let query = vec![("limit", lines.to_string())];
    if follow {
        return client.stream(&path, &[query, vec![("follow", "true".to_owned())]].concat(), |line| print(&line).map(|()| true));
    }
    let answer = client.get(&path, &query)?.body;
    answer.get("items").and_then(Value::as_array).into_iter().flatten().try_for_each(print)
}

fn add(client: &Client, file: &std::path::Path, form: Form, output: output::Options) -> Result<(), String> {
    let said = |why: &dyn std::fmt::Display| format!("{}: {why}", file.display());
    let bytes = Disk.read_small(file, MOST).map_err(|error| said(&error))?;
    let manifest: Value = serde_json::from_slice(&bytes).map_err(|error| said(&error))?;
    let id = manifest.get("id").and_then(Value::as_str).ok_or_else(|| said(&"there is no `id` in it"))?;
    let path = format!("/agents/{}", name(id)?);
    // Anew where there is one: then the version that was seen goes along.
    let answer = match client.get(&path, &[]) {
        Ok(known) => client.put(&path, &manifest, known.etag.as_deref().unwrap_or_default())?,
        Err(_) => client.post("/agents", Some(&manifest), &[])?,
    };
    show(&answer.body, form, output)
}
