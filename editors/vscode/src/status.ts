// The item in the status bar, and the menu behind it.

import * as vscode from 'vscode';
import { counted, look, type State } from './look.ts';
import type { Server } from './server.ts';
import { Tally } from './tally.ts';

/** How long changes are gathered before the item is drawn again, in milliseconds. */
const PAUSE = 100;

/** The item. */
export class Status {
  private readonly item = vscode.window.createStatusBarItem('ouroboros.status', vscode.StatusBarAlignment.Left, 10);
  private readonly tally = new Tally();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly server: Server) {
    this.item.name = 'Ouroboros';
    this.item.command = 'ouroboros.showMenu';
    this.subscriptions = [
      this.item,
      server.onDidChange(() => this.draw()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.draw()),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => this.count(uris)),
    ];
    this.draw();
    this.item.show();
  }

  /** The item as it is, for a test. */
  get text(): string {
    return this.item.text;
  }

  /** Shows the menu and does what is chosen. */
  async menu(): Promise<void> {
    const title = `Ouroboros: ${heading(this.server.state, counted(this.tally.counts()))}`;
    const chosen = await vscode.window.showQuickPick(entries(this.server.state), { title, placeHolder: 'What to do' });
    if (chosen) {
      await vscode.commands.executeCommand(chosen.does, ...(chosen.with ?? []));
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const one of this.subscriptions) {
      one.dispose();
    }
  }

  private count(uris: readonly vscode.Uri[]): void {
    let changed = false;
    for (const uri of uris) {
      changed = this.tally.update(uri.toString(), vscode.languages.getDiagnostics(uri)) || changed;
    }
    if (changed && this.timer === undefined) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.draw();
      }, PAUSE);
    }
  }

  private draw(): void {
    const { state, program } = this.server;
    const drawn = look(state, { counts: this.tally.counts(), program, trusted: vscode.workspace.isTrusted });
    this.item.text = drawn.text;
    this.item.tooltip = new vscode.MarkdownString(drawn.tooltip, true);
    this.item.accessibilityInformation = { label: drawn.label, role: 'button' };
    this.item.backgroundColor = drawn.background && new vscode.ThemeColor(`statusBarItem.${drawn.background}Background`);
  }
}

interface Entry extends vscode.QuickPickItem {
  /** A command. */
  does: string;
  with?: unknown[];
}

function heading(state: State, found: string): string {
  switch (state.kind) {
    case 'starting':
      return 'starting';
    case 'reading':
      return `reading the repository, ${state.percent} %`;
    case 'ready':
      return found === '' ? 'no findings' : found;
    case 'stopped':
      return 'stopped';
    case 'error':
      return 'does not run';
  }
}

function entries(state: State): Entry[] {
  const runs = state.kind === 'ready' || state.kind === 'reading';
  const all: (Entry | false)[] = [
    runs && { label: '$(warning) Show Findings', does: 'workbench.actions.view.problems' },
    state.kind === 'reading' && { label: '$(debug-stop) Stop Reading the Repository', does: 'ouroboros.stopReading' },
    { label: runs ? '$(refresh) Restart Server' : '$(play) Start Server', does: 'ouroboros.restart' },
    state.kind !== 'stopped' && state.kind !== 'error' && { label: '$(circle-slash) Stop Server', does: 'ouroboros.stop' },
    state.kind === 'error' && { label: '$(folder-opened) Choose Program…', does: 'ouroboros.chooseProgram' },
    { label: '$(checklist) Check Workspace', description: 'in a terminal', does: 'ouroboros.checkWorkspace' },
    { label: '$(question) Explain Rule…', does: 'ouroboros.explain' },
    { label: '$(output) Show Logs', does: 'ouroboros.showLogs' },
    { label: '$(versions) Show Version', does: 'ouroboros.showVersion' },
    { label: '$(gear) Open Settings', does: 'workbench.action.openSettings', with: ['@ext:ouroboros.ouroboros'] },
  ];
  return all.filter((entry) => entry !== false);
}
