// What views are made of: what they loaded, loaded again when something happened to it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, ask } from './ask.ts';
import { listen, liveState, watch } from './live.ts';
import type { Happening } from './types.ts';

/** Between two loads of the same, in milliseconds: many events come together. */
const PAUSE = 300;

export interface Loaded<T> {
  value: T | undefined;
  problem: string | undefined;
  /** Whether the first answer is still awaited. */
  loading: boolean;
  reload(): void;
}

/** Loads a path, and loads it again when something happens that `concerns` it, or the connection is back. */
export function useLoaded<T>(path: string | undefined, concerns: (event: Happening) => boolean = () => false): Loaded<T> {
  const [state, set] = useState<{ path: string | undefined; value?: T; problem?: string }>({ path });
  const again = useRef<() => void>(() => undefined);
  const matters = useRef(concerns);
  matters.current = concerns;
  useEffect(() => {
    if (path === undefined) {
      return undefined;
    }
    const stop = new AbortController();
    let timer: number | undefined;
    let running = false;
    let wanted: number | undefined;
    const load = async () => {
      running = true;
      wanted = undefined;
      try {
        const value = await ask<T>(path, stop.signal);
        set({ path, value });
      } catch (error) {
        if (stop.signal.aborted) {
          return;
        }
        const problem = error instanceof Problem ? error : undefined;
        set((old) => ({ ...(old.path === path ? old : { path }), problem: said(error) }));
        if (problem?.retryAfter !== undefined && problem.status === 503) {
          later(problem.retryAfter * 1000);
        }
      }
      running = false;
      if (wanted !== undefined) {
        later(wanted);
      }
    };
    const later = (wait: number) => {
      if (running) {
        wanted = Math.max(wanted ?? 0, wait);
      } else {
        timer ??= window.setTimeout(() => {
          timer = undefined;
          void load();
        }, wait);
      }
    };
    again.current = () => later(0);
    let was = liveState();
    const deaf = listen((event) => matters.current(event) && later(PAUSE));
    const unwatched = watch(() => {
      // What happened while nobody listened is not told again to who had heard nothing before.
      if (was !== 'live' && liveState() === 'live') {
        later(0);
      }
      was = liveState();
    });
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
      deaf();
      unwatched();
    };
  }, [path]);
  const current = state.path === path;
  const value = current ? state.value : undefined;
  const problem = current ? state.problem : undefined;
  return { value, problem, loading: value === undefined && problem === undefined && path !== undefined, reload: () => again.current() };
}

/** Something that is done when a person says so. */
export interface Action {
  busy: boolean;
  problem: string | undefined;
  run(what: () => Promise<void>): void;
}

/** Does one thing at a time, and says what went wrong. */
export function useAction(): Action {
  const [state, set] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const busy = useRef(false);
  const run = (what: () => Promise<void>) => {
    if (busy.current) {
      return;
    }
    busy.current = true;
    set({ busy: true });
    what()
      .then(
        () => set({ busy: false }),
        (error: unknown) => set({ busy: false, problem: said(error) }),
      )
      .finally(() => (busy.current = false));
  };
  return { busy: state.busy, problem: state.problem, run };
}

/** The time, each second: for what says how long ago something was. */
export function useNow(every = 1000): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** An error in words. */
export function said(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return 'The server took too long to answer. Try again.';
  }
  return error instanceof Error ? error.message : String(error);
}
