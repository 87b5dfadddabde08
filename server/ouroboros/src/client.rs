//! A client of a server's API, for the subcommands that ask one.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::time::Duration;

use anstyle::Style;
use clap::{Args, ValueEnum};
use serde_json::Value;
use ureq::http::{Response, StatusCode};
use ureq::typestate::WithoutBody;
use ureq::{Agent, Body, RequestBuilder};

use crate::format::STRONG;
use crate::format::table::{self, Cell};
use crate::root;
use crate::serving::place;

/// Answers have at most so many bytes.
const MOST: u64 = 512 << 20;
/// So many items are asked for at once.
const PAGE: usize = 500;
/// Without a byte for so long a stream is broken: servers show that they live more often.
const QUIET: Duration = Duration::from_secs(60);

/// Options of subcommands that ask a server.
#[derive(Args)]
#[group(skip)]
pub struct Options {
    /// The server; without it, the one that has this workspace. The token is in the environment: OUROBOROS_TOKEN.
    #[arg(long, global = true, value_name = "URL", env = "OUROBOROS_URL")]
    url: Option<String>,
    /// The workspace whose server is asked; that of the current folder when none is named.
    #[arg(long, global = true, value_name = "PATH", conflicts_with = "url")]
    workspace: Option<PathBuf>,
    /// For people, or for programs.
    #[arg(long, global = true, value_enum, default_value_t = Form::Text)]
    pub format: Form,
}

/// For whom an answer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Asks one server.
pub struct Client {
    agent: Agent,
    url: String,
    token: String,
}

/// An answer that is none of the errors.
pub struct Answered {
    /// Its status.
    pub status: StatusCode,
    /// What it says; null when it says nothing.
    pub body: Value,
    /// Which version it is of.
    pub etag: Option<String>,
}

