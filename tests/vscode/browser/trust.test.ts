// A repository that nobody trusts yet names a program of its own as the server. It must not be run.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packages, program, shop, write } from '../harness/places.ts';
import { serversIn } from '../harness/servers.ts';
import { session } from '../harness/session.ts';
import { steps } from '../harness/step.ts';

const folder = shop();
const marker = path.join(folder, 'it-was-run');
// It does what an attacker would do, and then what is expected of it, so that nobody notices.
write(folder, 'tools/ouroboros', `#!/bin/sh\necho "$@" >>'${marker}'\nexec '${program}' "$@"\n`, 0o755);
write(folder, '.vscode/settings.json', '{ "ouroboros.server.path": "${workspaceFolder}/tools/ouroboros", "ouroboros.level": "L6" }\n');
write(folder, '.vscode/tasks.json', '{ "version": "2.0.0", "tasks": [{ "type": "ouroboros" }] }\n');
// An entry of PATH inside the repository is as bad.
const step = steps(session({ vsix: packages.whole, trust: true, path: [path.join(folder, 'tools')] }, folder));

step('findings are shown, by the server of the package', async ({ editor }) => {
  await editor.untilStatus(/^Ouroboros: 3 errors, 1 warning$/);
  await editor.show('services/orders/orders/cart.py');
  await editor.untilSquiggles(1);
  assert.equal(await editor.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).count(), 1);
  await editor.picture('untrusted');
  await editor.command('Ouroboros: Show Version');
  await editor.untilNotified(/from the package of the extension/);
});

step('nothing of the repository was run', async ({ editor, code }) => {
  await editor.restart('Ouroboros: 3 errors, 1 warning');
  assert.equal(serversIn(code).length, 1);
  assert.ok(!fs.existsSync(marker), 'the program of the repository was run');
});

step('once the folder is trusted its setting counts', async ({ editor }) => {
  // This is what makes the step before worth something: the trap works.
  await editor.command('Workspaces: Manage Workspace Trust');
  await editor.page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await editor.until('the mark of the program', async () => fs.existsSync(marker), (there) => there);
  await editor.untilStatus(/^Ouroboros: 3 errors, 1 warning$/);
  const lines = fs.readFileSync(marker, 'utf8').trim().split('\n');
  assert.deepEqual([...new Set(lines)], ['--version', 'lsp']);
});
