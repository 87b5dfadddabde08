// The log of an agent, as it grows.

import type { TargetedEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { follow, type StreamState } from '../core/stream.ts';
import type { Line } from '../core/types.ts';
import { clock } from '../core/words.ts';

/** So many lines are kept. */
const MOST = 1000;
/** Lines are drawn together so often, in milliseconds. */
const TOGETHER = 100;

export function Log({ agent }: { agent: string }) {
  const [lines, set] = useState<Line[]>([]);
  const [state, become] = useState<StreamState>('connecting');
  const [follows, setFollows] = useState(true);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    let waiting: Line[] = [];
    let timer: number | undefined;
    set([]);
    const stop = follow({
      path: `/v1/agents/${encodeURIComponent(agent)}/logs?follow=true`,
      onEvent: (data) => {
        waiting.push(JSON.parse(data) as Line);
        timer ??= window.setTimeout(() => {
          const more = waiting;
          waiting = [];
          timer = undefined;
          set((lines) => [...lines, ...more].slice(-MOST));
        }, TOGETHER);
      },
      onState: become,
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [agent]);
  useLayoutEffect(() => {
    if (follows && box.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [lines, follows]);
  // Who scrolls up wants to read; who is at the end wants to see what comes. The browser may tell of it when the box is gone.
  const scrolled = ({ currentTarget }: TargetedEvent<HTMLPreElement>) => {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget;
    setFollows(scrollHeight - scrollTop - clientHeight < 24);
  };
  const says = state === 'live' ? (follows ? 'following' : 'scrolled back') : state === 'ended' ? 'ended' : 'reconnecting';
  return (
    <section aria-labelledby="log-title">
      <div class="row spread">
        <h2 id="log-title">Log</h2>
        <span class="row">
          <span class="quiet">{says}</span>
          {!follows && (
            <button type="button" onClick={() => setFollows(true)}>
              To the end
            </button>
          )}
        </span>
      </div>
      <pre class="log" ref={box} tabIndex={0} role="log" aria-live="off" aria-label={`Log of ${agent}`} onScroll={scrolled}>
        {lines.length === 0 ? (
          <span class="quiet">{state === 'live' ? 'It has written nothing yet.' : 'Loading…'}</span>
        ) : (
          lines.map((line) => (
            <div key={line.number} class="line">
              <time dateTime={line.at}>{clock(line.at)}</time> {line.text}
            </div>
          ))
        )}
      </pre>
    </section>
  );
}
