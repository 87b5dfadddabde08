// Runs of verification, and the form that starts one.

import { useState } from 'preact/hooks';
import { may, post, send } from '../core/ask.ts';
import { useAction, useLoaded } from '../core/hooks.ts';
import { go, to } from '../core/route.ts';
import type { Page, Run, Task } from '../core/types.ts';
import { Empty, Show } from '../parts/states.tsx';
import { TaskTable } from './tasks.tsx';

const LEVELS: [level: string, name: string][] = [
  ['L0', 'existence'],
  ['L1', 'syntax'],
  ['L2', 'schema'],
  ['L3', 'semantic'],
  ['L4', 'cross-reference'],
];

export function Verify({ workspaces }: { workspaces: string[] }) {
  const runs = useLoaded<Page<Task>>('/v1/tasks?capability=verify&limit=50', (event) => event.task !== undefined);
  return (
    <>
      <h1 tabIndex={-1}>Verify</h1>
      {may('operator') && <Start workspaces={workspaces} />}
      <section aria-labelledby="runs-title">
        <h2 id="runs-title">Runs</h2>
        <Show loaded={runs}>
          {({ items, next }) =>
            items.length === 0 ? (
              <Empty title="Nothing was verified yet">{may('operator') && <p>Start a run above.</p>}</Empty>
            ) : (
              <>
                <TaskTable tasks={items} of="verify" />
                {next != null && <a href={to(['tasks'], { capability: 'verify', cursor: String(next) })}>Older runs</a>}
              </>
            )
          }
        </Show>
      </section>
    </>
  );
}

function Start({ workspaces }: { workspaces: string[] }) {
  const [path, setPath] = useState(workspaces[0] ?? '');
  const [level, setLevel] = useState('');
  const [globs, setGlobs] = useState('');
  const [archive, setArchive] = useState<File>();
  const [kind, setKind] = useState(workspaces.length > 0 ? 'path' : 'archive');
  const action = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    const paths = globs.split(/[\s,]+/).filter(Boolean);
    const options = { ...(level ? { level } : {}), ...(paths.length > 0 ? { paths } : {}) };
    action.run(async () => {
      let run: Run;
      if (kind === 'archive') {
        const form = new FormData();
        form.set('options', new Blob([JSON.stringify(options)], { type: 'application/json' }));
        form.set('archive', archive!);
        run = (await (await send('POST', '/v1/verify', { body: form })).json()) as Run;
      } else {
        run = await post<Run>('/v1/verify', { path, ...options });
      }
      go(to(['verify', run.id]));
    });
  };
  return (
    <form class="form" onSubmit={submit} aria-label="Start a run">
      <fieldset class="row">
        <legend>What</legend>
        <label class="choice">
          <input type="radio" name="kind" checked={kind === 'path'} disabled={workspaces.length === 0} onChange={() => setKind('path')} /> a
          folder of a workspace
        </label>
        <label class="choice">
          <input type="radio" name="kind" checked={kind === 'archive'} onChange={() => setKind('archive')} /> an archive
        </label>
      </fieldset>
      {kind === 'path' ? (
        <label>
          Folder
          <input list="workspaces" required spellcheck={false} value={path} onInput={(event) => setPath(event.currentTarget.value)} />
          <datalist id="workspaces">
            {workspaces.map((root) => (
              <option key={root} value={root} />
            ))}
          </datalist>
        </label>
      ) : (
        <label>
          Archive (.tar.gz or .zip)
          <input type="file" required accept=".gz,.tgz,.zip" onChange={(event) => setArchive(event.currentTarget.files?.[0])} />
        </label>
      )}
      <div class="row">
        <label>
          Up to level
          <select value={level} onChange={(event) => setLevel(event.currentTarget.value)}>
            <option value="">as the DNA says</option>
            {LEVELS.map(([word, name]) => (
              <option key={word} value={word}>
                {word} {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Only in files (globs)
          <input placeholder="src/** docs/**" spellcheck={false} value={globs} onInput={(event) => setGlobs(event.currentTarget.value)} />
        </label>
      </div>
      {action.problem !== undefined && (
        <p class="wrong" role="alert">
          {action.problem}
        </p>
      )}
      <button type="submit" class="main" disabled={action.busy}>
        {action.busy ? 'Starting…' : 'Verify'}
      </button>
    </form>
  );
}
