//! A server: bound, then served until it is told to stop. Whoever embeds it gives it a store.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use futures_util::future::BoxFuture;
use orchestrator::bus::Bus;
use orchestrator::store::Store;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::app::{App, Shared};
use crate::config::Config;
use crate::shell::{self, Auditor};
use crate::{dashboard, net, openapi, routes};

/// What others add to it.
#[derive(Default)]
pub struct Additions {
    /// Shares rates with other processes, and knows which workers live.
    pub bus: Bus,
    /// Served to whoever has a token, at the top; each route asks for more itself: MCP.
    pub guarded: Option<Routes>,
}

/// Makes routes.
pub type Routes = Box<dyn FnOnce() -> Router + Send>;

/// Made for the first connection: beside an editor there may never be one, and what it takes is much of what a server does.
pub(crate) type Late = Arc<LazyLock<Router, Routes>>;

/// A server that is not bound yet.
pub struct Server {
    app: Shared,
    router: Late,
    auditing: JoinHandle<()>,
    tls: Option<TlsAcceptor>,
}

/// A server that is bound.
pub struct Bound {
    server: Server,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Makes one. Must run on a tokio runtime.
    ///
    /// # Errors
    /// What is wrong with the configuration: a message with what to do.
    pub fn new(config: Config, store: Arc<dyn Store>, additions: Additions) -> Result<Server, String> {
        let tls = config.tls.as_ref().map(|(certificate, key)| net::acceptor(certificate, key)).transpose()?;
        let (auditor, auditing) = Auditor::start(Arc::clone(&store));
        let app = Arc::new(App::new(config, store, additions.bus.clone(), auditor, CancellationToken::new())?);
        let shared = Arc::clone(&app);
        let make: Routes = Box::new(move || router(&shared, additions));
        Ok(Server { router: Arc::new(LazyLock::new(make)), app, auditing, tls })
    }

    /// What answers, without a connection: for tests, and for whoever has connections of their own.
    pub fn router(&self) -> Router {
        Router::clone(&self.router)
    }

    /// What handlers share.
    pub fn app(&self) -> &Shared {
        &self.app
    }

    /// Listens where the configuration says.
    ///
    /// # Errors
    /// That this cannot be: the port is taken, the address is not ours.
    pub fn bind(self) -> BoxFuture<'static, Result<Bound, String>> {
        Box::pin(async move {
            let wanted = self.app.config.listen;
            let listener = TcpListener::bind(wanted).await.map_err(|error| format!("cannot listen on {wanted}: {error}"))?;
            let address = listener.local_addr().map_err(|error| error.to_string())?;
            Ok(Bound { server: self, listener, address })
        })
    }
}

impl Bound {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What to call it by.
    pub fn url(&self) -> String {
        let scheme = if self.server.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// What handlers share.
    pub fn app(&self) -> &Shared {
        &self.server.app
    }

    /// Serves until `stop` is cancelled, then until running requests have ended, or their time. Boxed, so that all that answers
    /// requests is compiled here, once, and not with everyone who waits for this.
    pub fn serve(self, stop: CancellationToken) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let Server { app, router, auditing, tls } = self.server;
            let limits = app.config.limits;
            let folding = tokio::spawn(fold(Arc::clone(&app)));
            let stopping = {
                let (stop, inner) = (stop.clone(), app.stop.clone());
                tokio::spawn(async move {
                    stop.cancelled().await;
                    inner.cancel();
                })
            };
            net::serve(self.listener, tls, router, limits, stop).await;
            app.stop.cancel();
            folding.abort();
            stopping.abort();
            drop(app);
            // Ends when the last request has; what it wrote is in the audit log then.
            let _ = tokio::time::timeout(Duration::from_secs(5), auditing).await;
        })
    }
}

/// Metrics grow until they are folded.
async fn fold(app: Shared) {
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_secs(10)) => app.metrics.fold(),
        }
    }
}

fn router(app: &Shared, additions: Additions) -> Router {
    let state = Arc::clone(app);
    let (guarded, _) = routes::guarded().split_for_parts();
    let (metrics, _) = routes::metrics().split_for_parts();
    let (open, _) = routes::open().split_for_parts();
    let gate = from_fn_with_state(Arc::clone(app), shell::gate);
    let turnstile = from_fn_with_state(Arc::clone(app), shell::turnstile);
    let metrics = if app.config.metrics_open { metrics.layer(turnstile.clone()) } else { metrics.layer(gate.clone()) };
    // Streams of events are not held back to be made smaller.
    let compressed = CompressionLayer::new().gzip(true).compress_when(DefaultPredicate::new().and(NotForContentType::SSE));
    let guarded = guarded.fallback(shell::not_found).method_not_allowed_fallback(shell::not_allowed);
    let guarded = guarded.layer(from_fn(shell::writers)).layer(gate.clone()).layer(compressed.clone());
    let open = open.layer(turnstile.clone());
    let pages = dashboard::open().layer(turnstile).layer(compressed.clone());
    let pages = pages.merge(dashboard::guarded().layer(gate.clone()).layer(compressed.clone()));
    let probes = open.merge(metrics);
    let outer = from_fn_with_state(Arc::clone(app), shell::outer);
    if app.config.only_probes {
        let all = probes.with_state(state).fallback(shell::not_found).method_not_allowed_fallback(shell::not_allowed);
        return all.layer(outer);
    }
    Router::new()
        .nest(openapi::BASE, guarded.merge(probes.clone()))
        .merge(probes)
        .merge(pages)
        .with_state(state)
        .merge(additions.guarded.map_or_else(Router::new, |make| make()).layer(gate))
        .fallback(shell::not_found)
        .method_not_allowed_fallback(shell::not_allowed)
        .layer(outer)
}
