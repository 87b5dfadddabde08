// Streams of events that go on where they broke off. The browser's own `EventSource` gives up for good at the first
// answer that is no stream, and cannot say from where to go on; a server that restarts gives such answers.

import { Problem, send } from './ask.ts';

export type StreamState = 'connecting' | 'live' | 'waiting' | 'ended';

export interface Options {
  path: string;
  /** Behind which event to begin; from now on, or from the start, as the path says, when it is absent. */
  after?: string;
  /** Whether its end is its end, not a break. */
  ends?: boolean;
  onEvent(data: string, id: string): void;
  onState(state: StreamState, problem?: Problem): void;
}

/** The first wait after a break and the longest, in milliseconds. */
const FIRST = 500;
const LONGEST = 15_000;
/** The server shows every 15 s that it lives: silence for longer is a broken connection. */
const SILENCE = 40_000;

/** Follows a stream until what it returns is called. */
export function follow(options: Options): () => void {
  const stop = new AbortController();
  void run(options, stop.signal);
  return () => stop.abort();
}

async function run(options: Options, stop: AbortSignal): Promise<void> {
  let after = options.after;
  let wait = FIRST;
  while (!stop.aborted) {
    let problem: Problem | undefined;
    options.onState('connecting');
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (after !== undefined) {
        headers['last-event-id'] = after;
      }
      await read(
        options,
        headers,
        stop,
        (id) => (after = id),
        () => (wait = FIRST),
      );
      if (options.ends) {
        options.onState('ended');
        return;
      }
    } catch (error) {
      problem = error instanceof Problem ? error : undefined;
      if (problem && (problem.status === 401 || problem.status === 404)) {
        options.onState('ended', problem);
        return;
      }
    }
    if (stop.aborted) {
      return;
    }
    options.onState('waiting', problem);
    // Not all pages of a server that restarts at the same moment.
    const pause = Math.max((problem?.retryAfter ?? 0) * 1000, wait) * (0.75 + Math.random() / 2);
    await sleep(pause, stop);
    wait = Math.min(wait * 2, LONGEST);
  }
}

async function read(
  options: Options,
  headers: Record<string, string>,
  stop: AbortSignal,
  seen: (id: string) => void,
  opened: () => void,
): Promise<void> {
  const own = new AbortController();
  const abort = () => own.abort();
  stop.addEventListener('abort', abort);
  let watch = setTimeout(abort, SILENCE);
  try {
    const response = await send('GET', options.path, { headers, signal: own.signal });
    opened();
    options.onState('live');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      clearTimeout(watch);
      if (done) {
        return;
      }
      watch = setTimeout(abort, SILENCE);
      const parts = (text + value).split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const [id, data] = fields(part);
        if (id !== undefined) {
          seen(id);
        }
        if (data !== undefined && !stop.aborted) {
          options.onEvent(data, id ?? '');
        }
      }
    }
  } finally {
    clearTimeout(watch);
    stop.removeEventListener('abort', abort);
  }
}

/** The id and the data of an event. */
function fields(event: string): [string | undefined, string | undefined] {
  let id: string | undefined;
  const data: string[] = [];
  for (const line of event.split('\n')) {
    const at = line.indexOf(':');
    const value = line.slice(at + 1).replace(/^ /, '');
    if (at > 0 && line.startsWith('id')) {
      id = value;
    } else if (at > 0 && line.startsWith('data')) {
      data.push(value);
    }
  }
  return [id, data.length > 0 ? data.join('\n') : undefined];
}

function sleep(time: number, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, time);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}
