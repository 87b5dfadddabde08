// What a person does at the dashboard, from the login to the logout, at a real server with real agents.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { Server } from './harness/server.ts';
import { LIMIT, Window, browse } from './harness/window.ts';

const server = new Server();
let browser: Browser;
let window: Window;
let page: Page;

before(
  async () => {
    await server.start();
    browser = await browse();
    window = await Window.open(browser, server);
    page = window.page;
  },
  { timeout: 120_000 },
);

after(
  async () => {
    await browser?.close();
    server.end();
  },
  { timeout: 30_000 },
);

let broken: string | undefined;

/** A step of one long session: each goes on where the last ended. */
function step(name: string, run: () => Promise<void>): void {
  void test(name, { timeout: 3 * LIMIT }, async (context) => {
    if (broken !== undefined) {
      context.skip(`not tried, since this failed: ${broken}`);
      return;
    }
    try {
      await run();
    } catch (error) {
      broken = name;
      await window.picture('failed').catch(() => undefined);
      console.error(server.output().slice(-2000));
      throw error;
    }
  });
}

const row = (agent: string) => page.locator(`tr[data-agent="${agent}"]`);
const state = (agent: string, word: string) => row(agent).locator(`.badge[data-state="${word}"]`).waitFor();
const ended = (word: string) => page.locator(`.facts .badge[data-state="${word}"]`).first().waitFor();

async function submit(input: object): Promise<void> {
  await window.go('#/tasks/new?capability=steps');
  await page.getByLabel('Input (JSON)').fill(JSON.stringify(input));
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('heading', { name: 'steps', level: 1 }).waitFor();
}

step('a wrong token is refused with what to do, a right one lets in', async () => {
  await page.getByLabel('Token').fill('x'.repeat(40));
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').filter({ hasText: 'no such token' }).waitFor();
  await window.picture('login');
  await window.login('admin');
  assert.equal(await page.evaluate(() => document.cookie), '', 'a script sees the cookie');
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  await page.locator('.live.live', { hasText: 'live' }).waitFor();
});

