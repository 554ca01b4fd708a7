/** What the list of sessions says, worked out from it. */
import type { SessionSummary } from '../../ask/types.ts';
import { formatCount } from '../../parts/format.ts';

/** `12 sessions: 3 with an error, 1 with rage clicks`; of a list that goes on, what its rows say. */
export function headlineOf(sessions: readonly SessionSummary[], isWhole: boolean, sort: string): string {
  if (sessions.length === 0) return 'No sessions';
  const having = (count: (session: SessionSummary) => number): number =>
    sessions.filter((session) => count(session) > 0).length;
  const errors = having((session) => session.errors);
  const rage = having((session) => session.rageClicks);
  const parts = [
    errors === 0 ? 'none with an error' : `${formatCount(errors)} with an error`,
    ...(rage === 0 ? [] : [`${formatCount(rage)} with rage clicks`]),
  ];
  return `${countOf(sessions.length, isWhole, sort)}: ${parts.join(', ')}`;
}

function countOf(count: number, isWhole: boolean, sort: string): string {
  const noun = count === 1 ? 'session' : 'sessions';
  if (isWhole) return `${formatCount(count)} ${noun}`;
  const first = { longest: 'The longest', errors: 'Most errors first,' }[sort] ?? 'The newest';
  return `${first} ${formatCount(count)} ${noun}`;
}

/** Who it was, as far as the page said so; null where nobody said. */
export function personOf({ userId, anonymousId }: Pick<SessionSummary, 'userId' | 'anonymousId'>): string | null {
  if (userId !== '') return userId;
  return anonymousId === '' ? null : `anonymous ${anonymousId.slice(0, 8)}`;
}

/** `Chrome on Windows, desktop` */
export function deviceWords({ browser, os, device }: Pick<SessionSummary, 'browser' | 'os' | 'device'>): string {
  const program = [browser, os].filter((part) => part !== '').join(' on ');
  return [program, device as string].filter((part) => part !== '').join(', ');
}
