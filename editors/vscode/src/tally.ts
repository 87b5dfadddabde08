// How many findings there are, kept up as they come and go: a look at all of them for every key would be felt.

/** What is counted. */
export interface Counts {
  errors: number;
  warnings: number;
  infos: number;
  /** By level, `L0` first; only levels with findings. */
  levels: [string, number][];
  /** The files with findings. */
  files: number;
}

/** As much of a diagnostic as is looked at; severities as in VS Code, 0 the worst. */
export interface Diagnosed {
  severity: number;
  source?: string | undefined;
  code?: string | number | { value: string | number } | undefined;
}

/** The source that the server gives its diagnostics. */
export const SOURCE = 'ouroboros';

/** The counts by file. */
export class Tally {
  private readonly files = new Map<string, { severities: [number, number, number]; levels: Map<string, number> }>();

  /** Takes the diagnostics that a file has now, of whatever source. Says whether anything about ours is new. */
  update(uri: string, diagnostics: readonly Diagnosed[]): boolean {
    const severities: [number, number, number] = [0, 0, 0];
    const levels = new Map<string, number>();
    for (const one of diagnostics.filter((one) => one.source === SOURCE)) {
      severities[one.severity <= 1 ? (one.severity as 0 | 1) : 2] += 1;
      const level = /^L\d/.exec(codeOf(one))?.[0];
      if (level !== undefined) {
        levels.set(level, (levels.get(level) ?? 0) + 1);
      }
    }
    const before = this.files.get(uri);
    if (severities.every((count) => count === 0)) {
      return this.files.delete(uri);
    }
    this.files.set(uri, { severities, levels });
    return before === undefined || String(before.severities) !== String(severities) || String([...before.levels]) !== String([...levels]);
  }

  /** Forgets everything. */
  clear(): void {
    this.files.clear();
  }

  /** The sums. */
  counts(): Counts {
    const sums: [number, number, number] = [0, 0, 0];
    const levels = new Map<string, number>();
    for (const file of this.files.values()) {
      file.severities.forEach((count, severity) => (sums[severity as 0 | 1 | 2] += count));
      file.levels.forEach((count, level) => levels.set(level, (levels.get(level) ?? 0) + count));
    }
    const [errors, warnings, infos] = sums;
    return { errors, warnings, infos, files: this.files.size, levels: [...levels].sort(([a], [b]) => (a < b ? -1 : 1)) };
  }
}

/** The code of a finding; empty for none. */
export function codeOf(one: Diagnosed): string {
  const code = one.code;
  return String(typeof code === 'object' ? code.value : (code ?? ''));
}
