// The way in.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post } from '../core/ask.ts';
import { useAction } from '../core/hooks.ts';
import type { Session } from '../core/types.ts';

export function Login({ why, onIn }: { why: string | undefined; onIn: (session: Session) => void }) {
  const [token, set] = useState('');
  const action = useAction();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Log in · Ouroboros';
    field.current?.focus();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    action.run(async () => onIn(await post<Session>('/login', { token: token.trim() })));
  };
  useEffect(() => {
    if (action.problem !== undefined) {
      field.current?.select();
    }
  }, [action.problem, action.busy]);
  return (
    <main class="login">
      <h1>Ouroboros</h1>
      <p class="quiet">Agents, tasks and the architecture of this repository.</p>
      {why !== undefined && <p role="status">{why}</p>}
      <form onSubmit={submit}>
        {/* Who keeps passwords wants a name to keep them under. */}
        <input type="text" autocomplete="username" value="ouroboros" readOnly hidden />
        <label for="token">Token</label>
        <input
          id="token"
          ref={field}
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          required
          aria-describedby="token-help"
          aria-invalid={action.problem !== undefined}
          value={token}
          onInput={(event) => set(event.currentTarget.value)}
        />
        {action.problem !== undefined && (
          <p class="wrong" role="alert">
            {action.problem}
          </p>
        )}
        <button type="submit" class="main" disabled={action.busy}>
          {action.busy ? 'Logging in…' : 'Log in'}
        </button>
      </form>
      <p id="token-help" class="quiet">
        The third part of a line in the server's file of tokens (<code>--tokens</code>). A server that was started without one wrote its
        token into <code>orchestrator.json</code> in the state folder of the workspace. The browser keeps a cookie for twelve hours, never
        the token.
      </p>
    </main>
  );
}
