// A window of VS Code in a headless browser, and what a person does with it. Every wait has a limit and says what it
// saw when it is over.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { Code } from './code.ts';
import { pictures } from './places.ts';

/** How long anything may take, in milliseconds: generous, since a machine may be busy. */
export const LIMIT = 45_000;

const STATUS = '[id="ouroboros.ouroboros.ouroboros.status"]';

/** A row of the Problems view: its text, with the code of the finding. */
export type Row = string;

/** The browser, for all windows. */
export async function browse(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    // A test machine may run as root, and nothing is to be fetched from anywhere.
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run', '--disable-dev-shm-usage'],
  });
}

/** The window. */
export class Editor {
  readonly page: Page;
  private number = 0;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens a folder in a window of its own. */
  static async open(browser: Browser, code: Code, folder: string): Promise<Editor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT);
    const editor = new Editor(page);
    await page.addInitScript(watch, STATUS);
    await page.goto(`${code.address}/?folder=${encodeURIComponent(folder)}`);
    await page.waitForSelector('.monaco-workbench .statusbar', { timeout: LIMIT });
    return editor;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Waits until it holds; says what was there instead. */
  async until<T>(what: string, look: () => Promise<T>, holds: (seen: T) => boolean, limit = LIMIT): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
      const seen = await look();
      if (holds(seen)) {
        return seen;
      }
      if (Date.now() > end) {
        throw new Error(`waited for ${what}, but there is ${JSON.stringify(seen)}`);
      }
      await this.page.waitForTimeout(50);
    }
  }

  /** The item in the status bar as it is read out; empty while there is none. */
  status(): Promise<string> {
    return this.page.evaluate((item) => document.querySelector(`${item} a`)?.getAttribute('aria-label') ?? '', STATUS);
  }

  /** All that the item has said so far, in order. */
  history(): Promise<string[]> {
    return this.page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  }

  async untilStatus(pattern: RegExp, limit = LIMIT): Promise<string> {
    return this.until(`the status ${pattern}`, () => this.status(), (status) => pattern.test(status), limit);
  }

  /** Waits until the item has said one thing and then says another. */
  async untilSaid(since: number, first: string, last: string): Promise<void> {
    const all = async () => (await this.history()).slice(since);
    await this.until(`${first}, then ${last}`, all, (said) => said.includes(first) && said.at(-1) === last);
  }

  /** Restarts the server, and waits until the item says this. */
  async restart(last: string): Promise<void> {
    const since = (await this.history()).length;
    await this.command('Ouroboros: Restart Server');
    await this.untilSaid(since, 'Ouroboros: starting', last);
  }

  /** Runs a command by its title. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.choose(`>${title}`, title);
  }

  /** Opens a file of the folder, and puts the cursor somewhere; both from 1. */
  async show(name: string, line = 1, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+p');
    await this.choose(name, path.basename(name));
    const tab = this.page.locator('.tab.active', { hasText: path.basename(name) });
    await tab.waitFor();
    await this.page.keyboard.press('Control+g');
    const asked = this.page.locator('.quick-input-widget');
    const input = this.page.locator('.quick-input-widget:visible input');
    await input.fill(`:${line}:${column}`);
    // What is not ready yet takes no Enter.
    const answer = async (): Promise<boolean> => {
      await input.press('Enter', { timeout: 1000 }).catch(() => undefined);
      return asked.waitFor({ state: 'hidden', timeout: 2000 }).then(() => true, () => false);
    };
    await this.until('the question to go', answer, (gone) => gone);
  }

  /** Types where the cursor is. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** What stands in the editor, as far as it is visible, line by line. */
  lines(): Promise<string[]> {
    return this.page.evaluate(() => {
      const top = (line: Element) => Number.parseFloat((line as HTMLElement).style.top);
      const lines = [...document.querySelectorAll('.editor-group-container.active .view-lines > .view-line')];
      return lines.sort((a, b) => top(a) - top(b)).map((line) => (line.textContent ?? '').replaceAll('\u00a0', ' '));
    });
  }

  /** How many squiggles are to be seen. */
  squiggles(): Promise<number> {
    return this.page.locator('.editor-group-container.active .squiggly-error, .editor-group-container.active .squiggly-warning').count();
  }

  async untilSquiggles(count: number): Promise<void> {
    await this.until(`${count} squiggles`, () => this.squiggles(), (seen) => seen === count);
  }

  /** Opens the Problems view. */
  async problems(): Promise<void> {
    await this.command('Problems: Focus on Problems View');
    await this.page.locator('.markers-panel').waitFor();
  }

  /** The rows of the Problems view that are about findings. */
  rows(): Promise<Row[]> {
    return this.page.evaluate(() => {
      const rows = [...document.querySelectorAll('.markers-panel .monaco-list-row')];
      return rows.map((row) => (row as HTMLElement).innerText.replace(/\s+/g, ' ')).filter((text) => / ouroboros L\d\//.test(text));
    });
  }

  async untilRows(what: string, holds: (rows: Row[]) => boolean): Promise<Row[]> {
    return this.until(what, () => this.rows(), holds);
  }

  /** The notifications that are shown. */
  notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  async untilNotified(pattern: RegExp): Promise<void> {
    await this.until(`the message ${pattern}`, () => this.notifications(), (all) => all.some((one) => pattern.test(one)));
  }

  /** Presses a button of a notification. */
  async press(title: string): Promise<void> {
    await this.page.locator('.notifications-toasts').getByRole('button', { name: title, exact: true }).click();
  }

  /** Takes a picture, for whoever wants to look. */
  async picture(name: string): Promise<void> {
    fs.mkdirSync(pictures, { recursive: true });
    this.number += 1;
    await this.page.screenshot({ path: path.join(pictures, `${String(this.number).padStart(2, '0')}-${name}.png`) });
  }

  /** Writes into the open quick input, and takes the entry that has this title. */
  async choose(written: string, title: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget:visible');
    const input = widget.locator('input[type=text], .quick-input-box input').first();
    await input.fill(written);
    const first = widget.locator('.monaco-list-row.focused', { hasText: title.replace(/^.*: /, '') });
    await first.waitFor();
    await input.press('Enter');
  }
}

/** In the page: writes down whatever the item says, since it may say it for a moment only. */
function watch(item: string): void {
  const said: string[] = [];
  (globalThis as unknown as { said: string[] }).said = said;
  const note = () => {
    const label = document.querySelector(`${item} a`)?.getAttribute('aria-label');
    if (label && label !== said.at(-1)) {
      said.push(label);
    }
  };
  new MutationObserver(note).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label'] });
}
