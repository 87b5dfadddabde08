// What a person is told when the server cannot run, and what he can do about it there and then.

import { describe, type Trouble } from './program.ts';

/** What a button does. */
export type Action = 'choose' | 'settings' | 'start' | 'trust' | 'logs' | 'restart';

/** What the buttons say. */
export const TITLES: Readonly<Record<Action, string>> = {
  choose: 'Choose Program…',
  settings: 'Open Settings',
  start: 'Get Started',
  trust: 'Manage Trust',
  logs: 'Show Logs',
  restart: 'Restart Server',
};

/** A message with its buttons, the likeliest first. */
export interface Help {
  message: string;
  actions: Action[];
}

/** For a server that is not to be had. */
export function help(trouble: Trouble): Help {
  return { message: `Ouroboros cannot start: ${describe(trouble)}.${hint(trouble)}`, actions: actions(trouble) };
}

function hint(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'nowhere':
      return ' Install it and restart the server, or say where it is.';
    case 'absent':
      return ' Correct the setting, or remove it to have the program looked for.';
    case 'untrusted':
    case 'broken':
    case 'foreign':
      return '';
  }
}

function actions(trouble: Trouble): Action[] {
  switch (trouble.kind) {
    case 'nowhere':
      return ['choose', 'start', 'restart'];
    case 'absent':
      return ['choose', 'settings'];
    case 'untrusted':
      return ['trust', 'settings'];
    case 'broken':
    case 'foreign':
      return ['choose', 'logs'];
  }
}

/** For a server that was found and said who it is, but does not serve. */
export function failed(why: string): Help {
  return { message: `Ouroboros cannot start: ${why}`, actions: ['restart', 'logs'] };
}

/** For a server that goes down again and again. */
export function crashed(times: number): Help {
  const message = `Ouroboros went down ${times} times within three minutes, so it is not started again. Please report it with its log.`;
  return { message, actions: ['restart', 'logs'] };
}
