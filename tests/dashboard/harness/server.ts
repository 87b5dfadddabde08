// A real server over a workspace of its own, which can be ended and begun anew at the same port.

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Group } from '../../vscode/harness/processes.ts';

/** For a start or an end, in milliseconds. */
const LIMIT = 60_000;

const here = path.resolve(import.meta.dirname, '..');

export type Role = 'viewer' | 'operator' | 'admin';

/** The token of a role. */
export const token = (role: Role): string => `${role}-0123456789abcdef0123456789abcdef`;

export class Server {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dashboard-'));
  /** The workspace: three packages, a document with links that lead nowhere, an agent that waits for an approval. */
  readonly root = path.join(this.folder, 'shop');
  url = '';
  private group: Group | undefined;

  constructor() {
    const files: Record<string, string> = {
      'README.md': '# Shop\n\nSee [the guide](docs/guide.md), [orders](docs/orders.md) and [prices](docs/guide.md#prices).\n',
      'docs/guide.md': '# Guide\n',
      'services/orders/pyproject.toml': '[project]\nname = "orders"\nversion = "1"\n',
      'services/orders/orders/__init__.py': '',
      'services/orders/orders/models.py': 'from billing.invoice import bill\nfrom .nothing import anything\n',
      'services/billing/pyproject.toml': '[project]\nname = "billing"\nversion = "1"\n',
      'services/billing/billing/__init__.py': '',
      'services/billing/billing/invoice.py': 'from money.amount import Amount\n\n\ndef bill():\n    return Amount()\n',
      'libs/money/pyproject.toml': '[project]\nname = "money"\nversion = "1"\n',
      'libs/money/money/__init__.py': '',
      'libs/money/money/amount.py': 'class Amount:\n    pass\n',
    };
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(this.root, name)), { recursive: true });
      fs.writeFileSync(path.join(this.root, name), text);
    }
    fs.cpSync(path.join(here, 'agents'), path.join(this.root, 'agents'), { recursive: true });
    const roles: Role[] = ['viewer', 'operator', 'admin'];
    fs.writeFileSync(path.join(this.folder, 'tokens'), roles.map((role) => `${role}:${role}:${token(role)}\n`).join(''), { mode: 0o600 });
  }

  async start(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const home = (name: string) => path.join(this.folder, name);
    const env = {
      PATH: process.env.PATH,
      HOME: home('home'),
      XDG_STATE_HOME: home('state'),
      XDG_CONFIG_HOME: home('config'),
      LANG: 'C.UTF-8',
    };
    fs.mkdirSync(env.HOME, { recursive: true });
    const args = ['serve', this.root, '--listen', `127.0.0.1:${port}`, '--tokens', home('tokens')];
    this.group = new Group(process.env.OUROBOROS_BIN!, args, { env });
    this.url = (await this.group.says(/^http:\S+/m, LIMIT))[0];
  }

  /** Ends it as a service manager would. */
  async stop(): Promise<void> {
    this.group?.child.kill('SIGTERM');
    const code = await this.group?.ends(LIMIT);
    if (code !== 0) {
      throw new Error(`it ended with ${code}: ${this.group?.output.slice(-2000)}`);
    }
  }

  /** Kills a process of its, as its crash would end it. */
  async killAgent(id: string): Promise<void> {
    const { pid } = (await this.ask(`/v1/agents/${id}`)) as { pid: number };
    process.kill(pid, 'SIGKILL');
  }

  async ask(where: string): Promise<unknown> {
    const response = await fetch(this.url + where, {
      headers: { authorization: `Bearer ${token('admin')}` },
      signal: AbortSignal.timeout(LIMIT),
    });
    return response.json();
  }

  /** What it said so far. */
  output(): string {
    return this.group?.output ?? '';
  }

  end(): void {
    this.group?.kill();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
