//! Which store: by the environment, never by the command line, where everybody on the machine can read it.

use std::env;

use workspace::secret;

/// The URL of the store that the environment names; `None`: it names none.
///
/// # Errors
/// A file that cannot be read or believed.
pub fn url(name: &str) -> Result<Option<String>, String> {
    let file = format!("{name}_FILE");
    match (env::var(name).ok().filter(|url| !url.is_empty()), env::var_os(&file).filter(|path| !path.is_empty())) {
        (Some(_), Some(_)) => Err(format!("{name} and {file} are both set: one of them is enough")),
        (Some(url), None) => Ok(Some(url)),
        (None, Some(path)) => {
            let (text, _) = secret::read(path.as_ref()).map_err(|why| format!("{file}: {why}"))?;
            Ok(Some(text.trim().to_owned()).filter(|url| !url.is_empty()))
        }
        (None, None) => Ok(None),
    }
}

/// What `--store` says of a URL.
///
/// # Errors
/// It is more than the kind, or another kind.
pub fn agrees(kind: Option<&str>, url: Option<&str>) -> Result<(), String> {
    let Some(kind) = kind else { return Ok(()) };
    if kind.contains("://") || kind.contains('@') {
        return Err(
            "everybody on this machine can read the command line: put the URL into OUROBOROS_STORE_URL, or into a file that OUROBOROS_STORE_URL_FILE names, and say only --store postgres"
                .to_owned(),
        );
    }
    let named = url.map_or("sqlite", |url| if url.starts_with("postgres") { "postgres" } else { "sqlite" });
    match kind {
        "sqlite" | "postgres" if kind == named => Ok(()),
        "postgres" => Err("there is no PostgreSQL to use: put its URL into OUROBOROS_STORE_URL".to_owned()),
        "sqlite" => Err("OUROBOROS_STORE_URL names another kind of store".to_owned()),
        _ => Err(format!("`--store {kind}`: the kinds are sqlite and postgres")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_on_the_command_line_is_refused() {
        let why = agrees(Some("postgres://me:secret@host/db"), None).unwrap_err();
        assert!(why.contains("OUROBOROS_STORE_URL") && !why.contains("secret"));
        assert!(agrees(Some("postgres"), Some("postgres://host/db")).is_ok());
        assert!(agrees(Some("postgres"), None).is_err() && agrees(Some("redis"), None).is_err());
        assert!(agrees(Some("sqlite"), None).is_ok() && agrees(None, None).is_ok());
    }
}
