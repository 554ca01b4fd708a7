import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { Answers } from '../ask/types.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { arrivalsBetween, wordsOfArrivals, type Arrivals } from './arrivals.ts';
import { A } from '../url/link.tsx';
import { links } from '../url/links.ts';
import { CopyButton } from './copy-button.tsx';
import { KeyForSending } from './key-for-sending.tsx';
import css from './send-data.module.css';
import { BROWSER_KEY_PLACE, KEY_PLACE, waysFromPages, waysToSend } from './ways-to-send.ts';

/** The wait for a first notice is at most this long. */
const EVERY_MS = 1000;

export interface SendDataProps {
  /** What follows once something has arrived, in words. */
  readonly then: string;
  /** `all` counts from the start of the server, `new` from the opening of the page. */
  readonly count: 'all' | 'new';
  /** What sends: any program, or a web page, which takes a key of its own. @defaultValue 'program' */
  readonly from?: 'program' | 'page';
  /** Told of what has arrived, once it can be asked for, and again until the reader has gone on. */
  readonly onArrival?: ((arrivals: Arrivals) => void) | undefined;
}

/** How to send something to this server, and a look every second whether it came. */
export function SendData({ then, count, from = 'program', onArrival }: SendDataProps): ReactElement {
  const session = useAsk('session', {});
  const [made, setMade] = useState<string | null>(null);
  const key = session.data?.needsKey === true ? (made ?? (from === 'page' ? BROWSER_KEY_PLACE : KEY_PLACE)) : null;
  const ways = from === 'page' ? waysFromPages : waysToSend;
  return (
    <>
      <Waiting then={then} count={count} onArrival={onArrival} />
      {session.data?.needsKey === true &&
        (from === 'page' ? <KeyForPages /> : <KeyForSending session={session.data} made={made} onMade={setMade} />)}
      <h2>Ways to send</h2>
      <div className={css['ways']}>
        {ways(window.location.origin, key).map(({ title, kind, text }) => (
          <section key={title} className={css['way']} aria-label={title}>
            <header>
              <h3>{title}</h3>
              <CopyButton text={text} what={title} />
            </header>
            {/* Reachable by keys, because long lines scroll. */}
            <pre tabIndex={0} aria-label={`${kind} for: ${title}`} role="region">
              {text}
            </pre>
          </section>
        ))}
      </div>
    </>
  );
}

/** A key that everybody can read names the origins it is for: it is made where those are asked. */
function KeyForPages(): ReactElement {
  return (
    <p>
      This server asks for a key. Put a browser key where <code>{BROWSER_KEY_PLACE}</code> stands: it is made under{' '}
      <A to={links.settings('keys')}>Keys</A>, for the origins of your pages.
    </p>
  );
}

function Waiting({ then, count, onArrival }: Omit<SendDataProps, 'from'>): ReactElement {
  const arrivals = useArrivals(count);
  const words = arrivals === null ? null : wordsOfArrivals(arrivals);
  const hasCome = arrivals !== null && arrivals.spans + arrivals.logRecords + arrivals.dataPoints > 0;
  useRepeated(hasCome && onArrival !== undefined ? () => onArrival(arrivals) : null);
  return (
    <p role="status" className={`${css['waiting']} ${!hasCome && words !== null ? css['refused'] : ''}`}>
      <span aria-hidden="true" className={`${css['dot']} ${hasCome ? css['arrived'] : ''}`} />
      {words === null ? `Waiting for data; ${then}.` : hasCome ? `${words}; ${then}.` : `${words}.`}
    </p>
  );
}

const NOTHING: Parameters<typeof arrivalsBetween>[0] = {
  received: { spans: 0, logRecords: 0, dataPoints: 0 },
  refused: [],
};

/** What has come; null until the server has said what it counts. */
function useArrivals(count: SendDataProps['count']): Arrivals | null {
  const { data } = useAsk('meta', {}, { everyMs: EVERY_MS });
  const [first, setFirst] = useState<Answers['meta'] | null>(null);
  if (first === null && data !== undefined) setFirst(data);
  if (first === null || data === undefined) return null;
  return arrivalsBetween(count === 'all' ? NOTHING : first, data);
}

/** What was received is in the tables after about this long. */
const STORED_MS = 1500;

function useRepeated(act: (() => void) | null): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  const isOn = act !== null;
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setInterval(() => latest.current?.(), STORED_MS);
    return () => clearInterval(timer);
  }, [isOn]);
}
