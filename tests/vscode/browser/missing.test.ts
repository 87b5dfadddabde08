// The package without a server, on a machine that has none: what a person is told, and what helps.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packages, program, scratch, shop, write } from '../harness/places.ts';
import { session } from '../harness/session.ts';
import { steps } from '../harness/step.ts';

const folder = shop();
const search = scratch('path');
const step = steps(session({ vsix: packages.bare, path: [search] }, folder));

step('a missing program is told, with what can be done', async ({ editor }) => {
  await editor.untilStatus(/^Ouroboros: does not run$/);
  await editor.untilNotified(/^Ouroboros cannot start: the program `ouroboros` is neither on PATH nor in this package of the extension\. Install it/);
  await editor.picture('missing');
  await editor.press('Get Started');
  await editor.page.locator('.getting-started', { hasText: 'Get started with Ouroboros' }).waitFor();
  await editor.picture('walkthrough');
});

step('another program of that name is told apart', async ({ editor }) => {
  write(search, 'ouroboros', '#!/bin/sh\necho "ouroboros the game, release 3"\n', 0o755);
  await editor.command('Ouroboros: Restart Server');
  await editor.untilNotified(/is not Ouroboros: asked for its version it says “ouroboros the game, release 3”/);
  await editor.picture('foreign');
});

step('a wrong setting is told, and the button leads to it', async ({ editor, code }) => {
  await editor.command('Notifications: Clear All Notifications');
  await editor.until('no messages', () => editor.notifications(), (all) => all.length === 0);
  const settings = path.join(code.data, 'Machine/settings.json');
  const before = JSON.parse(fs.readFileSync(settings, 'utf8')) as Record<string, unknown>;
  fs.writeFileSync(settings, JSON.stringify({ ...before, 'ouroboros.server.path': '/there/is/none' }));
  await editor.untilNotified(/the setting ouroboros\.server\.path names `\/there\/is\/none`, and there is no program/);
  await editor.picture('wrong-setting');
  await editor.press('Open Settings');
  await editor.page.locator('.settings-editor', { hasText: 'Server: Path' }).waitFor();
  await editor.picture('settings');
  await editor.page.keyboard.press('Escape');
  await editor.page.locator('.settings-editor').waitFor({ state: 'hidden' });
  fs.writeFileSync(settings, JSON.stringify(before));
  await editor.untilNotified(/is not Ouroboros/);
});

step('once there is a program a restart finds it', async ({ editor }) => {
  fs.rmSync(path.join(search, 'ouroboros'));
  fs.symlinkSync(program, path.join(search, 'ouroboros'));
  await editor.command('Notifications: Clear All Notifications');
  await editor.restart('Ouroboros: 3 errors, 1 warning');
  assert.deepEqual(await editor.notifications(), []);
  await editor.command('Ouroboros: Show Version');
  await editor.untilNotified(/^Ouroboros: extension \d+\.\d+\.\d+\. Server \d+\.\d+\.\d+, found on PATH: .*\/ouroboros$/);
});
