// Starts VS Code with the extension in its development host, has the suites run there, and tells what came of them.

import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import * as esbuild from 'esbuild';
import { Code } from '../harness/code.ts';
import { browse } from '../harness/editor.ts';
import { packages, scratch, shop } from '../harness/places.ts';
import type { Outcome } from './index.ts';

/** For all suites together, in milliseconds. */
const LIMIT = 300_000;

test('in the extension host', { timeout: LIMIT + 60_000 }, async (context) => {
  const place = scratch('host');
  const extension = unpack(packages.whole, place);
  // Beside the sources, so that mocha is found.
  const suites = path.join(import.meta.dirname, '../dist/host.cjs');
  const entry = path.join(import.meta.dirname, 'index.ts');
  await esbuild.build({ entryPoints: [entry], outfile: suites, bundle: true, format: 'cjs', platform: 'node', external: ['vscode', 'mocha'] });
  const outcomes = path.join(place, 'outcomes.json');
  const fakes = fakesIn(place);
  const env = { OUROBOROS_OUTCOMES: outcomes, OUROBOROS_FAKES: fakes };
  const code = await Code.start({ flags: ['--vscode-option', 'enable-smoke-test-driver'], env });
  const said: string[] = [];
  const browser = await browse();
  try {
    const page = await browser.newPage();
    const exit = new Promise<number>((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.exposeFunction('codeAutomationLog', (kind: string, values: unknown[]) => said.push(`${kind}: ${values.join(' ')}`));
    const remote = (local: string) => `vscode-remote://${new URL(code.address).host}${local}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(extension)],
      ['extensionTestsPath', remote(suites)],
    ]);
    await page.goto(`${code.address}/?folder=${shop()}&payload=${encodeURIComponent(payload)}`);
    const limit = new Promise<never>((_, reject) => void setTimeout(() => reject(new Error(`no end:\n${said.join('\n')}`)), LIMIT).unref());
    const status = await Promise.race([exit, limit]);
    assert.ok(fs.existsSync(outcomes), `no outcomes, exit ${status}:\n${said.join('\n')}`);
  } finally {
    await browser.close();
    code.stop();
  }
  const all = JSON.parse(fs.readFileSync(outcomes, 'utf8')) as Outcome[];
  assert.ok(all.length > 15, `only ${all.length} tests ran`);
  for (const outcome of all) {
    await context.test(`${outcome.name} (${outcome.milliseconds} ms)`, () => {
      if (outcome.failure !== undefined) {
        throw new Error(outcome.failure);
      }
    });
  }
});

/** What is in a package. */
function unpack(vsix: string, place: string): string {
  execFileSync('python3', ['-m', 'zipfile', '-e', vsix, place]);
  // This unpacker knows no permissions; VS Code's does.
  fs.chmodSync(path.join(place, 'extension/server/ouroboros'), 0o755);
  return path.join(place, 'extension');
}

function fakesIn(place: string): string {
  const folder = path.join(place, 'fakes');
  fs.mkdirSync(folder);
  for (const manner of ['dumb', 'mortal', 'endless']) {
    fs.copyFileSync(path.join(import.meta.dirname, '../fake/server.mjs'), path.join(folder, `${manner}.mjs`));
    fs.chmodSync(path.join(folder, `${manner}.mjs`), 0o755);
  }
  return folder;
}
