// What is shown where there is nothing to show: still loading, nothing there, something wrong. Each says what to do.

import type { ComponentChildren } from 'preact';
import type { Loaded } from '../core/hooks.ts';

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Trouble({ message, retry }: { message: string; retry?: () => void }) {
  return (
    <div class="trouble" role="alert">
      <p>{message}</p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** What was loaded, with what went wrong above it: what was there before stays readable. */
export function Show<T>({
  loaded,
  children,
  waiting = 'Loading…',
}: {
  loaded: Loaded<T>;
  children: (value: T) => ComponentChildren;
  waiting?: string;
}) {
  return (
    <>
      {loaded.problem !== undefined && <Trouble message={loaded.problem} retry={loaded.reload} />}
      {loaded.loading && (
        <p class="loading" role="status">
          {waiting}
        </p>
      )}
      {loaded.value !== undefined && children(loaded.value)}
    </>
  );
}
