// An editor with a window on one folder, for a file of tests: started before them, and stopped whatever happens.

import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { Code, type Options } from './code.ts';
import { Editor, browse } from './editor.ts';

/** For the start, in milliseconds: an install, a server, a browser. */
const START = 180_000;
const STOP = 30_000;

/** What has been started; each part is there once the tests run. */
export interface Session {
  code: Code;
  editor: Editor;
}

/** Has a session started before the tests of this file and stopped after them. */
export function session(options: Options, folder: string): Session {
  let browser: Browser | undefined;
  const parts: Partial<Session> = {};
  before(
    async () => {
      parts.code = await Code.start(options);
      browser = await browse();
      parts.editor = await Editor.open(browser, parts.code, folder);
    },
    { timeout: START },
  );
  after(
    async () => {
      await browser?.close();
      parts.code?.stop();
    },
    { timeout: STOP },
  );
  return parts as Session;
}
