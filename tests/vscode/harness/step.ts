// A test that is one step in a longer session: it has a limit, and leaves a picture when it fails.

import { test } from 'node:test';
import type { Session } from './session.ts';

/** In milliseconds; longer than any wait in a step. */
const LIMIT = 120_000;

/** Makes steps of a session. */
export function steps(session: Partial<Session>): (name: string, run: (session: Session) => Promise<void>) => void {
  let broken: string | undefined;
  return (name, run) => {
    void test(name, { timeout: LIMIT }, async () => {
      // Each goes on where the last ended.
      if (broken !== undefined) {
        throw new Error(`not tried, since this failed: ${broken}`);
      }
      try {
        await run(session as Session);
      } catch (error) {
        broken = name;
        const said = await session.editor?.history().catch(() => undefined);
        console.error(`the status bar said: ${said?.join(' | ')}`);
        await session.editor?.picture(`failed-${name.replace(/\W+/g, '-').slice(0, 40)}`);
        throw error;
      }
    });
  };
}
