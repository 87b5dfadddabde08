// Figures in a line of text: how well, how far, when.

import type { Progress } from '../core/types.ts';
import { useNow } from '../core/hooks.ts';
import { ago, lasting, percent, when } from '../core/words.ts';

export function Health({ health }: { health: { score: number; reasons: string[] } | null }) {
  if (health === null) {
    return <span class="quiet">not known</span>;
  }
  return (
    <span class="health">
      <meter min={0} max={1} low={0.5} high={0.8} optimum={1} value={health.score} aria-label="Health" />
      <span>{health.score.toFixed(2)}</span>
    </span>
  );
}

export function Bar({ progress }: { progress: Progress }) {
  const { done, total, message } = progress;
  const known = total !== null && total > 0;
  return (
    <span class="bar">
      {known ? <progress max={total} value={done} aria-label="Progress" /> : <progress aria-label="Progress" />}
      <span>
        {known ? percent(Math.min(1, done / total)) : done.toLocaleString()}
        {message !== null && ` · ${message}`}
      </span>
    </span>
  );
}

export function Ago({ time }: { time: string }) {
  const now = useNow();
  return (
    <time dateTime={time} title={when(time)}>
      {ago(time, now)}
    </time>
  );
}

/** From one time to another, or until now. */
export function Took({ from, until }: { from: string; until: string | null }) {
  const now = useNow();
  return <span>{lasting((until === null ? now : Date.parse(until)) - Date.parse(from))}</span>;
}
