// What is counted, and how the status bar tells it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crashed, failed, help, TITLES } from '../../../editors/vscode/src/help.ts';
import { counted, look, type State } from '../../../editors/vscode/src/look.ts';
import { Tally, type Diagnosed } from '../../../editors/vscode/src/tally.ts';

const one = (severity: number, code: string, source = 'ouroboros'): Diagnosed => ({ severity, code, source });

test('findings are counted as they come and go', () => {
  const tally = new Tally();
  assert.equal(tally.update('a', [one(0, 'L4/x'), one(1, 'L4/y'), one(0, 'reportMissing', 'pylance')]), true);
  assert.equal(tally.update('b', [one(2, 'L1/z'), { ...one(3, 'L1/z'), code: { value: 'L1/z' } }]), true);
  assert.deepEqual(tally.counts(), { errors: 1, warnings: 1, infos: 2, files: 2, levels: [['L1', 2], ['L4', 2]] });
  assert.equal(tally.update('a', [one(1, 'L4/y'), one(0, 'L4/x')]), false);
  assert.equal(tally.update('c', [one(0, 'x', 'eslint')]), false);
  assert.equal(tally.update('a', []), true);
  assert.equal(tally.update('a', []), false);
  assert.deepEqual(tally.counts(), { errors: 0, warnings: 0, infos: 2, files: 1, levels: [['L1', 2]] });
});

const around = {
  counts: { errors: 3, warnings: 1, infos: 0, files: 2, levels: [['L1', 1], ['L4', 3]] as [string, number][] },
  program: { path: '/usr/bin/ouroboros', origin: 'path' as const, version: '1.2.3' },
  trusted: true,
};
const nothing = { ...around, counts: { errors: 0, warnings: 0, infos: 0, files: 0, levels: [] } };

test('each state has its look', () => {
  const cases: [State, string, string][] = [
    [{ kind: 'starting' }, '$(loading~spin) Ouroboros', 'Ouroboros: starting'],
    [{ kind: 'reading', percent: 43 }, '$(loading~spin) Ouroboros: reading 43 %', 'Ouroboros: reading the repository, 43 %'],
    [{ kind: 'ready' }, 'Ouroboros $(error) 3 $(warning) 1', 'Ouroboros: 3 errors, 1 warning'],
    [{ kind: 'stopped' }, '$(circle-slash) Ouroboros', 'Ouroboros: stopped'],
    [{ kind: 'error', message: 'no' }, '$(error) Ouroboros', 'Ouroboros: does not run'],
  ];
  for (const [state, text, label] of cases) {
    const drawn = look(state, around);
    assert.deepEqual([drawn.text, drawn.label, drawn.background], [text, label, state.kind === 'error' ? 'error' : undefined]);
  }
  assert.deepEqual([look({ kind: 'ready' }, nothing).text, look({ kind: 'ready' }, nothing).label], ['$(pass) Ouroboros', 'Ouroboros: no findings']);
});

test('the tooltip says what was found, by what, and what is held back', () => {
  const { tooltip } = look({ kind: 'ready' }, { ...around, trusted: false });
  for (const part of ['In 2 files', '- L1 syntax: 1', '- L4 references: 3', 'Version 1.2.3, found on PATH', '`/usr/bin/ouroboros`', 'not trusted']) {
    assert.ok(tooltip.includes(part), `${part} is not in ${tooltip}`);
  }
  assert.ok(!look({ kind: 'ready' }, around).tooltip.includes('trusted'));
});

test('a message is no Markdown, but for its code', () => {
  const { tooltip } = look({ kind: 'error', message: '`/a_b/c` says “*[x](y)* <b> $(error)” and `' }, nothing);
  assert.ok(tooltip.includes('`/a_b/c` says “\\*\\[x\\]\\(y\\)\\* \\<b\\> \\$\\(error\\)” and `'), tooltip);
});

test('numbers have their words', () => {
  assert.equal(counted({ ...nothing.counts, errors: 1, infos: 2 }), '1 error, 2 infos');
  assert.equal(counted({ ...nothing.counts, warnings: 10 }), '10 warnings');
  assert.equal(counted(nothing.counts), '');
});

test('help names the trouble, and every button has a title', () => {
  const all = [
    help({ kind: 'nowhere' }),
    help({ kind: 'absent', path: '/x' }),
    help({ kind: 'untrusted', path: '/x' }),
    help({ kind: 'broken', path: '/x', why: 'it may not be executed' }),
    help({ kind: 'foreign', path: '/x', said: 'game' }),
    failed('it ended'),
    crashed(5),
  ];
  for (const { message, actions } of all) {
    assert.match(message, /^Ouroboros /);
    assert.ok(actions.length >= 2 && actions.every((action) => TITLES[action].length > 0), message);
  }
  assert.equal(new Set(all.map(({ message }) => message)).size, all.length);
});
