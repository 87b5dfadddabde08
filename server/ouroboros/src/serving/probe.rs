//! Asking a server whether it is well: images hold nothing else to ask with.

use std::time::Duration;

/// Asks the probe at `url`.
///
/// # Errors
/// It does not answer, or says that it is not well.
pub fn ask(url: &str) -> Result<(), String> {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(2))).http_status_as_error(false).build().into();
    match agent.get(url).call() {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("{url} answers {}", answer.status())),
        Err(error) => Err(format!("{url} does not answer: {error}")),
    }
}
