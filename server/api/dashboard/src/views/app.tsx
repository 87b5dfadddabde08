// The frame around all views: who is in, where they are, whether events come.

import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, enter, onLost, post, Problem } from '../core/ask.ts';
import { end, listen, liveState, start, watch } from '../core/live.ts';
import { to, useRoute, type Route } from '../core/route.ts';
import { said } from '../core/hooks.ts';
import type { Session } from '../core/types.ts';
import { Trouble } from '../parts/states.tsx';
import { tell, Told } from '../parts/tell.tsx';
import { Agent } from './agent.tsx';
import { Agents } from './agents.tsx';
import { Capabilities } from './capabilities.tsx';
import { Login } from './login.tsx';
import { Architecture } from './map.tsx';
import { Rule } from './rule.tsx';
import { Run } from './run.tsx';
import { Submit } from './submit.tsx';
import { Task } from './task.tsx';
import { Tasks } from './tasks.tsx';
import { Verify } from './verify.tsx';

const VIEWS: [path: string, name: string][] = [
  ['agents', 'Agents'],
  ['tasks', 'Tasks'],
  ['verify', 'Verify'],
  ['map', 'Map'],
  ['capabilities', 'Capabilities'],
];

type Who = { is: 'asking' } | { is: 'out'; why?: string } | { is: 'in'; session: Session } | { is: 'broken'; why: string };

export function App() {
  const [who, set] = useState<Who>({ is: 'asking' });
  const come = (session: Session) => {
    enter(session);
    set({ is: 'in', session });
    start();
  };
  const leave = (why?: string) => {
    end();
    enter(undefined);
    set(why === undefined ? { is: 'out' } : { is: 'out', why });
  };
  const look = () => {
    set({ is: 'asking' });
    ask<Session>('/session').then(come, (error: unknown) => {
      if (error instanceof Problem && error.status === 401) {
        leave();
      } else {
        set({ is: 'broken', why: said(error) });
      }
    });
  };
  useEffect(() => {
    look();
    return onLost(() =>
      set((now) => (now.is === 'in' ? (leave('Your session has ended, or its token was taken away. Log in again.'), now) : now)),
    );
  }, []);
  if (who.is === 'asking') {
    return (
      <p class="loading" role="status">
        Looking who is there…
      </p>
    );
  }
  if (who.is === 'broken') {
    return <Trouble message={who.why} retry={look} />;
  }
  if (who.is === 'out') {
    return <Login why={who.why} onIn={come} />;
  }
  const out = () =>
    post('/logout').then(
      () => leave(),
      (error: unknown) => tell(said(error)),
    );
  return <Frame session={who.session} onOut={() => void out()} />;
}

function Frame({ session, onOut }: { session: Session; onOut: () => void }) {
  const route = useRoute();
  const at = route.path[0] ?? 'agents';
  const main = useRef<HTMLElement>(null);
  const place = route.path.join('/');
  const first = useRef(true);
  useEffect(() => {
    const name = VIEWS.find(([path]) => path === at)?.[1] ?? 'Ouroboros';
    document.title = `${[...route.path.slice(1).reverse(), name].join(' · ')} · Ouroboros`;
    // Another view is another page: who hears it begins at its heading.
    if (!first.current) {
      main.current?.querySelector<HTMLElement>('h1')?.focus();
      window.scrollTo(0, 0);
    }
    first.current = false;
  }, [place]);
  useEffect(
    () =>
      listen((event) => {
        if (event.agent !== undefined && /^agent\.(active|failed|healing|pending|stopped)$/.test(event.kind)) {
          tell(`Agent ${event.agent} is ${event.kind.slice('agent.'.length)}.`);
        }
      }),
    [],
  );
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <header class="top">
        <span class="brand">Ouroboros</span>
        <nav aria-label="Views">
          {VIEWS.map(([path, name]) => (
            <a key={path} href={to([path])} aria-current={path === at ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <span class="who">
          <Live />
          <span>
            {session.name} <span class="quiet">({session.role})</span>
          </span>
          <button type="button" onClick={onOut}>
            Log out
          </button>
        </span>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <View route={route} session={session} />
      </main>
      <Told />
    </>
  );
}

function View({ route, session }: { route: Route; session: Session }) {
  const [view = 'agents', id, more] = route.path;
  switch (view) {
    case 'agents':
      return id === undefined ? <Agents query={route.query} /> : <Agent key={id} id={id} />;
    case 'tasks':
      if (id === 'new') {
        return <Submit query={route.query} />;
      }
      return id === undefined ? <Tasks query={route.query} /> : <Task key={id} id={id} />;
    case 'verify':
      return id === undefined ? <Verify workspaces={session.workspaces} /> : <Run key={id} id={id} query={route.query} />;
    case 'map':
      return <Architecture workspaces={session.workspaces} query={route.query} />;
    case 'capabilities':
      return <Capabilities />;
    case 'rules':
      if (id !== undefined && more !== undefined) {
        return <Rule key={`${id}/${more}`} level={id} name={more} />;
      }
      return <Nothing />;
    default:
      return <Nothing />;
  }
}

function Nothing() {
  return (
    <>
      <h1 tabIndex={-1}>There is no such view</h1>
      <p>
        Go to <a href={to(['agents'])}>the agents</a>.
      </p>
    </>
  );
}

function Live() {
  const [state, set] = useState(liveState());
  const [lost, setLost] = useState(false);
  useEffect(() => {
    let away = false;
    const look = () => {
      const now = liveState();
      if (now === 'waiting' && !away) {
        away = true;
        tell('The connection is lost. Trying again.');
      } else if (now === 'live' && away) {
        away = false;
        tell('The connection is back.');
      }
      setLost(away);
      set(now);
    };
    // It may have changed before anybody watched.
    look();
    return watch(look);
  }, []);
  const says = state === 'live' ? 'live' : lost ? 'reconnecting' : 'connecting';
  return <span class={`live ${says}`}>{says}</span>;
}
