//! What the system says, and what it wants to hear: signals, and systemd's notifications where it is there.

use tokio_util::sync::CancellationToken;

/// What a service manager wants to hear.
#[derive(Clone, Copy)]
enum Said {
    Ready,
    #[cfg(unix)]
    Alive,
    #[cfg(unix)]
    Stopping,
}

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
            tell(Said::Stopping);
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
    tell(Said::Ready);
    #[cfg(unix)]
    if let Some(every) = sd_notify::watchdog_enabled() {
        let stop = stop.clone();
        tokio::spawn(async move {
            let mut clock = tokio::time::interval(every / 2);
            while !stop.is_cancelled() {
                clock.tick().await;
                tell(Said::Alive);
            }
        });
    }
    #[cfg(not(unix))]
    let _ = stop;
}

#[cfg(unix)]
fn tell(what: Said) {
    use sd_notify::NotifyState;
    let state = match what {
        Said::Ready => NotifyState::Ready,
        Said::Alive => NotifyState::Watchdog,
        Said::Stopping => NotifyState::Stopping,
    };
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::debug!(%error, "nobody wants to hear it");
    }
}

#[cfg(not(unix))]
fn tell(_: Said) {}
