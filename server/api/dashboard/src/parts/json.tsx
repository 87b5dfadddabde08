// JSON to read, with an end: a result may have megabytes.

import { pretty } from '../core/words.ts';

/** So many characters are shown. */
const MOST = 20_000;

export function Json({ value, label }: { value: unknown; label: string }) {
  const text = pretty(value);
  const cut = text.length > MOST;
  return (
    <div>
      <pre class="code" tabIndex={0} aria-label={label}>
        {cut ? `${text.slice(0, MOST)}…` : text}
      </pre>
      {cut && (
        <p class="quiet">
          The first {MOST.toLocaleString()} of {text.length.toLocaleString()} characters.
        </p>
      )}
    </div>
  );
}
