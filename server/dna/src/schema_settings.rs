//! The section `schemas` of a person's own configuration: from where schemas may be fetched.
//!
//! ```yaml
//! schemas:
//!   hosts: [json.schemastore.org, www.schemastore.org]
//! ```
//!
//! Whatever is not understood is an error, never skipped.

use std::collections::BTreeSet;

use crate::approvals::{list, section};

const SECTION: &str = "schemas";

/// What the section says. The default allows nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SchemaSettings {
    /// Hosts, with the port where it is not the usual one, in lower case.
    pub hosts: BTreeSet<String>,
}

impl SchemaSettings {
    /// Reads the text of the file; an empty one allows nothing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<SchemaSettings, String> {
        let mut out = SchemaSettings::default();
        for (key, value) in &section(text, SECTION)? {
            match key.text() {
                Some("hosts") => {
                    for item in list(value, "`schemas.hosts`")? {
                        let host = item.text().filter(|host| is_host(host));
                        let host = host.ok_or("an item of `schemas.hosts` is a host, as in `json.schemastore.org`")?;
                        out.hosts.insert(host.to_ascii_lowercase());
                    }
                }
                name => return Err(format!("the key `{}` in `{SECTION}` is not known to this version", name.unwrap_or("?"))),
            }
        }
        Ok(out)
    }

    /// Whether an address may be fetched: `https`, or `http` from this machine, from one of the hosts, and without a name
    /// or a password in it.
    pub fn allows(&self, address: &str) -> bool {
        let Some((scheme, rest)) = address.split_once("://") else { return false };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let is_here = || matches!(host.rsplit_once(':').map_or(&*host, |(name, _)| name), "localhost" | "127.0.0.1");
        (scheme == "https" || scheme == "http" && is_here()) && is_host(&host) && self.hosts.contains(&host)
    }
}

fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "1"));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    !name.is_empty() && name.chars().all(is_name) && port.parse::<u16>().is_ok()
}
