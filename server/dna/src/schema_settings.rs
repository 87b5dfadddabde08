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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_are_named_are_allowed_and_no_others() {
        let settings = SchemaSettings::parse("schemas:\n  hosts: [JSON.schemastore.org, 'localhost:80']\n").unwrap();
        assert!(settings.allows("https://json.schemastore.org/package.json") && settings.allows("http://localhost:80/x"));
        for address in [
            "http://json.schemastore.org/package.json",
            "https://json.schemastore.org.evil.org/x",
            "https://evil.org/json.schemastore.org",
            "https://json.schemastore.org@evil.org/x",
            "https://evil.org#@json.schemastore.org",
            "https://evil.org\\@json.schemastore.org/",
            "https://json.schemastore.org:8443/x",
            "file:///etc/passwd",
            "json.schemastore.org",
        ] {
            assert!(!settings.allows(address), "{address}");
        }
        assert_eq!(SchemaSettings::parse("# nothing\n"), Ok(SchemaSettings::default()));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for (text, expected) in [
            ("schemas: [x]\n", "is a mapping"),
            ("schemas: { hosts: x }\n", "is a list"),
            ("schemas: { hosts: [https://x.org] }\n", "is a host"),
            ("schemas: { host: [x] }\n", "`host` in `schemas` is not known"),
        ] {
            let message = SchemaSettings::parse(text).unwrap_err();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
