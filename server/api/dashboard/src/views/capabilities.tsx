// What can be asked for, of whom, and how that went.

import { useEffect, useState } from 'preact/hooks';
import { ask, may } from '../core/ask.ts';
import { useLoaded } from '../core/hooks.ts';
import { to } from '../core/route.ts';
import type { CapabilityUse, Providers } from '../core/types.ts';
import { count, percent } from '../core/words.ts';
import { Json } from '../parts/json.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { latency } from './agent.tsx';
import { Cell, Table } from '../parts/table.tsx';

export function Capabilities() {
  const known = useLoaded<{ items: Providers[] }>('/v1/capabilities', (event) => event.agent !== undefined);
  return (
    <>
      <h1 tabIndex={-1}>Capabilities</h1>
      <Show loaded={known}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No agent has said yet what it can do">
              <a href={to(['agents'])}>See how the agents are</a>
            </Empty>
          ) : (
            items.map((one) => <One key={one.name} capability={one} />)
          )
        }
      </Show>
    </>
  );
}

function One({ capability }: { capability: Providers }) {
  return (
    <article class="card" aria-labelledby={`capability-${capability.name}`}>
      <div class="row spread">
        <h2 id={`capability-${capability.name}`}>{capability.name}</h2>
        {may('operator') && <a href={to(['tasks', 'new'], { capability: capability.name })}>Ask for it</a>}
      </div>
      {capability.description && <p>{capability.description}</p>}
      <p class="quiet">
        {capability.ready} of {count(capability.agents.length, 'agent')} ready, {count(capability.running, 'task')} now
      </p>
      <Uses capability={capability} />
      <details>
        <summary>What it takes</summary>
        <Json value={capability.input} label={`Schema of the input of ${capability.name}`} />
      </details>
      <details>
        <summary>What it gives</summary>
        {capability.output ? (
          <Json value={capability.output} label={`Schema of the output of ${capability.name}`} />
        ) : (
          <p class="quiet">Its agents do not say.</p>
        )}
      </details>
    </article>
  );
}

/** More agents than are asked one by one. */
const MOST = 20;

/** How each of its agents did. */
function Uses({ capability }: { capability: Providers }) {
  const agents = capability.agents.slice(0, MOST);
  const [uses, set] = useState<Record<string, CapabilityUse | undefined>>({});
  useEffect(() => {
    const stop = new AbortController();
    for (const agent of agents) {
      ask<{ items: CapabilityUse[] }>(`/v1/agents/${encodeURIComponent(agent)}/capabilities`, stop.signal).then(
        ({ items }) => set((all) => ({ ...all, [agent]: items.find((use) => use.name === capability.name) })),
        // It stands there without figures: the agent went away meanwhile.
        () => undefined,
      );
    }
    return () => stop.abort();
  }, [capability]);
  return (
    <Table heads={['Agent', 'Went well', 'Half within', '95 % within']}>
      {agents.map((agent) => {
        const use = uses[agent];
        const all = use ? use.succeeded + use.failed : 0;
        return (
          <tr key={agent}>
            <th scope="row">
              <a href={to(['agents', agent])}>{agent}</a>
            </th>
            <Cell of="Went well" number>
              {use && all > 0 ? `${percent(use.succeeded / all)} of ${all}` : 'not asked yet'}
            </Cell>
            <Cell of="Half within" number>
              {latency(use?.latency_p50 ?? null)}
            </Cell>
            <Cell of="95 % within" number>
              {latency(use?.latency_p95 ?? null)}
            </Cell>
          </tr>
        );
      })}{' '}
    </Table>
  );
}
