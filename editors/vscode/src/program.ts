// Which program is the language server: the one that is set, else the first on PATH that is Ouroboros, else the
// one in the package. Knows nothing of VS Code, so that a test can put any machine below it.

import * as path from 'node:path';
import type { Answer } from './probe.ts';

/** How a program was come by. */
export type Origin = 'setting' | 'path' | 'package';

/** A program that answered as Ouroboros does. */
export interface Program {
  path: string;
  origin: Origin;
  /** As it says itself, for example `0.1.0`. */
  version: string;
}

/** Why there is no program. */
export type Trouble =
  | { kind: 'nowhere' }
  | { kind: 'absent'; path: string }
  | { kind: 'untrusted'; path: string }
  | { kind: 'broken'; path: string; why: string }
  | { kind: 'foreign'; path: string; said: string };

/** What came of looking: a program or the trouble, and a line about each place that was passed over. */
export interface Found {
  program?: Program;
  trouble?: Trouble;
  passed: string[];
}

/** The machine. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  home: string;
  /** Whether there is a file that may be run; follows links. */
  isProgram(path: string): Promise<boolean>;
  /** The path without links; the same when there is nothing. */
  real(path: string): Promise<string>;
  /** Asks a program who it is. */
  ask(path: string): Promise<Answer>;
}

/** What is wished for. */
export interface Wishes {
  /** The setting `ouroboros.server.path`; empty for none. */
  configured: string;
  /** Where the package has its own program, if it has one. */
  packaged: string;
  /** The open folders. */
  folders: readonly string[];
  /** Whether the person trusts them. Of folders that are not trusted nothing is run, whoever names it. */
  trusted: boolean;
}

/** Looks for the program. */
export async function find(machine: Machine, wishes: Wishes): Promise<Found> {
  const configured = wishes.configured.trim();
  if (configured !== '') {
    return setting(machine, wishes, expand(configured, machine, wishes.folders));
  }
  const passed: string[] = [];
  let trouble: Trouble = { kind: 'nowhere' };
  const candidates: [string, Origin][] = onPath(machine, 'ouroboros').map((at) => [at, 'path']);
  candidates.push([wishes.packaged, 'package']);
  for (const [at, origin] of candidates) {
    if (!(await machine.isProgram(at))) {
      continue;
    }
    const outcome = await judge(machine, wishes, at, origin);
    if (outcome.program) {
      return { program: outcome.program, passed };
    }
    passed.push(describe(outcome.trouble));
    trouble = trouble.kind === 'nowhere' ? outcome.trouble : trouble;
  }
  return { trouble, passed };
}

/** A program that was named is the one or none: another in its place would be a riddle. */
async function setting(machine: Machine, wishes: Wishes, named: string): Promise<Found> {
  const bare = !/[\\/]/.test(named);
  const places = bare ? onPath(machine, named) : [named];
  for (const at of places) {
    if (await machine.isProgram(at)) {
      return { ...(await judge(machine, wishes, at, 'setting')), passed: [] };
    }
  }
  return { trouble: { kind: 'absent', path: named }, passed: [] };
}

type Judged = { program: Program; trouble?: never } | { program?: never; trouble: Trouble };

async function judge(machine: Machine, wishes: Wishes, at: string, origin: Origin): Promise<Judged> {
  if (!wishes.trusted) {
    const real = await machine.real(at);
    for (const folder of wishes.folders) {
      if (isBelow(at, folder) || isBelow(real, await machine.real(folder))) {
        return { trouble: { kind: 'untrusted', path: at } };
      }
    }
  }
  const answer = await machine.ask(at);
  switch (answer.kind) {
    case 'ouroboros':
      return { program: { path: at, origin, version: answer.version } };
    case 'foreign':
      return { trouble: { kind: 'foreign', path: at, said: answer.said } };
    case 'broken':
      return { trouble: { kind: 'broken', path: at, why: answer.why } };
  }
}

function isBelow(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way));
}

/** The places where PATH has a program of this name. An entry that is not absolute means wherever one happens to be. */
function onPath(machine: Machine, name: string): string[] {
  const windows = machine.platform === 'win32';
  const flavour = windows ? path.win32 : path.posix;
  const search = Object.entries(machine.env).find(([key]) => (windows ? key.toUpperCase() : key) === 'PATH')?.[1] ?? '';
  const names = windows && !/\.exe$/i.test(name) ? [`${name}.exe`] : [name];
  const folders = [...new Set(search.split(flavour.delimiter))].filter((folder) => flavour.isAbsolute(folder));
  return folders.flatMap((folder) => names.map((file) => flavour.join(folder, file)));
}

/** Puts in what stands for something: `~`, `${workspaceFolder}`, `${env:NAME}`; a relative path starts at the first folder. */
export function expand(written: string, machine: Pick<Machine, 'env' | 'home'>, folders: readonly string[]): string {
  const first = folders[0];
  const whole = written
    .replace(/^~(?=$|[\\/])/, () => machine.home)
    .replace(/\$\{workspaceFolder\}/g, (all) => first ?? all)
    .replace(/\$\{userHome\}/g, () => machine.home)
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => machine.env[name] ?? '');
  const relative = /[\\/]/.test(whole) && !path.isAbsolute(whole) && !path.win32.isAbsolute(whole);
  return relative && first !== undefined ? path.join(first, whole) : whole;
}

/** One sentence about a trouble. */
export function describe(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'nowhere':
      return 'the program `ouroboros` is neither on PATH nor in this package of the extension';
    case 'absent':
      return `the setting ouroboros.server.path names \`${trouble.path}\`, and there is no program`;
    case 'untrusted':
      return `\`${trouble.path}\` lies in a folder that you do not trust, so it is not run`;
    case 'broken':
      return `\`${trouble.path}\` does not run: ${trouble.why}`;
    case 'foreign':
      return `\`${trouble.path}\` is not Ouroboros: asked for its version it says ${trouble.said === '' ? 'nothing' : `“${trouble.said}”`}`;
  }
}
