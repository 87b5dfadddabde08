// Processes that do not outlive the tests: each is the first of a group, and groups are killed whole, also when a
// test throws or is interrupted.

import { spawn, type ChildProcess } from 'node:child_process';

const groups = new Set<number>();

process.on('exit', () => groups.forEach(kill));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(130));
}

function kill(group: number): void {
  groups.delete(group);
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

/** A process with all that it starts. */
export class Group {
  readonly child: ChildProcess;
  /** What it said so far, on both streams. */
  output = '';
  private readonly waiting = new Set<() => void>();

  constructor(command: string, args: string[], options: { cwd?: string; env: NodeJS.ProcessEnv }) {
    this.child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    if (this.child.pid !== undefined) {
      groups.add(this.child.pid);
    }
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.wake();
      });
    }
    this.child.on('error', () => this.wake());
    this.child.on('exit', () => this.wake());
  }

  /** Waits until it says something. */
  async says(pattern: RegExp, limit: number): Promise<RegExpExecArray> {
    const end = Date.now() + limit;
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) {
        return match;
      }
      if (this.child.exitCode !== null || Date.now() > end) {
        throw new Error(`no ${pattern} in what ${this.child.spawnfile} said:\n${this.output}`);
      }
      await this.next(end);
    }
  }

  /** Waits for its end; its exit code. */
  async ends(limit: number): Promise<number | null> {
    const end = Date.now() + limit;
    while (this.child.exitCode === null && this.child.signalCode === null) {
      if (Date.now() > end) {
        throw new Error(`${this.child.spawnfile} did not end:\n${this.output}`);
      }
      await this.next(end);
    }
    return this.child.exitCode;
  }

  /** Ends it, and all that it started. */
  kill(): void {
    if (this.child.pid !== undefined) {
      kill(this.child.pid);
    }
  }

  private next(end: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, end - Date.now()) + 1);
      this.waiting.add(done);
    });
  }

  private wake(): void {
    this.waiting.forEach((one) => one());
  }
}