impl Client {
    /// Of the server that is meant.
    ///
    /// # Errors
    /// There is none, or no token for it.
    pub fn find(options: &Options) -> Result<Client, String> {
        let token = std::env::var("OUROBOROS_TOKEN").ok().filter(|token| !token.is_empty());
        let (url, known) = match &options.url {
            Some(url) => (url.trim_end_matches('/').to_owned(), None),
            None => {
                let root = root::find(options.workspace.as_slice())?.root;
                let announced = place::announced(&root).ok_or_else(|| {
                    format!("nothing serves {}: start `ouroboros serve` there, or name a server with --url", root.display())
                })?;
                (announced.url, announced.token)
            }
        };
        // The one that the server made is for this workspace; one in the environment may be for any.
        let token = known.or(token).ok_or_else(|| format!("{url} wants a token: set OUROBOROS_TOKEN"))?;
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(format!("`{url}` is no URL of a server: http://HOST:PORT is"));
        }
        api::net::install();
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(Duration::from_secs(200)))
            .timeout_per_read(Some(QUIET))
            .build();
        Ok(Client { agent: config.new_agent(), url, token })
    }

    fn at(&self, path: &str) -> String {
        format!("{}/v1{path}", self.url)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    fn asking(&self, request: RequestBuilder<WithoutBody>, query: &[(&str, String)]) -> RequestBuilder<WithoutBody> {
        let request = request.header("authorization", self.bearer());
        query.iter().fold(request, |request, (name, value)| request.query(*name, value))
    }

    /// Gets.
    ///
    /// # Errors
    /// It cannot be reached, or says what is wrong.
    pub fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Answered, String> {
        self.answered(self.asking(self.agent.get(self.at(path)), query).call())
    }

    /// Gets the items of a list, page by page: at most `most`.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn items(&self, path: &str, mut query: Vec<(&str, String)>, most: usize) -> Result<Vec<Value>, String> {
        let mut items: Vec<Value> = Vec::new();
        while items.len() < most {
            query.retain(|(name, _)| *name != "limit");
            query.push(("limit", (most - items.len()).min(PAGE).to_string()));
            let page = self.get(path, &query)?.body;
            items.extend(page.get("items").and_then(Value::as_array).cloned().unwrap_or_default());
            let Some(next) = page.get("next").and_then(Value::as_str) else { break };
            query.retain(|(name, _)| *name != "cursor");
            query.push(("cursor", next.to_owned()));
        }
        Ok(items)
    }

    /// Posts, with a body if there is one.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn post(&self, path: &str, body: Option<&Value>, headers: &[(&str, &str)]) -> Result<Answered, String> {
        let mut request = self.agent.post(self.at(path)).header("authorization", self.bearer());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answered(match body {
            Some(body) => request.send_json(body),
            None => request.send_empty(),
        })
    }

    /// Puts another version of something.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn put(&self, path: &str, body: &Value, etag: &str) -> Result<Answered, String> {
        self.answered(self.agent.put(self.at(path)).header("authorization", self.bearer()).header("if-match", etag).send_json(body))
    }

    /// Deletes.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub fn delete(&self, path: &str, query: &[(&str, String)]) -> Result<Answered, String> {
        self.answered(self.asking(self.agent.delete(self.at(path)), query).call())
    }

    /// Hands on the data of each event of a stream, until it ends or `each` says so.
    ///
    /// # Errors
    /// As [`Client::get`], and what `each` says.
    pub fn stream(&self, path: &str, query: &[(&str, String)], mut each: impl FnMut(Value) -> Result<bool, String>) -> Result<(), String> {
        let request = self.asking(self.agent.get(self.at(path)), query).header("accept", "text/event-stream");
        let response = request.call().map_err(|error| self.unreached(&error))?;
        if !response.status().is_success() {
            return self.read(response).map(|_| ());
        }
        let reader = BufReader::new(response.into_body().into_with_config().limit(u64::MAX).reader());
        let mut data = String::new();
        for line in reader.lines() {
            let line = line.map_err(|error| format!("{} broke off: {error}", self.url))?;
            if let Some(part) = line.strip_prefix("data:") {
                data.push_str(part.trim_start());
            } else if line.is_empty() && !data.is_empty() {
                let event = serde_json::from_str(&data).map_err(|error| format!("{} says no JSON: {error}", self.url))?;
                data.clear();
                if !each(event)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn answered(&self, response: Result<Response<Body>, ureq::Error>) -> Result<Answered, String> {
        self.read(response.map_err(|error| self.unreached(&error))?)
    }

    fn unreached(&self, error: &ureq::Error) -> String {
        format!("{} cannot be reached: {error}", self.url)
    }

    fn read(&self, response: Response<Body>) -> Result<Answered, String> {
        let status = response.status();
        let etag = response.headers().get("etag").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let text = response
            .into_body()
            .into_with_config()
            .limit(MOST)
            .read_to_string()
            .map_err(|error| format!("{} broke off: {error}", self.url))?;
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(Answered { status, body, etag });
        }
        let said = |key: &str| body.get(key).and_then(Value::as_str);
        Err(match (said("title"), said("detail")) {
            (Some(title), Some(detail)) => format!("{title}: {detail} ({})", status.as_u16()),
            (Some(title), None) => format!("{title} ({})", status.as_u16()),
            _ => format!("{} answers {status}", self.url),
        })
    }
}

/// What names one thing in a path: nothing in it means more.
///
/// # Errors
/// That it can be no name.
pub fn name(text: &str) -> Result<&str, String> {
    let is_name = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_name { Ok(text) } else { Err(format!("`{text}` is no name here: letters, digits and `-` are")) }
}

/// A text of an answer; `-` when there is none.
pub fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Some(other) => other.to_string(),
    }
}

/// Rows under a head, in columns.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head = head.iter().map(|name| Cell::new(name, STRONG)).collect();
    columns(std::iter::once(head).chain(rows.iter().map(|row| plain(row))))
}

/// What an answer says of one thing: the texts at these pointers beside their labels, where there are any, and `more`.
pub fn sheet(value: &Value, known: &[(&str, &str)], more: Vec<Vec<String>>) -> String {
    let said = known.iter().map(|(label, at)| vec![(*label).to_owned(), text(value, at)]);
    columns(said.filter(|row| row[1] != "-" && !row[1].is_empty()).chain(more).map(|row| plain(&row)))
}

fn plain(row: &[String]) -> Vec<Cell> {
    row.iter().map(|cell| Cell::new(cell, Style::new())).collect()
}

fn columns(rows: impl Iterator<Item = Vec<Cell>>) -> String {
    let mut out = String::new();
    table::write(&mut out, &rows.collect::<Vec<_>>());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_obey_nobody() {
        let rows = [vec!["a".to_owned(), "x\u{1b}[31m".to_owned()], vec!["long-name".to_owned(), "y".to_owned()]];
        let shown = crate::output::plain(&table(&["ID", "STATE"], &rows));
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "ID         STATE");
        assert_eq!(lines[2], "long-name  y");
        assert!(!lines[1].contains('\u{1b}'));
    }

    #[test]
    fn names_lead_nowhere_else() {
        assert!(name("oracle").is_ok() && name("0198-a").is_ok());
        for wrong in ["", "../x", "a/b", "a?b", "a b", "%2e"] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }
}
