// One task: how it stands, how it came there, what it gave.

import { useEffect, useRef, useState } from 'preact/hooks';
import { may, post } from '../core/ask.ts';
import { useAction, useLoaded } from '../core/hooks.ts';
import { to } from '../core/route.ts';
import { follow } from '../core/stream.ts';
import type { Failure, Happening, Progress, Task as TaskData } from '../core/types.ts';
import { clock, count } from '../core/words.ts';
import { Badge } from '../parts/badge.tsx';
import { Ago, Bar, Took } from '../parts/figures.tsx';
import { Json } from '../parts/json.tsx';
import { Show } from '../parts/states.tsx';
import { tell } from '../parts/tell.tsx';
import { Fact } from '../parts/table.tsx';

export const isFinal = (task: TaskData) => task.state !== 'queued' && task.state !== 'running';

export function Task({ id }: { id: string }) {
  const path = `/v1/tasks/${encodeURIComponent(id)}`;
  const task = useLoaded<TaskData>(path, (event) => event.task === id);
  const ended = task.value !== undefined && isFinal(task.value);
  const state = task.value?.state;
  const ran = useRef(false);
  const result = useLoaded<unknown>(task.value?.has_result ? `${path}/result` : undefined);
  useEffect(() => {
    // Only what ends before the eyes is news.
    if (ended && ran.current) {
      tell(`The task has ended: ${state}.`);
    }
    ran.current = state !== undefined && !ended;
  }, [state]);
  return (
    <>
      <p class="trail">
        <a href={to(['tasks'])}>Tasks</a>
      </p>
      <h1 tabIndex={-1}>{task.value?.capability ?? 'Task'}</h1>
      <Show loaded={task}>
        {(value) => (
          <>
            <Facts task={value} />
            <Change task={value} onDone={task.reload} />
            {value.failure && value.state !== 'succeeded' && (
              <section aria-labelledby="failure-title">
                <h2 id="failure-title">What went wrong</h2>
                <p>
                  <code>{value.failure.kind}</code> {value.failure.message}
                </p>
              </section>
            )}
            {value.state === 'succeeded' && (
              <section aria-labelledby="result-title">
                <h2 id="result-title">Result</h2>
                {value.capability === 'verify' && (
                  <p>
                    <a href={to(['verify', id])}>Its findings</a>
                  </p>
                )}
                {value.has_result ? (
                  <Show loaded={result}>{(value) => <Json value={value} label="Result" />}</Show>
                ) : (
                  <p>It is not kept any more.</p>
                )}
              </section>
            )}
            <History id={id} />
            <section aria-labelledby="input-title">
              <h2 id="input-title">Input</h2>
              <Json value={value.input} label="Input" />
            </section>
          </>
        )}
      </Show>
    </>
  );
}

function Facts({ task }: { task: TaskData }) {
  return (
    <dl class="facts" data-task={task.id}>
      <Fact name="State">
        <Badge is={task.state} /> {task.cancelling && !isFinal(task) && <span class="quiet">being cancelled</span>}
      </Fact>
      {task.progress && !isFinal(task) && (
        <Fact name="Progress">
          <Bar progress={task.progress} />
        </Fact>
      )}
      <Fact name="Attempts">
        {task.attempts} of {task.max_attempts}
        {task.stalls > 0 && `, ${count(task.stalls, 'worker')} not heard of any more`}
      </Fact>
      <Fact name="Agent">
        {task.attempt ? <a href={to(['agents', task.attempt.agent])}>{task.attempt.agent}</a> : (task.agent ?? 'any that can')}
      </Fact>
      <Fact name="Submitted">
        <Ago time={task.submitted} /> by {task.by}
      </Fact>
      {task.attempt && (
        <Fact name="Last attempt took">
          <Took from={task.attempt.started} until={task.ended} />
        </Fact>
      )}
      <Fact name="Priority">{task.priority}</Fact>
      <Fact name="Id">
        <code class="long">{task.id}</code>
      </Fact>
    </dl>
  );
}

/** What can be done to a task. */
export function Change({ task, onDone }: { task: TaskData; onDone: () => void }) {
  const action = useAction();
  if (!may('operator') || task.state === 'succeeded') {
    return null;
  }
  const act = (word: 'cancel' | 'retry', said: string) =>
    action.run(async () => {
      await post(`/v1/tasks/${encodeURIComponent(task.id)}/${word}`);
      tell(said);
      onDone();
    });
  return (
    <div class="actions">
      {!isFinal(task) && (
        <button type="button" disabled={action.busy || task.cancelling} onClick={() => act('cancel', 'Its agent is asked to stop.')}>
          Cancel
        </button>
      )}
      {isFinal(task) && (
        <button type="button" disabled={action.busy} onClick={() => act('retry', 'It waits to be tried again.')}>
          Try again
        </button>
      )}
      {action.problem !== undefined && (
        <p class="wrong" role="alert">
          {action.problem}
        </p>
      )}
    </div>
  );
}

/** So many steps are kept: progress is told often. */
const MOST = 200;

function History({ id }: { id: string }) {
  const [events, set] = useState<Happening[]>([]);
  useEffect(() => {
    set([]);
    return follow({
      path: `/v1/tasks/${encodeURIComponent(id)}/events`,
      after: '0',
      ends: true,
      onEvent: (data) => {
        const event = JSON.parse(data) as Happening;
        // Of progress in a row the last says it all.
        set((all) => [...(event.kind === 'task.progress' && all.at(-1)?.kind === event.kind ? all.slice(0, -1) : all), event].slice(-MOST));
      },
      onState: () => undefined,
    });
  }, [id]);
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">What happened</h2>
      {events.length === 0 ? (
        <p class="quiet">Its events are not kept any more, or none has come yet.</p>
      ) : (
        <ol class="history">
          {events.map((event) => (
            <li key={event.id}>
              <time dateTime={event.at}>{clock(event.at)}</time> <span>{told(event)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function told(event: Happening): string {
  const { agent, worker, attempts, progress, failure } = event.data as {
    agent?: string;
    worker?: string;
    attempts?: number;
    progress?: Progress;
    failure?: Failure;
  };
  switch (event.kind) {
    case 'task.running':
      return `attempt ${attempts}: ${agent} begins, at worker ${worker}`;
    case 'task.progress':
      return `at ${progress?.done}${progress?.total != null ? ` of ${progress.total}` : ''}${progress?.message ? `: ${progress.message}` : ''}`;
    case 'task.cancelling':
      return 'somebody asks to cancel it';
    case 'task.queued':
      return failure && attempts ? `attempt ${attempts} went wrong (${failure.message}); it waits for the next` : 'it waits';
    default:
      return `${event.kind.replace('task.', '')}${failure ? `: ${failure.message}` : ''}`;
  }
}
