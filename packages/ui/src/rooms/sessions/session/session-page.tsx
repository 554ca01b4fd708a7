import { useMemo, type ReactElement } from 'react';
import type { Answers } from '../../../ask/types.ts';
import { useAsk } from '../../../ask/use-ask.tsx';
import { Absent } from '../../../parts/absent.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { usePageTitle } from '../../../parts/page-title.ts';
import { msOfNanos } from '../../../parts/time.ts';
import { links } from '../../../url/links.ts';
import { useAddress } from '../../../url/use-address.ts';
import { momentsOf } from './moments.ts';
import { sessionParams } from './questions.ts';
import { SessionHeadline, titleOf } from './session-headline.tsx';
import { SessionView } from './session-view.tsx';

export interface SessionPageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** `/sessions/:sessionId`: what one person saw and did, and what went wrong for them. */
export function SessionPage({ params }: SessionPageProps): ReactElement {
  const sessionId = decodeURIComponent(params['sessionId'] ?? '');
  const { data, error, refetch } = useAsk('sessions/:id', sessionParams(sessionId), { keepPrevious: false });
  usePageTitle(data === undefined ? 'Session' : titleOf(data.session));
  if (data !== undefined) return <OneSession key={sessionId} answer={data} />;
  if (error === null) return <Loading height="calc(100dvh - var(--bar) - 32px)" what="the session" />;
  return (
    <Absent what="session" error={error} onRetry={() => void refetch()} all={links.sessions()}>
      Sessions are seen within a second or two of their first event, and are kept as long as logs are.
    </Absent>
  );
}

function OneSession({ answer }: { readonly answer: Answers['sessions/:id'] }): ReactElement {
  const { address } = useAddress();
  const { session, replays, events } = answer;
  const moments = useMemo(() => momentsOf(events), [events]);
  // A recording may begin a little before what is known of the session otherwise, and end after it.
  const startMs = Math.min(msOfNanos(session.startUnixNano), ...replays.map((replay) => replay.startMs));
  const endMs = Math.max(msOfNanos(session.endUnixNano), ...replays.map((replay) => replay.endMs));
  const wanted = Number(address.page['at'] ?? '');
  const firstMs = wanted > 0 ? wanted : (replays[0]?.startMs ?? startMs);
  return (
    <>
      <SessionHeadline answer={answer} startMs={startMs} endMs={endMs} />
      <SessionView
        answer={answer}
        moments={moments}
        startMs={startMs}
        endMs={endMs}
        firstMs={firstMs}
        firstReplay={address.page['replay'] ?? ''}
      />
    </>
  );
}
