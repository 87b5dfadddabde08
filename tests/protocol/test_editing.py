"""What a person sees while he works, in every editor alike."""
import asyncio

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
    users = {editor.uri("pkg/open.py"), editor.uri("user/__init__.py")}
    assert {one.uri for one in found} == {editor.uri("pkg/alpha.py")} | users
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


async def test_names_are_found_renamed_and_completed(editor):
    place = {"text_document": editor.document("flags.yaml"), "position": types.Position(line=1, character=3)}
    client = editor.client
    context = types.ReferenceContext(include_declaration=True)
    found = await within(client.text_document_references_async(types.ReferenceParams(context=context, **place)))
    assert {one.uri for one in found} == {editor.uri("flags.yaml"), editor.uri("plans/may.yaml")}
    lit = await within(client.text_document_document_highlight_async(types.DocumentHighlightParams(**place)))
    assert [one.kind for one in lit] == [types.DocumentHighlightKind.Write]
    outline = await within(client.text_document_document_symbol_async(types.DocumentSymbolParams(text_document=place["text_document"])))
    assert [one.name for one in outline] == ["new-cart"]
    edit = await within(client.text_document_rename_async(types.RenameParams(new_name="next-cart", **place)))
    changed = {one.text_document.uri for one in edit.document_changes} if edit.document_changes else set(edit.changes)
    assert {editor.uri("flags.yaml"), editor.uri("plans/may.yaml")} <= changed

    async def completed():
        # Nothing is completed before the root has been read.
        params = types.CompletionParams(text_document=editor.document("plans/may.yaml"), position=types.Position(line=1, character=13))
        while not (found := await within(client.text_document_completion_async(params))):
            await asyncio.sleep(0.05)
        return found if isinstance(found, list) else found.items
    assert [item.label for item in await within(completed())] == ["new-cart"]
    found = await within(client.workspace_symbol_async(types.WorkspaceSymbolParams(query="ncart")))
    assert [one.name for one in found] == ["new-cart"]


async def test_who_depends_on_a_component(editor):
    client = editor.client
    place = {"text_document": editor.document("shop.dna.yaml"), "position": types.Position(line=3, character=3)}
    (item,) = await within(client.text_document_prepare_call_hierarchy_async(types.CallHierarchyPrepareParams(**place)))
    calls = await within(client.call_hierarchy_incoming_calls_async(types.CallHierarchyIncomingCallsParams(item=item)))
    assert [(call.from_.name, call.from_.uri) for call in calls] == [("user", editor.uri("user/__init__.py"))]
    back = await within(client.call_hierarchy_outgoing_calls_async(types.CallHierarchyOutgoingCallsParams(item=calls[0].from_)))
    assert [call.to.name for call in back] == ["pkg"] and back[0].from_ranges == calls[0].from_ranges


async def test_what_names_a_file_follows_it(editor):
    moves = types.RenameFilesParams(files=[types.FileRename(old_uri=editor.uri("pkg/alpha.py"), new_uri=editor.uri("pkg/beta.py"))])
    if editor.capabilities.workspace.file_operations is None:
        pytest.skip("this client does not say what it moves")
    edit = await within(editor.client.workspace_will_rename_files_async(moves))
    changes = {one.text_document.uri: one.edits for one in edit.document_changes} if edit.document_changes else edit.changes
    assert [change.new_text for change in changes[editor.uri("user/__init__.py")]] == ["pkg.beta"]
