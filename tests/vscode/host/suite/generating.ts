// Generation, as somebody does it in the editor: what is missing is offered, made, and made again.

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { file, until, untilCodes, untilState } from '../session.ts';

const DNA = 'dna/shop.dna.yaml';
const MADE = 'made/order.py';
const GENERATOR = `
generators:
  made:
    with: { note: first }
    outputs: [{ path: ${MADE}, template: model }]
    templates: { inline: { model: "note = {{ note | quote }}\\n" } }
`;

describe('generating', () => {
  before(() => untilState('ready'));

  after(async () => {
    await vscode.workspace.fs.delete(file('made'), { recursive: true });
    await vscode.workspace.fs.delete(file('ouroboros.lock'));
  });

  it('makes what a generator of the DNA makes, shows the plan, and renews it', async () => {
    const document = await vscode.workspace.openTextDocument(file(DNA));
    const editor = await vscode.window.showTextDocument(document);
    const end = document.lineAt(document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, GENERATOR));
    try {
      await untilCodes(DNA, ['L5/stale-output']);
      await vscode.commands.executeCommand('ouroboros.showPlan');
      const plan = () => vscode.workspace.textDocuments.find((open) => open.uri.scheme === 'ouroboros-plan')?.getText() ?? '';
      await until('the plan', plan, (text) => text.includes('+++ b/made/order.py') && text.includes('+note = "first"'));

      await vscode.window.showTextDocument(document);
      const line = document.getText().split('\n').indexOf('  made:');
      const place = new vscode.Range(line, 2, line, 2);
      const ask = () => vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, place, 'quickfix', 9);
      const found = await until('an offer', ask, (actions) => actions.some((action) => action.title === 'Generate `made` (1 file)'));
      const edit = found.find((action) => action.title.startsWith('Generate'))?.edit;
      assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
      await vscode.workspace.saveAll(false);
      const made = await vscode.workspace.openTextDocument(file(MADE));
      assert.equal(made.getText(), '# Made by ouroboros: generator `made`, template `model`.\nnote = "first"\n');
      await untilCodes(DNA, []);

      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 9);
      assert.deepEqual(lenses.map((lens) => lens.command?.title), ['up to date']);
    } finally {
      await vscode.window.showTextDocument(document);
      const added = new vscode.Range(end, document.lineAt(document.lineCount - 1).range.end);
      const back = new vscode.WorkspaceEdit();
      back.delete(document.uri, added);
      await vscode.workspace.applyEdit(back);
      await document.save();
    }
  });
});
