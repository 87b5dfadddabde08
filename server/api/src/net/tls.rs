//! TLS: certificates from files, ring for the arithmetic.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use workspace::{Disk, FileSystem};

/// Certificates are small.
const MOST: u64 = 1 << 20;

/// What encrypts connections with this certificate chain and key, both PEM.
///
/// # Errors
/// Files that cannot be read or do not belong together. Never shows a key.
pub fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, String> {
    let said = |path: &Path, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let pem = Disk.read_small(certificate, MOST).map_err(|error| said(certificate, &error))?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let chain = chain.map_err(|_| said(certificate, &"it is no PEM certificate"))?;
    if chain.is_empty() {
        return Err(said(certificate, &"there is no certificate in it"));
    }
    let (text, _) = workspace::secret::read(key)?;
    let secret = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| said(key, &"there is no private key in it"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret));
    let mut config = config.map_err(|error| said(key, &format!("it does not belong to {}: {error}", certificate.display())))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Makes ring what encrypts in this process, for clients that do not say.
pub fn install() {
    // Only the first counts, and all of ours are this one.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
