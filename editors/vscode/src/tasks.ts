// `ouroboros check` as a task: in a terminal, with what it found in the Problems view where no server shows it.

import * as vscode from 'vscode';
import type { Program } from './program.ts';

/** The type of our tasks, as in `tasks.json`. */
export const TYPE = 'ouroboros';

/** What reads the output of `check`: findings with a place, and about whole files. */
const MATCHERS = ['$ouroboros', '$ouroboros-whole'];

interface Definition extends vscode.TaskDefinition {
  paths?: string[];
  args?: string[];
}

/** What tasks need to know. */
export interface Source {
  /** The program, looked for if need be. */
  program(): Promise<Program | undefined>;
  /** Whether a server shows the findings already. */
  shown(): boolean;
}

/** Offers one task for each folder, and completes those of `tasks.json`. */
export function provider(source: Source): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(TYPE, {
    provideTasks: async () => {
      const program = await source.program();
      const folders = program ? (vscode.workspace.workspaceFolders ?? []) : [];
      return folders.map((folder) => task(program!.path, folder, { type: TYPE }, source.shown()));
    },
    resolveTask: async (given) => {
      const program = await source.program();
      const folder = typeof given.scope === 'object' ? given.scope : vscode.workspace.workspaceFolders?.[0];
      return program && folder && task(program.path, folder, given.definition as Definition, source.shown());
    },
  });
}

/** Checks a folder, chosen when there are several. */
export async function check(source: Source): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Which folder to check' }) : folders[0];
  if (!folder) {
    if (folders.length === 0) {
      void vscode.window.showInformationMessage('Ouroboros: there is no folder to check. Open one first.');
    }
    return;
  }
  const program = await source.program();
  if (program) {
    await vscode.tasks.executeTask(task(program.path, folder, { type: TYPE }, source.shown()));
  }
}

function task(program: string, folder: vscode.WorkspaceFolder, definition: Definition, shown: boolean): vscode.Task {
  const { paths = [], args = [] } = definition;
  const line = ['check', ...args, '--', ...(paths.length === 0 ? ['.'] : paths)];
  const execution = new vscode.ProcessExecution(program, line, { cwd: folder.uri.fsPath });
  const name = paths.length === 0 ? 'check' : `check ${paths.join(' ')}`;
  // What the server shows would be there twice.
  const made = new vscode.Task(definition, folder, name, TYPE, execution, shown ? [] : MATCHERS);
  made.group = vscode.TaskGroup.Test;
  made.presentationOptions = { clear: true, focus: false, reveal: vscode.TaskRevealKind.Always, showReuseMessage: false };
  made.detail = 'Checks the folder and prints what was found';
  return made;
}
