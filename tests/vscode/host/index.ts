// Runs the suites with mocha inside the extension host, and writes down what came of each test. Mocha takes hold of
// the console early, so its events are listened to instead.

import * as fs from 'node:fs';
import type { Test } from 'mocha';
import { LIMIT } from './session.ts';

/** What came of a test. */
export interface Outcome {
  name: string;
  milliseconds: number;
  failure?: string;
}

/** What VS Code calls. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: LIMIT, bail: false, reporter: class {} as never });
  mocha.suite.emit('pre-require', globalThis as never, null as never, mocha);
  // Only now, since suites are described to what mocha has just made.
  await import('./suite/findings.ts');
  await import('./suite/generating.ts');
  await import('./suite/life.ts');
  await import('./suite/tasks.ts');
  const outcomes: Outcome[] = [];
  const note = (test: Test, error?: Error) => {
    const outcome = { name: test.fullTitle(), milliseconds: test.duration ?? 0 };
    outcomes.push(error ? { ...outcome, failure: error.stack ?? String(error) } : outcome);
  };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('pass', (test) => note(test)).on('fail', note);
  });
  fs.writeFileSync(process.env['OUROBOROS_OUTCOMES'] ?? '', JSON.stringify(outcomes));
}
