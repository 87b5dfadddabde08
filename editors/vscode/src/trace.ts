// The channel for what client and server say to each other.
//
// The client library writes a trace only where the log level of the channel is `Trace`, so that the setting
// `ouroboros.trace.server` alone would do nothing. This channel has that level as long as the setting asks for it.

import * as vscode from 'vscode';

/** The channel `base`, with the level that the setting stands for. */
export class TraceChannel implements vscode.LogOutputChannel {
  private readonly changed = new vscode.EventEmitter<vscode.LogLevel>();
  private readonly subscriptions: vscode.Disposable[];
  readonly onDidChangeLogLevel = this.changed.event;

  constructor(private readonly base: vscode.LogOutputChannel) {
    this.subscriptions = [
      base.onDidChangeLogLevel(() => this.changed.fire(this.logLevel)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('ouroboros.trace.server')) {
          this.changed.fire(this.logLevel);
        }
      }),
    ];
  }

  private get wanted(): boolean {
    return vscode.workspace.getConfiguration('ouroboros').get('trace.server', 'off') !== 'off';
  }

  get logLevel(): vscode.LogLevel {
    return this.wanted ? vscode.LogLevel.Trace : this.base.logLevel;
  }

  get name(): string {
    return this.base.name;
  }

  /** What was asked for is shown whatever the level of the channel below. */
  trace(message: string, ...args: unknown[]): void {
    if (this.wanted && this.base.logLevel > vscode.LogLevel.Trace) {
      this.base.info(message, ...args);
    } else {
      this.base.trace(message, ...args);
    }
  }

  debug = (message: string, ...args: unknown[]): void => this.base.debug(message, ...args);
  info = (message: string, ...args: unknown[]): void => this.base.info(message, ...args);
  warn = (message: string, ...args: unknown[]): void => this.base.warn(message, ...args);
  error = (error: string | Error, ...args: unknown[]): void => this.base.error(error, ...args);
  append = (value: string): void => this.base.append(value);
  appendLine = (value: string): void => this.base.appendLine(value);
  replace = (value: string): void => this.base.replace(value);
  clear = (): void => this.base.clear();
  show = (): void => this.base.show(true);
  hide = (): void => this.base.hide();

  dispose(): void {
    for (const one of this.subscriptions) {
      one.dispose();
    }
    this.changed.dispose();
    this.base.dispose();
  }
}
