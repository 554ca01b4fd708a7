import { useCallback, useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useAsk } from '../../ask/use-ask.tsx';
import { FacetColumn } from '../../parts/facets/facets.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { formatDay } from '../../parts/time.ts';
import { holdClock } from '../../url/clock.ts';
import { wordsOfQ } from '../../url/q.ts';
import { fixedRange } from '../../url/range.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { headlineOf } from './headline.ts';
import { LogGrid } from './lines/log-grid.tsx';
import { LiveBar } from './live/live-bar.tsx';
import { useLiveTail } from './live/use-live-tail.ts';
import css from './logs-page.module.css';
import { LogTools } from './log-tools.tsx';
import { NoLines } from './no-lines.tsx';
import { logsParams } from './questions.ts';
import { SeverityMark } from './severity-mark.tsx';
import { isSeverity } from './severity.ts';
import { useLogPages } from './use-log-pages.ts';
import { PageFoot } from './page-foot.tsx';
import { VolumePanel } from './volume/volume-panel.tsx';

/** Finds log lines, shows how many there were when, and follows them as they arrive. */
export function LogsPage(): ReactElement {
  const { address, change } = useAddress();
  const bounds = useBounds(address.t);
  const params = useMemo(() => logsParams(address, bounds), [address, bounds]);
  const isLive = address.page['live'] === '1' && address.t.kind === 'live';
  const opened = address.page['uid'] ?? '';
  const [isAway, setAway] = useState(false);
  const [cursor, setCursor] = useState('');
  const grid = useRef<HTMLDivElement>(null);
  const isReading = isAway || opened !== '';
  useHeldClock(isReading);
  const histogram = useAsk('logs/histogram', params.found);
  const facets = useAsk('logs/facets', params.found);
  const pages = useLogPages(params.list);
  const filters = useSame({ project: address.project, ...params.filters });
  const tail = useLiveTail({
    filters,
    rangeMs: bounds.to - bounds.from,
    // What the server cannot read as a list it cannot follow either.
    enabled: isLive && pages.error === null && pages.lines !== undefined,
    isReading,
  });
  const isTail = isLive && tail.isReady;
  const lines = isTail ? tail.shown : pages.lines;
  const zone = zoneName(useSettings());
  const isOneDay = formatDay(bounds.from, zone) === formatDay(bounds.to, zone);
  const words = useMemo(() => wordsOfQ(address.q), [address.q]);
  const headline = histogram.data ? headlineOf(histogram.data, address.t) : 'Logs';
  usePageTitle(histogram.data ? `Logs: ${headline}` : 'Logs');
  const open = useCallback((uid: string) => change({ page: { uid, ...(uid === '' && { around: '' }) } }), [change]);
  const showNew = (): void => {
    tail.show();
    grid.current?.scrollTo({ top: 0 });
  };
  return (
    <div className={css['page']}>
      <PageHead headline={headline} asOf={Date.parse(histogram.data?.to ?? '') || bounds.to} />
      <LogTools isLive={isLive} />
      {!isTail && lines?.length === 0 ? (
        <NoLines bounds={bounds} />
      ) : (
        <>
          {histogram.data ? (
            <VolumePanel
              answer={histogram.data}
              bounds={bounds}
              isOneDay={isOneDay}
              onRange={(fromMs, toMs) => change({ t: fixedRange(fromMs, toMs), page: { live: '' } })}
            />
          ) : histogram.isError && !pages.error ? (
            <Problem error={histogram.error} what="The volume" onRetry={() => void histogram.refetch()} />
          ) : (
            pages.error === null && <Loading height="174px" what="the volume" />
          )}
          <div className={css['columns']}>
            <div className={css['facets']}>
              <FacetColumn
                answer={facets.data}
                error={facets.error}
                isSaid={pages.error !== null}
                onRetry={() => void facets.refetch()}
                what="lines"
                markOf={markOf}
              />
            </div>
            <div className={css['found']}>
              {isLive && <LiveBar tail={tail} isReading={isReading} onShow={showNew} />}
              {lines ? (
                <div className={css['frame']}>
                  <LogGrid
                    ref={grid}
                    lines={lines}
                    isMore={!isTail && pages.isMore}
                    onEnd={pages.more}
                    cursor={cursor}
                    onCursor={setCursor}
                    opened={opened}
                    onOpen={open}
                    onAway={setAway}
                    words={words}
                    isOneDay={isOneDay}
                    foot={<PageFoot pages={pages} tail={isTail ? tail : null} />}
                  />
                </div>
              ) : pages.error ? (
                <Problem error={pages.error} what="The lines" onRetry={pages.retry} />
              ) : (
                <Loading height="60vh" what="the lines" />
              )}
            </div>
          </div>
        </>
      )}
    </div>
  );
}

function markOf(key: string, value: string): ReactNode {
  return key === 'severity' && isSeverity(value) && <SeverityMark severity={value} />;
}

/** Live ranges stand still while somebody reads: lines must not move, nor the numbers that belong to them. */
function useHeldClock(isHeld: boolean): void {
  useEffect(() => (isHeld ? holdClock() : undefined), [isHeld]);
}

/** The same object for as long as it says the same. */
function useSame<Value extends object>(value: Value): Value {
  const text = JSON.stringify(value);
  const [kept, setKept] = useState({ text, value });
  if (kept.text === text) return kept.value;
  setKept({ text, value });
  return value;
}
