#!/usr/bin/env python3
"""The server with a certificate: both versions of HTTP, no old TLS, nothing in the clear, no endless handshake."""

import http.client
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from live import TOKENS, serving  # noqa: E402


def main():
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = f"{folder}/certificate.pem", f"{folder}/key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
        pathlib.Path(key).chmod(0o600)
        context = ssl.create_default_context(cafile=certificate)
        with serving("--tls-cert", certificate, "--tls-key", key, agents=0, context=context) as server:
            assert server.url.startswith("https://"), server.url
            port = int(server.url.rsplit(":", 1)[1])
            status, said = server.ask("GET", "/v1/agents")
            assert (status, said["items"]) == (200, []), said

            for protocol in ("h2", "http/1.1"):
                context.set_alpn_protocols([protocol])
                with socket.create_connection(("127.0.0.1", port), timeout=10) as plain, context.wrap_socket(plain, server_hostname="localhost") as secure:
                    assert secure.selected_alpn_protocol() == protocol
                    assert secure.version() in ("TLSv1.2", "TLSv1.3"), secure.version()

            # HTTP/2, where there is a client for it.
            answer = subprocess.run(
                ["curl", "--silent", "--http2", "--cacert", certificate, "--write-out", "%{http_version} %{http_code}", "--output", "/dev/null",
                 "--max-time", "20", "--header", f"Authorization: Bearer {TOKENS['viewer']}", f"https://localhost:{port}/v1/agents"],
                capture_output=True, text=True)
            assert answer.stdout == "2 200", answer

            old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                old.maximum_version = ssl.TLSVersion.TLSv1_1
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as plain, old.wrap_socket(plain):
                    raise SystemExit("it takes TLS 1.1")
            except (ssl.SSLError, OSError):
                pass

            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=20)
                raise SystemExit("it speaks in the clear")
            except (urllib.error.URLError, http.client.HTTPException, OSError):
                pass

            # Whoever begins a handshake and says no more is hung up on.
            started = time.monotonic()
            with socket.create_connection(("127.0.0.1", port), timeout=30) as plain:
                plain.sendall(b"\x16\x03\x01")
                assert plain.recv(1) == b""
            assert time.monotonic() - started < 25
    print("TLS: HTTP/2 and 1.1, no TLS 1.1, nothing in the clear, no endless handshake")


if __name__ == "__main__":
    main()
