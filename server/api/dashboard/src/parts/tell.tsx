// What is said aloud to who does not see the page change, and shown for a moment to who does.

import { useEffect, useState } from 'preact/hooks';

const listeners = new Set<(text: string) => void>();
/** For so long it stands there, in milliseconds. */
const STANDS = 6000;

/** Says something that happened. */
export function tell(text: string): void {
  listeners.forEach((listener) => listener(text));
}

export function Told() {
  const [texts, set] = useState<{ id: number; text: string }[]>([]);
  useEffect(() => {
    let next = 0;
    const timers = new Set<number>();
    const listener = (text: string) => {
      const id = next++;
      set((texts) => [...texts, { id, text }].slice(-3));
      const timer = window.setTimeout(() => {
        timers.delete(timer);
        set((texts) => texts.filter((known) => known.id !== id));
      }, STANDS);
      timers.add(timer);
    };
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      timers.forEach(clearTimeout);
    };
  }, []);
  return (
    <div class="told" role="status" aria-live="polite">
      {texts.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
