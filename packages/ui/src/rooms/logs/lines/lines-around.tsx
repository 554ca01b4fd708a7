import { useLayoutEffect, useRef, useState, type ReactElement } from 'react';
import { useAsk } from '../../../ask/use-ask.tsx';
import { Button } from '../../../parts/button.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { Problem } from '../../../parts/states.tsx';
import { formatTime, msOfNanos } from '../../../parts/time.ts';
import { keyOfLine, type LogLine } from '../log-line.ts';
import { SeverityMark } from '../severity-mark.tsx';
import { severityOf } from '../severity.ts';
import css from './line-details.module.css';
import { LineText } from './line-text.tsx';
import { rowText } from './row-text.ts';

const STEP = 25;
const MOST = 500;
const NO_WORDS: readonly string[] = [];

/** What the same instance of the service logged before and after a line, whatever the filters: the search stays where it is. */
export function LinesAround({ line }: { readonly line: LogLine }): ReactElement {
  const [before, setBefore] = useState(STEP);
  const [after, setAfter] = useState(STEP);
  const { data, error, refetch } = useAsk('logs/context', {
    uid: line.uid,
    timeUnixNano: line.timeUnixNano,
    before: String(before),
    after: String(after),
  });
  const zone = zoneName(useSettings());
  const box = useRef<HTMLDivElement>(null);
  const isThere = data !== undefined;
  useLayoutEffect(() => {
    const here = box.current?.querySelector<HTMLElement>('[aria-current]');
    if (box.current && here) box.current.scrollTop = here.offsetTop - box.current.clientHeight / 2;
  }, [isThere]);
  if (!data) {
    return error === null ? (
      <Loading height="340px" what="the lines around" />
    ) : (
      <Problem error={error} what="The lines around" onRetry={() => void refetch()} />
    );
  }
  return (
    <section className={css['around']} aria-label="Lines around">
      <header>
        <h3>
          {data.at} before and {data.items.length - data.at - 1} after, of the same instance of {line.service}
        </h3>
      </header>
      {/* A box that scrolls must be reachable by keys. */}
      <div
        ref={box}
        className={css['aroundBox']}
        tabIndex={0}
        role="region"
        aria-label="Lines around, the oldest first"
      >
        {data.moreBefore && before < MOST && (
          <p className={css['more']}>
            <Button look="plain" onClick={() => setBefore(Math.min(MOST, before * 2))}>
              Earlier lines
            </Button>
          </p>
        )}
        <ol>
          {data.items.map((item, at) => (
            <li
              key={`${keyOfLine(item)} ${at}`}
              className={css['aroundLine']}
              aria-current={at === data.at || undefined}
            >
              <span className={css['when']}>{formatTime(msOfNanos(item.timeUnixNano), zone, 3)}</span>
              <span className={css['severity']}>
                <SeverityMark severity={severityOf(item.severityNumber)} />
                {severityOf(item.severityNumber)}
              </span>
              <span className={css['text']}>
                <LineText text={rowText(item.body === '' ? item.eventName : item.body, true)} words={NO_WORDS} />
              </span>
            </li>
          ))}
        </ol>
        {data.moreAfter && after < MOST && (
          <p className={css['more']}>
            <Button look="plain" onClick={() => setAfter(Math.min(MOST, after * 2))}>
              Later lines
            </Button>
          </p>
        )}
      </div>
    </section>
  );
}
