import { useMemo, type ReactElement } from 'react';
import { AskError } from '../../../ask/errors.ts';
import type { Answers } from '../../../ask/types.ts';
import { useAsk } from '../../../ask/use-ask.tsx';
import { Button } from '../../../parts/button.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { usePageTitle } from '../../../parts/page-title.ts';
import { Empty, Problem } from '../../../parts/states.tsx';
import { msOfNanos } from '../../../parts/time.ts';
import { A } from '../../../url/link.tsx';
import { links } from '../../../url/links.ts';
import { useAddress } from '../../../url/use-address.ts';
import { momentsOf } from './moments.ts';
import { sessionParams } from './questions.ts';
import { SessionHeadline, titleOf } from './session-headline.tsx';
import { SessionView } from './session-view.tsx';
import css from './session.module.css';

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
  if (error instanceof AskError && error.status === 404) {
    return <NotThere message={error.message} onRetry={() => void refetch()} />;
  }
  return (
    <div className={css['alone']}>
      <h1>Session</h1>
      <Problem error={error} what="The session" onRetry={() => void refetch()} />
    </div>
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

function NotThere({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }): ReactElement {
  return (
    <div className={css['alone']}>
      <h1>This session is not here</h1>
      <Empty
        title={message}
        action={
          <p className={css['actions']}>
            <Button look="primary" onClick={onRetry}>
              Look again
            </Button>
            <A to={links.sessions()}>All sessions</A>
          </p>
        }
      >
        <p>Sessions are seen within a second or two of their first event, and are kept as long as logs are.</p>
      </Empty>
    </div>
  );
}
