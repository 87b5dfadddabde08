// The pages of the rules: what a finding means, why it matters, how to mend or accept it. The program has them.

import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { SOURCE, codeOf } from './tally.ts';

/** Of the pages' URIs; package.json has them opened as they look, not as they are written. */
const SCHEME = 'ouroboros-rule';

/** How long the program may take, in milliseconds. */
const PATIENCE = 10_000;

/** Makes the code of a finding a link that shows its rule's page, where the server's leads to a file as it is written. */
export function explained(diagnostic: vscode.Diagnostic): void {
  const code = codeOf(diagnostic);
  if (diagnostic.source === SOURCE && code !== undefined) {
    diagnostic.code = { value: code, target: pageOf(code) };
  }
}

function pageOf(code: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
}

/** Serves the pages, as documents that nobody can change. */
export function pages(program: () => string | undefined): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async (uri) => run(program(), ['explain', uri.path.replace(/^\/|\.md$/g, ''), '--color', 'never']),
  });
}

/** Shows the page of a rule; of the finding at the cursor, or of one that is chosen, when none is named. */
export async function explain(program: () => string | undefined, code?: string): Promise<void> {
  const wanted = code ?? codeAtCursor() ?? (await choose(program()));
  if (wanted !== undefined) {
    await vscode.commands.executeCommand('vscode.open', pageOf(wanted));
  }
}

function codeAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return undefined;
  }
  const ours = vscode.languages.getDiagnostics(editor.document.uri).filter((one) => one.source === SOURCE);
  const at = editor.selection.active;
  const found = ours.find((one) => one.range.contains(at)) ?? ours.find((one) => one.range.start.line === at.line);
  return found && codeOf(found);
}

async function choose(program: string | undefined): Promise<string | undefined> {
  const list = await run(program, ['rules', '--color', 'never']);
  const codes = [...list.matchAll(/^\s*(L\d\/[a-z0-9-]+)\s*(.*)$/gm)].map(([, label = '', detail = '']) => ({ label, detail: detail.trim() }));
  return (await vscode.window.showQuickPick(codes, { title: 'Rules of Ouroboros', matchOnDetail: true }))?.label;
}

function run(program: string | undefined, args: string[]): Promise<string> {
  if (program === undefined) {
    return Promise.reject(new Error('The program `ouroboros` was not found.'));
  }
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: PATIENCE, windowsHide: true }, (error, stdout, stderr) => {
      if (error) {
        reject(new Error(stderr.trim() || error.message));
      } else {
        resolve(stdout);
      }
    });
  });
}
