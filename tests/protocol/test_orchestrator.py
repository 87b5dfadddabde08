"""The orchestrators that run beside the language server: one for each root, with that root's agents, also for one that comes later."""
import json, os, subprocess, time, urllib.request

from test_life_cycle import LIMIT, frame

MANIFEST = "id: {id}\ndescription: Answers.\nrun: [todo-counter]\ncapabilities: [{id}-look]\n"


def make(root, agent):
    (root / "agents").mkdir(parents=True)
    (root / "README.md").write_text("# Small\n")
    (root / "agents" / f"{agent}.agent.yaml").write_text(MANIFEST.format(id=agent))
    return {"uri": root.as_uri(), "name": root.name}


def until(what):
    limit = time.monotonic() + LIMIT
    while (found := what()) is None and time.monotonic() < limit:
        time.sleep(0.05)
    assert found is not None, "it did not come to pass"
    return found


def declared(known):
    """The agents that a repository brought, with their states."""
    request = urllib.request.Request(f"{known['url']}/v1/agents", headers={"Authorization": f"Bearer {known['token']}"})
    with urllib.request.urlopen(request, timeout=LIMIT) as answer:
        return {item["id"]: item["state"] for item in json.load(answer)["items"] if item["origin"]["by"] == "workspace"}


def test_each_root_has_an_orchestrator(program, tmp_path):
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    folders = [make(tmp_path / name, f"of-{name}") for name in ("one", "two")]
    environment = {"PATH": os.environ["PATH"], **home}
    server = subprocess.Popen([program, "lsp", "--http"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)

    def say(**message):
        server.stdin.write(frame(message))
        server.stdin.flush()

    def announced():
        return [json.loads(path.read_text()) for path in (tmp_path / "state").glob("ouroboros/*/orchestrator.json")]

    def agents(count):
        """What those of `count` roots know, once there are as many and each has found its own."""
        known = announced()
        found = [declared(one) for one in known]
        return found if len(known) == count and all(found) else None

    try:
        capabilities = {"workspace": {"workspaceFolders": True}}
        say(id=1, method="initialize", params={"processId": None, "capabilities": capabilities, "workspaceFolders": folders})
        say(method="initialized", params={})
        # Whatever a repository brings, a person has to approve it first.
        found = until(lambda: agents(2))
        assert sorted(map(str, found)) == ["{'of-one': 'pending'}", "{'of-two': 'pending'}"]
        later = make(tmp_path / "three", "of-three")
        say(method="workspace/didChangeWorkspaceFolders", params={"event": {"added": [later], "removed": []}})
        assert {"of-three": "pending"} in until(lambda: agents(3))
        say(id=2, method="shutdown")
        say(method="exit")
        assert server.wait(LIMIT) == 0
        assert announced() == [], "nothing is served any more"
    finally:
        server.kill()
        server.wait(LIMIT)
