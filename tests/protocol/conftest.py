"""Sessions with the built program in the clothes of real editors, each checked against the meta model."""
import asyncio, os, sys
from pathlib import Path

import pytest, pytest_asyncio
from lsprotocol import types
from pytest_lsp import ClientServerConfig, client_capabilities

from meta_model import MetaModel, messages

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LIMIT = 30

FILES = {
    "pkg/__init__.py": "",
    "pkg/alpha.py": "def function():\n    pass\n",
    "pkg/closed.py": "import pkg.gone\n",
    "pkg/open.py": "from pkg.alpha import function\n",
    "shop.dna.yaml": "dna: 1\nchecks: { queries: [queries] }\ncomponents:\n  pkg: { path: pkg }\n  user: { path: user }\n",
    "user/__init__.py": "from pkg.alpha import function\n",
    "queries/flags.yaml": "files: ['**/*.yaml']\nnamespaces: { shop.flag: { what: flag } }\nnames:\n"
    "  - { define: shop.flag, at: $.flags.*, take: key }\n  - { refer: shop.flag, at: '$.rollout[*].flag' }\n",
    "flags.yaml": "flags:\n  new-cart: 1\n",
    "plans/may.yaml": "rollout:\n  - flag: new-cart\n",
}


async def within(awaitable, limit=LIMIT):
    return await asyncio.wait_for(awaitable, limit)


@pytest.fixture(scope="session")
def program():
    path = Path(os.environ.get("OUROBOROS_BIN", ROOT / "target/release/ouroboros")).resolve()
    if not path.is_file():
        pytest.exit(f"there is no program at {path}: build it, or name it by OUROBOROS_BIN", 2)
    return path


@pytest.fixture(scope="session")
def model():
    path = Path(os.environ.get("OUROBOROS_META_MODEL", ROOT / "../shared/lsp/metaModel.json"))
    return MetaModel(path) if path.is_file() else None


def vscode():
    """What VS Code says today: the recorded profile is from before diagnostics could be pulled."""
    out = client_capabilities("visual-studio-code")
    out.text_document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True, related_document_support=True)
    out.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    out.workspace.did_change_watched_files.relative_pattern_support = True
    out.general.position_encodings = [types.PositionEncodingKind.Utf16]
    return out


PROFILES = {"vscode": vscode, "neovim": lambda: client_capabilities("neovim@0.11"), "emacs": lambda: client_capabilities("emacs")}


class Editor:
    """A client with a workspace of its own."""

    def __init__(self, profile, client, root, answer):
        self.profile, self.client, self.root, self.capabilities = profile, client, root, answer.capabilities
        self.versions = {}

    @property
    def pulls(self):
        return self.capabilities.diagnostic_provider is not None

    @property
    def watches(self):
        watching = self.client.capabilities.workspace.did_change_watched_files
        return bool(watching and watching.dynamic_registration)

    def uri(self, path):
        return (self.root / path).as_uri()

    def document(self, path):
        return types.TextDocumentIdentifier(uri=self.uri(path))

    def open(self, path, text):
        self.versions[path] = 1
        item = types.TextDocumentItem(uri=self.uri(path), language_id="python", version=1, text=text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))

    def change(self, path, text):
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(path), version=self.versions[path])
        changes = [types.TextDocumentContentChangeWholeDocument(text=text)]
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(text_document=document, content_changes=changes))

    async def until(self, ready):
        """Waits for what a notification changes."""
        async def poll():
            while not ready():
                await asyncio.sleep(0.01)
        await within(poll())

    async def diagnostics(self, path, wanted=lambda found: True):
        """The diagnostics of a document through whichever channel the server offers, once `wanted` holds."""
        if self.pulls:
            async def pull():
                while True:
                    report = await self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(text_document=self.document(path)))
                    if wanted(report.items):
                        return list(report.items)
                    await asyncio.sleep(0.05)
            return await within(pull())
        await self.until(lambda: self.uri(path) in self.client.diagnostics and wanted(self.client.diagnostics[self.uri(path)]))
        return list(self.client.diagnostics[self.uri(path)])


@pytest.fixture(params=PROFILES)
def profile(request):
    return request.param


@pytest_asyncio.fixture
async def editor(profile, tmp_path, program, model, request):
    root, log = tmp_path / "a root", str(tmp_path / "session")
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    client = await within(ClientServerConfig(server_command=[sys.executable, str(HERE / "tee.py"), log, str(program), "lsp"]).start())
    for method in (types.CLIENT_REGISTER_CAPABILITY, types.CLIENT_UNREGISTER_CAPABILITY):
        client.feature(method)(lambda params: None)
    folder = types.WorkspaceFolder(uri=root.as_uri(), name="root")
    params = types.InitializeParams(process_id=os.getpid(), root_uri=root.as_uri(), workspace_folders=[folder], capabilities=PROFILES[profile]())
    editor = Editor(profile, client, root, await within(client.initialize_session(params)))
    yield editor
    await within(client.shutdown_session())
    await within(client.stop())
    sent, said = messages(log + ".in"), messages(log + ".out")
    published = {message["params"]["uri"] for message in said if message.get("method") == "textDocument/publishDiagnostics"}
    assert not (editor.pulls and published), "one channel of diagnostics"
    if model is None:
        pytest.skip("there is no meta model: set OUROBOROS_META_MODEL to check every message against it")
    assert model.session(sent, said) == []
