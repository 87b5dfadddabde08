// How the API is asked: one function, which turns every problem into an error with what to do.

import type { Role, Session } from './types.ts';

/** What went wrong, in words for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** In seconds, where the server says when to come again. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** An answer takes no longer than this, in milliseconds: the server has the same limit. */
const LIMIT = 185_000;

let session: Session | undefined;
const lost = new Set<() => void>();

/** Who is in; set by the page when they come and go. */
export function enter(who: Session | undefined): void {
  session = who;
}

/** Whether who is in may do what `role` may. */
export function may(role: Role): boolean {
  const order: Role[] = ['viewer', 'operator', 'admin'];
  return session !== undefined && order.indexOf(session.role) >= order.indexOf(role);
}

/** Calls back when the server does not know the session any more. */
export function onLost(listener: () => void): () => void {
  lost.add(listener);
  return () => lost.delete(listener);
}

/** Sends a request as it has to be sent. */
export async function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (method !== 'GET' && session?.csrf) {
    headers.set('x-csrf-token', session.csrf);
  }
  let response: Response;
  try {
    response = await fetch(path, { ...init, method, headers, credentials: 'same-origin', cache: 'no-store' });
  } catch (error) {
    if (init.signal?.aborted) {
      throw error;
    }
    throw new Problem(0, 'The server cannot be reached. It may be restarting: this page tries again by itself.');
  }
  if (!response.ok) {
    throw await problem(response, path);
  }
  return response;
}

async function problem(response: Response, path: string): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as { title?: string; detail?: string };
  if (response.status === 401 && path !== '/login') {
    lost.forEach((tell) => tell());
  }
  const words = [said.title, said.detail].filter((text) => text !== undefined && text !== '').join(': ');
  const after = Number(response.headers.get('retry-after'));
  return new Problem(response.status, words || `The server said ${response.status}.`, after > 0 ? after : undefined);
}

/** Asks for JSON. */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const limit = AbortSignal.timeout(LIMIT);
  const response = await send('GET', path, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
  return (await response.json()) as T;
}

/** Sends JSON. */
export async function post<T>(path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { signal: AbortSignal.timeout(LIMIT) };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { 'content-type': 'application/json' };
  }
  const response = await send('POST', path, init);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A path with a query of what is there. */
export function query(path: string, parameters: Record<string, string | number | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}
