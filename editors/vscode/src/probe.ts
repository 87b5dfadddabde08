// Asks a program who it is, and does not wait for ever.

import { execFile } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import type { Machine } from './program.ts';

/** What a program said to `--version`. */
export type Answer =
  | { kind: 'ouroboros'; version: string }
  | { kind: 'foreign'; said: string }
  | { kind: 'broken'; why: string };

/** How long it may take; the first start of a program from a slow disk included. */
const PATIENCE = 10_000;

/** Asks. Starts it outside of every repository, so that it finds none of one's files. */
export function ask(program: string, patience = PATIENCE): Promise<Answer> {
  return new Promise((resolve) => {
    const options = { timeout: patience, killSignal: 'SIGKILL', maxBuffer: 1 << 16, cwd: os.tmpdir(), windowsHide: true } as const;
    const child = execFile(program, ['--version'], options, (error, stdout, stderr) => {
      if (error && child.pid === undefined) {
        resolve({ kind: 'broken', why: plain(error) });
      } else if (error?.killed) {
        resolve({ kind: 'broken', why: `it did not say its version within ${patience / 1000} s` });
      } else {
        resolve(understand(stdout, stderr, error));
      }
    });
    child.stdin?.end();
  });
}

/** Judges what was said. */
export function understand(stdout: string, stderr: string, error: { code?: unknown; signal?: unknown } | null): Answer {
  const version = /^ouroboros (\d+\.\d+\.\d+\S*)\s*$/.exec(stdout)?.[1];
  if (!error && version !== undefined) {
    return { kind: 'ouroboros', version };
  }
  const said = firstLine(stdout) || firstLine(stderr);
  if (!error) {
    return { kind: 'foreign', said };
  }
  const end = error.signal ? `signal ${String(error.signal)}` : `exit code ${String(error.code)}`;
  return { kind: 'broken', why: said === '' ? `it ended with ${end}` : `${said} (${end})` };
}

/** The first line with something on it, not longer than a message bears. */
function firstLine(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '')?.trim() ?? '';
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}

function plain(error: { code?: unknown; message: string }): string {
  switch (error.code) {
    case 'EACCES':
      return 'it may not be executed';
    case 'ENOENT':
      return 'there is no such file, or its interpreter or loader is missing';
    case 'ENOEXEC':
      return 'it is made for another machine';
    default:
      return error.message;
  }
}

/** This machine. */
export function machine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    home: os.homedir(),
    async isProgram(path) {
      try {
        return (await fs.stat(path)).isFile();
      } catch {
        return false;
      }
    },
    real: (path) => fs.realpath(path).catch(() => path),
    ask,
  };
}
