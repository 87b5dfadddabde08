// Where everything is put together. What the parts do stands in them.

import * as vscode from 'vscode';
import { actions, chooseProgram, showVersion } from './actions.ts';
import type { Api } from './api.ts';
import { TITLES, type Help } from './help.ts';
import { plans, showPlan } from './plan.ts';
import { explain, pages } from './rules.ts';
import { Server } from './server.ts';
import { Status } from './status.ts';
import { check, provider, type Source } from './tasks.ts';

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
    plans((uri) => started.plan(uri)),
    command('showPlan', showPlan),
    command('restart', () => started.restart()),
    command('stop', () => started.stop()),
    command('stopReading', () => started.stopReading()),
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
