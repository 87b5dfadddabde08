//! Who is at the other end, and whom they speak for.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::http::{Extensions, HeaderMap};

use super::Cidr;

/// The two ends of a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Peer {
    /// The other end.
    pub remote: SocketAddr,
    /// Ours.
    pub local: SocketAddr,
    /// Whether it is encrypted.
    pub is_tls: bool,
}

impl Peer {
    /// Of a request that came over no connection: one within the process.
    const NONE: Peer = Peer {
        remote: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
        local: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
        is_tls: false,
    };

    /// Of a request.
    pub fn of(extensions: &Extensions) -> Peer {
        extensions.get::<Peer>().copied().unwrap_or(Peer::NONE)
    }
}

/// Who asks, as far as it can be believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Client {
    /// Their address: the other end's, or what a trusted proxy says.
    pub address: IpAddr,
    /// Whether they came by `https`, to us or to that proxy.
    pub is_https: bool,
    /// Whether a trusted proxy is between us.
    pub is_proxied: bool,
}

impl Client {
    /// What can be said of a request: its forwarded headers count as far as trusted proxies wrote them.
    pub fn of(peer: Peer, headers: &HeaderMap, trusted: &[Cidr]) -> Client {
        let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
        let remote = peer.remote.ip().to_canonical();
        if !is_trusted(remote) {
            return Client { address: remote, is_https: peer.is_tls, is_proxied: false };
        }
        let mut address = remote;
        // The last is what the proxy nearest to us saw; before the first that is not trusted anybody can write anything.
        let forwarded =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
        let forwarded: Vec<&str> = forwarded.map(str::trim).collect();
        for text in forwarded.iter().rev() {
            let Ok(next) = text.parse::<IpAddr>() else { break };
            address = next.to_canonical();
            if !is_trusted(address) {
                break;
            }
        }
        let protocol = headers.get_all("x-forwarded-proto").iter().next_back().and_then(|value| value.to_str().ok());
        let last = protocol.and_then(|value| value.rsplit(',').next()).map(str::trim);
        Client { address, is_https: last.map_or(peer.is_tls, |last| last.eq_ignore_ascii_case("https")), is_proxied: true }
    }
}
