// A state in a word, with a sign of its own: nobody needs its colour.

const LOOKS: Record<string, [tone: string, sign: string]> = {
  active: ['good', '●'],
  succeeded: ['good', '✓'],
  running: ['busy', '▸'],
  initializing: ['busy', '◔'],
  healing: ['warn', '↻'],
  draining: ['warn', '▽'],
  pending: ['warn', '?'],
  queued: ['calm', '…'],
  paused: ['calm', '‖'],
  stopped: ['calm', '■'],
  cancelled: ['calm', '⊘'],
  failed: ['bad', '✕'],
  dead: ['bad', '✕'],
  error: ['bad', '✕'],
  warning: ['warn', '!'],
  info: ['calm', 'i'],
};

export function Badge({ is, says }: { is: string; says?: string }) {
  const [tone, sign] = LOOKS[is] ?? ['calm', '·'];
  return (
    <span class={`badge ${tone}`} data-state={is}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      {says ?? is}
    </span>
  );
}
