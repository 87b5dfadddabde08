"""What a person sees while he works, in every editor alike."""
import pytest
from lsprotocol import types

from conftest import within

pytestmark = pytest.mark.asyncio


def texts(found):
    return "\n".join(one.message for one in found)


async def test_diagnostics_follow_the_text(editor):
    editor.open("pkg/open.py", "import pkg.missing_0\n")
    for number in range(1, 20):
        editor.change("pkg/open.py", f"# {number}\nimport pkg.missing_{number}\n")
    found = await editor.diagnostics("pkg/open.py", lambda found: "missing_19" in texts(found))
    assert [one.source for one in found] == ["ouroboros"] and found[0].code == "L4/unresolved-import"
    assert found[0].range.start == types.Position(line=1, character=7)
    editor.change("pkg/open.py", "import pkg.alpha\n")
    assert await editor.diagnostics("pkg/open.py", lambda found: not found) == []


async def test_closed_files_are_told_about(editor):
    if editor.pulls:
        params = types.WorkspaceDiagnosticParams(previous_result_ids=[])
        report = await within(editor.client.workspace_diagnostic_async(params))
        (item,) = (item for item in report.items if item.uri == editor.uri("pkg/closed.py"))
        assert "pkg.gone" in texts(item.items) and item.version is None
    else:
        assert "pkg.gone" in texts(await editor.diagnostics("pkg/closed.py"))


async def test_files_that_appear_outside_are_seen(editor):
    if editor.watches:
        pytest.skip("the client watches: see the next test")
    await editor.diagnostics("pkg/closed.py")
    (editor.root / "pkg/gone.py").write_text("")
    assert await editor.diagnostics("pkg/closed.py", lambda found: not found) == []
    (editor.root / "pkg/gone.py").rename(editor.root / "pkg/other.py")
    assert "pkg.gone" in texts(await editor.diagnostics("pkg/closed.py", lambda found: found))
    (editor.root / "deep/er").mkdir(parents=True)
    (editor.root / "deep/er/bad.py").write_text("x = = 1\n")
    assert await editor.diagnostics("deep/er/bad.py", lambda found: found)


async def test_what_the_client_watches_is_believed(editor):
    if not editor.watches:
        pytest.skip("the server watches: see the test before")
    editor.open("pkg/closed.py", "import pkg.gone\n")
    assert "pkg.gone" in texts(await editor.diagnostics("pkg/closed.py", lambda found: found))
    (editor.root / "pkg/gone.py").write_text("")
    event = types.FileEvent(uri=editor.uri("pkg/gone.py"), type=types.FileChangeType.Created)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes=[event]))
    if editor.pulls:
        await editor.until(lambda: editor.client.diagnostic_refresh_count == 1)
    assert await editor.diagnostics("pkg/closed.py", lambda found: not found) == []


async def test_navigation(editor):
    editor.open("pkg/open.py", "from pkg.alpha import function\n")
    place = {"text_document": editor.document("pkg/open.py"), "position": types.Position(line=0, character=24)}
    found = await within(editor.client.text_document_definition_async(types.DefinitionParams(**place)))
    found = found if isinstance(found, list) else [found]
    assert [getattr(one, "target_uri", None) or one.uri for one in found] == [editor.uri("pkg/alpha.py")]
    hover = await within(editor.client.text_document_hover_async(types.HoverParams(**place)))
    assert "pkg/alpha.py" in hover.contents.value
    context = types.ReferenceContext(include_declaration=True)
    found = await within(editor.client.text_document_references_async(types.ReferenceParams(context=context, **place)))
    assert {one.uri for one in found} == {editor.uri("pkg/alpha.py"), editor.uri("pkg/open.py")}
    links = await within(editor.client.text_document_document_link_async(types.DocumentLinkParams(text_document=editor.document("pkg/open.py"))))
    assert not links, "imports are no links"


async def test_actions(editor):
    editor.open("pkg/open.py", "import pkg.alhpa\n")
    found = await editor.diagnostics("pkg/open.py", lambda found: found)
    context = types.CodeActionContext(diagnostics=list(found))
    params = types.CodeActionParams(text_document=editor.document("pkg/open.py"), range=found[0].range, context=context)
    actions = {action.title: action for action in await within(editor.client.text_document_code_action_async(params))}
    fix = actions["Change to `pkg.alpha`"]
    if fix.edit is None:
        fix = await within(editor.client.code_action_resolve_async(fix))
    changes = fix.edit.document_changes[0].edits if fix.edit.document_changes else fix.edit.changes[editor.uri("pkg/open.py")]
    assert [change.new_text for change in changes] == ["pkg.alpha"]
    assert "Suppress L4/unresolved-import for this line" in actions
