// Real programs are asked who they are.

import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { ask, machine, understand } from '../../../editors/vscode/src/probe.ts';
import { program, scratch, write } from '../harness/places.ts';

const folder = scratch('probe');
const script = (name: string, text: string, mode = 0o755) => write(folder, name, text, mode);
const LIMIT = { timeout: 30_000 };

test('our program says who it is', LIMIT, async () => {
  const answer = await ask(program);
  assert.equal(answer.kind, 'ouroboros');
  assert.match(answer.kind === 'ouroboros' ? answer.version : '', /^\d+\.\d+\.\d+/);
});

test('what is no program, or another, is told apart', LIMIT, async () => {
  const cases: [string, unknown][] = [
    [script('game', '#!/bin/sh\necho "game 1.0"\n'), { kind: 'foreign', said: 'game 1.0' }],
    [script('mute', '#!/bin/sh\n'), { kind: 'foreign', said: '' }],
    [script('failing', '#!/bin/sh\necho "GLIBC_9.9 not found" >&2\nexit 127\n'), { kind: 'broken', why: 'GLIBC_9.9 not found (exit code 127)' }],
    [script('lying', '#!/bin/sh\necho "ouroboros 1.0.0"\nexit 1\n'), { kind: 'broken', why: 'ouroboros 1.0.0 (exit code 1)' }],
    [script('text', 'not a program', 0o644), { kind: 'broken', why: 'it may not be executed' }],
    [script('orphan', '#!/there/is/none\n'), { kind: 'broken', why: 'there is no such file, or its interpreter or loader is missing' }],
    [path.join(folder, 'none'), { kind: 'broken', why: 'there is no such file, or its interpreter or loader is missing' }],
  ];
  for (const [file, expected] of cases) {
    assert.deepEqual(await ask(file), expected, file);
  }
});

test('a program that does not answer is not waited for', LIMIT, async () => {
  const started = Date.now();
  const answer = await ask(script('slow', '#!/bin/sh\nexec sleep 100\n'), 300);
  assert.deepEqual(answer, { kind: 'broken', why: 'it did not say its version within 0.3 s' });
  assert.ok(Date.now() - started < 10_000);
});

test('an answer is understood to the letter', () => {
  const kind = (stdout: string) => understand(stdout, '', null).kind;
  assert.equal(kind('ouroboros 0.1.0\n'), 'ouroboros');
  assert.equal(kind('ouroboros 0.1.0-rc.1+abc\n'), 'ouroboros');
  assert.equal(kind('ouroboros-chain 0.1.0\n'), 'foreign');
  assert.equal(kind('ouroboros version 3\n'), 'foreign');
  assert.equal(kind(''), 'foreign');
  assert.deepEqual(understand('x'.repeat(500), '', null), { kind: 'foreign', said: `${'x'.repeat(120)}…` });
});

test('a folder is no program', LIMIT, async () => {
  assert.equal(await machine().isProgram(folder), false);
  assert.equal(await machine().isProgram(program), true);
});
