// What the API gives, as `/openapi.json` describes it; only what is shown.

export type Role = 'viewer' | 'operator' | 'admin';

/** Who is in. */
export interface Session {
  name: string;
  role: Role;
  csrf: string | null;
  until: string | null;
  workspaces: string[];
  version: string;
}

export type AgentState = 'initializing' | 'active' | 'healing' | 'paused' | 'draining' | 'stopped' | 'failed' | 'pending';

export interface Agent {
  id: string;
  name: string | null;
  description: string | null;
  state: AgentState;
  health: { score: number; reasons: string[] } | null;
  desired: 'running' | 'paused' | 'drained' | 'stopped';
  approval: { is: 'not_needed' | 'given' | 'pending'; hash?: string };
  origin: { by: string; path?: string };
  worker: string | null;
  pid: number | null;
  since: string | null;
  seen: string | null;
  restarts: number;
  running: number;
  concurrency: number;
  capabilities: string[];
}

export interface AgentDetail extends Agent {
  manifest: { run: { builtin?: string; command?: { words: string[]; folder?: string | null } }; env?: string[]; needs?: string[] };
  sandbox: string | null;
  last_lines: string[];
}

/** A JSON Schema, as far as forms look into it. */
export interface Schema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
  enum?: unknown[];
  [more: string]: unknown;
}

export interface Capability {
  name: string;
  description: string | null;
  input: Schema;
  output: Schema | null;
}

export interface Providers extends Capability {
  agents: string[];
  ready: number;
  running: number;
}

export interface CapabilityUse extends Capability {
  succeeded: number;
  failed: number;
  latency_p50: number | null;
  latency_p95: number | null;
  running: number;
}

export type TaskState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'dead';

export interface Progress {
  done: number;
  total: number | null;
  message: string | null;
}

export interface Failure {
  kind: string;
  message: string;
}

export interface Task {
  id: string;
  capability: string;
  input?: unknown;
  agent: string | null;
  priority: number;
  state: TaskState;
  attempts: number;
  max_attempts: number;
  stalls: number;
  attempt: { number: number; worker: string; agent: string; started: string; lease_until: string } | null;
  progress: Progress | null;
  cancelling: boolean;
  failure: Failure | null;
  by: string;
  submitted: string;
  not_before: string | null;
  ended: string | null;
  has_result: boolean;
}

export interface Run {
  id: string;
  state: TaskState;
  task: Task;
  findings: number | null;
  statistics: unknown;
}

export interface Place {
  start: { line: number; column: number };
}

export interface Finding {
  code: string;
  severity: 'error' | 'warning' | 'info';
  path: string;
  range: Place;
  message: string;
  related: { path: string; range: Place; message: string }[];
  fixes: { title: string; safe: boolean }[];
  fingerprint: string;
}

export interface Component {
  id: string;
  kind: string;
  layer?: string;
  description?: string;
  declared: boolean;
  files: number;
}

export interface Dependency {
  from: string;
  to: string;
  kind: string;
  /** How many lines do so. */
  count: number;
  /** The first of them. */
  path: string;
  line: number;
  /** Why the DNA denies it, where it does. */
  denied?: string;
}

/** What the DNA declares and no line has. */
export interface Absence {
  from: string;
  to: string;
}

export interface ComponentMap {
  components?: Component[];
  edges?: Dependency[];
  absent?: Absence[];
}

/** Something that happened. */
export interface Happening {
  id: number;
  at: string;
  kind: string;
  agent?: string;
  task?: string;
  data: Record<string, unknown>;
}

export interface Line {
  number: number;
  at: string;
  text: string;
}

export interface Page<T> {
  items: T[];
  next?: string | number | null;
  total?: number;
}
