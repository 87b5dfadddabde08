// The check as a task, and what the Problems view makes of its output.

import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { codes, file, folder, until, untilCodes, untilState } from '../session.ts';

const FILES = ['README.md', 'docs/guide.md', 'services/orders/orders/cart.py', 'web/src/index.ts'];

describe('the task', () => {
  before(() => untilState('ready'));

  after(async () => {
    await vscode.commands.executeCommand('ouroboros.restart');
    await untilState('ready');
  });

  it('prints what was found, and nothing is there twice while the server shows it', async () => {
    const task = await only();
    assert.deepEqual(task.problemMatchers, []);
    assert.equal(await run(task), 1);
    assert.deepEqual(codes('README.md'), ['L4/broken-link']);
  });

  it('fills the Problems view where no server does', async () => {
    await vscode.commands.executeCommand('ouroboros.stop');
    assert.deepEqual(FILES.flatMap(codes), []);
    await vscode.workspace.fs.writeFile(file('generated/big.json'), Buffer.from([0xff, 0xfe, 0x00]));
    const task = await only();
    assert.deepEqual(task.problemMatchers, ['$ouroboros', '$ouroboros-whole']);
    assert.equal(await run(task), 1);
    await untilCodes('docs/guide.md', ['L4/broken-anchor']);
    await untilCodes('README.md', ['L4/broken-link']);
    await untilCodes('services/orders/orders/cart.py', ['L4/unresolved-import']);
    const [finding] = vscode.languages.getDiagnostics(file('README.md'));
    assert.equal(finding?.severity, vscode.DiagnosticSeverity.Error);
    assert.deepEqual(finding.range.start, new vscode.Position(5, 23));
    assert.match(finding.message, /^link target `docs\/deploy\.md` does not exist/);
    await untilCodes('generated/big.json', ['L1/encoding']);
    await vscode.workspace.fs.delete(file('generated/big.json'));
  });

  it('is understood in the compact format too', async () => {
    const line = "web/src/money.ts:1:17: warning[L4/unresolved-import] cannot find it: look 'there'";
    const shell = new vscode.ProcessExecution('/bin/echo', [line], { cwd: folder().uri.fsPath });
    const task = new vscode.Task({ type: 'process' }, folder(), 'compact', 'test', shell, ['$ouroboros-compact']);
    assert.equal(await run(task), 0);
    await untilCodes('web/src/money.ts', ['L4/unresolved-import']);
    const [finding] = vscode.languages.getDiagnostics(file('web/src/money.ts'));
    assert.deepEqual([finding?.severity, finding?.range.start, finding?.message], [
      vscode.DiagnosticSeverity.Warning,
      new vscode.Position(0, 16),
      "cannot find it: look 'there'",
    ]);
  });

  it('is there for a file or folder that `tasks.json` names', async () => {
    await vscode.workspace.fs.writeFile(
      file('.vscode/tasks.json'),
      Buffer.from(JSON.stringify({ version: '2.0.0', tasks: [{ type: 'ouroboros', label: 'docs', paths: ['docs'], args: ['--fail-on', 'warning'] }] })),
    );
    const tasks = () => vscode.tasks.fetchTasks({ type: 'ouroboros' });
    const named = (await until('the task', tasks, (all) => all.some((task) => task.name === 'docs'))).find((task) => task.name === 'docs')!;
    assert.equal(await run(named), 1);
    await vscode.workspace.fs.delete(file('.vscode/tasks.json'));
  });
});

async function only(): Promise<vscode.Task> {
  const tasks = await vscode.tasks.fetchTasks({ type: 'ouroboros' });
  assert.deepEqual(tasks.map((task) => task.name), ['check']);
  return tasks[0]!;
}

/** Runs a task to its end; the exit code. */
async function run(task: vscode.Task): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((resolve) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name === task.name) {
        listening.dispose();
        resolve(exitCode);
      }
    });
  });
  await vscode.tasks.executeTask(task);
  return ended;
}
