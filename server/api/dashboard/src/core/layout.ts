// Where the components of a map stand: what needs others above what it needs, with few crossings.

import type { Component, Dependency } from './types.ts';

export interface Box {
  component: Component;
  x: number;
  y: number;
}

export interface Drawing {
  boxes: Box[];
  /** The boxes row by row, from the left: for the keys. */
  rows: string[][];
  width: number;
  height: number;
}

export const BOX = { width: 168, height: 52 };
const GAP = { x: 20, y: 58 };
const EDGE = 12;
/** More beside each other than this are not seen together. */
const ROW = 6;
const SWEEPS = 6;

export function layout(components: Component[], edges: Dependency[]): Drawing {
  const ids = components.map((component) => component.id);
  const needs = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]));
  for (const { from, to } of edges) {
    if (from !== to && needs.has(to)) {
      needs.get(from)?.add(to);
    }
  }
  const down = acyclic(ids, needs);
  const layers = inLayers(ids, down);
  order(layers, down);
  const rows = layers.flatMap((layer) => split(layer));
  const widest = Math.max(1, ...rows.map((row) => row.length));
  const width = 2 * EDGE + widest * BOX.width + (widest - 1) * GAP.x;
  const boxes = rows.flatMap((row, number) => {
    const wide = row.length * BOX.width + (row.length - 1) * GAP.x;
    return row.map((id, at) => ({
      component: components.find((component) => component.id === id)!,
      x: (width - wide) / 2 + at * (BOX.width + GAP.x),
      y: EDGE + number * (BOX.height + GAP.y),
    }));
  });
  const height = 2 * EDGE + rows.length * BOX.height + Math.max(0, rows.length - 1) * GAP.y;
  return { boxes, rows, width, height };
}

/** The same without what closes circles: those edges go up in the drawing. */
function acyclic(ids: string[], needs: Map<string, Set<string>>): Map<string, string[]> {
  const down = new Map<string, string[]>(ids.map((id) => [id, []]));
  const state = new Map<string, 'open' | 'done'>();
  for (const first of ids) {
    const path: [id: string, rest: string[]][] = state.has(first) ? [] : [[first, [...needs.get(first)!]]];
    state.set(first, state.get(first) ?? 'open');
    while (path.length > 0) {
      const [id, rest] = path.at(-1)!;
      const next = rest.shift();
      if (next === undefined) {
        state.set(id, 'done');
        path.pop();
      } else if (state.get(next) !== 'open') {
        down.get(id)!.push(next);
        if (!state.has(next)) {
          state.set(next, 'open');
          path.push([next, [...needs.get(next)!]]);
        }
      }
    }
  }
  return down;
}

function inLayers(ids: string[], down: Map<string, string[]>): string[][] {
  const waiting = new Map<string, number>(ids.map((id) => [id, 0]));
  down.forEach((all) => all.forEach((id) => waiting.set(id, waiting.get(id)! + 1)));
  const rank = new Map<string, number>(ids.map((id) => [id, 0]));
  const ready = ids.filter((id) => waiting.get(id) === 0);
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    for (const needed of down.get(id)!) {
      rank.set(needed, Math.max(rank.get(needed)!, rank.get(id)! + 1));
      waiting.set(needed, waiting.get(needed)! - 1);
      if (waiting.get(needed) === 0) {
        ready.push(needed);
      }
    }
  }
  const tied = new Set([...down].flatMap(([from, all]) => (all.length > 0 ? [from, ...all] : [])));
  const last = Math.max(0, ...rank.values());
  const layers: string[][] = [];
  for (const id of ids) {
    // What nothing ties to anything stands by itself at the end.
    (layers[tied.has(id) ? rank.get(id)! : last + 1] ??= []).push(id);
  }
  return layers.filter((layer) => layer !== undefined);
}

/** Puts each box near the middle of those it is tied to, in the layer before and the one behind by turns. */
function order(layers: string[][], down: Map<string, string[]>): void {
  const up = new Map<string, string[]>();
  down.forEach((all, from) => all.forEach((id) => up.set(id, [...(up.get(id) ?? []), from])));
  const place = new Map<string, number>();
  const note = (layer: string[]) => layer.forEach((id, at) => place.set(id, (at + 0.5) / layer.length));
  layers.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const ties = sweep % 2 === 0 ? up : down;
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const middle = (id: string) => {
        const all = ties.get(id) ?? [];
        return all.length === 0 ? place.get(id)! : all.reduce((sum, other) => sum + place.get(other)!, 0) / all.length;
      };
      const wanted = new Map(layer.map((id) => [id, middle(id)]));
      layer.sort((one, two) => wanted.get(one)! - wanted.get(two)! || (one < two ? -1 : 1));
      note(layer);
    }
  }
}

function split(layer: string[]): string[][] {
  const rows = Math.ceil(layer.length / ROW);
  const each = Math.ceil(layer.length / rows);
  return Array.from({ length: rows }, (_, row) => layer.slice(row * each, (row + 1) * each));
}
