// One run of verification: how it stands, then what it found.

import { query as address } from '../core/ask.ts';
import { useLoaded } from '../core/hooks.ts';
import { go, to } from '../core/route.ts';
import type { Finding, Page, Run as RunData } from '../core/types.ts';
import { count } from '../core/words.ts';
import { Badge } from '../parts/badge.tsx';
import { Bar, Took } from '../parts/figures.tsx';
import { inline } from '../parts/markdown.tsx';
import { Path } from '../parts/path.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { Change, isFinal } from './task.tsx';
import { Cell, Choice, Fact, Table } from '../parts/table.tsx';

const LEVELS = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5', 'L6'];
const PAGE = 100;

export function Run({ id, query }: { id: string; query: Record<string, string> }) {
  const path = `/v1/verify/${encodeURIComponent(id)}`;
  const run = useLoaded<RunData>(path, (event) => event.task === id);
  return (
    <>
      <p class="trail">
        <a href={to(['verify'])}>Verify</a>
      </p>
      <h1 tabIndex={-1}>Verification</h1>
      <Show loaded={run}>
        {(value) => (
          <>
            <dl class="facts" data-task={id}>
              <Fact name="State">
                <Badge is={value.state} />
              </Fact>
              {value.findings !== null && <Fact name="Findings">{value.findings.toLocaleString()}</Fact>}
              {value.task.attempt && (
                <Fact name="Took">
                  <Took from={value.task.attempt.started} until={value.task.ended} />
                </Fact>
              )}
              {value.task.progress && !isFinal(value.task) && (
                <Fact name="Progress">
                  <Bar progress={value.task.progress} />
                </Fact>
              )}
              <Fact name="Task">
                <a href={to(['tasks', id])}>its history and input</a>
              </Fact>
            </dl>
            <Change task={value.task} onDone={run.reload} />
            {value.state === 'succeeded' ? (
              <>
                <p class="row">
                  <a class="button" href={`${path}/sarif`} download={`ouroboros-${id}.sarif`}>
                    Download SARIF
                  </a>
                  <a class="button" href={`${path}/report`} download={`ouroboros-${id}.json`}>
                    Download the report (JSON)
                  </a>
                </p>
                <Findings id={id} query={query} />
              </>
            ) : isFinal(value.task) ? (
              <Empty title="It ended without a report">
                <p>{value.task.failure?.message ?? 'Somebody cancelled it.'}</p>
              </Empty>
            ) : (
              <p class="quiet" role="status">
                Its findings come when it has ended. This page changes by itself.
              </p>
            )}
          </>
        )}
      </Show>
    </>
  );
}

function Findings({ id, query }: { id: string; query: Record<string, string> }) {
  const { severity, code, path, cursor } = query;
  const found = useLoaded<Page<Finding>>(
    address(`/v1/verify/${encodeURIComponent(id)}/findings`, { severity, code, path, cursor, limit: PAGE }),
  );
  const here = (more: Record<string, string | undefined>) => to(['verify', id], { severity, code, path, ...more });
  const change = (more: Record<string, string>) => go(here(more), true);
  const from = Number(cursor ?? 0);
  return (
    <section aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Choice name="Severity" value={severity} words={['error', 'warning', 'info']} onChoose={(word) => change({ severity: word })} />
        <label>
          Level or rule
          <input list="levels" value={code ?? ''} onChange={(event) => change({ code: event.currentTarget.value })} />
          <datalist id="levels">
            {LEVELS.map((level) => (
              <option key={level} value={level} />
            ))}
          </datalist>
        </label>
        <label>
          Path begins with
          <input value={path ?? ''} spellcheck={false} onChange={(event) => change({ path: event.currentTarget.value })} />
        </label>
      </form>
      <Show loaded={found}>
        {({ items, total = 0, next }) =>
          items.length === 0 ? (
            severity || code || path ? (
              <Empty title="No finding is like that">
                <a href={to(['verify', id])}>Show all of them</a>
              </Empty>
            ) : (
              <Empty title="It found nothing wrong" />
            )
          ) : (
            <>
              <Table
                heads={['Severity', 'Place', 'Finding', 'Rule']}
                caption={
                  total > items.length ? `${from + 1} to ${from + items.length} of ${count(total, 'finding')}` : count(total, 'finding')
                }
              >
                {items.map((finding) => (
                  <Row key={finding.fingerprint} finding={finding} />
                ))}{' '}
              </Table>
              <div class="row spread">
                {from > 0 ? <a href={here({ cursor: from > PAGE ? String(from - PAGE) : undefined })}>Findings before</a> : <span />}
                {next != null && <a href={here({ cursor: String(next) })}>More findings</a>}
              </div>
            </>
          )
        }
      </Show>
    </section>
  );
}

function Row({ finding }: { finding: Finding }) {
  const { line, column } = finding.range.start;
  const [level = '', name = ''] = finding.code.split('/');
  return (
    <tr data-code={finding.code}>
      <Cell of="Severity">
        <Badge is={finding.severity} />
      </Cell>
      <Cell of="Place">
        <Path path={finding.path} line={line} column={column} />
      </Cell>
      <Cell of="Finding">
        <div>{inline(finding.message)}</div>
        {finding.related.map((other) => (
          <div key={`${other.path}:${other.range.start.line}`} class="quiet">
            {inline(other.message)} <Path path={other.path} line={other.range.start.line} />
          </div>
        ))}
        {finding.fixes.length > 0 && <div class="quiet">Fix: {finding.fixes.map((fix) => fix.title).join('; ')}</div>}
      </Cell>
      <Cell of="Rule">
        <a href={to(['rules', level, name])}>{finding.code}</a>
      </Cell>
    </tr>
  );
}
