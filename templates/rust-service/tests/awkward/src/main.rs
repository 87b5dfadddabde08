// Made by ouroboros: generator `rust-service`, template `src/main.rs.j2`.
//! Serves until it is told to stop, and finishes the requests it has.

use std::future::pending;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::signal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use a2_service_with_quite_a_long_name_indeed::{AppState, Config, app};

#[tokio::main]
async fn main() -> Result<()> {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env()?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .json()
        .init();
    let Config { address } = Config::from_env()?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    axum::serve(listener, app(AppState::default()))
        .with_graceful_shutdown(stop())
        .await?;
    tracing::info!("stopped");
    Ok(())
}

/// Resolves at Ctrl-C, or when the system asks the process to end.
async fn stop() {
    let interrupted = async {
        if signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            terminate.recv().await;
        }
        Err(_) => pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    pending().await
}
