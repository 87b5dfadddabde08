// What can be done to an agent in its state, by who is in.

import { useState } from 'preact/hooks';
import { may, post } from '../core/ask.ts';
import { useAction } from '../core/hooks.ts';
import type { Agent, AgentDetail, AgentState } from '../core/types.ts';
import { ask } from '../core/ask.ts';
import { count } from '../core/words.ts';
import { Dialog } from '../parts/dialog.tsx';
import { tell } from '../parts/tell.tsx';

type Word = 'start' | 'stop' | 'restart' | 'pause' | 'resume' | 'drain';

const FOR: Record<AgentState, Word[]> = {
  initializing: ['stop', 'restart'],
  active: ['pause', 'restart', 'drain', 'stop'],
  healing: ['restart', 'stop'],
  paused: ['resume', 'restart', 'stop'],
  draining: ['resume', 'stop'],
  stopped: ['start'],
  failed: ['start', 'stop'],
  pending: [],
};

const NAMES: Record<Word, [name: string, title: string]> = {
  start: ['Start', 'Run, and take tasks'],
  stop: ['Stop', 'End at once'],
  restart: ['Restart', 'Start anew'],
  pause: ['Pause', 'Go on running, and take no more tasks'],
  resume: ['Resume', 'Take tasks again'],
  drain: ['Drain', 'Finish what it has, then stop'],
};

export function Actions({ agent, onDone }: { agent: Agent; onDone: () => void }) {
  const action = useAction();
  const [asked, setAsked] = useState<Word>();
  const [shown, setShown] = useState<AgentDetail>();
  const path = `/v1/agents/${encodeURIComponent(agent.id)}`;
  const act = (word: Word) =>
    action.run(async () => {
      await post(`${path}/${word}`);
      tell(`${NAMES[word][0]}: asked of ${agent.id}.`);
      onDone();
    });
  const press = (word: Word) => (agent.running > 0 && (word === 'stop' || word === 'restart') ? setAsked(word) : act(word));
  const approve = (detail: AgentDetail) =>
    action.run(async () => {
      await post(`${path}/approve`, { hash: detail.approval.hash });
      tell(`${agent.id} may run.`);
      onDone();
    });
  const pending = agent.approval.is === 'pending';
  return (
    <div class="actions">
      {may('operator') &&
        !pending &&
        FOR[agent.state].map((word) => (
          <button
            key={word}
            type="button"
            title={NAMES[word][1]}
            aria-label={`${NAMES[word][0]} ${agent.id}`}
            disabled={action.busy}
            onClick={() => press(word)}
          >
            {NAMES[word][0]}
          </button>
        ))}
      {pending &&
        (may('admin') ? (
          <button
            type="button"
            class="main"
            disabled={action.busy}
            onClick={() => action.run(async () => setShown(await ask<AgentDetail>(path)))}
          >
            Look and approve
          </button>
        ) : (
          <span class="quiet">waits for an admin</span>
        ))}
      {action.problem !== undefined && (
        <p class="wrong" role="alert">
          {action.problem}
        </p>
      )}
      {asked && (
        <Dialog
          title={`${NAMES[asked][0]} ${agent.id}?`}
          yes={`${NAMES[asked][0]} it`}
          onYes={() => act(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            It works on {count(agent.running, 'task')}. They break off, and are tried again while they have attempts left. Drain it instead
            to let them end.
          </p>
        </Dialog>
      )}
      {shown && (
        <Dialog
          title={`Let ${agent.id} run?`}
          yes="Approve this declaration"
          onYes={() => approve(shown)}
          onClose={() => setShown(undefined)}
        >
          <p>
            {shown.origin.path ?? shown.origin.by} declares it, and it is new or changed. It would run on the server's machine as the
            server's user:
          </p>
          <pre class="code" tabIndex={0}>
            {shown.manifest.run.command ? shown.manifest.run.command.words.join(' ') : `the built-in ${shown.manifest.run.builtin}`}
          </pre>
          <p>
            {shown.manifest.env?.length
              ? `It asks for these variables: ${shown.manifest.env.join(', ')}.`
              : 'It asks for no variables of the environment.'}
          </p>
          <p class="quiet">
            Only this very declaration, <code>{shown.approval.hash}</code>, is approved: if it changes, it waits again.
          </p>
        </Dialog>
      )}
    </div>
  );
}
