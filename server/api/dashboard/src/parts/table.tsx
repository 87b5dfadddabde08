// A table whose rows become cards where they do not fit beside each other.

import type { ComponentChildren } from 'preact';

export function Table({ heads, caption, children }: { heads: string[]; caption?: string; children: ComponentChildren }) {
  return (
    <table class="cards">
      {caption && <caption class="quiet">{caption}</caption>}
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** A cell under a head; with numbers, `number`. */
export function Cell({ of, number = false, children }: { of: string; number?: boolean; children: ComponentChildren }) {
  return (
    <td data-label={of} class={number ? 'number' : undefined}>
      {children}
    </td>
  );
}

/** A fact in a list of them. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A choice among words, and any of them. */
export function Choice({
  name,
  value,
  words,
  onChoose,
}: {
  name: string;
  value: string | undefined;
  words: string[];
  onChoose(word: string): void;
}) {
  return (
    <label>
      {name}
      <select value={value ?? ''} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">any</option>
        {words.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    </label>
  );
}
