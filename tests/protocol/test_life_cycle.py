"""The process: how it ends, and how it can be reached."""
import json, socket, subprocess, sys

LIMIT = 30


def frame(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


INITIALIZE = {"id": 1, "method": "initialize", "params": {"capabilities": {}}}
LEAVE = [{"id": 2, "method": "shutdown"}, {"method": "exit"}]


def run(program, sent, *options):
    return subprocess.run([program, "lsp", *options], input=sent, capture_output=True, timeout=LIMIT)


def test_exit_codes(program):
    cases = [
        ([INITIALIZE, {"method": "initialized", "params": {}}, *LEAVE], 0),
        ([INITIALIZE, {"method": "exit"}], 1),
        ([{"method": "exit"}], 1),
        ([INITIALIZE, {"id": 2, "method": "shutdown"}], 1),
        ([], 1),
    ]
    for sent, code in cases:
        assert run(program, b"".join(map(frame, sent)), "--stdio").returncode == code, sent


def test_nothing_but_messages_on_standard_output(program):
    sent = b"nonsense\r\n\r\nContent-Length: 3\r\n\r\n{]}" + frame(INITIALIZE) + b"".join(map(frame, LEAVE))
    done = run(program, sent)
    rest, codes = done.stdout, []
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        length = int(head.removeprefix(b"Content-Length: "))
        codes.append(json.loads(rest[:length]).get("error", {}).get("code"))
        rest = rest[length:]
    assert codes == [-32700, -32700, None, None] and done.returncode == 0


def test_it_connects_and_never_listens(program):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(LIMIT)
        port = listening.getsockname()[1]
        server = subprocess.Popen([program, "lsp", "--socket", str(port)])
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(LIMIT)
            connection.sendall(frame(INITIALIZE) + b"".join(map(frame, LEAVE)))
            data = b""
            while more := connection.recv(1 << 16):
                data += more
        assert data.count(b"Content-Length") == 2
        assert server.wait(LIMIT) == 0
    done = subprocess.run([program, "lsp", "--socket", str(port)], capture_output=True, timeout=LIMIT)
    assert done.returncode == 2 and b"nobody listens" in done.stderr


def test_it_does_not_outlive_its_client(program):
    client = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server = subprocess.Popen([program, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    params = {"capabilities": {}, "processId": client.pid}
    server.stdin.write(frame({"id": 1, "method": "initialize", "params": params}))
    server.stdin.flush()
    assert server.stdout.readline()
    assert server.poll() is None
    client.kill()
    client.wait(LIMIT)
    assert server.wait(LIMIT) == 1
