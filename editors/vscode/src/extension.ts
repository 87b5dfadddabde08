// Where everything is put together. What the parts do stands in them.

import * as vscode from 'vscode';
import { TITLES, type Action, type Help } from './help.ts';
import { ORIGINS } from './look.ts';
import { describe } from './program.ts';
import { explain, pages } from './rules.ts';
import { Server } from './server.ts';
import { Status } from './status.ts';
import { check, provider, type Source } from './tasks.ts';

/** What other extensions and tests may ask. */
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

let server: Server | undefined;

/** Called once, when a folder or a file of interest is opened. */
export function activate(context: vscode.ExtensionContext): Api {
  const log = vscode.window.createOutputChannel('Ouroboros', { log: true });
  const does = actions(log);
  const tell = ({ message, actions }: Help) => {
    void vscode.window.showErrorMessage(message, ...actions.map((action) => TITLES[action])).then((title) => {
      const action = actions.find((action) => TITLES[action] === title);
      return action && does[action]();
    });
  };
  const started = new Server(context, log, tell);
  server = started;
  const status = new Status(started);
  const source: Source = {
    shown: () => started.state.kind === 'ready' || started.state.kind === 'reading',
    program: async () => started.program ?? (await started.find()).program,
  };
  const command = (name: string, run: (...args: never[]) => unknown) => vscode.commands.registerCommand(`ouroboros.${name}`, run);
  context.subscriptions.push(
    log,
    status,
    provider(source),
    pages(() => started.program?.path),
    command('restart', () => started.restart()),
    command('stop', () => started.stop()),
    command('showLogs', () => log.show()),
    command('showVersion', () => showVersion(context, started)),
    command('checkWorkspace', () => check(source)),
    command('explain', (code?: string) => explain(() => started.program?.path, code)),
    command('chooseProgram', chooseProgram),
    command('showMenu', () => status.menu()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.reconsider()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('ouroboros.server.path')) {
        started.reconsider();
      }
    }),
  );
  // Not waited for: the editor goes on while the server is looked for.
  void started.restart();
  return {
    get state() {
      return started.state.kind;
    },
    get status() {
      return status.text;
    },
    get pid() {
      return started.pid;
    },
    onDidChangeState: started.onDidChange,
  };
}

/** Called when the editor closes; the server must not outlive it. */
export async function deactivate(): Promise<void> {
  await server?.dispose();
}

function actions(log: vscode.LogOutputChannel): Readonly<Record<Action, () => unknown>> {
  const run = vscode.commands.executeCommand;
  return {
    choose: chooseProgram,
    settings: () => run('workbench.action.openSettings', 'ouroboros.server.path'),
    start: () => run('workbench.action.openWalkthrough', 'ouroboros.ouroboros#start'),
    trust: () => run('workbench.trust.manage'),
    logs: () => log.show(),
    restart: () => run('ouroboros.restart'),
  };
}

/** Lets a person point at the program, for all workspaces. */
async function chooseProgram(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({ title: 'Where is the program `ouroboros`?', openLabel: 'Use This Program' });
  if (picked?.[0]) {
    await vscode.workspace.getConfiguration('ouroboros').update('server.path', picked[0].fsPath, vscode.ConfigurationTarget.Global);
  }
}

async function showVersion(context: vscode.ExtensionContext, server: Server): Promise<void> {
  const own = (context.extension.packageJSON as { version: string }).version;
  const { program, trouble } = server.program ? { program: server.program, trouble: undefined } : await server.find();
  const about = program
    ? `Server ${program.version}, ${ORIGINS[program.origin]}: ${program.path}`
    : `No server: ${describe(trouble ?? { kind: 'nowhere' })}`;
  const copy = 'Copy';
  if ((await vscode.window.showInformationMessage(`Ouroboros: extension ${own}. ${about}`, copy)) === copy) {
    await vscode.env.clipboard.writeText(`Ouroboros: extension ${own}\n${about}\nVS Code ${vscode.version}, ${process.platform} ${process.arch}`);
  }
}
