// The server's processes, as the system lists them.

import * as fs from 'node:fs';
import type { Code } from './code.ts';

/** The language servers that run below an editor, by number. */
export function serversIn(code: Code): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => group(pid) === code.pid && isServer(pid));
}

function isServer(pid: number): boolean {
  const [program = '', command] = read(`/proc/${pid}/cmdline`).split('\0');
  return /(^|\/)ouroboros$/.test(program) && command === 'lsp';
}

function group(pid: number): number | undefined {
  // What comes before the last bracket is the program's name, which may hold anything.
  const stat = read(`/proc/${pid}/stat`);
  const [state, , number] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : Number(number);
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
