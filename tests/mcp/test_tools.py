"""What the tools say of themselves, and what they answer."""
import json

import pytest
from jsonschema import Draft202012Validator

from conftest import INJECTION, state, text

pytestmark = pytest.mark.asyncio

READING = {"verify", "explain", "architecture", "why", "plan_generation"}
WRITING = {"apply_generation", "apply_fix"}
BROKEN = {"pkg/beta.py": "from pkg.gone import function\n"}


def codes(answer, path=None):
    return [found["code"] for found in answer["findings"] if path in (None, found["path"])]


async def test_every_tool_is_described(connect, revision):
    async with connect(revision=revision) as session:
        assert set(session.tools) == READING | WRITING
        for name, tool in session.tools.items():
            Draft202012Validator.check_schema(tool.input_schema)
            Draft202012Validator.check_schema(tool.output_schema)
            assert tool.input_schema["type"] == tool.output_schema["type"] == "object"
            assert tool.title and len(tool.description) > 40
            assert tool.annotations.read_only_hint == (name in READING)
            assert tool.annotations.destructive_hint == (name in WRITING)
            assert tool.annotations.open_world_hint is False
        assert "overlays" in session.client.instructions


async def test_every_field_that_quotes_the_repository_says_so(connect):
    """Strings that are neither ours nor numbers in disguise are described as untrusted."""
    ours = {"code", "severity", "fingerprint", "text_hash", "result_id", "verdict", "hash", "action", "kind", "format", "reason", "markdown"}

    def strings(schema, name=None, described=""):
        described = schema.get("description", described)
        kind = schema.get("type")
        if (kind == "string" or kind == ["string", "null"]) and "enum" not in schema and "const" not in schema:
            yield name, described
        for key, value in schema.get("properties", {}).items():
            yield from strings(value, key)
        if isinstance(schema.get("items"), dict):
            yield from strings(schema["items"], name, described)
        for branch in schema.get("anyOf", []) + schema.get("oneOf", []):
            yield from strings(branch, name, described)

    async with connect() as session:
        seen = set()
        for tool in session.tools.values():
            for name, described in strings(tool.output_schema):
                assert name in ours or "Untrusted data" in described, (tool.name, name, described)
                seen.add(name)
        assert {"message", "path", "title", "diff", "patch", "text"} <= seen


async def test_an_overlay_is_checked_and_never_written(connect, place, revision):
    async with connect(revision=revision) as session:
        before = state(place)
        first = await session.call("verify")
        assert "L4/broken-link" in codes(first) and codes(first, "pkg/beta.py") == []
        laid = await session.call("verify", overlays=BROKEN)
        assert codes(laid, "pkg/beta.py") == ["L4/unresolved-import"]
        again = await session.call("verify")
        assert again == first, "the same state has the same answer, the id included"
        # Files and folders that are not there yet, and one that would go.
        new = {"new/deep/__init__.py": "", "new/__init__.py": "", "new/deep/a.py": "import new.deep.b\n", "pkg/alpha.py": None}
        laid = await session.call("verify", overlays=new)
        assert codes(laid, "new/deep/a.py") == ["L4/unresolved-import"]
        assert codes(laid, "pkg/beta.py") == ["L4/unresolved-import"]
        assert await session.call("verify") == first
        assert state(place) == before


async def test_what_is_ignored_is_said(connect, place):
    (place / ".gitignore").write_text("build/\n")
    async with connect() as session:
        laid = await session.call("verify", overlays={**BROKEN, "build/a.py": "import pkg.gone\n", "pkg/none.py": None})
        assert laid["ignored"] == ["build/a.py"] and codes(laid, "pkg/beta.py") == ["L4/unresolved-import"]
        # A rule that would be there counts as well.
        rules = {".gitignore": "pkg/beta.py\n", **BROKEN}
        assert (await session.call("verify", overlays=rules))["ignored"] == ["pkg/beta.py"]


async def test_what_was_just_written_is_seen(connect, place):
    async with connect() as session:
        for number in range(20):
            broken = number % 2 == 0
            (place / "pkg/beta.py").write_text(BROKEN["pkg/beta.py"] if broken else "from pkg.alpha import function\n")
            assert bool(codes(await session.call("verify"), "pkg/beta.py")) == broken


async def test_only_what_is_new(connect, revision):
    async with connect(revision=revision) as session:
        first = await session.call("verify", severity="info")
        laid = await session.call("verify", overlays=BROKEN, since=first["result_id"])
        assert codes(laid) == ["L4/unresolved-import"] and laid["known"] == sum(first["counts"].values()) and laid["gone"] == 0
        mended = await session.call("verify", overlays={"docs/index.md": "# Title\n"}, since=first["result_id"])
        assert mended["findings"] == [] and mended["gone"] == 1 and mended["verdict"] == "pass"
        prints = [found["fingerprint"] for found in first["findings"]]
        assert (await session.call("verify", since_fingerprints=prints))["findings"] == []
        assert "result_id" in await session.refused("verify", since="r0000000000000000")


