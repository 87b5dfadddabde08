// VS Code with the extension installed, served for a browser.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { codeServer, scratch, write } from './places.ts';
import { Group } from './processes.ts';

/** What may be chosen. */
export interface Options {
  /** The package to install; none when the extension comes by another way. */
  vsix?: string;
  /** Whether folders have to be trusted first; all are when not. */
  trust?: boolean;
  /** Settings of the person. */
  settings?: Record<string, unknown>;
  /** More flags. */
  flags?: string[];
  /** Folders that come first on PATH. */
  path?: string[];
  /** More of the environment. */
  env?: Record<string, string>;
}

/** In milliseconds, for installing and for starting. */
const LIMIT = 90_000;

/** What makes for the same picture on every machine, and for no question that is not ours. */
const CALM: Record<string, unknown> = {
  'workbench.startupEditor': 'none',
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'always',
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
  'editor.inlineSuggest.enabled': false,
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // The editor's own judgement of these languages would stand between ours.
  'typescript.validate.enable': false,
  'javascript.validate.enable': false,
};

/** The running thing. */
export class Code {
  private readonly group: Group;
  /** Where a browser finds it. */
  readonly address: string;
  /** Its folder for settings, logs and the like. */
  readonly data: string;

  private constructor(group: Group, address: string, data: string) {
    this.group = group;
    this.address = address;
    this.data = data;
  }

  /** Installs the extension and starts. */
  static async start(options: Options): Promise<Code> {
    const home = scratch('code');
    const [data, extensions, config] = [path.join(home, 'data'), path.join(home, 'extensions'), path.join(home, 'config.yaml')];
    fs.writeFileSync(config, 'auth: none\n');
    const settings = JSON.stringify({ ...CALM, ...options.settings }, null, 2);
    // A window of code-server is a remote one, which reads what is said of the machine from a place of its own.
    write(data, 'User/settings.json', settings);
    write(data, 'Machine/settings.json', settings);
    const run = process.env['OUROBOROS_TEST_RUN'] ?? '';
    const env = { ...environment(home, options.path ?? []), OUROBOROS_TEST_RUN: run, ...options.env };
    const place = ['--config', config, '--user-data-dir', data, '--extensions-dir', extensions];
    const entry = path.join(codeServer, 'out/node/entry.js');
    if (options.vsix !== undefined) {
      const installing = new Group(process.execPath, [entry, ...place, '--install-extension', options.vsix], { env, cwd: home });
      if ((await installing.ends(LIMIT)) !== 0) {
        throw new Error(`${options.vsix} cannot be installed:\n${installing.output}`);
      }
    }
    const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'];
    // Else PATH would be what a login shell of this machine makes of it.
    const plain = ['--vscode-option', 'force-disable-user-env'];
    const trust = options.trust === true ? [] : ['--disable-workspace-trust'];
    const listen = ['--auth', 'none', '--bind-addr', '127.0.0.1:0'];
    const group = new Group(process.execPath, [entry, ...place, ...quiet, ...plain, ...trust, ...listen, ...(options.flags ?? [])], { env, cwd: home });
    try {
      const [, address = ''] = await group.says(/listening on (http:\/\/127\.0\.0\.1:\d+)/, LIMIT);
      return new Code(group, address, data);
    } catch (error) {
      group.kill();
      throw error;
    }
  }

  /** The number of its process, and of the group of all that it started. */
  get pid(): number | undefined {
    return this.group.child.pid;
  }

  /** What it said. */
  get output(): string {
    return this.group.output;
  }

  /** Ends it and all that it started. */
  stop(): void {
    this.group.kill();
  }
}

/** Nothing of the person who runs the tests is seen. */
function environment(home: string, first: string[]): NodeJS.ProcessEnv {
  const search = [...first, path.dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  const own = (name: string) => path.join(home, name);
  return {
    PATH: search,
    HOME: home,
    LANG: 'C.UTF-8',
    SHELL: '/bin/sh',
    XDG_CONFIG_HOME: own('xdg-config'),
    XDG_DATA_HOME: own('xdg-data'),
    XDG_STATE_HOME: own('xdg-state'),
    XDG_CACHE_HOME: own('xdg-cache'),
    XDG_RUNTIME_DIR: home,
  };
}
