// Where everything is; run.sh says so.

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

function named(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: start the tests with ./test vscode`);
  }
  return value;
}

/** The program. */
export const program = named('OUROBOROS_BIN');

/** The root of the repository. */
export const repository = named('OUROBOROS_REPOSITORY');

/** The folder of code-server. */
export const codeServer = named('CODE_SERVER');

/** The package with a server inside, and the one without. */
export const packages = { whole: named('VSIX_WHOLE'), bare: named('VSIX_BARE') };

/** Where pictures go, for whoever wants to look. */
export const pictures = named('VSCODE_PICTURES');

const scratches: string[] = [];
process.on('exit', () => scratches.forEach((one) => fs.rmSync(one, { recursive: true, force: true })));

/** A folder that is gone afterwards. Its path has no links, so that it is the same whoever names it. */
export function scratch(name: string): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `ouroboros-${name}-`)));
  scratches.push(folder);
  return folder;
}

/** A fresh copy of the storefront of fixtures/, as a repository of its own. */
export function shop(): string {
  const folder = path.join(scratch('shop'), 'shop');
  fs.cpSync(path.join(repository, 'fixtures/storefront'), folder, { recursive: true });
  write(folder, '.git/HEAD', 'ref: refs/heads/main\n');
  return folder;
}

/** Writes a file and the folders above it. */
export function write(folder: string, name: string, text: string, mode = 0o644): string {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode });
  return file;
}
