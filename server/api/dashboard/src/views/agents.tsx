// All agents: how they are, and what can be done about it.

import { query as address } from '../core/ask.ts';
import { useLoaded } from '../core/hooks.ts';
import { go, to } from '../core/route.ts';
import type { Agent, Page } from '../core/types.ts';
import { count } from '../core/words.ts';
import { Badge } from '../parts/badge.tsx';
import { Ago, Health } from '../parts/figures.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Actions } from './actions.tsx';
import { Cell, Choice, Table } from '../parts/table.tsx';

const STATES = ['initializing', 'active', 'healing', 'paused', 'draining', 'stopped', 'failed', 'pending'];

export function Agents({ query }: { query: Record<string, string> }) {
  const { state, search, cursor } = query;
  // How many tasks an agent has changes with tasks, not with agents.
  const agents = useLoaded<Page<Agent>>(address('/v1/agents', { state, search, cursor, limit: 100 }), () => true);
  const change = (more: Record<string, string>) => go(to(['agents'], { state, search, ...more }), true);
  return (
    <>
      <h1 tabIndex={-1}>Agents</h1>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Choice name="State" value={state} words={STATES} onChoose={(word) => change({ state: word })} />
        <label>
          Name contains
          <input type="search" value={search ?? ''} onInput={(event) => change({ search: event.currentTarget.value })} />
        </label>
      </form>
      <Show loaded={agents}>
        {({ items, next }) =>
          items.length === 0 ? (
            state || search ? (
              <Empty title="No agent is like that">
                <a href={to(['agents'])}>Show all of them</a>
              </Empty>
            ) : (
              <Empty title="There are no agents yet">
                <p>
                  A worker brings the built-in ones: <code>ouroboros serve --role all</code> or <code>--role worker</code> on the same
                  store. Your own are declared in <code>*.agent.yaml</code>.
                </p>
              </Empty>
            )
          ) : (
            <>
              <Table heads={['Agent', 'State', 'Health', 'Tasks', 'Restarts', 'Actions']} caption={count(items.length, 'agent')}>
                {items.map((agent) => (
                  <Row key={agent.id} agent={agent} onDone={agents.reload} />
                ))}{' '}
              </Table>
              {next != null && <a href={to(['agents'], { state, search, cursor: String(next) })}>More agents</a>}
            </>
          )
        }
      </Show>
    </>
  );
}

function Row({ agent, onDone }: { agent: Agent; onDone: () => void }) {
  return (
    <tr data-agent={agent.id}>
      <th scope="row">
        <a href={to(['agents', agent.id])}>{agent.id}</a>
        {agent.description && <div class="quiet">{agent.description}</div>}
      </th>
      <Cell of="State">
        <Badge is={agent.state} />
        {agent.since && (
          <div class="quiet">
            <Ago time={agent.since} />
          </div>
        )}
      </Cell>
      <Cell of="Health">
        <Health health={agent.health} />
        {agent.health?.reasons[0] && <div class="quiet">{agent.health.reasons[0]}</div>}
      </Cell>
      <Cell of="Tasks" number>
        {agent.running} of {agent.concurrency}
      </Cell>
      <Cell of="Restarts" number>
        {agent.restarts}
      </Cell>
      <Cell of="Actions">
        <Actions agent={agent} onDone={onDone} />
      </Cell>
    </tr>
  );
}
