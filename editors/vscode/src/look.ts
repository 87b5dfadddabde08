// What the status bar shows in each state, as data.

import type { Program } from './program.ts';
import type { Counts } from './tally.ts';

/** How the server is. */
export type State =
  | { kind: 'starting' }
  /** It reads the repository for the first time. */
  | { kind: 'reading'; percent: number }
  | { kind: 'ready' }
  /** On wish. */
  | { kind: 'stopped' }
  /** It cannot be started, or went down too often. */
  | { kind: 'error'; message: string };

/** What is known beside the state. */
export interface Surroundings {
  counts: Counts;
  program?: Program | undefined;
  trusted: boolean;
}

/** The item. */
export interface Look {
  text: string;
  /** Markdown. */
  tooltip: string;
  background?: 'error';
  /** For those who do not see it. */
  label: string;
}

/** What the levels are called. */
const LEVELS: Readonly<Record<string, string>> = {
  L0: 'existence',
  L1: 'syntax',
  L2: 'schema',
  L3: 'semantics',
  L4: 'references',
  L5: 'simulation',
  L6: 'reverse engineering',
};

/** Where a program comes from, for people. */
export const ORIGINS: Readonly<Record<Program['origin'], string>> = {
  setting: 'named by the setting `ouroboros.server.path`',
  path: 'found on PATH',
  package: 'from the package of the extension',
};

/** Draws the item. */
export function look(state: State, around: Surroundings): Look {
  switch (state.kind) {
    case 'starting':
      return draw('$(loading~spin) Ouroboros', 'starting', [], around);
    case 'reading':
      return draw(`$(loading~spin) Ouroboros: reading ${state.percent} %`, `reading the repository, ${state.percent} %`, [], around);
    case 'ready': {
      const counts = around.counts;
      const found = counted(counts);
      const lines = found === '' ? [] : [`In ${plural(counts.files, 'file')}:`, '', ...counts.levels.map(([level, count]) => levelLine(level, count))];
      return draw(found === '' ? '$(pass) Ouroboros' : `Ouroboros ${icons(counts)}`, found === '' ? 'no findings' : found, lines, around);
    }
    case 'stopped':
      return draw('$(circle-slash) Ouroboros', 'stopped', [], around);
    case 'error':
      return { ...draw('$(error) Ouroboros', 'does not run', [message(state.message)], around), background: 'error' };
  }
}

function draw(text: string, heading: string, lines: string[], around: Surroundings): Look {
  const about = [`**Ouroboros**: ${heading}`, ''];
  if (lines.length > 0) {
    about.push(...lines, '');
  }
  if (around.program) {
    about.push(`Version ${around.program.version}, ${ORIGINS[around.program.origin]}:  `, `\`${around.program.path}\``, '');
  }
  if (!around.trusted) {
    about.push('The workspace is not trusted: what it says about the program to start is ignored.', '');
  }
  about.push('Click for more.');
  return { text, tooltip: about.join('\n'), label: `Ouroboros: ${heading}` };
}

function icons(counts: Counts): string {
  const shown: string[] = [];
  for (const [icon, count] of [['error', counts.errors], ['warning', counts.warnings], ['info', counts.infos]] as const) {
    if (count > 0) {
      shown.push(`$(${icon}) ${count}`);
    }
  }
  return shown.join(' ');
}

/** For example `2 errors, 1 info`; empty for nothing. */
export function counted(counts: Counts): string {
  const parts = [plural(counts.errors, 'error'), plural(counts.warnings, 'warning'), plural(counts.infos, 'info')];
  return parts.filter((part) => !part.startsWith('0 ')).join(', ');
}

function levelLine(level: string, count: number): string {
  return `- ${level} ${LEVELS[level] ?? ''}: ${count}`;
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** A message may hold anything, so nothing of it is Markdown but what stands between backticks. */
function message(text: string): string {
  const parts = text.split('`');
  const escaped = (part: string) => part.replace(/[\\*_{}[\]()#+!|<>~$]/g, '\\$&');
  return parts.map((part, index) => (index % 2 === 0 || index === parts.length - 1 ? escaped(part) : part)).join('`');
}
