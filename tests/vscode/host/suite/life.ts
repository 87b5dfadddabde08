// The life of the server: started, stopped, killed, replaced, and what is said of it.

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { api, codes, programs, set, until, untilCodes, untilState } from '../session.ts';

describe('the server', () => {
  before(() => untilState('ready'));

  afterEach(async () => {
    await set('server.path', undefined);
    await set('trace.server', undefined);
    await untilState('ready');
  });

  it('has all commands that the manifest names', async () => {
    const manifest = vscode.extensions.getExtension('ouroboros.ouroboros')!.packageJSON as { contributes: { commands: { command: string }[] } };
    const known = new Set(await vscode.commands.getCommands());
    for (const { command } of manifest.contributes.commands) {
      assert.ok(known.has(command), command);
    }
  });

  it('is the one of the package', async () => {
    const ouroboros = await api();
    const program = fs.readlinkSync(`/proc/${ouroboros.pid}/exe`);
    const extension = vscode.extensions.getExtension('ouroboros.ouroboros')!.extensionPath;
    assert.equal(program, path.join(extension, 'server/ouroboros'));
  });

  it('goes through its states when it is restarted, and only one is left of many restarts', async () => {
    const ouroboros = await api();
    const before = ouroboros.pid;
    const states: string[] = [];
    const listening = ouroboros.onDidChangeState(() => states.at(-1) === ouroboros.state || states.push(ouroboros.state));
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand('ouroboros.restart')));
    await untilCodes('README.md', ['L4/broken-link']);
    await untilState('ready');
    listening.dispose();
    assert.equal(states[0], 'starting');
    assert.equal(states.at(-1), 'ready');
    assert.notEqual(ouroboros.pid, before);
    assert.deepEqual(children(), [ouroboros.pid]);
  });

  it('comes back when it is killed', async () => {
    const ouroboros = await api();
    const before = ouroboros.pid!;
    process.kill(before, 'SIGKILL');
    await until('another server', () => ouroboros.pid, (pid) => pid !== undefined && pid !== before);
    await untilState('ready');
    await untilCodes('README.md', ['L4/broken-link']);
  });

  it('stays away when it is stopped, and takes its findings with it', async () => {
    const ouroboros = await api();
    await vscode.commands.executeCommand('ouroboros.stop');
    assert.equal(ouroboros.state, 'stopped');
    assert.match(ouroboros.status, /^\$\(circle-slash\)/);
    assert.deepEqual(codes('README.md'), []);
    assert.deepEqual(children(), []);
    await vscode.commands.executeCommand('ouroboros.restart');
    await untilCodes('README.md', ['L4/broken-link']);
  });

  it('that ends at once is told, and another setting starts another', async () => {
    await set('server.path', programs.fake('dumb'));
    await untilState('error');
    assert.match((await api()).status, /^\$\(error\)/);
  });

  it('that goes down again and again is left alone', async () => {
    const ouroboros = await api();
    let starts = 0;
    const listening = ouroboros.onDidChangeState(() => (starts += ouroboros.state === 'starting' ? 1 : 0));
    await set('server.path', programs.fake('mortal'));
    await untilState('error');
    listening.dispose();
    assert.ok(starts >= 5, `it was started ${starts} times`);
    assert.equal(ouroboros.pid, undefined);
  });

  it('that reads for long tells how far it is, and stops on wish', async () => {
    const ouroboros = await api();
    await set('server.path', programs.fake('endless'));
    await until('percent', () => ouroboros.status, (status) => /reading [1-9]\d* %$/.test(status));
    assert.equal(ouroboros.state, 'reading');
    await vscode.commands.executeCommand('ouroboros.stopReading');
    await until('ready', () => ouroboros.state, (state) => state === 'ready');
    assert.equal(ouroboros.status, '$(pass) Ouroboros');
  });

  it('tells what it does when that is asked for', async () => {
    // Where the log is written depends on the machine; what the server is asked for does not.
    const asked = () => fs.readFileSync(programs.note, 'utf8').trim().split('\n').at(-1);
    await set('server.path', programs.fake('endless'));
    await untilState('reading');
    assert.equal(asked(), 'off');
    await set('trace.server', 'verbose');
    await until('the level of the trace', asked, (level) => level === 'verbose');
    await set('trace.server', 'off');
    await until('the level of the trace', asked, (level) => level === 'off');
  });
});

/** The servers that run below this process. */
function children(): number[] {
  const tasks = fs.readdirSync(`/proc/${process.pid}/task`);
  const all = tasks.flatMap((task) => fs.readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').trim().split(' '));
  return all.filter((pid) => pid !== '' && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0lsp\0')).map(Number);
}
