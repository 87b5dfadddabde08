// The pages of rules: the part of Markdown that they use, as elements, never as HTML.

import type { ComponentChildren } from 'preact';

/** Text with `code`, **strong** words and links. */
export function inline(text: string): ComponentChildren[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/).map((part) => {
    if (part.startsWith('`') && part.length > 1) {
      return <code>{part.slice(1, -1)}</code>;
    }
    if (part.startsWith('**') && part.length > 4) {
      return <strong>{part.slice(2, -2)}</strong>;
    }
    const link = /^\[([^\]]+)\]\((https:\/\/[^)\s]+)\)$/.exec(part);
    if (link) {
      return (
        <a href={link[2]!} rel="noreferrer noopener" target="_blank">
          {link[1]}
        </a>
      );
    }
    // A link to a file of the sources leads nowhere here.
    return /^\[[^\]]+\]\(/.test(part) ? part.slice(1, part.indexOf(']')) : part;
  });
}

export function Markdown({ text }: { text: string }) {
  const out: ComponentChildren[] = [];
  const lines = text.split('\n');
  const isPlain = (line: string) => line.trim() !== '' && !/^(#|```|- |\d+\. |\|)/.test(line);
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!;
    const heading = /^(#{1,6}) (.*)/.exec(line);
    const fence = /^(`{3,})/.exec(line);
    const list = /^(?:- |\d+\. )/.exec(line);
    if (line.trim() === '') {
      at++;
    } else if (heading) {
      out.push(heading[1]!.length <= 2 ? <h2>{inline(heading[2]!)}</h2> : <h3>{inline(heading[2]!)}</h3>);
      at++;
    } else if (fence) {
      const end = lines.findIndex((other, index) => index > at && other.startsWith(fence[1]!));
      const last = end < 0 ? lines.length : end;
      out.push(
        <pre class="code" tabIndex={0}>
          {lines.slice(at + 1, last).join('\n')}
        </pre>,
      );
      at = last + 1;
    } else if (list) {
      const items: string[] = [];
      for (; at < lines.length && /^(- |\d+\. |\s+\S)/.test(lines[at]!); at++) {
        const item = /^(?:- |\d+\. )(.*)/.exec(lines[at]!);
        if (item) {
          items.push(item[1]!);
        } else {
          items[items.length - 1] += ` ${lines[at]!.trim()}`;
        }
      }
      const all = items.map((item) => <li>{inline(item)}</li>);
      out.push(line.startsWith('- ') ? <ul>{all}</ul> : <ol>{all}</ol>);
    } else if (line.startsWith('|')) {
      const rows: string[][] = [];
      for (; at < lines.length && lines[at]!.startsWith('|'); at++) {
        rows.push(
          lines[at]!.slice(1)
            .replace(/\|\s*$/, '')
            .split('|')
            .map((cell) => cell.trim()),
        );
      }
      const [head = [], , ...body] = rows;
      out.push(
        <div class="wide" tabIndex={0}>
          <table>
            <thead>
              <tr>
                {head.map((cell) => (
                  <th>{inline(cell)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {body.map((row) => (
                <tr>
                  {row.map((cell) => (
                    <td>{inline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>,
      );
    } else {
      const from = at++;
      while (at < lines.length && isPlain(lines[at]!)) {
        at++;
      }
      out.push(<p>{inline(lines.slice(from, at).join(' '))}</p>);
    }
  }
  return <div class="page">{out}</div>;
}
