//! Who is at the other end, and from where others are believed.

use api::net::{Client, Peer};
use api::{Cidr, Config, Source};
use axum::http::HeaderMap;

#[test]
fn ranges() {
    let within = |range: &str, address: &str| range.parse::<Cidr>().unwrap().contains(address.parse().unwrap());
    assert!(within("10.0.0.0/8", "10.255.1.2") && !within("10.0.0.0/8", "11.0.0.1"));
    assert!(within("192.0.2.7", "192.0.2.7") && !within("192.0.2.7", "192.0.2.6"));
    assert!(within("fd00::/8", "fd12::1") && !within("fd00::/8", "fe80::1"));
    assert!(within("10.0.0.0/8", "::ffff:10.1.1.1") && within("0.0.0.0/0", "1.2.3.4") && !within("0.0.0.0/0", "::1"));
    for wrong in ["", "10.0.0.0/33", "x", "10.0.0.0/", "::/129"] {
        assert!(wrong.parse::<Cidr>().is_err(), "{wrong}");
    }
}

fn client(remote: &str, forwarded: &[&str]) -> String {
    let mut headers = HeaderMap::new();
    for value in forwarded {
        headers.append("x-forwarded-for", value.parse().unwrap());
    }
    let peer = Peer { remote: format!("{remote}:1").parse().unwrap(), local: "127.0.0.1:0".parse().unwrap(), is_tls: false };
    Client::of(peer, &headers, &["10.0.0.0/8".parse().unwrap()]).address.to_string()
}

#[test]
fn only_trusted_proxies_are_believed() {
    assert_eq!(client("192.0.2.1", &["1.1.1.1"]), "192.0.2.1");
    assert_eq!(client("10.0.0.1", &["1.1.1.1"]), "1.1.1.1");
    // The first was written by whoever asks.
    assert_eq!(client("10.0.0.1", &["6.6.6.6, 1.1.1.1"]), "1.1.1.1");
    assert_eq!(client("10.0.0.1", &["6.6.6.6", "1.1.1.1, 10.0.0.2"]), "1.1.1.1");
    assert_eq!(client("10.0.0.1", &["nonsense"]), "10.0.0.1");
    assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
}

#[test]
fn others_are_not_let_in_without_a_token() {
    let open = Config { listen: "0.0.0.0:80".parse().unwrap(), ..Config::default() };
    assert!(open.check().unwrap_err().contains("there is no token"));
    let clear = Config { tokens: Source::One("x".into()), ..open };
    assert!(clear.check().unwrap_err().contains("in the clear"));
    assert!(Config { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], ..clear.clone() }.check().is_ok());
    assert!(Config { tls: Some(("a".into(), "b".into())), ..clear }.check().is_ok());
    assert!(Config::default().check().is_ok());
    assert!(Config { listen: "[::1]:0".parse().unwrap(), ..Config::default() }.check().is_ok());
}
