// What commands and the buttons of messages do, where that is more than asking the server.

import * as vscode from 'vscode';
import type { Action } from './help.ts';
import { ORIGINS } from './look.ts';
import { describe } from './program.ts';
import type { Server } from './server.ts';

const SETTING = 'ouroboros.server.path';

/** What the buttons do. */
export function actions(log: vscode.LogOutputChannel): Readonly<Record<Action, () => unknown>> {
  const run = vscode.commands.executeCommand;
  return {
    choose: chooseProgram,
    settings: showSetting,
    start: () => run('workbench.action.openWalkthrough', 'ouroboros.ouroboros#start'),
    trust: () => run('workbench.trust.manage'),
    logs: () => log.show(),
    restart: () => run('ouroboros.restart'),
  };
}

/** Lets a person point at the program, for all workspaces. */
export async function chooseProgram(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({ title: 'Where is the program `ouroboros`?', openLabel: 'Use This Program' });
  if (picked?.[0]) {
    await vscode.workspace.getConfiguration().update(SETTING, picked[0].fsPath, vscode.ConfigurationTarget.Global);
  }
}

/** Opens the settings where the program is named. In a remote window that is not where the person's own settings are. */
async function showSetting(): Promise<void> {
  const inWorkspace = vscode.workspace.getConfiguration().inspect(SETTING)?.workspaceValue !== undefined;
  const elsewhere = vscode.env.remoteName === undefined ? 'workbench.action.openSettings2' : 'workbench.action.openRemoteSettings';
  await vscode.commands.executeCommand(inWorkspace ? 'workbench.action.openWorkspaceSettings' : elsewhere, { query: SETTING });
}

/** Tells which extension and which server this is, and copies that for a report. */
export async function showVersion(context: vscode.ExtensionContext, server: Server): Promise<void> {
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
