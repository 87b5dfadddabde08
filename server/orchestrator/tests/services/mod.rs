//! Servers that tests start for themselves, by the scripts in `tests/services`.
#![allow(clippy::disallowed_methods, clippy::print_stderr, clippy::unwrap_used)]

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A server of a test's own. It ends with the test.
pub struct Server {
    script: &'static str,
    pub port: u16,
    folder: TempDir,
    child: Option<Child>,
}

/// Nothing starts later than this.
const START: Duration = Duration::from_secs(180);

impl Server {
    /// Starts it and returns when its port takes connections; `None`, with a message, where it is not installed.
    pub fn start(script: &'static str) -> Option<Server> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Server { script, port, folder: tempfile::tempdir().unwrap(), child: None };
        server.run().then_some(server)
    }

    /// Runs it on what it had before. `false`: it is not installed.
    pub fn run(&mut self) -> bool {
        let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/services").join(self.script);
        let path = self.folder.path().join("log");
        let spawn = || {
            let log = std::fs::OpenOptions::new().create(true).append(true).open(&path).unwrap();
            let mut command = Command::new(&script);
            command.arg(self.folder.path()).arg(self.port.to_string()).stdin(Stdio::null());
            command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap()
        };
        let (mut child, begun) = (spawn(), Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(50));
            if let Some(status) = child.try_wait().unwrap() {
                let log = std::fs::read_to_string(&path).unwrap_or_default();
                if status.code() == Some(77) {
                    eprintln!("SKIPPED: {log}");
                    return false;
                }
                // What is left of one that was killed may be in the way for a moment.
                assert!(begun.elapsed() < START, "{} ended: {log}", self.script);
                child = spawn();
            } else if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                self.child = Some(child);
                return true;
            }
            assert!(begun.elapsed() < START, "{} does not start", self.script);
        }
    }

    /// Ends it as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// A database that is new, of a PostgreSQL.
    #[allow(dead_code)] // not of the others
    pub async fn database(&self, name: &str) -> String {
        use sqlx::Connection as _;
        let url = |name: &str| format!("postgres://ouroboros@127.0.0.1:{}/{name}", self.port);
        let begun = Instant::now();
        let mut connection = loop {
            match sqlx::PgConnection::connect(&url("postgres")).await {
                Ok(connection) => break connection,
                Err(error) => assert!(begun.elapsed() < START, "{error}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        url(name)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
