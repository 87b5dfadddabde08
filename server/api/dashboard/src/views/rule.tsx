// The page of a rule.

import { useLoaded } from '../core/hooks.ts';
import { Markdown } from '../parts/markdown.tsx';
import { Show } from '../parts/states.tsx';

export function Rule({ level, name }: { level: string; name: string }) {
  const rule = useLoaded<{ code: string; markdown: string }>(`/rules/${encodeURIComponent(level)}/${encodeURIComponent(name)}`);
  return (
    <>
      <p class="trail">
        <button type="button" class="link" onClick={() => history.back()}>
          Back
        </button>
      </p>
      <h1 tabIndex={-1}>
        {level}/{name}
      </h1>
      <Show loaded={rule}>{({ markdown }) => <Markdown text={markdown.replace(/^# .*\n/, '')} />}</Show>
    </>
  );
}
