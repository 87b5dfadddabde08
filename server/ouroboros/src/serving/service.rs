//! What the system says, and what it wants to hear: signals, and systemd's notifications where it is there.

use sd_notify::NotifyState;
use tokio_util::sync::CancellationToken;

/// Cancels when the process is asked to end. A second time it ends at once.
///
/// # Errors
/// That signals cannot be had.
pub fn stop() -> Result<CancellationToken, String> {
    let token = CancellationToken::new();
    let asked = token.clone();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let said = |error: std::io::Error| format!("no signals: {error}");
        let mut terminate = signal(SignalKind::terminate()).map_err(said)?;
        let mut interrupt = signal(SignalKind::interrupt()).map_err(said)?;
        tokio::spawn(async move {
            tokio::select! { _ = terminate.recv() => {} _ = interrupt.recv() => {} }
            tell(&[NotifyState::Stopping]);
            asked.cancel();
            tokio::select! { _ = terminate.recv() => {} _ = interrupt.recv() => {} }
            std::process::exit(130);
        });
    }
    #[cfg(not(unix))]
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        asked.cancel();
    });
    Ok(token)
}

/// Says that it serves, and from then on that it lives, where somebody wants to hear it.
pub fn ready(stop: &CancellationToken) {
    tell(&[NotifyState::Ready]);
    let Some(every) = sd_notify::watchdog_enabled() else { return };
    let stop = stop.clone();
    tokio::spawn(async move {
        let mut clock = tokio::time::interval(every / 2);
        while !stop.is_cancelled() {
            clock.tick().await;
            tell(&[NotifyState::Watchdog]);
        }
    });
}

fn tell(what: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(what) {
        tracing::debug!(%error, "nobody wants to hear it");
    }
}
