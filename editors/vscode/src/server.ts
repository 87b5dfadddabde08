// The server's life: looked for, started, watched, started again, stopped. One thing after the other, however
// fast commands come.

import * as vscode from 'vscode';
import { Client } from './client.ts';
import { crashed, failed, help, type Help } from './help.ts';
import type { State } from './look.ts';
import { machine } from './probe.ts';
import { find, type Found, type Program } from './program.ts';
import { TraceChannel } from './trace.ts';

/** How often it may go down within [`WINDOW`] before it is left alone. */
const MAX_CRASHES = 4;

/** In milliseconds. */
const WINDOW = 3 * 60 * 1000;

/** How long a server that was started may take to begin with reading, in milliseconds: until then it knows nothing. */
const PRELUDE = 1000;

/** The server. */
export class Server {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly trace: vscode.LogOutputChannel;
  private queue: Promise<unknown> = Promise.resolve();
  private client: Client | undefined;
  private crashes: number[] = [];
  private configured = '';
  /** Whether somebody waits for the server to come up, and hears of it when it does not. */
  private launching = false;
  private now: State = { kind: 'stopped' };

  /** Told when the state, or the program, is another. */
  readonly onDidChange = this.changed.event;

  /** The program that runs, or ran last. */
  program: Program | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    /** Tells a person what went wrong. */
    private readonly tell: (help: Help) => void,
  ) {
    this.trace = new TraceChannel(vscode.window.createOutputChannel('Ouroboros Trace', { log: true }));
  }

  get state(): State {
    return this.now;
  }

  /** The number of the process, while there is one. */
  get pid(): number | undefined {
    return this.client?.pid;
  }

  /** Starts it, anew if it runs. */
  restart(): Promise<void> {
    this.crashes = [];
    return this.enqueue(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** Stops it until it is started by a command. */
  stop(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      this.become({ kind: 'stopped' });
    });
  }

  /** What generating would change in the root that a file is in; `undefined` while no server runs. */
  async plan(uri: vscode.Uri): Promise<string | undefined> {
    return this.client?.plan(uri);
  }

  /** Has it stop reading the repository; what is open is judged all the same. */
  async stopReading(): Promise<void> {
    await this.client?.stopReading();
  }

  /** Starts it anew when the settings, or trust, name another program than before. */
  reconsider(): void {
    if (setting() !== this.configured || this.now.kind === 'error') {
      // Trust and the settings it lets count come one after the other.
      this.configured = setting();
      void this.restart();
    }
  }

  /** Looks for the program without starting it. */
  async find(): Promise<Found> {
    const found = await find(machine(), {
      configured: setting(),
      packaged: this.context.asAbsolutePath(process.platform === 'win32' ? 'server/ouroboros.exe' : 'server/ouroboros'),
      folders: (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file').map((folder) => folder.uri.fsPath),
      trusted: vscode.workspace.isTrusted,
    });
    for (const line of found.passed) {
      this.log.warn(`passed over: ${line}`);
    }
    return found;
  }

  /** Ends it for good. */
  async dispose(): Promise<void> {
    await this.enqueue(() => this.end());
    this.trace.dispose();
    this.changed.dispose();
  }

  private enqueue(job: () => Promise<void>): Promise<void> {
    const done = this.queue.then(job);
    this.queue = done.catch((error: unknown) => this.log.error(String(error)));
    return done;
  }

  private async begin(): Promise<void> {
    this.become({ kind: 'starting' });
    this.configured = setting();
    const { program, trouble } = await this.find();
    this.program = program;
    if (!program) {
      return this.give(help(trouble ?? { kind: 'nowhere' }));
    }
    this.log.info(`${program.path} (${program.origin}), version ${program.version}`);
    const client: Client = new Client(program.path, this.log, this.trace, {
      reading: (percent) => this.hear(client, percent === undefined ? { kind: 'ready' } : { kind: 'reading', percent }),
      gone: () => this.client === client && this.gone(),
    });
    this.client = client;
    this.launching = true;
    try {
      await client.start();
    } catch (error) {
      await this.end();
      return this.give(failed(`\`${program.path}\`: ${error instanceof Error ? error.message : String(error)}`));
    } finally {
      this.launching = false;
    }
    // It is ready when it has read everything; where there is nothing to read it says so by silence.
    setTimeout(() => this.now.kind === 'starting' && this.hear(client, { kind: 'ready' }), PRELUDE);
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose();
  }

  private hear(client: Client, state: State): void {
    if (this.client === client) {
      this.become(state);
    }
  }

  /** It went away by itself. */
  private gone(): void {
    if (this.launching) {
      return;
    }
    const now = Date.now();
    this.crashes = [...this.crashes.filter((then) => now - then < WINDOW), now];
    if (this.crashes.length > MAX_CRASHES) {
      return this.give(crashed(this.crashes.length));
    }
    this.log.warn('the server went away and is started again');
    this.become({ kind: 'starting' });
    void this.enqueue(async () => {
      await this.end();
      await this.begin();
    });
  }

  private give(help: Help): void {
    this.log.error(help.message);
    this.become({ kind: 'error', message: help.message });
    this.tell(help);
  }

  private become(state: State): void {
    this.now = state;
    const running = state.kind === 'ready' || state.kind === 'reading';
    void vscode.commands.executeCommand('setContext', 'ouroboros.running', running);
    void vscode.commands.executeCommand('setContext', 'ouroboros.reading', state.kind === 'reading');
    this.changed.fire();
  }
}

/** Without trust, what a workspace says here is ignored by the editor. */
function setting(): string {
  return vscode.workspace.getConfiguration('ouroboros').get('server.path', '') ?? '';
}
