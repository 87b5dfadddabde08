// What generating would change, as a document to look at: the server works it out, nothing is written.

import * as vscode from 'vscode';

/** Of the plan's URIs. The path names the folder whose plan it is. */
const SCHEME = 'ouroboros-plan';

/** Asks the server for the plan of the root that a file is in; `undefined` when there is no server to ask. */
export type Ask = (uri: vscode.Uri) => Promise<string | undefined>;

/** Serves the plans, and renews an open one when files are written. */
export function plans(ask: Ask): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const renew = () => {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === SCHEME) {
        changed.fire(document.uri);
      }
    }
  };
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidSaveTextDocument(renew),
    vscode.workspace.onDidCreateFiles(renew),
    vscode.workspace.onDidDeleteFiles(renew),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await ask(vscode.Uri.parse(uri.query))) ?? '# The server of Ouroboros does not run.\n',
    }),
  );
}

/** Shows the plan of the root that the active file is in, or else of the first folder. */
export async function showPlan(): Promise<void> {
  const file = vscode.window.activeTextEditor?.document.uri;
  const dna = async () => (await vscode.workspace.findFiles('{*.dna.yaml,*.dna.yml,*.dna.json,dna/*.dna.yaml,dna/*.dna.yml,dna/*.dna.json}', undefined, 1))[0];
  const subject = file?.scheme === 'file' ? file : await dna();
  if (!subject) {
    void vscode.window.showInformationMessage('There is no file of a repository whose plan could be shown.');
    return;
  }
  const uri = vscode.Uri.from({ scheme: SCHEME, path: '/plan.diff', query: subject.toString() });
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
}
