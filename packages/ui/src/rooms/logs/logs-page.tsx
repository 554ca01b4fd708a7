import { useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { AskError } from '../../ask/errors.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { FacetColumn } from '../../parts/facets/facets.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { formatDay } from '../../parts/time.ts';
import { holdClock } from '../../url/clock.ts';
import { fixedRange } from '../../url/range.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { FoundLines } from './found-lines.tsx';
import { headlineOf } from './headline.ts';
import { useLiveTail } from './live/use-live-tail.ts';
import { LogTools } from './log-tools.tsx';
import css from './logs-page.module.css';
import { NoLines } from './no-lines.tsx';
import { logsParams, type LogsParams } from './questions.ts';
import { SeverityMark } from './severity-mark.tsx';
import { isSeverity } from './severity.ts';
import { useLogPages } from './use-log-pages.ts';
import { VolumePanel } from './volume/volume-panel.tsx';

const isRefused = (error: Error | null): boolean => error instanceof AskError && !error.isPassing;

/** Finds log lines, shows how many there were when, and follows them as they arrive. */
export function LogsPage(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const params = useMemo(() => logsParams(address, bounds), [address, bounds]);
  const isLive = address.page['live'] === '1' && address.t.kind === 'live';
  const [isAway, setAway] = useState(false);
  const pages = useLogPages(params.list);
  const opened = address.page['uid'] ?? '';
  const isReading = isAway || opened !== '';
  useHeldClock(isReading);
  const tail = useLiveTail({
    filters: useSame({ project: address.project, ...params.filters }),
    rangeMs: bounds.to - bounds.from,
    // What the server cannot read as a list it cannot follow either. One that is merely away comes back: what has been told stays.
    enabled: isLive && !isRefused(pages.error) && pages.lines !== undefined,
    isReading,
  });
  const isTail = isLive && tail.isReady;
  const zone = zoneName(useSettings());
  const isOneDay = formatDay(bounds.from, zone) === formatDay(bounds.to, zone);
  return (
    <div className={css['page']}>
      <Head params={params} asOf={bounds.to} isLive={isLive} />
      <LogTools isLive={isLive} />
      {!isTail && pages.lines?.length === 0 ? (
        <NoLines bounds={bounds} />
      ) : (
        <>
          <VolumeOf params={params} isOneDay={isOneDay} isSaid={pages.error !== null} />
          <div className={css['columns']}>
            <FacetsOf params={params} isSaid={pages.error !== null} />
            <FoundLines
              pages={pages}
              tail={isLive ? tail : null}
              isTail={isTail}
              isReading={isReading}
              onAway={setAway}
              isOneDay={isOneDay}
            />
          </div>
        </>
      )}
    </div>
  );
}

interface HeadProps {
  readonly params: LogsParams;
  readonly asOf: number;
  readonly isLive: boolean;
}

function Head({ params, asOf, isLive }: HeadProps): ReactElement {
  const { address } = useAddress();
  const { data } = useAsk('logs/histogram', params.found);
  // The first lines of a live search are seen before the next count of them: that there are none would be wrong by then.
  const isBeginning = isLive && data?.total === 0;
  const headline = isBeginning ? 'Log lines as they arrive' : data ? headlineOf(data, address.t) : 'Logs';
  usePageTitle(data ? `Logs: ${headline}` : 'Logs');
  return <PageHead headline={headline} asOf={Date.parse(data?.to ?? '') || asOf} />;
}

interface OfParamsProps {
  readonly params: LogsParams;
  /** Whether the lines show a problem already: a question that cannot be read is one problem, not three. */
  readonly isSaid: boolean;
}

function VolumeOf({ params, isOneDay, isSaid }: OfParamsProps & { readonly isOneDay: boolean }): ReactElement | null {
  const { address, change } = useAddress();
  const bounds = useBounds(address.t);
  const { data, error, refetch } = useAsk('logs/histogram', params.found);
  if (data) {
    return (
      <VolumePanel
        answer={data}
        bounds={bounds}
        isOneDay={isOneDay}
        onRange={(fromMs, toMs) => change({ t: fixedRange(fromMs, toMs), page: { live: '' } })}
      />
    );
  }
  if (isSaid) return null;
  if (error) return <Problem error={error} what="The volume" onRetry={() => void refetch()} />;
  return <Loading height="162px" what="the volume" />;
}

function FacetsOf({ params, isSaid }: OfParamsProps): ReactElement {
  const { data, error, refetch } = useAsk('logs/facets', params.found);
  return (
    <div className={css['facets']}>
      <FacetColumn
        answer={data}
        error={error}
        isSaid={isSaid}
        onRetry={() => void refetch()}
        what="lines"
        markOf={markOf}
      />
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
