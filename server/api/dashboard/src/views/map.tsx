// The component map of a workspace: as a picture, and as a table that says the same.

import { useMemo } from 'preact/hooks';
import { query as address } from '../core/ask.ts';
import { useLoaded } from '../core/hooks.ts';
import { go, to } from '../core/route.ts';
import type { Absence, Component, ComponentMap, Dependency } from '../core/types.ts';
import { count } from '../core/words.ts';
import { called, Drawing } from '../parts/drawing.tsx';
import { Path } from '../parts/path.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Cell, Table } from '../parts/table.tsx';

export function Architecture({ workspaces, query }: { workspaces: string[]; query: Record<string, string> }) {
  const path = query.of ?? workspaces[0];
  const map = useLoaded<ComponentMap>(path === undefined ? undefined : address('/v1/architecture', { format: 'json', path }));
  const choose = (chosen: string | undefined) => go(to(['map'], { of: query.of, component: chosen }), true);
  return (
    <>
      <div class="row spread">
        <h1 tabIndex={-1}>Component map</h1>
        <button type="button" onClick={map.reload}>
          Draw again
        </button>
      </div>
      {workspaces.length > 1 && (
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <label>
            Workspace
            <select value={path} onChange={(event) => go(to(['map'], { of: event.currentTarget.value }), true)}>
              {workspaces.map((root) => (
                <option key={root}>{root}</option>
              ))}
            </select>
          </label>
        </form>
      )}
      {path === undefined ? (
        <Empty title="This server has no workspace">
          <p>
            Name one when it is started: <code>ouroboros serve FOLDER</code>.
          </p>
        </Empty>
      ) : (
        <Show loaded={map} waiting="The cartographer draws. A large workspace takes some seconds…">
          {({ components = [], edges = [], absent = [] }) =>
            components.length === 0 ? (
              <Empty title="There is no component in this workspace">
                <p>
                  The DNA declares components; without it, folders with a manifest (<code>Cargo.toml</code>, <code>package.json</code>, …)
                  count as one.
                </p>
              </Empty>
            ) : (
              <Drawn components={components} edges={edges} absent={absent} chosen={query.component} onChoose={choose} />
            )
          }
        </Show>
      )}
    </>
  );
}

interface Props {
  components: Component[];
  edges: Dependency[];
  absent: Absence[];
  chosen: string | undefined;
  onChoose(id: string | undefined): void;
}

function Drawn({ components, edges, absent, chosen, onChoose }: Props) {
  const component = components.find(({ id }) => id === chosen);
  const known = component === undefined ? undefined : chosen;
  return (
    <>
      <p class="quiet">
        {count(components.length, 'component')}, {count(edges.length, 'tie')}. What needs stands above what it needs. A dashed border: the
        DNA does not declare it. A red line: the DNA denies it; a dashed one: the DNA allows it, and nothing uses it. A line that goes up
        closes a circle.
      </p>
      <Drawing components={components} edges={edges} absent={absent} chosen={known} onChoose={(id) => onChoose(id === known ? undefined : id)} />
      {component && <Chosen component={component} edges={edges} onChoose={onChoose} />}
      <Drift edges={edges} absent={absent} />
      <AsTable components={components} edges={edges} />
    </>
  );
}

/** Where the architecture that is there is not the one that the DNA declares. */
function Drift({ edges, absent }: { edges: Dependency[]; absent: Absence[] }) {
  const denied = edges.filter((edge) => edge.denied !== undefined);
  if (denied.length + absent.length === 0) {
    return null;
  }
  return (
    <section class="card" aria-label="Not as the DNA declares">
      <h2>Not as the DNA declares</h2>
      <ul>
        {denied.map(({ from, to, kind, denied, path, line }) => (
          <li key={`${from} ${to} ${kind}`}>
            <strong class="bad">
              {called(from)} needs {called(to)}
            </strong>{' '}
            <span class="quiet">
              {denied}, first at <Path path={path} line={line} />
            </span>
          </li>
        ))}
        {absent.map(({ from, to }) => (
          <li key={`${from} ${to} absent`}>
            {called(from)} may need {called(to)} <span class="quiet">and no line of it does</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Chosen({ component, edges, onChoose }: { component: Component; edges: Dependency[]; onChoose(id: string | undefined): void }) {
  const { id, kind, layer, description, files, declared } = component;
  const lists: [title: string, ties: Dependency[], other: 'to' | 'from'][] = [
    ['It needs', edges.filter(({ from }) => from === id), 'to'],
    ['It is needed by', edges.filter(({ to }) => to === id), 'from'],
  ];
  return (
    <section class="card" aria-label={`Chosen component: ${id}`} aria-live="polite">
      <div class="row spread">
        <h2>{called(id)}</h2>
        <button type="button" onClick={() => onChoose(undefined)}>
          Choose none
        </button>
      </div>
      {description && <p>{description}</p>}
      <p class="quiet">
        {kind}
        {layer && `, layer ${layer}`}, {count(files, 'file')}, {declared ? 'declared in the DNA' : 'not declared in the DNA'}
      </p>
      <div class="columns">
        {lists.map(([title, ties, other]) => (
          <div key={title}>
            <h3>{title}</h3>
            {ties.length === 0 ? (
              <p class="quiet">nothing</p>
            ) : (
              <ul>
                {ties.map((tie) => (
                  <li key={`${tie[other]} ${tie.kind}`}>
                    <button type="button" class="link" onClick={() => onChoose(tie[other])}>
                      {called(tie[other])}
                    </button>{' '}
                    <span class="quiet">
                      {tie.kind}, {count(tie.count, 'line')}, first at <Path path={tie.path} line={tie.line} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

function AsTable({ components, edges }: { components: Component[]; edges: Dependency[] }) {
  const needs = useMemo(() => {
    const all = new Map<string, string[]>();
    for (const { from, to } of edges) {
      const known = all.get(from) ?? [];
      all.set(from, known.includes(to) ? known : [...known, to]);
    }
    return all;
  }, [edges]);
  return (
    <details>
      <summary>The same as a table</summary>
      <Table heads={['Component', 'Kind', 'Layer', 'Files', 'Needs']}>
        {components.map(({ id, kind, layer, files }) => (
          <tr key={id}>
            <th scope="row">{called(id)}</th>
            <Cell of="Kind">{kind}</Cell>
            <Cell of="Layer">{layer ?? '–'}</Cell>
            <Cell of="Files" number>
              {files}
            </Cell>
            <Cell of="Needs">{needs.get(id)?.map(called).join(', ') ?? '–'}</Cell>
          </tr>
        ))}{' '}
      </Table>
    </details>
  );
}
