// The package without a server, on a machine that has none: what a person is told, and what helps.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { Code } from '../harness/code.ts';
import { Editor, browse } from '../harness/editor.ts';
import { packages, program, scratch, shop, write } from '../harness/places.ts';
import { steps } from '../harness/step.ts';

let code: Code;
let browser: Browser;
let editor: Editor;
const step = steps(() => editor);
const folder = shop();
const search = scratch('path');

before(
  async () => {
    [code, browser] = await Promise.all([Code.start({ vsix: packages.bare, path: [search] }), browse()]);
    editor = await Editor.open(browser, code, folder);
  },
  { timeout: 180_000 },
);

after(
  async () => {
    await browser?.close();
    code?.stop();
  },
  { timeout: 30_000 },
);

step('a missing program is told, with what can be done', async () => {
  await editor.untilStatus(/^Ouroboros: does not run$/);
  await editor.untilNotified(/^Ouroboros cannot start: the program `ouroboros` is neither on PATH nor in this package of the extension\. Install it/);
  await editor.picture('missing');
  await editor.press('Get Started');
  await editor.page.locator('.getting-started', { hasText: 'Get started with Ouroboros' }).waitFor();
  await editor.picture('walkthrough');
});

step('another program of that name is told apart', async () => {
  write(search, 'ouroboros', '#!/bin/sh\necho "ouroboros the game, release 3"\n', 0o755);
  await editor.command('Ouroboros: Restart Server');
  await editor.untilNotified(/is not Ouroboros: asked for its version it says “ouroboros the game, release 3”/);
  await editor.picture('foreign');
});

step('a wrong setting is told, and the button leads to it', async () => {
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

step('once there is a program a restart finds it', async () => {
  fs.rmSync(path.join(search, 'ouroboros'));
  fs.symlinkSync(program, path.join(search, 'ouroboros'));
  await editor.command('Notifications: Clear All Notifications');
  await editor.command('Ouroboros: Restart Server');
  await editor.untilStatus(/^Ouroboros: 3 errors, 1 warning$/);
  assert.deepEqual(await editor.notifications(), []);
  await editor.command('Ouroboros: Show Version');
  await editor.untilNotified(/^Ouroboros: extension \d+\.\d+\.\d+\. Server \d+\.\d+\.\d+, found on PATH: .*\/ouroboros$/);
});
