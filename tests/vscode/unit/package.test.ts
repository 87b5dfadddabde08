// What is packaged is what it should be: settings and schemas of the server, nothing that need not be there.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { packages, program, repository, scratch, shop } from '../harness/places.ts';

const LIMIT = { timeout: 60_000 };
const extension = path.join(repository, 'editors/vscode');
const manifest = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));

/** What a package holds, by name. */
function contents(vsix: string): Map<string, Buffer> {
  const folder = scratch('vsix');
  execFileSync('python3', ['-m', 'zipfile', '-e', vsix, folder]);
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map((entry) => [path.relative(folder, path.join(entry.parentPath, entry.name)), fs.readFileSync(path.join(entry.parentPath, entry.name))]));
}

test('the settings are those of the server', LIMIT, () => {
  execFileSync(process.execPath, [path.join(extension, 'scripts/settings.mjs'), '--check', program]);
  const names = Object.keys(manifest.contributes.configuration.properties);
  assert.deepEqual(names, ['ouroboros.level', 'ouroboros.levels', 'ouroboros.server.path', 'ouroboros.trace.server']);
});

test('one package has the server, the other is for all platforms', LIMIT, () => {
  const common = ['[Content_Types].xml', 'extension.vsixmanifest'].concat(
    ['LICENSE.txt', 'changelog.md', 'dist/extension.cjs', 'dist/licences.txt', 'icon.png', 'package.json', 'readme.md'].map((name) => `extension/${name}`),
    ['schemas/dna-file.json', 'schemas/dna.json', 'walkthrough/dna.md', 'walkthrough/findings.md', 'walkthrough/program.md'].map((name) => `extension/${name}`),
  );
  const [bare, whole] = [contents(packages.bare), contents(packages.whole)];
  assert.deepEqual([...bare.keys()].sort(), [...common].sort());
  assert.deepEqual([...whole.keys()].sort(), [...common, 'extension/server/ouroboros'].sort());
  assert.ok(whole.get('extension/server/ouroboros')!.equals(fs.readFileSync(program)));
  assert.match(whole.get('extension.vsixmanifest')!.toString(), /TargetPlatform="linux-x64"/);
  assert.doesNotMatch(bare.get('extension.vsixmanifest')!.toString(), /TargetPlatform/);
  const bundle = bare.get('extension/dist/extension.cjs')!;
  assert.ok(bundle.length < 600_000, `the bundle has ${bundle.length} bytes`);
  const schema = execFileSync(program, ['schema', 'dna'], { encoding: 'utf8' });
  assert.deepEqual(JSON.parse(bare.get('extension/schemas/dna.json')!.toString()), JSON.parse(schema));
});

test('locks name no place to fetch from', () => {
  for (const lock of ['editors/vscode/package-lock.json', 'tests/vscode/package-lock.json']) {
    assert.doesNotMatch(fs.readFileSync(path.join(repository, lock), 'utf8'), /"resolved"|https?:\/\/(?!(?:github\.com\/|opencollective\.com\/|[^"]*(?:funding|sponsor)))[^"]*\.tgz/);
  }
});

test('nothing is taken to work without trust that needs it', () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, 'limited');
  assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, ['ouroboros.server.path']);
  assert.equal(virtualWorkspaces.supported, false);
  assert.equal(manifest.contributes.configuration.properties['ouroboros.server.path'].scope, 'machine-overridable');
});

interface Pattern {
  regexp: string;
  [group: string]: unknown;
}

/** The findings that a pattern reads from lines, as `severity code place message`. */
function read(name: string, lines: string[]): string[] {
  const found = manifest.contributes.problemPatterns.find((one: { name: string }) => one.name === name);
  const patterns = found.patterns.map((one: Pattern) => ({ ...one, regexp: new RegExp(one.regexp) }));
  const out: string[] = [];
  for (let at = 0; at + patterns.length <= lines.length; at += 1) {
    const data: Record<string, string | undefined> = {};
    const fits = patterns.every((pattern: { regexp: RegExp; [group: string]: unknown }, offset: number) => {
      const match = pattern.regexp.exec(lines[at + offset] ?? '');
      for (const group of ['severity', 'code', 'message', 'file', 'line', 'column'].filter((group) => match && group in pattern)) {
        data[group] = match?.[pattern[group] as number];
      }
      return match !== null;
    });
    if (fits) {
      out.push(`${data['severity']} ${data['code']} ${[data['file'], data['line'], data['column']].filter(Boolean).join(':')} ${data['message']}`);
    }
  }
  return out;
}

test('the problem matchers read what the program prints', LIMIT, () => {
  const folder = shop();
  fs.writeFileSync(path.join(folder, 'binary.json'), Buffer.from([0xff, 0xfe, 0x00]));
  const run = (...args: string[]) => {
    try {
      return execFileSync(program, ['check', folder, '--color', 'never', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  const report = JSON.parse(run('--format', 'json')) as { findings: { severity: string; code: string; path: string; range: { start: { line: number; column: number } } }[] };
  const lines = run().split('\n');
  const seen = [...read('ouroboros', lines), ...read('ouroboros-whole', lines)].map((line) => line.split(' ').slice(0, 3).join(' '));
  const expected = report.findings.map(({ severity, code, path, range: { start } }) => {
    const whole = seen.includes(`${severity} ${code} ${path}`);
    return `${severity} ${code} ${whole ? path : `${path}:${start.line}:${start.column}`}`;
  });
  assert.deepEqual(seen.sort(), expected.sort());
  assert.ok(seen.some((line) => line.endsWith('L1/encoding binary.json')), seen.join('\n'));
  assert.ok(seen.includes('error L4/broken-link README.md:6:24'), seen.join('\n'));
});

test('the compact format is read with and without a colon after the code', () => {
  const lines = ['a b/c:d.py:3:14: error[L4/unresolved-import] no `x`: look', 'a.md:1:1: info[L1/encoding]: odd', 'nothing: here', '3 errors'];
  assert.deepEqual(read('ouroboros-compact', lines), ['error L4/unresolved-import a b/c:d.py:3:14 no `x`: look', 'info L1/encoding a.md:1:1 odd']);
});
