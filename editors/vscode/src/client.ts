// The client of the language server: what it is told, and what is done with what it says.

import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  WorkDoneProgressCancelNotification,
  type DocumentSelector,
  type LanguageClientOptions,
} from 'vscode-languageclient/node';
import { explained } from './rules.ts';

/** What happens to the server. */
export interface Events {
  /** Reading the repository has come this far; `undefined` when it is over. */
  reading(percent: number | undefined): void;
  /** The server went away by itself. */
  gone(): void;
}

/** How long the server may take to end by itself, in milliseconds. */
const PATIENCE = 2000;

/** Every file, since a rule may look at any; which are of interest is the server's to know. */
const SELECTOR: DocumentSelector = [{ scheme: 'file' }, { scheme: 'untitled' }];

/** A client with its server, started once. */
export class Client {
  private readonly inner: LanguageClient;
  private readonly readings = new Set<string | number>();
  private over = false;

  constructor(program: string, log: vscode.LogOutputChannel, trace: vscode.LogOutputChannel, events: Events) {
    const options: LanguageClientOptions = {
      documentSelector: SELECTOR,
      outputChannel: log,
      traceOutputChannel: trace,
      // Nothing pops up by itself; the status bar tells, and leads to the log.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        // Whether it is started again is not the library's to decide: it does not know what to tell.
        closed: () => {
          if (!this.over) {
            events.gone();
          }
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      middleware: {
        // The status bar has an item of ours for this: a second one would be noise.
        handleWorkDoneProgress: (token, progress) => {
          if (progress.kind === 'end') {
            this.readings.delete(token);
          } else {
            this.readings.add(token);
          }
          events.reading(progress.kind === 'end' ? undefined : (progress.percentage ?? 0));
        },
        provideDiagnostics: async (document, previous, token, next) => {
          const report = await next(document, previous, token);
          if (report?.kind === 'full') {
            report.items.forEach(explained);
          }
          return report;
        },
        provideWorkspaceDiagnostics: (previous, token, reporter, next) =>
          next(previous, token, (chunk) => {
            for (const item of chunk?.items ?? []) {
              if (item.kind === 'full') {
                item.items.forEach(explained);
              }
            }
            reporter(chunk);
          }),
      },
    };
    // Not in a folder of the workspace: a program looks for files where it is started.
    const executable = { command: program, args: ['lsp'], options: { cwd: vscode.Uri.joinPath(vscode.Uri.file(program), '..').fsPath } };
    this.inner = new LanguageClient('ouroboros', 'Ouroboros', executable, options);
  }

  /** The number of the server's process. */
  get pid(): number | undefined {
    return this.inner.serverProcess?.pid;
  }

  /** Starts the server; rejects when it does not come up. */
  start(): Promise<void> {
    return this.inner.start();
  }

  /** Has the server stop reading the repository. */
  async stopReading(): Promise<void> {
    for (const token of this.readings) {
      await this.inner.sendNotification(WorkDoneProgressCancelNotification.type, { token });
    }
  }

  /** What generating would change in the root that a file is in. */
  async plan(uri: vscode.Uri): Promise<string | undefined> {
    const answer = await this.inner.sendRequest<{ text: string } | null>('ouroboros/plan', { uri: uri.toString() });
    return answer?.text;
  }

  /** Ends the server and takes its findings back; by force when it does not answer. */
  async dispose(): Promise<void> {
    this.over = true;
    if (this.inner.state === State.Starting) {
      // Nothing can be stopped before it has started.
      await Promise.race([this.inner.start().catch(() => {}), delay(PATIENCE)]);
    }
    const child = this.inner.serverProcess;
    await this.inner.dispose(PATIENCE).catch(() => {});
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await Promise.race([gone, delay(PATIENCE)]);
      child.kill('SIGKILL');
    }
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
