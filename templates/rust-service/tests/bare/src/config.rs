// Made by ouroboros: generator `rust-service`, template `src/config.rs.j2`.
//! What the environment says.

use std::env;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use anyhow::{Context, Result};

const PORT: u16 = 80;

/// How the service is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where it listens.
    pub address: SocketAddr,
}

impl Config {
    /// Reads `HOST` and `PORT`; all addresses and port 80 where they are not set.
    pub fn from_env() -> Result<Config> {
        Config::read(|name| env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Config> {
        let host = parsed(&variable, "HOST")?.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let port = parsed(&variable, "PORT")?.unwrap_or(PORT);
        Ok(Config {
            address: SocketAddr::new(host, port),
        })
    }
}

fn parsed<T: FromStr>(variable: impl Fn(&str) -> Option<String>, name: &str) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let parse = |text: String| {
        text.parse()
            .with_context(|| format!("{name}={text:?} does not read"))
    };
    variable(name).map(parse).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config> {
        Config::read(|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn defaults() {
        let address = SocketAddr::from(([0, 0, 0, 0], PORT));
        assert_eq!(read(&[]).unwrap(), Config { address });
    }

    #[test]
    fn variables() {
        let address = SocketAddr::from(([127, 0, 0, 1], 9));
        let config = read(&[("HOST", "127.0.0.1"), ("PORT", "9")]).unwrap();
        assert_eq!(config, Config { address });
    }

    #[test]
    fn mistakes_are_named() {
        let error = read(&[("PORT", "http")]).unwrap_err();
        assert_eq!(error.to_string(), "PORT=\"http\" does not read");
    }
}
