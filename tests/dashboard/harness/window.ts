// A window on the dashboard in a headless browser, and what its console said.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { token, type Role, type Server } from './server.ts';

/** How long anything may take, in milliseconds: generous, since a machine may be busy. */
export const LIMIT = 45_000;

const pictures = process.env.DASHBOARD_PICTURES!;

/** The browser, for all windows. */
export async function browse(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    // A test machine may run as root, and nothing is to be fetched from anywhere.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--disable-dev-shm-usage',
    ],
  });
}

export class Window {
  /** What its console complained of, but for answers that say no. */
  readonly complaints: string[] = [];
  private readonly page_: Page;

  private constructor(page: Page) {
    this.page_ = page;
    page.setDefaultTimeout(LIMIT);
    page.on('console', (message) => {
      const text = message.text();
      // That somebody is not in yet, and that a server is away, are answers that the page shows.
      if (['error', 'warning'].includes(message.type()) && !/Failed to load resource|net::ERR/.test(text)) {
        this.complaints.push(text);
      }
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  get page(): Page {
    return this.page_;
  }

  static async open(browser: Browser, server: Server, options: BrowserContextOptions = {}): Promise<Window> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 850 }, locale: 'en-GB', ...options });
    const window = new Window(await context.newPage());
    await window.page.goto(server.url);
    return window;
  }

  async login(role: Role): Promise<void> {
    await this.page.getByLabel('Token').fill(token(role));
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  }

  /** Goes to a view by its address. */
  async go(address: string): Promise<void> {
    await this.page.evaluate((address) => void (location.hash = address), address);
  }

  /** How much wider the page is than its window. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  async picture(name: string): Promise<void> {
    fs.mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
