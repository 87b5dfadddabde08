// What other extensions, and the tests, are given when they activate this one.

import type * as vscode from 'vscode';

/** What they may ask. */
export interface Api {
  /** `starting`, `reading`, `ready`, `stopped` or `error`. */
  readonly state: string;
  /** The text in the status bar. */
  readonly status: string;
  /** The number of the server's process. */
  readonly pid: number | undefined;
  /** Told when the state is another. */
  readonly onDidChangeState: vscode.Event<void>;
}
