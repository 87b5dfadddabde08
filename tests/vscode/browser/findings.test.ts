// What a person sees who opens the shop in VS Code with the packaged extension: findings, fixes, states.

import assert from 'node:assert/strict';
import { packages, shop, write } from '../harness/places.ts';
import { serversIn } from '../harness/servers.ts';
import { session } from '../harness/session.ts';
import { steps } from '../harness/step.ts';

const folder = shop();
const step = steps(session({ vsix: packages.whole }, folder));

step('the status bar tells what was found in files that nobody opened', async ({ editor }) => {
  await editor.untilStatus(/^Ouroboros: 3 errors, 1 warning$/);
  const tip = editor.page.locator('.monaco-hover:visible', { hasText: 'L4 references: 4' });
  // A state that changes while the pointer rests takes the tip away.
  const hover = async (): Promise<boolean> => {
    await editor.page.mouse.move(400, 300);
    await editor.page.locator('[id="ouroboros.ouroboros.ouroboros.status"] a').hover();
    return tip.filter({ hasText: 'from the package of the extension' }).waitFor({ timeout: 5000 }).then(() => true, () => false);
  };
  await editor.until('the tip', hover, (seen) => seen);
  await editor.picture('tip');
  await editor.problems();
  const rows = await editor.untilRows('four rows', (rows) => rows.length === 4);
  for (const code of ['L4/broken-link', 'L4/broken-anchor', 'L4/unresolved-import']) {
    assert.ok(rows.some((row) => row.includes(code)), `${code} is not in ${rows.join('\n')}`);
  }
  await editor.picture('problems');
});

step('a squiggle appears while unsaved text is typed, and goes with it', async ({ editor }) => {
  await editor.show('services/orders/orders/models.py');
  await editor.untilSquiggles(0);
  await editor.type('from .nothing import anything as anything\n');
  await editor.untilSquiggles(1);
  await editor.picture('squiggle');
  await editor.untilStatus(/^Ouroboros: 4 errors, 1 warning$/);
  await editor.page.keyboard.press('Shift+ArrowUp');
  await editor.page.keyboard.press('Delete');
  await editor.untilSquiggles(0);
  await editor.untilStatus(/^Ouroboros: 3 errors, 1 warning$/);
});

step('a finding of an unopened file goes when its cause is mended in another', async ({ editor }) => {
  const about = (rows: string[]) => rows.some((row) => row.includes('#returns'));
  await editor.untilRows('the finding of the guide', about);
  await editor.show('docs/orders.md', 7, 11);
  await editor.page.keyboard.press('Shift+Home');
  await editor.type('## Returns');
  await editor.untilRows('the guide without a finding', (rows) => !about(rows));
  await editor.untilStatus(/^Ouroboros: 3 errors$/);
  await editor.picture('mended');
});

step('a quick fix is applied, and the squiggle is gone', async ({ editor }) => {
  await editor.show('services/orders/orders/cart.py', 3, 8);
  await editor.untilSquiggles(1);
  await editor.page.keyboard.press('Control+.');
  const fix = editor.page.locator('.action-widget .monaco-list-row', { hasText: 'models' });
  await fix.waitFor();
  await editor.picture('fixes');
  await fix.click();
  await editor.until('the mended line', () => editor.lines(), (lines) => lines[2] === 'from .models import Order');
  await editor.untilSquiggles(0);
  await editor.untilStatus(/^Ouroboros: 2 errors$/);
});

step('hovering shows the finding, and its code leads to the page of the rule', async ({ editor }) => {
  await editor.show('web/src/index.ts', 1, 1);
  await editor.untilSquiggles(1);
  const name = editor.page.locator('.view-line span', { hasText: 'mony' }).last();
  await name.hover();
  const hover = editor.page.locator('.monaco-hover:visible', { hasText: 'cannot find' });
  await hover.waitFor();
  await editor.picture('hover');
  await hover.getByText('L4/unresolved-import').click();
  const page = editor.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await page.getByRole('heading', { name: 'unresolved-import' }).waitFor();
  await editor.picture('page-of-the-rule');
  await editor.page.keyboard.press('Control+F4');
});

step('a server that was killed comes back, and its findings with it', async ({ editor, code }) => {
  const [before] = serversIn(code);
  assert.ok(before !== undefined, 'no server runs');
  const said = (await editor.history()).length;
  process.kill(before, 'SIGKILL');
  await editor.until('another server', async () => serversIn(code), (now) => now.length === 1 && now[0] !== before);
  await editor.untilSaid(said, 'Ouroboros: starting', 'Ouroboros: 2 errors');
  await editor.untilRows('two rows', (rows) => rows.length === 2);
  assert.deepEqual(await editor.notifications(), []);
});

step('the menu of the status bar stops the server and starts it', async ({ editor, code }) => {
  const choose = async (title: string) => {
    await editor.page.locator('[id="ouroboros.ouroboros.ouroboros.status"] a').click();
    await editor.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: title }).waitFor();
    await editor.picture(`menu-${title.split(' ')[0]}`);
    await editor.choose(title, title);
  };
  await choose('Stop Server');
  await editor.untilStatus(/^Ouroboros: stopped$/);
  await editor.untilRows('no rows', (rows) => rows.length === 0);
  assert.deepEqual(serversIn(code), []);
  await editor.picture('stopped');
  await choose('Start Server');
  await editor.untilStatus(/^Ouroboros: 2 errors$/);
});

step('reading a large repository is told in percent', async ({ editor }) => {
  for (let part = 0; part < 300; part += 1) {
    for (let number = 0; number < 20; number += 1) {
      const body = Array.from({ length: 40 }, (_, line) => `def f${line}(x: int) -> int:\n    return x + ${line}\n`).join('\n');
      write(folder, `generated/part${part}/m${number}.py`, `import os\n\nROOT = os.sep\n${body}`);
    }
  }
  const said = (await editor.history()).length;
  await editor.command('Ouroboros: Restart Server');
  await editor.until('percent', () => editor.history(), (history) => history.slice(said).some((one) => / \d+ %$/.test(one)));
  await editor.untilStatus(/^Ouroboros: 2 errors$/);
  const states = (await editor.history()).slice(said);
  assert.equal(states[0], 'Ouroboros: starting');
  assert.match(states.find((one) => one.includes('%')) ?? '', /^Ouroboros: reading the repository, \d+ %$/);
});

step('DNA in JSON is validated by its schema, and other files of that name are not', async ({ editor }) => {
  write(folder, 'parts/extra.dna.json', '{\n  "dna": 1,\n  "layers": "none"\n}\n');
  write(folder, 'parts/maker.dna.json', '{\n  "id": "maker",\n  "outputs": []\n}\n');
  const rows = () => editor.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
  await editor.show('parts/maker.dna.json');
  await editor.show('parts/extra.dna.json');
  await editor.problems();
  await editor.until('a row of the schema', rows, (all) => all.some((row) => /Incorrect type/.test(row)));
  await editor.picture('dna');
  assert.ok(!(await rows()).some((row) => row.includes('maker.dna.json')));
});
