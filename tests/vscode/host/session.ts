// What all suites need of the extension and of VS Code. Every wait has a limit.

import * as vscode from 'vscode';
import type { Api } from '../../../editors/vscode/src/api.ts';

/** How long a test may take, in milliseconds. */
export const LIMIT = 90_000;

/** How long anything in it may take. */
const WAIT = 45_000;

/** The programs of the tests. */
export const programs = {
  /** Where the fakes note what trace they are asked for. */
  note: `${process.env['OUROBOROS_FAKES']}/trace`,
  fake: (manner: 'dumb' | 'mortal' | 'endless') => `${process.env['OUROBOROS_FAKES']}/${manner}.mjs`,
};

/** The folder that is open. */
export const folder = () => vscode.workspace.workspaceFolders![0]!;

/** A file in it. */
export const file = (name: string) => vscode.Uri.joinPath(folder().uri, name);

/** The extension, activated. */
export async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>('ouroboros.ouroboros');
  if (!extension) {
    throw new Error('the extension is not installed');
  }
  return extension.activate();
}

/** Waits until it holds. */
export async function until<T>(what: string, look: () => T | PromiseLike<T>, holds: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + WAIT;
  for (;;) {
    const seen = await look();
    if (holds(seen)) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`waited for ${what}, but there is ${JSON.stringify(seen)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Waits for a state. */
export async function untilState(state: string): Promise<void> {
  const ouroboros = await api();
  await until(`the state ${state}`, () => ouroboros.state, (seen) => seen === state);
}

/** The codes of our findings in a file. */
export function codes(name: string): string[] {
  const ours = vscode.languages.getDiagnostics(file(name)).filter((one) => one.source === 'ouroboros');
  return ours.map((one) => String(typeof one.code === 'object' ? one.code.value : one.code));
}

/** Waits until a file has these findings. */
export async function untilCodes(name: string, expected: string[]): Promise<void> {
  await until(`${expected.join()} in ${name}`, () => codes(name), (seen) => seen.join() === expected.join());
}

/** Sets what a workspace says; `undefined` takes it back. */
export async function set(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('ouroboros').update(name, value, vscode.ConfigurationTarget.Workspace);
}
