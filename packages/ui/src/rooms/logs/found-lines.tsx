import { useCallback, useMemo, useRef, useState, type ReactElement } from 'react';
import { Loading } from '../../parts/loading.tsx';
import { Problem } from '../../parts/states.tsx';
import { wordsOfQ } from '../../url/q.ts';
import { useAddress } from '../../url/use-address.ts';
import { LogGrid } from './lines/log-grid.tsx';
import { OpenElsewhere } from './lines/open-elsewhere.tsx';
import { LiveBar } from './live/live-bar.tsx';
import type { LiveTail } from './live/use-live-tail.ts';
import type { LogLine } from './log-line.ts';
import css from './logs-page.module.css';
import { PageFoot } from './page-foot.tsx';
import type { LogPages } from './use-log-pages.ts';

export interface FoundLinesProps {
  readonly pages: LogPages;
  /** Given while the reader wants to follow. */
  readonly tail: LiveTail | null;
  /** Whether the tail is what is shown: until it is there, the pages are. */
  readonly isTail: boolean;
  readonly isReading: boolean;
  readonly onAway: (isAway: boolean) => void;
  readonly isOneDay: boolean;
}

/** The lines, the opened one among them or above them, and how the live tail stands. */
export function FoundLines({ pages, tail, isTail, isReading, onAway, isOneDay }: FoundLinesProps): ReactElement {
  const { address, change } = useAddress();
  const grid = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState('');
  const words = useMemo(() => wordsOfQ(address.q), [address.q]);
  const opened = address.page['uid'] ?? '';
  const lines = isTail && tail !== null ? tail.shown : pages.lines;
  const open = useCallback(
    (line: LogLine | null) =>
      change({ page: line === null ? { uid: '', at: '', around: '' } : { uid: line.uid, at: line.timeUnixNano } }),
    [change],
  );
  const showNew = (): void => {
    tail?.show();
    grid.current?.scrollTo({ top: 0 });
  };
  return (
    <div className={css['found']}>
      {tail !== null && <LiveBar tail={tail} isReading={isReading} onShow={showNew} />}
      {lines !== undefined && opened !== '' && !lines.some(({ uid }) => uid === opened) && (
        <OpenElsewhere uid={opened} timeUnixNano={address.page['at'] ?? ''} words={words} onClose={() => open(null)} />
      )}
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
            onAway={onAway}
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
  );
}
