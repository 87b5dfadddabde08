//! `ouroboros tasks`: what agents are asked to do, and what came of it.

use std::io::Read;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use crate::client::{self, Client, Form, name, table, text};
use crate::{format, output};

/// Options of `tasks`.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    server: client::Options,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List tasks, the newest first.
    List {
        /// In this state.
        #[arg(long)]
        state: Option<String>,
        /// Of this capability.
        #[arg(long)]
        capability: Option<String>,
        /// Of this agent.
        #[arg(long)]
        agent: Option<String>,
        /// At most so many.
        #[arg(short = 'n', long, default_value_t = 50)]
        limit: usize,
    },
    /// Show a task.
    Show { id: String },
    /// Submit a task.
    Submit(Submit),
    /// Take a task back.
    Cancel { id: String },
    /// Try a task once more that failed, was cancelled or is dead.
    Retry { id: String },
    /// Print what a task gave.
    Result { id: String },
    /// Print what happens to a task until it ends.
    Watch { id: String },
}

/// Options of `tasks submit`.
#[derive(Args)]
struct Submit {
    /// What is to be done.
    capability: String,
    /// What it takes, in JSON; `-`: from standard input.
    #[arg(long, value_name = "JSON")]
    input: Option<String>,
    /// Only this agent may do it.
    #[arg(long)]
    agent: Option<String>,
    /// Higher goes first.
    #[arg(long, allow_negative_numbers = true)]
    priority: Option<i16>,
    /// How often it is tried.
    #[arg(long)]
    max_attempts: Option<u16>,
    /// Whoever submits the same again under this key gets the first one.
    #[arg(long)]
    key: Option<String>,
    /// Wait until it ends, and print what it gave.
    #[arg(long)]
    wait: bool,
}

/// Runs it. 1: a task that was waited for did not end well.
///
/// # Errors
/// What the server says, or that there is none.
pub fn run(options: &Options, output: output::Options) -> Result<ExitCode, String> {
    let client = Client::find(&options.server)?;
    let form = options.server.format;
    let act = |id: &str, action: &str| show(&client.post(&format!("/tasks/{}/{action}", name(id)?), None, &[])?.body, form, output);
    match &options.what {
        What::List { state, capability, agent, limit } => {
            let asked = [("state", state), ("capability", capability), ("agent", agent)];
            let query = asked.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
            list(&client, query, *limit, form, output)?;
        }
        What::Show { id } => show(&client.get(&format!("/tasks/{}", name(id)?), &[])?.body, form, output)?,
        What::Cancel { id } => act(id, "cancel")?,
        What::Retry { id } => act(id, "retry")?,
        What::Result { id } => return result(&client, name(id)?, output),
        What::Watch { id } => return watch(&client, name(id)?, form, output),
        What::Submit(task) => return submit(&client, task, form, output),
    }
    Ok(ExitCode::SUCCESS)
}

fn list(client: &Client, query: Vec<(&str, String)>, limit: usize, form: Form, output: output::Options) -> Result<(), String> {
    let items = client.items("/tasks", query, limit)?;
    if form == Form::Json {
        return output.print(&format::json::write(&items));
    }
    let row = |task: &Value| {
        ["/id", "/capability", "/state", "/attempts", "/attempt/agent", "/submitted", "/by"].into_iter().map(|at| text(task, at)).collect()
    };
    output.print(&table(&["ID", "CAPABILITY", "STATE", "TRIES", "AGENT", "SUBMITTED", "BY"], &items.iter().map(row).collect::<Vec<_>>()))
}

fn show(task: &Value, form: Form, output: output::Options) -> Result<(), String> {
    if form == Form::Json {
        return output.print(&format::json::write(task));
    }
    let known = [
        ("id", "/id"),
        ("capability", "/capability"),
        ("state", "/state"),
        ("input", "/input"),
        ("tries", "/attempts"),
        ("at most", "/max_attempts"),
        ("stalls", "/stalls"),
        ("agent", "/attempt/agent"),
        ("worker", "/attempt/worker"),
        ("progress", "/progress/message"),
        ("failure", "/failure/message"),
        ("by", "/by"),
        ("submitted", "/submitted"),
        ("ended", "/ended"),
    ];
    output.print(&client::sheet(task, &known, Vec::new()))
}

fn submit(client: &Client, task: &Submit, form: Form, output: output::Options) -> Result<ExitCode, String> {
    let input = match task.input.as_deref() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|error| format!("cannot read the input: {error}"))?;
            Some(text)
        }
        input => input.map(str::to_owned),
    };
    let input: Option<Value> =
        input.map(|input| serde_json::from_str(&input).map_err(|error| format!("`--input` is no JSON: {error}"))).transpose()?;
    let said = [
        ("capability", Some(json!(task.capability))),
        ("input", input),
        ("agent", task.agent.as_ref().map(|agent| json!(agent))),
        ("priority", task.priority.map(|priority| json!(priority))),
        ("max_attempts", task.max_attempts.map(|most| json!(most))),
    ];
    let body: Map<String, Value> = said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    let key: Vec<(&str, &str)> = task.key.iter().map(|key| ("idempotency-key", key.as_str())).collect();
    let answer = client.post("/tasks", Some(&Value::Object(body)), &key)?.body;
    if !task.wait {
        return show(&answer, form, output).map(|()| ExitCode::SUCCESS);
    }
    let id = text(&answer, "/id");
    client.stream(&format!("/tasks/{}/events", name(&id)?), &[], |_| Ok(true))?;
    result(client, &id, output)
}

fn result(client: &Client, id: &str, output: output::Options) -> Result<ExitCode, String> {
    let answer = client.get(&format!("/tasks/{id}/result"), &[])?;
    if answer.status.as_u16() == 202 {
        return Err("the task is not done yet: `ouroboros tasks watch` waits for it".to_owned());
    }
    output.print(&format::json::write(&answer.body))?;
    Ok(ExitCode::SUCCESS)
}

fn watch(client: &Client, id: &str, form: Form, output: output::Options) -> Result<ExitCode, String> {
    client.stream(&format!("/tasks/{id}/events"), &[], |event| {
        match form {
            Form::Json => output.print(&format!("{event}\n"))?,
            Form::Text => {
                let line = format!("{} {} {}", text(&event, "/at"), text(&event, "/kind"), text(&event, "/data"));
                output.print(&format!("{}\n", format::escape::terminal(&line)))?;
            }
        }
        Ok(true)
    })?;
    let task = client.get(&format!("/tasks/{id}"), &[])?.body;
    Ok(ExitCode::from(u8::from(text(&task, "/state") != "succeeded")))
}
