import type { Keep } from '../../keep/keep.ts';
import { authorize } from '../authority.ts';
import { callerOf } from '../caller.ts';
import { BASE, onlyWith, type App } from '../http.ts';
import type { Desk } from '../run.ts';
import { createLive, type LiveOptions } from './live.ts';

/** What the route needs besides the desk. */
export interface LiveRouteOptions extends LiveOptions {
  readonly keep: Keep;
  /** Fires when the server stops: live streams would hold it up. */
  readonly closing?: AbortSignal | undefined;
}

/** Adds `GET /live`. */
export function addLive(app: App, desk: Desk, { keep, closing, ...options }: LiveRouteOptions): void {
  const live = createLive(options);
  closing?.addEventListener('abort', () => live.close(), { once: true });
  app.get(`${BASE}/live`, (call) => {
    // The answer to a HEAD has no body that could end.
    if (call.req.raw.method !== 'GET') return onlyWith('GET');
    const principal = call.get('principal');
    authorize(principal, 'reader');
    const { headers } = call.req.raw;
    return live.answer({
      asked: { ...desk, principal },
      params: new URL(call.req.url).searchParams,
      lastEventId: call.req.header('last-event-id'),
      check: async () => void authorize(await callerOf(keep, headers), 'reader', principal.project),
    });
  });
  app.all(`${BASE}/live`, () => onlyWith('GET'));
}
