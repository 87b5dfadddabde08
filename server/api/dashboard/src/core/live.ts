// What happens on the server, heard once for the whole page.

import type { Problem } from './ask.ts';
import { follow, type StreamState } from './stream.ts';
import type { Happening } from './types.ts';

type Listener = (event: Happening) => void;

const listeners = new Set<Listener>();
const watchers = new Set<() => void>();
let state: StreamState = 'connecting';
let last: string | undefined;
let stop: (() => void) | undefined;

/** Hears what happens, until what it returns is called. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether events come. */
export function liveState(): StreamState {
  return state;
}

/** Calls back when that changes. */
export function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function become(next: StreamState, problem?: Problem): void {
  if (problem?.status === 400) {
    // The store is another one, which has no such event: from now on.
    last = undefined;
  }
  state = next;
  watchers.forEach((tell) => tell());
}

function open(): void {
  stop ??= follow({
    path: '/v1/events',
    ...(last === undefined ? {} : { after: last }),
    onEvent: (data, id) => {
      last = id || last;
      const event = JSON.parse(data) as Happening;
      listeners.forEach((tell) => tell(event));
    },
    onState: become,
  });
}

function close(): void {
  stop?.();
  stop = undefined;
}

function shown(): void {
  // A browser has few connections to a server, for all its tabs: those that nobody sees give theirs back.
  if (document.hidden) {
    close();
  } else {
    open();
  }
}

/** Begins to hear. */
export function start(): void {
  document.addEventListener('visibilitychange', shown);
  shown();
}

/** Ends it, and forgets where it was. */
export function end(): void {
  document.removeEventListener('visibilitychange', shown);
  close();
  last = undefined;
}
