"""What writes: only where it may, and only what was shown."""
import pytest

from conftest import state, text

pytestmark = pytest.mark.asyncio


async def test_nothing_is_written_without_trust(connect, place):
    async with connect() as session:
        before = state(place)
        plan = await session.call("plan_generation")
        said = await session.refused("apply_generation", hash=plan["hash"])
        assert "is not trusted" in said and "`ouroboros trust`" in said and "--trust" in said
        found = (await session.call("verify", severity="info"))["findings"][0]
        assert "is not trusted" in await session.refused("apply_fix", fingerprint=found["fingerprint"], text_hash=found.get("text_hash") or "0")
        # A patch writes nothing.
        patch = await session.call("apply_generation", hash=plan["hash"], patch=True)
        assert patch["written"] == [] and "+++ b/notes.txt" in patch["patch"]
        assert state(place) == before


@pytest.mark.parametrize("trusted", ["--trust", "ouroboros trust"])
async def test_a_plan_is_applied_as_it_was_shown(connect, place, run, trusted, revision):
    if trusted == "ouroboros trust":
        assert run("trust", "--yes").returncode == 0
    async with connect(*(["--trust"] if trusted == "--trust" else []), revision=revision) as session:
        plan = await session.call("plan_generation", generators=["notes"])
        assert [(file["path"], file["action"]) for file in plan["files"]] == [("notes.txt", "create")] and not plan["is_settled"]
        assert "+one" in plan["files"][0]["diff"]
        applied = await session.call("apply_generation", hash=plan["hash"], generators=["notes"])
        assert set(applied["written"]) == {"notes.txt", "ouroboros.lock"}
        assert (place / "notes.txt").read_text().startswith("one\ntwo")
        assert (await session.call("plan_generation"))["is_settled"]
        assert "another one by now" in await session.refused("apply_generation", hash=plan["hash"])


async def test_the_patch_is_what_would_be_written(connect, place, tmp_path):
    import shutil, subprocess
    copy = tmp_path / "copy"
    shutil.copytree(place, copy, ignore=shutil.ignore_patterns(".git"))
    async with connect("--trust") as session:
        plan = await session.call("plan_generation")
        patch = (await session.call("apply_generation", hash=plan["hash"], patch=True))["patch"]
        await session.call("apply_generation", hash=plan["hash"])
    subprocess.run(["git", "apply", "-"], cwd=copy, input=patch, text=True, check=True, timeout=60)
    assert state(copy) == state(place)


async def test_a_stale_plan_is_refused(connect, place):
    async with connect("--trust") as session:
        plan = await session.call("plan_generation")
        dna = place / "shop.dna.yaml"
        dna.write_text(dna.read_text().replace("one\\ntwo", "three\\nfour"))
        before = state(place)
        assert "another one by now" in await session.refused("apply_generation", hash=plan["hash"])
        assert "another one by now" in await session.refused("apply_generation", hash="0" * 64)
        assert "no generator `gone`" in await session.refused("plan_generation", generators=["gone"])
        assert state(place) == before


FIXABLE = {"path": "conf.toml", "text": "a = 1\n"}


async def fixable(session):
    found = [found for found in (await session.call("verify", severity="info", limit=1000))["findings"] if found.get("fixes")]
    assert found, "the fixture has a finding with a fix"
    return found[0]


async def test_a_fix_is_applied_to_the_text_it_was_made_for(connect, place, revision):
    (place / "docs/typo.md").write_text("[t](indx.md)\n")
    async with connect("--trust", revision=revision) as session:
        found = await fixable(session)
        before = state(place)
        wrong = {"fingerprint": found["fingerprint"], "text_hash": "0" * 16}
        assert "another text" in await session.refused("apply_fix", **wrong)
        (place / found["path"]).write_text((place / found["path"]).read_text() + "\n")
        stale = {"fingerprint": found["fingerprint"], "text_hash": found["text_hash"]}
        assert "another text" in await session.refused("apply_fix", **stale)
        (place / found["path"]).write_bytes(before[found["path"]])
        assert state(place) == before
        assert "counted from 0" in await session.refused("apply_fix", **stale, fix=99)
        done = await session.call("apply_fix", **stale)
        assert done["written"] == [found["path"]]
        after = await session.call("verify", severity="info", limit=1000)
        assert found["fingerprint"] not in [other["fingerprint"] for other in after["findings"]]
        assert "no such finding" in await session.refused("apply_fix", **stale)
