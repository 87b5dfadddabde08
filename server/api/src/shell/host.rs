//! For whom a request is, and from which page it comes.
//!
//! A page that a person has open can make their browser ask servers of their own machine, under any name that it makes
//! resolve to 127.0.0.1. So only names count that are ours, and only our own pages may ask.

use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};

use crate::net::{Client, Peer};
use crate::problem::Problem;

/// Looks at `Host` and `Origin`.
///
/// # Errors
/// 400, 421 or 403.
pub fn check(uri: &Uri, headers: &HeaderMap, peer: Peer, client: Client, public: &[String]) -> Result<(), Problem> {
    let authority = authority(uri, headers)?;
    let name = bare(authority.host());
    if !is_ours(name, peer, public) {
        return Err(Problem::misdirected(name));
    }
    let mut origins = headers.get_all(ORIGIN).iter();
    let Some(origin) = origins.next() else { return Ok(()) };
    let foreign = || Err(Problem::forbidden("pages of another origin may not ask here"));
    let (None, Ok(origin)) = (origins.next(), origin.to_str()) else { return foreign() };
    let Ok(page) = origin.parse::<Uri>() else { return foreign() };
    let (Some(scheme), Some(from)) = (page.scheme_str(), page.authority()) else { return foreign() };
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return foreign(),
    };
    let is_https = scheme == "https";
    let port = |authority: &Authority, default: u16| authority.port_u16().unwrap_or(default);
    let is_same_host = bare(from.host()).eq_ignore_ascii_case(name);
    // A proxy may leave the port out of the name that it passes on.
    let is_same_port = port(from, default) == port(&authority, if client.is_https { 443 } else { 80 })
        || (client.is_proxied && authority.port_u16().is_none() && public.iter().any(|public| public.eq_ignore_ascii_case(name)));
    if is_same_host && is_same_port && is_https == client.is_https { Ok(()) } else { foreign() }
}

/// What a request says that it is for.
fn authority(uri: &Uri, headers: &HeaderMap) -> Result<Authority, Problem> {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => uri.authority().cloned().ok_or_else(|| Problem::bad_request("there is no `Host`")),
        (Some(_), Some(_)) => Err(Problem::bad_request("there is more than one `Host`")),
        (Some(host), None) => {
            let parsed = host.to_str().ok().and_then(|text| text.parse::<Authority>().ok());
            let parsed = parsed.filter(|authority| !authority.as_str().contains('@'));
            parsed.ok_or_else(|| Problem::bad_request("`Host` is no name of a host"))
        }
    }
}

/// Without the brackets of an IPv6 address, and the dot that may end a name.
fn bare(host: &str) -> &str {
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host)
}

fn is_ours(name: &str, peer: Peer, public: &[String]) -> bool {
    if public.iter().any(|public| public.eq_ignore_ascii_case(name)) {
        return true;
    }
    match name.parse::<std::net::IpAddr>() {
        // The address that was connected to cannot be made to mean another one: what asks pods by their address works.
        Ok(address) => {
            address.is_loopback() && peer.local.ip().to_canonical().is_loopback()
                || address.to_canonical() == peer.local.ip().to_canonical()
        }
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}
