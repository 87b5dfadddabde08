//! The loop that takes connections.
//!
//! Ours rather than the framework's, for what it bounds: how many there are at once, how long a handshake, a head and an
//! idle connection may take, and how long the last requests have when the server ends.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::Peer;
use super::idle::Idle;
use crate::config::Limits;
use crate::server::Late;

/// What every connection needs.
struct Shared {
    router: Late,
    tls: Option<TlsAcceptor>,
    limits: Limits,
}

/// Serves until `stop` is cancelled, then lets running requests end for as long as the limits say.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, router: Late, limits: Limits, stop: CancellationToken) {
    let shared = Arc::new(Shared { router, tls, limits });
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let tracker = TaskTracker::new();
    loop {
        // A place first: those for whom there is none wait in the system's queue, where they cost nothing.
        let place = tokio::select! {
            () = stop.cancelled() => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (Ok(place), Ok((stream, remote))) = (place, accepted) else {
            // Out of files, most often: it does not get better by asking at once.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (shared, watcher, stop) = (Arc::clone(&shared), graceful.watcher(), stop.clone());
        tracker.spawn(async move {
            let _place = place;
            let Ok(local) = stream.local_addr() else { return };
            let peer = Peer { remote, local, is_tls: shared.tls.is_some() };
            tokio::select! {
                () = connection(stream, peer, &shared, watcher) => {}
                // Ends by itself at a stop, or here when it takes too long.
                () = async { stop.cancelled().await; tokio::time::sleep(shared.limits.drain).await } => {}
            }
        });
    }
    drop(listener);
    // Those that nobody uses close now, the others after their request.
    let _ = timeout(limits.drain, graceful.shutdown()).await;
    tracker.close();
    let _ = timeout(Duration::from_millis(200), tracker.wait()).await;
}

async fn connection(stream: TcpStream, peer: Peer, shared: &Shared, watcher: Watcher) {
    let _ = stream.set_nodelay(true);
    let stream = Idle::new(stream, shared.limits.idle);
    let Some(tls) = &shared.tls else {
        return http1(stream, peer, shared, watcher).await;
    };
    let Ok(Ok(stream)) = timeout(shared.limits.head, tls.accept(stream)).await else { return };
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        http2(stream, peer, shared, watcher).await;
    } else {
        http1(stream, peer, shared, watcher).await;
    }
}

async fn http1(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, peer: Peer, shared: &Shared, watcher: Watcher) {
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(shared.limits.head).max_buf_size(shared.limits.head_bytes).half_close(false);
    let router = Router::clone(&shared.router);
    let service = hyper::service::service_fn(move |request| answer(router.clone(), peer, request));
    ended(watcher.watch(builder.serve_connection(TokioIo::new(stream), service)).await.map_err(|error| error.to_string()));
}

async fn http2(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, peer: Peer, shared: &Shared, watcher: Watcher) {
    let mut builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .max_header_list_size(u32::try_from(shared.limits.head_bytes).unwrap_or(u32::MAX))
        .keep_alive_interval(Some(shared.limits.idle / 2))
        .keep_alive_timeout(shared.limits.head);
    let router = Router::clone(&shared.router);
    let service = hyper::service::service_fn(move |request| answer(router.clone(), peer, request));
    ended(watcher.watch(builder.serve_connection(TokioIo::new(stream), service)).await.map_err(|error| error.to_string()));
}

async fn answer(router: Router, peer: Peer, request: Request<Incoming>) -> Result<Response, Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    router.oneshot(request).await
}

fn ended(how: Result<(), String>) {
    if let Err(why) = how {
        // Others hang up all the time.
        tracing::debug!("a connection ended: {why}");
    }
}