step('an agent that a repository declares waits, and shows what would run', async () => {
  await state('stepper', 'pending');
  await row('stepper').getByRole('button', { name: 'Look and approve' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('python3 agents/stepper.py').waitFor();
  await window.picture('approve');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await state('stepper', 'pending');
  await row('stepper').getByRole('button', { name: 'Look and approve' }).click();
  await dialog.getByRole('button', { name: 'Approve this declaration' }).click();
  await state('stepper', 'active');
});

step('agents change before the eyes: stopped, started, killed and back', async () => {
  await row('stepper').getByRole('button', { name: 'Stop stepper' }).click();
  await state('stepper', 'stopped');
  await row('stepper').getByRole('button', { name: 'Start stepper' }).click();
  await state('stepper', 'active');
  await server.killAgent('stepper');
  await page.getByRole('status').filter({ hasText: 'Agent stepper is healing.' }).waitFor();
  await state('stepper', 'active');
  await row('stepper').locator('td[data-label="Restarts"]', { hasText: '1' }).waitFor();
});

step('a task is submitted and followed to its success, and so is the log', async () => {
  await window.go('#/tasks/new?capability=steps');
  await page.getByLabel('Input (JSON)').fill('{"count": 12,');
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.getByRole('alert').filter({ hasText: 'no JSON' }).waitFor();
  await submit({ count: 12, pause: 0.3 });
  await page.locator('.bar', { hasText: 'step' }).waitFor();
  await window.picture('task-running');
  await page.locator('.facts').getByRole('link', { name: 'stepper' }).click();
  await page
    .getByRole('log')
    .getByText(/step \d+ of 12/)
    .first()
    .waitFor();
  await page.getByRole('log').getByText('step 12 of 12').waitFor();
  await window.picture('agent');
  await page.goBack();
  await ended('succeeded');
  await page.locator('pre[aria-label="Result"]', { hasText: '"taken": 12' }).waitFor();
  await page.locator('.history', { hasText: 'attempt 1: stepper begins' }).waitFor();
  await window.picture('task');
});

step('a task is cancelled, and its agent stops', async () => {
  await submit({ count: 500, pause: 0.2 });
  await ended('running');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await ended('cancelled');
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await window.go('#/agents/stepper');
  await page
    .getByRole('log')
    .getByText(/stopped at step \d+ of 500/)
    .waitFor();
});

step('tasks are filtered, and the filter is an address', async () => {
  await window.go('#/tasks');
  await page.locator('tr[data-task]').nth(1).waitFor();
  await page.getByLabel('State').selectOption('cancelled');
  await page.waitForFunction(() => document.querySelectorAll('tr[data-task]').length === 1);
  assert.match(page.url(), /state=cancelled/);
  await page.reload();
  await page.locator('tr[data-task] .badge[data-state="cancelled"]').waitFor();
  await page.getByLabel('State').selectOption('dead');
  await page.getByText('No task is like that').waitFor();
});

step('a workspace is verified; findings lead to their rule and to SARIF', async () => {
  await window.go('#/verify');
  await page.getByRole('button', { name: 'Verify' }).click();
  await ended('succeeded');
  await page.locator('tr[data-code="L4/unresolved-import"]', { hasText: 'services/orders/orders/models.py:2' }).waitFor();
  const all = await page.locator('tr[data-code]').count();
  assert.ok(all >= 3, `${all} findings`);
  await window.picture('findings');
  await page.getByLabel('Level or rule').fill('L4/broken-link');
  await page.keyboard.press('Tab');
  await page.waitForFunction(() => document.querySelectorAll('tr[data-code]').length === 1);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download SARIF' }).click()]);
  const { readFileSync } = await import('node:fs');
  assert.equal(JSON.parse(readFileSync(await download.path(), 'utf8')).version, '2.1.0');
  await page.getByRole('link', { name: 'L4/broken-link' }).click();
  await page.getByRole('heading', { name: 'How to fix it' }).waitFor();
  await window.picture('rule');
});

step('the map is walked by keys, and says the same as a table', async () => {
  await window.go('#/map');
  const boxes = page.locator('.box');
  await boxes.first().waitFor();
  await boxes.first().focus();
  await page.keyboard.press('Home');
  const first = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  assert.match(first ?? '', /^services\/orders, .* needs 1, needed by 0$/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const chosen = page.getByRole('region', { name: 'Chosen component: services/billing' });
  await chosen.getByText('services/billing/billing/invoice.py:1').waitFor();
  await page.getByText('The same as a table').click();
  await page.locator('.cards tr', { hasText: 'services/billing' }).filter({ hasText: 'libs/money' }).waitFor();
  await window.picture('map');
});

step('capabilities show what they take and how it went', async () => {
  await window.go('#/capabilities');
  const card = page.getByRole('article', { name: 'steps' });
  await card.getByText(/100 % of \d/).waitFor();
  await card.getByText('What it takes').click();
  await card.getByText('"minimum": 1').waitFor();
  await window.picture('capabilities');
});

step('everything is reached by keys alone, in an order that is seen', async () => {
  await window.go('#/agents');
  await state('stepper', 'active');
  await page.reload();
  await state('stepper', 'active');
  const seen: string[] = [];
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab');
    const { name, outline } = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement;
      const style = getComputedStyle(at);
      return {
        name: at.getAttribute('aria-label') ?? at.textContent?.trim() ?? '',
        outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      };
    });
    assert.ok(outline, `the focus is not seen at ${name}`);
    seen.push(name);
  }
  assert.deepEqual(seen.slice(0, 7), ['Skip to the content', 'Agents', 'Tasks', 'Verify', 'Map', 'Capabilities', 'Log out']);
  assert.ok(seen.includes('Pause alpha'), seen.join(', '));
  await page.reload();
  await state('stepper', 'active');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  // Another view begins at its heading.
  await page.getByRole('link', { name: 'Tasks', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1' && document.activeElement.textContent === 'Tasks');
});

step('a server that restarts is awaited, and the session goes on', async () => {
  await window.go('#/agents');
  await state('oracle', 'active');
  await server.stop();
  await page.locator('.live', { hasText: 'reconnecting' }).waitFor();
  await window.picture('reconnecting');
  await server.start();
  await page.locator('.live', { hasText: /^live$/ }).waitFor();
  await row('oracle').getByRole('button', { name: 'Pause oracle' }).click();
  await state('oracle', 'paused');
  await row('oracle').getByRole('button', { name: 'Resume oracle' }).click();
  await state('oracle', 'active');
});

step('who may only look is offered nothing else', async () => {
  const other = await Window.open(browser, server);
  await other.login('viewer');
  await other.page.locator('tr[data-agent="oracle"]').waitFor();
  assert.equal(await other.page.locator('tr[data-agent] button').count(), 0);
  await other.go('#/tasks/new');
  await other.page.getByText('A viewer submits nothing').waitFor();
  assert.deepEqual(other.complaints, []);
  await other.close();
});

step('it fits a telephone, and both schemes of colours', async () => {
  const run = ((await server.ask('/v1/tasks?capability=verify')) as { items: { id: string }[] }).items[0]!.id;
  const views = [
    ['agents', '#/agents', 'tr[data-agent]'],
    ['agent', '#/agents/stepper', '.log'],
    ['tasks', '#/tasks', 'tr[data-task]'],
    ['submit', '#/tasks/new', 'textarea'],
    ['verify', '#/verify', 'tr[data-task]'],
    ['findings', `#/verify/${run}`, 'tr[data-code]'],
    ['map', '#/map', '.box'],
    ['capabilities', '#/capabilities', 'article'],
    ['rule', '#/rules/L4/broken-link', '.page'],
  ];
  for (const [name, options] of [
    ['narrow', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
    ['dark', { colorScheme: 'dark' as const, reducedMotion: 'reduce' as const }],
  ] as const) {
    const other = await Window.open(browser, server, options);
    assert.ok((await other.overflow()) <= 0, `the login is too wide: ${name}`);
    await other.login('operator');
    for (const [view, address, there] of views) {
      await other.go(address!);
      await other.page.locator(there!).first().waitFor();
      await other.picture(`${name}-${view}`);
      assert.ok((await other.overflow()) <= 0, `${view} is too wide: ${name}`);
    }
    assert.deepEqual(other.complaints, []);
    await other.close();
  }
});

step('who leaves is out, in every window, and nothing was complained of', async () => {
  const other = await page.context().newPage();
  await other.goto(server.url);
  await other.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Token').waitFor();
  await other.evaluate(() => void (location.hash = '#/tasks'));
  await other.getByText('Your session has ended').waitFor();
  assert.deepEqual(window.complaints, []);
});
