"""The validator finds the faults it is there for."""
import pytest

INITIALIZE = [{"id": 1, "method": "initialize"}]


def publish(**more):
    diagnostic = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}, "message": "m", **more}
    return {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {"uri": "file:///a", "diagnostics": [diagnostic]}}


@pytest.mark.parametrize("message, fault", [
    (publish(), None),
    (publish(severity=1, code="L1/x", tags=[1], data={"any": ["thing"]}), None),
    (publish(severity=9), "is no DiagnosticSeverity"),
    (publish(tags="x"), "is no array"),
    (publish(related=[]), "unknown property related"),
    (publish(range={"start": {"line": -1, "character": 0}, "end": {"line": 0, "character": 0}}), "is no uinteger"),
    (publish(range={"start": {"line": 0, "character": 0}}), "lacks end"),
    ({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}}, "no method of a server"),
    ({"jsonrpc": "2.0", "method": "no/such"}, "no method of a server"),
    ({"jsonrpc": "2.0", "id": 1, "result": {"capabilities": {"hoverProvider": 1}}}, "is no"),
    ({"jsonrpc": "2.0", "id": 1, "result": {"capabilities": {}}}, None),
    ({"jsonrpc": "2.0", "id": 7, "result": None}, "an answer to no request"),
    ({"jsonrpc": "2.0", "id": 1, "error": {"code": "x", "message": "m"}}, "no error"),
    ({"id": 1, "result": {"capabilities": {}}}, "jsonrpc is not 2.0"),
    ({"jsonrpc": "2.0", "method": "client/registerCapability", "id": 0,
      "params": {"registrations": [{"id": "1", "method": "workspace/didChangeWatchedFiles", "registerOptions": {}}]}}, "lacks watchers"),
])
def test_faults(model, message, fault):
    if model is None:
        pytest.skip("there is no meta model: set OUROBOROS_META_MODEL")
    found = model.session(INITIALIZE, [message])
    assert (found == []) if fault is None else (len(found) == 1 and fault in found[0]), found
