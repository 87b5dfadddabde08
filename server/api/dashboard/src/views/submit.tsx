// The form for a task: a capability, and what it takes, as its schema says.

import { useEffect, useState } from 'preact/hooks';
import { may, post } from '../core/ask.ts';
import { useAction, useLoaded } from '../core/hooks.ts';
import { go, to } from '../core/route.ts';
import type { Providers, Schema, Task } from '../core/types.ts';
import { pretty } from '../core/words.ts';
import { Json } from '../parts/json.tsx';
import { Empty, Show } from '../parts/states.tsx';

export function Submit({ query }: { query: Record<string, string> }) {
  const known = useLoaded<{ items: Providers[] }>('/v1/capabilities', (event) => event.agent !== undefined);
  return (
    <>
      <p class="trail">
        <a href={to(['tasks'])}>Tasks</a>
      </p>
      <h1 tabIndex={-1}>Submit a task</h1>
      {may('operator') ? (
        <Show loaded={known}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No agent can do anything yet">
                <a href={to(['agents'])}>See how the agents are</a>
              </Empty>
            ) : (
              <Form capabilities={items} query={query} />
            )
          }
        </Show>
      ) : (
        <Empty title="A viewer submits nothing">
          <p>Log in with the token of an operator.</p>
        </Empty>
      )}
    </>
  );
}

function Form({ capabilities, query }: { capabilities: Providers[]; query: Record<string, string> }) {
  const [name, setName] = useState(query.capability ?? capabilities[0]!.name);
  const [agent, setAgent] = useState(query.agent ?? '');
  const [priority, setPriority] = useState('0');
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string>();
  const action = useAction();
  const chosen = capabilities.find((one) => one.name === name);
  useEffect(() => {
    setText(pretty(skeleton(chosen?.input)));
    setWrong(undefined);
  }, [name]);
  const submit = (event: Event) => {
    event.preventDefault();
    let input: unknown;
    try {
      input = JSON.parse(text || '{}');
    } catch (error) {
      setWrong(`This is no JSON: ${(error as Error).message}`);
      return;
    }
    setWrong(undefined);
    action.run(async () => {
      const task = await post<Task>('/v1/tasks', { capability: name, input, priority: Number(priority), ...(agent ? { agent } : {}) });
      go(to(['tasks', task.id]));
    });
  };
  const problem = wrong ?? action.problem;
  return (
    <form class="form" onSubmit={submit}>
      <label>
        Capability
        <select value={name} onChange={(event) => setName(event.currentTarget.value)}>
          {capabilities.map((one) => (
            <option key={one.name}>{one.name}</option>
          ))}
        </select>
      </label>
      {chosen?.description && <p class="quiet">{chosen.description}</p>}
      <label>
        Input (JSON)
        <textarea
          rows={8}
          spellcheck={false}
          value={text}
          aria-invalid={wrong !== undefined}
          aria-describedby={problem === undefined ? undefined : 'submit-problem'}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {chosen && (
        <details>
          <summary>What it takes</summary>
          <Json value={chosen.input} label="Schema of the input" />
        </details>
      )}
      <div class="row">
        <label>
          Agent
          <select value={agent} onChange={(event) => setAgent(event.currentTarget.value)}>
            <option value="">any that can</option>
            {chosen?.agents.map((id) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <label>
          Priority
          <input type="number" min={-100} max={100} value={priority} onInput={(event) => setPriority(event.currentTarget.value)} />
        </label>
      </div>
      {problem !== undefined && (
        <p id="submit-problem" class="wrong" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="main" disabled={action.busy}>
        {action.busy ? 'Submitting…' : 'Submit'}
      </button>
    </form>
  );
}

/** What is required, to be filled in. */
function skeleton(schema: Schema | undefined): unknown {
  const all = schema?.properties ?? {};
  return Object.fromEntries((schema?.required ?? []).map((name) => [name, blank(all[name])]));
}

function blank(schema: Schema | undefined): unknown {
  const type = Array.isArray(schema?.type) ? schema.type[0] : schema?.type;
  if (schema?.default !== undefined) {
    return schema.default;
  }
  if (schema?.enum?.length) {
    return schema.enum[0];
  }
  const blanks: Record<string, unknown> = { object: {}, array: [], number: 0, integer: 0, boolean: false };
  return type !== undefined && type in blanks ? blanks[type] : '';
}
