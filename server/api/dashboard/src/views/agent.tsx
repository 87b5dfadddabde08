// One agent: all that is known of it, and its log.

import { useLoaded } from '../core/hooks.ts';
import { to } from '../core/route.ts';
import type { AgentDetail, CapabilityUse } from '../core/types.ts';
import { percent } from '../core/words.ts';
import { Badge } from '../parts/badge.tsx';
import { Ago, Health } from '../parts/figures.tsx';
import { Log } from '../parts/log.tsx';
import { Show } from '../parts/states.tsx';
import { Actions } from './actions.tsx';
import { Cell, Fact, Table } from '../parts/table.tsx';

export function Agent({ id }: { id: string }) {
  const path = `/v1/agents/${encodeURIComponent(id)}`;
  const agent = useLoaded<AgentDetail>(path, (event) => event.agent === id || event.task !== undefined);
  const uses = useLoaded<{ items: CapabilityUse[] }>(`${path}/capabilities`, (event) => event.agent === id || event.task !== undefined);
  return (
    <>
      <p class="trail">
        <a href={to(['agents'])}>Agents</a>
      </p>
      <h1 tabIndex={-1}>{id}</h1>
      <Show loaded={agent}>{(known) => <Facts agent={known} reload={agent.reload} />}</Show>
      <section aria-labelledby="can-title">
        <h2 id="can-title">Capabilities</h2>
        <Show loaded={uses}>
          {({ items }) =>
            items.length === 0 ? <p class="quiet">It has not said yet what it can do.</p> : <Uses items={items} agent={id} />
          }
        </Show>
      </section>
      <Log agent={id} />
    </>
  );
}

function Facts({ agent, reload }: { agent: AgentDetail; reload: () => void }) {
  const { run, needs } = agent.manifest;
  return (
    <>
      {agent.description && <p>{agent.description}</p>}
      <dl class="facts">
        <Fact name="State">
          <Badge is={agent.state} /> {agent.since && <Ago time={agent.since} />}
        </Fact>
        <Fact name="Wanted">{agent.desired}</Fact>
        <Fact name="Health">
          <Health health={agent.health} />
        </Fact>
        <Fact name="Tasks">
          {agent.running} of {agent.concurrency} · <a href={to(['tasks'], { agent: agent.id })}>all of its tasks</a>
        </Fact>
        <Fact name="Restarts">{agent.restarts}</Fact>
        <Fact name="Last sign of life">{agent.seen ? <Ago time={agent.seen} /> : 'none yet'}</Fact>
        <Fact name="Runs">{run.command ? <code>{run.command.words.join(' ')}</code> : `within the server: ${run.builtin}`}</Fact>
        <Fact name="Declared by">{agent.origin.path ?? agent.origin.by}</Fact>
        {needs && needs.length > 0 && (
          <Fact name="Needs">
            {needs.map((id) => (
              <a key={id} href={to(['agents', id])}>
                {id}
              </a>
            ))}
          </Fact>
        )}
        <Fact name="Worker">
          {agent.worker ?? 'none has it'}
          {agent.pid !== null && `, process ${agent.pid}`}
        </Fact>
        {agent.sandbox && <Fact name="Sandbox">{agent.sandbox}</Fact>}
      </dl>
      {agent.health && agent.health.reasons.length > 0 && (
        <section aria-labelledby="why-title">
          <h2 id="why-title">What takes from its health</h2>
          <ul>
            {agent.health.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </section>
      )}
      <Actions agent={agent} onDone={reload} />
      {agent.last_lines.length > 0 && (
        <section aria-labelledby="last-title">
          <h2 id="last-title">Its last lines</h2>
          <pre class="code" tabIndex={0}>
            {agent.last_lines.join('\n')}
          </pre>
        </section>
      )}
    </>
  );
}

function Uses({ items, agent }: { items: CapabilityUse[]; agent: string }) {
  return (
    <Table heads={['Capability', 'Went well', 'Half within', '95 % within', 'Now']}>
      {items.map((use) => (
        <tr key={use.name}>
          <th scope="row">
            <a href={to(['tasks', 'new'], { capability: use.name, agent })}>{use.name}</a>
            {use.description && <div class="quiet">{use.description}</div>}
          </th>
          <Cell of="Went well" number>
            {use.succeeded + use.failed === 0
              ? 'not asked yet'
              : `${percent(use.succeeded / (use.succeeded + use.failed))} of ${use.succeeded + use.failed}`}
          </Cell>
          <Cell of="Half within" number>
            {latency(use.latency_p50)}
          </Cell>
          <Cell of="95 % within" number>
            {latency(use.latency_p95)}
          </Cell>
          <Cell of="Now" number>
            {use.running}
          </Cell>
        </tr>
      ))}{' '}
    </Table>
  );
}

/** Milliseconds, as capabilities count them. */
export function latency(time: number | null): string {
  if (time === null) {
    return '–';
  }
  return time < 1000 ? `${time.toFixed(time < 10 ? 1 : 0)} ms` : `${(time / 1000).toFixed(1)} s`;
}
