// Which program is taken, on any machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../../editors/vscode/src/probe.ts';
import { describe, expand, find, type Machine, type Wishes } from '../../../editors/vscode/src/program.ts';

const OURS: Answer = { kind: 'ouroboros', version: '1.2.3' };
const FOREIGN: Answer = { kind: 'foreign', said: 'hello' };
const BROKEN: Answer = { kind: 'broken', why: 'exit code 127' };

/** A machine with these programs; `asked` gathers which were run. */
function machine(programs: Record<string, Answer>, more: Partial<Machine> = {}): Machine & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    platform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin' },
    home: '/home/me',
    isProgram: async (path) => path in programs,
    real: async (path) => path,
    ask: async (path) => {
      asked.push(path);
      return programs[path] ?? BROKEN;
    },
    ...more,
  };
}

const WISHES: Wishes = { configured: '', packaged: '/extension/server/ouroboros', folders: ['/src/shop'], trusted: true };

test('the setting comes before PATH, and PATH before the package', async () => {
  const all = machine({ '/opt/ouroboros': OURS, '/usr/bin/ouroboros': OURS, '/extension/server/ouroboros': OURS });
  const origin = async (wishes: Partial<Wishes>, on = all) => {
    const { program } = await find(on, { ...WISHES, ...wishes });
    return program && [program.path, program.origin, program.version];
  };
  assert.deepEqual(await origin({ configured: ' /opt/ouroboros ' }), ['/opt/ouroboros', 'setting', '1.2.3']);
  assert.deepEqual(await origin({}), ['/usr/bin/ouroboros', 'path', '1.2.3']);
  assert.deepEqual(await origin({}, machine({ '/extension/server/ouroboros': OURS })), ['/extension/server/ouroboros', 'package', '1.2.3']);
});

test('another program of that name on PATH is passed over, and said', async () => {
  const on = machine({ '/usr/local/bin/ouroboros': FOREIGN, '/usr/bin/ouroboros': BROKEN, '/extension/server/ouroboros': OURS });
  const found = await find(on, WISHES);
  assert.equal(found.program?.origin, 'package');
  assert.deepEqual(found.passed, [
    '`/usr/local/bin/ouroboros` is not Ouroboros: asked for its version it says “hello”',
    '`/usr/bin/ouroboros` does not run: exit code 127',
  ]);
  assert.deepEqual((await find(machine({ '/usr/bin/ouroboros': FOREIGN }), WISHES)).trouble, { kind: 'foreign', path: '/usr/bin/ouroboros', said: 'hello' });
  assert.deepEqual((await find(machine({}), WISHES)).trouble, { kind: 'nowhere' });
});

test('a setting that is wrong is told, and nothing else is taken in its place', async () => {
  const on = machine({ '/usr/bin/ouroboros': OURS, '/opt/game': FOREIGN, '/opt/other': BROKEN });
  const trouble = async (configured: string) => (await find(on, { ...WISHES, configured })).trouble;
  assert.deepEqual(await trouble('/there/is/none'), { kind: 'absent', path: '/there/is/none' });
  assert.deepEqual(await trouble('/opt/game'), { kind: 'foreign', path: '/opt/game', said: 'hello' });
  assert.deepEqual(await trouble('/opt/other'), { kind: 'broken', path: '/opt/other', why: 'exit code 127' });
  assert.deepEqual(await trouble('nothing-of-that-name'), { kind: 'absent', path: 'nothing-of-that-name' });
});

test('of a folder that is not trusted nothing is run, whoever names it', async () => {
  const programs = { '/src/shop/bin/ouroboros': OURS, '/home/me/bin/link': OURS };
  const real = async (path: string) => (path === '/home/me/bin/link' ? '/src/shop/bin/ouroboros' : path);
  for (const [configured, env] of [
    ['/src/shop/bin/ouroboros', {}],
    ['${workspaceFolder}/bin/ouroboros', {}],
    ['bin/ouroboros', {}],
    ['/src/shop/../shop/bin/ouroboros', {}],
    ['~/bin/link', {}],
    ['', { PATH: '/src/shop/bin' }],
  ] as const) {
    const on = machine({ ...programs, '/src/shop/../shop/bin/ouroboros': OURS }, { env, real });
    const found = await find(on, { ...WISHES, configured, trusted: false });
    assert.deepEqual([found.program, found.trouble?.kind, on.asked], [undefined, 'untrusted', []], configured);
    const trusting = await find(on, { ...WISHES, configured });
    assert.equal(trusting.program?.version, '1.2.3', configured);
  }
  const beside = await find(machine({ '/src/shop-tools/ouroboros': OURS }), { ...WISHES, configured: '/src/shop-tools/ouroboros', trusted: false });
  assert.equal(beside.program?.path, '/src/shop-tools/ouroboros');
});

test('entries of PATH that mean wherever one happens to be are not looked at', async () => {
  const looked: string[] = [];
  const isProgram = async (path: string) => (looked.push(path), false);
  await find(machine({}, { env: { PATH: ':.:bin:/usr/bin:/usr/bin' }, isProgram }), WISHES);
  assert.deepEqual(looked, ['/usr/bin/ouroboros', '/extension/server/ouroboros']);
});

test('on Windows PATH has another name, and programs another ending', async () => {
  const path = 'C:\\tools\\ouroboros.exe';
  const on = machine({ [path]: OURS }, { platform: 'win32', env: { Path: 'C:\\Windows;C:\\tools' } });
  assert.equal((await find(on, WISHES)).program?.path, path);
});

test('what stands for something is put in', () => {
  const on = { env: { TOOLS: '/opt/tools' }, home: '/home/me' };
  const cases: [string, string][] = [
    ['~/bin/ouroboros', '/home/me/bin/ouroboros'],
    ['~', '/home/me'],
    ['~other/ouroboros', '/src/shop/~other/ouroboros'],
    ['${workspaceFolder}/x', '/src/shop/x'],
    ['${env:TOOLS}/${env:NONE}x', '/opt/tools/x'],
    ['${userHome}/x', '/home/me/x'],
    ['target/release/ouroboros', '/src/shop/target/release/ouroboros'],
    ['ouroboros', 'ouroboros'],
    ['C:\\tools\\x.exe', 'C:\\tools\\x.exe'],
  ];
  for (const [written, meant] of cases) {
    assert.equal(expand(written, on, ['/src/shop']), meant, written);
  }
  assert.equal(expand('${workspaceFolder}/x', on, []), '${workspaceFolder}/x');
});

test('each trouble has its sentence', () => {
  assert.equal(describe({ kind: 'foreign', path: '/x', said: '' }), '`/x` is not Ouroboros: asked for its version it says nothing');
  assert.match(describe({ kind: 'untrusted', path: '/x' }), /do not trust/);
});