async def test_the_budget_keeps_the_worst(connect):
    async with connect() as session:
        everything = await session.call("verify", severity="info")
        for limit in (0, 1, 2):
            answer = await session.call("verify", severity="info", limit=limit)
            assert answer["findings"] == everything["findings"][:limit]
            assert answer["counts"] == everything["counts"]
            assert sum(answer["left_out"].values()) == sum(everything["counts"].values()) - limit
        order = ["error", "warning", "info"]
        ranks = [order.index(found["severity"]) for found in everything["findings"]]
        assert ranks == sorted(ranks) and len(set(ranks)) > 1


async def test_parts_and_levels(connect):
    async with connect() as session:
        assert set(codes(await session.call("verify", paths=["docs"]))) == {"L4/broken-link"}
        assert codes(await session.call("verify", paths=["pkg/**", "./docs/*.rst"])) == []
        assert all(code < "L2" for code in codes(await session.call("verify", level="l1")))
        assert "no level" in await session.refused("verify", level="L9")


@pytest.mark.parametrize("arguments, said", [
    ({"overlays": {"../outside.py": "x"}}, "is not below"),
    ({"overlays": {"/etc/passwd": "x"}}, "is not below"),
    ({"overlays": {".git/config": "x"}}, "no file that can be checked"),
    ({"overlays": {"a.py": "x" * (5 << 20)}}, "4194304 bytes"),
    ({"overlays": {f"{n}.py": "" for n in range(600)}}, "512 are allowed"),
    ({"paths": ["a[b"]}, "is no glob"),
    ({"limit": 5000}, "at most 1000"),
    ({"limit": "many"}, "not as its schema says"),
    ({"overlay": {}}, "unknown field `overlay`"),
])
async def test_bad_input_is_refused_with_words(connect, arguments, said):
    async with connect() as session:
        assert said in await session.refused("verify", **arguments)
        assert (await session.call("verify"))["files"] > 0, "and the server lives"


async def test_architecture_in_every_language(connect):
    async with connect() as session:
        told = await session.call("architecture")
        assert {component["id"] for component in told["components"]} >= {"low", "high", "docs"}
        tie = {"from": "high", "to": "low", "kind": "import", "count": 1, "path": "pkg/beta.py", "line": 1}
        assert tie in told["edges"]
        for language, holds in {"mermaid": "graph TD", "dot": "digraph", "structurizr": "softwareSystem", "graphml": "<graphml ", "svg": "<svg "}.items():
            drawing = (await session.call("architecture", format=language))["text"]
            assert holds in drawing and "high" in drawing
            if language == "svg":
                import xml.etree.ElementTree
                tree = xml.etree.ElementTree.fromstring(drawing)
                assert tree.get("role") == "img" and len(tree.findall(".//{http://www.w3.org/2000/svg}rect")) >= 3


async def test_why_follows_imports(connect):
    async with connect() as session:
        told = await session.call("why", **{"from": "pkg/gamma.py", "to": "low"})
        assert [(step["path"], step["line"], step["leads_to"]) for step in told["chains"][0]["steps"]] == [
            ("pkg/gamma.py", 1, "pkg/beta.py"), ("pkg/beta.py", 1, "pkg/alpha.py")]
        assert (await session.call("why", **{"from": "low", "to": "high"}))["chains"] == []
        assert "did you mean `high`" in await session.refused("why", **{"from": "hihg", "to": "low"})


async def test_rules_are_explained_and_read(connect, revision):
    async with connect(revision=revision) as session:
        page = await session.call("explain", code="import-cycle")
        assert page["code"] == "L4/import-cycle" and page["markdown"].startswith("# L4/import-cycle\n")
        assert "did you mean `import-cycle`" in await session.refused("explain", code="import-cycl")
        listed = [str(resource.uri) for resource in (await session.client.list_resources()).resources]
        assert "ouroboros://rules/L4/import-cycle" in listed and "ouroboros://report" in listed
        read = (await session.client.read_resource("ouroboros://rules/L4/import-cycle")).contents[0]
        assert read.text == page["markdown"] and read.mime_type == "text/markdown"
        report = json.loads((await session.client.read_resource("ouroboros://report")).contents[0].text)
        assert report["version"] == 1 and any(found["code"] == "L4/broken-link" for found in report["findings"])


async def test_the_report_is_that_of_check(connect, run):
    async with connect() as session:
        report = json.loads((await session.client.read_resource("ouroboros://report")).contents[0].text)
        assert report == json.loads(run("check", "--format", "json").stdout)


async def test_injected_text_stays_between_its_marks(connect):
    calls = {"verify": {"severity": "info", "limit": 1000}, "architecture": {}, "plan_generation": {}, "why": {"from": "high", "to": "low"}}
    async with connect() as session:
        quoted = 0
        for name, arguments in calls.items():
            result = await session.raw(name, arguments)
            assert not result.is_error
            lines, inside = text(result).split("\n"), None
            for line in lines:
                if inside is None and line.startswith("<data "):
                    inside = line[6:-1]
                    assert len(inside) == 16
                elif inside is not None and line == f"</data {inside}>":
                    inside = None
                elif inside is None:
                    assert INJECTION not in line, (name, line)
                else:
                    quoted += INJECTION in line
            assert inside is None, name
        assert quoted > 0
