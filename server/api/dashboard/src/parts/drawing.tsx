// The component map as a picture: each box can be reached by keys, and shows what it is tied to.

import { useMemo, useRef, useState } from 'preact/hooks';
import { BOX, layout, type Box } from '../core/layout.ts';
import type { Absence, Component, Dependency } from '../core/types.ts';
import { count } from '../core/words.ts';

interface Props {
  components: Component[];
  edges: Dependency[];
  absent: Absence[];
  chosen: string | undefined;
  onChoose(id: string): void;
}

export function Drawing({ components, edges, absent, chosen, onChoose }: Props) {
  const drawing = useMemo(() => layout(components, edges), [components, edges]);
  const boxes = useMemo(() => new Map(drawing.boxes.map((box) => [box.component.id, box])), [drawing]);
  const [at, setAt] = useState(chosen ?? drawing.rows[0]?.[0]);
  const nodes = useRef(new Map<string, SVGGElement>());
  const step = (event: KeyboardEvent, id: string) => {
    const next = beside(drawing.rows, boxes, id, event.key);
    if (next !== undefined) {
      event.preventDefault();
      // At once: the next key is for where the focus is then.
      nodes.current.get(next)?.focus();
      setAt(next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onChoose(id);
    }
  };
  const ties = unique(edges);
  const drawn = [
    ...ties.map(({ from, to, denied }) => ({ from, to, standing: denied === undefined ? '' : 'denied' })),
    ...absent.map(({ from, to }) => ({ from, to, standing: 'absent' })),
  ];
  const tied = new Set(ties.filter(({ from, to }) => from === chosen || to === chosen).flatMap(({ from, to }) => [from, to]));
  return (
    <div class="map">
      <svg
        width={drawing.width}
        height={drawing.height}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        role="group"
        aria-label="Component map. The arrow keys move, Enter chooses."
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {drawn.map(({ from, to, standing }) => {
          const [one, two] = [boxes.get(from), boxes.get(to)];
          const on = from === chosen ? 'out' : to === chosen ? 'in' : chosen === undefined ? '' : 'off';
          return (
            one &&
            two && (
              <path
                key={`${from} ${to} ${standing}`}
                class={`tie ${on} ${standing}`}
                d={line(one, two)}
                marker-end="url(#arrow)"
                aria-hidden="true"
              />
            )
          );
        })}
        {drawing.boxes.map(({ component, x, y }) => {
          const { id, kind, files } = component;
          const out = ties.filter((tie) => tie.from === id).length;
          const into = ties.filter((tie) => tie.to === id).length;
          const off = chosen !== undefined && id !== chosen && !tied.has(id);
          return (
            <g
              key={id}
              ref={(node: SVGGElement | null) => void (node ? nodes.current.set(id, node) : nodes.current.delete(id))}
              class={`box ${component.declared ? 'declared' : ''} ${off ? 'off' : ''}`}
              transform={`translate(${x} ${y})`}
              role="button"
              tabindex={id === at ? 0 : -1}
              aria-pressed={id === chosen}
              aria-label={`${called(id)}, ${kind}, ${count(files, 'file')}, needs ${out}, needed by ${into}`}
              onClick={() => {
                setAt(id);
                onChoose(id);
              }}
              onKeyDown={(event: KeyboardEvent) => step(event, id)}
            >
              <title>{called(id)}</title>
              <rect width={BOX.width} height={BOX.height} rx="8" />
              <text x="12" y="22" class="name">
                {cut(called(id), 20)}
              </text>
              <text x="12" y="40" class="kind">
                {cut(`${kind} · ${count(files, 'file')}`, 25)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** One line for each pair, however many ways tie them. */
function unique(edges: Dependency[]): Dependency[] {
  return [...new Map(edges.filter(({ from, to }) => from !== to).map((edge) => [`${edge.from} ${edge.to}`, edge])).values()];
}

function line(from: Box, to: Box): string {
  const middle = BOX.width / 2;
  if (from.y === to.y) {
    // Beside each other: in a bow below.
    const [x1, x2, y] = [from.x + middle, to.x + middle, from.y + BOX.height];
    return `M${x1} ${y}C${x1} ${y + 40} ${x2} ${y + 40} ${x2} ${y}`;
  }
  const down = from.y < to.y;
  const [x1, y1] = [from.x + middle, down ? from.y + BOX.height : from.y];
  const [x2, y2] = [to.x + middle, down ? to.y : to.y + BOX.height];
  const bend = (y2 - y1) / 2;
  return `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
}

/** Which box a key leads to from another. */
function beside(rows: string[][], boxes: Map<string, Box>, id: string, key: string): string | undefined {
  const row = rows.findIndex((row) => row.includes(id));
  const all = rows[row] ?? [];
  const at = all.indexOf(id);
  switch (key) {
    case 'ArrowLeft':
      return all[Math.max(0, at - 1)];
    case 'ArrowRight':
      return all[Math.min(all.length - 1, at + 1)];
    case 'ArrowUp':
    case 'ArrowDown': {
      const next = rows[row + (key === 'ArrowUp' ? -1 : 1)];
      const far = (other: string) => Math.abs(boxes.get(other)!.x - boxes.get(id)!.x);
      return next === undefined ? id : [...next].sort((one, two) => far(one) - far(two))[0];
    }
    case 'Home':
      return rows[0]?.[0];
    case 'End':
      return rows.at(-1)?.at(-1);
    default:
      return undefined;
  }
}

/** The name of a component: the folder of the root has none. */
export function called(id: string): string {
  return id === '.' ? 'the root' : id;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
