// Tasks, the newest first. A page of them has an address: its filters and where it begins.

import { may, query as address } from '../core/ask.ts';
import { useLoaded } from '../core/hooks.ts';
import { go, to } from '../core/route.ts';
import type { Page, Providers, Task } from '../core/types.ts';
import { short } from '../core/words.ts';
import { Badge } from '../parts/badge.tsx';
import { Ago, Bar, Took } from '../parts/figures.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Cell, Choice, Table } from '../parts/table.tsx';

const STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead'];
const PAGE = 50;

export function Tasks({ query }: { query: Record<string, string> }) {
  const { state, capability, agent, by, cursor } = query;
  const tasks = useLoaded<Page<Task>>(
    address('/v1/tasks', { state, capability, agent, by, cursor, limit: PAGE }),
    (event) => event.task !== undefined,
  );
  const known = useLoaded<{ items: Providers[] }>('/v1/capabilities');
  const change = (more: Record<string, string>) => go(to(['tasks'], { state, capability, agent, by, ...more }), true);
  const filtered = state || capability || agent || by;
  const names = [...new Set([...(known.value?.items.map((one) => one.name) ?? []), ...(capability ? [capability] : [])])];
  return (
    <>
      <div class="row spread">
        <h1 tabIndex={-1}>Tasks</h1>
        {may('operator') && (
          <a class="button main" href={to(['tasks', 'new'])}>
            Submit a task
          </a>
        )}
      </div>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Choice name="State" value={state} words={STATES} onChoose={(word) => change({ state: word })} />
        <Choice name="Capability" value={capability} words={names} onChoose={(word) => change({ capability: word })} />
        <label>
          Agent
          <input type="search" value={agent ?? ''} onChange={(event) => change({ agent: event.currentTarget.value })} />
        </label>
        <label>
          Submitted by
          <input type="search" value={by ?? ''} onChange={(event) => change({ by: event.currentTarget.value })} />
        </label>
      </form>
      <Show loaded={tasks}>
        {({ items, next }) =>
          items.length === 0 ? (
            filtered || cursor ? (
              <Empty title="No task is like that">
                <a href={to(['tasks'])}>Show all of them</a>
              </Empty>
            ) : (
              <Empty title="No task was submitted yet">
                {may('operator') && (
                  <p>
                    <a href={to(['tasks', 'new'])}>Submit one</a>, or <a href={to(['verify'])}>verify a workspace</a>.
                  </p>
                )}
              </Empty>
            )
          ) : (
            <>
              <TaskTable tasks={items} />
              <div class="row spread">
                {cursor ? <a href={to(['tasks'], { state, capability, agent, by })}>The newest</a> : <span />}
                {next != null && <a href={to(['tasks'], { state, capability, agent, by, cursor: String(next) })}>Older tasks</a>}
              </div>
            </>
          )
        }
      </Show>
    </>
  );
}

/** Tasks in rows. */
export function TaskTable({ tasks, of = 'tasks' }: { tasks: Task[]; of?: 'tasks' | 'verify' }) {
  return (
    <Table heads={[of === 'verify' ? 'Run' : 'Task', 'State', 'Agent', 'Attempts', 'Submitted', 'Took']}>
      {tasks.map((task) => (
        <tr key={task.id} data-task={task.id}>
          <th scope="row">
            <a href={to([of, task.id])} title={task.id}>
              {task.capability} <span class="id">{short(task.id)}</span>
            </a>
          </th>
          <Cell of="State">
            <Badge is={task.state} /> {task.cancelling && task.state === 'running' && <span class="quiet">being cancelled</span>}
            {task.state === 'running' && task.progress && <Bar progress={task.progress} />}
            {task.failure && task.state !== 'succeeded' && <div class="quiet clip">{task.failure.message}</div>}
          </Cell>
          <Cell of="Agent">{task.attempt?.agent ?? task.agent ?? <span class="quiet">any</span>}</Cell>
          <Cell of="Attempts" number>
            {task.attempts} of {task.max_attempts}
          </Cell>
          <Cell of="Submitted">
            <Ago time={task.submitted} /> <span class="quiet">by {task.by}</span>
          </Cell>
          <Cell of="Took" number>
            {task.attempt ? <Took from={task.attempt.started} until={task.ended} /> : <span class="quiet">waits</span>}
          </Cell>
        </tr>
      ))}{' '}
    </Table>
  );
}
