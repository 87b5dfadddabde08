// Findings, fixes, settings and pages, as another extension sees them.

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, file, set, until, untilCodes, untilState } from '../session.ts';

const CART = 'services/orders/orders/cart.py';

describe('findings', () => {
  before(async () => {
    await untilState('ready');
  });

  it('are there for files that nobody opened, each with its place and a link to the page of its rule', async () => {
    await untilCodes('README.md', ['L4/broken-link']);
    await untilCodes('docs/guide.md', ['L4/broken-anchor']);
    await untilCodes('web/src/index.ts', ['L4/unresolved-import']);
    const [finding] = vscode.languages.getDiagnostics(file('README.md'));
    assert.deepEqual(finding?.range, new vscode.Range(5, 23, 5, 37));
    assert.ok(typeof finding.code === 'object' && finding.code.target.toString() === 'ouroboros-rule:/L4/broken-link.md');
    const ouroboros = await api();
    await until('the counts', () => ouroboros.status, (status) => status === 'Ouroboros $(error) 3 $(warning) 1');
  });

  it('have pages', async () => {
    const page = await vscode.workspace.openTextDocument(vscode.Uri.parse('ouroboros-rule:/L4/broken-link.md'));
    assert.match(page.getText(), /^# L4\/broken-link\n/);
  });

  it('have quick fixes', async () => {
    const document = await vscode.workspace.openTextDocument(file(CART));
    await vscode.window.showTextDocument(document);
    await untilCodes(CART, ['L4/unresolved-import']);
    const place = new vscode.Range(2, 8, 2, 8);
    const ask = () => vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, place, 'quickfix', 9);
    // A question that meets a change just made is answered by nothing, and asked again.
    const found = await until('fixes', ask, (found) => found.length > 0);
    assert.deepEqual(found.map((action) => action.title), ['Change to `.models`', 'Suppress L4/unresolved-import for this line']);
    const [fix] = found;
    assert.ok(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)));
    await untilCodes(CART, []);
    assert.equal(document.lineAt(2).text, 'from .models import Order');
    await vscode.commands.executeCommand('undo');
    await untilCodes(CART, ['L4/unresolved-import']);
  });

  it('are mended on save where that is asked for, if the fix is safe', async () => {
    const name = 'web/prices.json';
    await vscode.workspace.fs.writeFile(file(name), Buffer.from('{\n  "cup": 7\n}\n'));
    const editor = vscode.workspace.getConfiguration('editor');
    await editor.update('codeActionsOnSave', { 'source.fixAll.ouroboros': 'explicit' }, vscode.ConfigurationTarget.Workspace);
    try {
      const document = await vscode.workspace.openTextDocument(file(name));
      const shown = await vscode.window.showTextDocument(document);
      await shown.edit((edit) => edit.insert(new vscode.Position(1, 10), ','));
      await untilCodes(name, ['L1/syntax-error']);
      assert.ok(await document.save());
      assert.equal(document.getText(), '{\n  "cup": 7\n}\n');
      await untilCodes(name, []);
    } finally {
      await editor.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(file(name));
    }
  });

  it('are hidden and shown by the settings of the server', async () => {
    await set('level', 'L1');
    await untilCodes('README.md', []);
    await set('level', undefined);
    await untilCodes('README.md', ['L4/broken-link']);
    await set('levels', { markdown: ['L4'] });
    await untilCodes('README.md', []);
    await untilCodes('web/src/index.ts', ['L4/unresolved-import']);
    await set('levels', undefined);
    await untilCodes('README.md', ['L4/broken-link']);
  });

  it('are judged in files that were never saved', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'json', content: '{ "a": 1, "a": 2 }' });
    await vscode.window.showTextDocument(document);
    const found = () => vscode.languages.getDiagnostics(document.uri).map(codeOf);
    await until('a finding in an untitled file', found, (codes) => codes.includes('L1/duplicate-key'));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

function codeOf(one: vscode.Diagnostic | undefined): string {
  return String(typeof one?.code === 'object' ? one.code.value : one?.code);
}
