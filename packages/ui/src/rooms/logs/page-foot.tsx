import type { ReactElement } from 'react';
import { Button } from '../../parts/button.tsx';
import { formatCount } from '../../parts/format.ts';
import css from './lines/log-grid.module.css';
import { MOST_HELD, type Tail } from './live/live-tail.ts';
import type { LogPages } from './use-log-pages.ts';

export interface PageFootProps {
  readonly pages: LogPages;
  /** Given while lines are followed. */
  readonly tail: Tail | null;
}

/** What stands below the last line: that there are more, that they are all, or why no more came. */
export function PageFoot({ pages, tail }: PageFootProps): ReactElement {
  return <div className={css['foot']}>{tail === null ? <OfPages pages={pages} /> : wordsOfTail(tail)}</div>;
}

function OfPages({ pages }: { readonly pages: LogPages }): ReactElement {
  if (pages.moreError !== null) {
    return (
      <span role="alert">
        Older lines could not be loaded: {pages.moreError.message} <Button onClick={pages.retryMore}>Try again</Button>
      </span>
    );
  }
  const count = formatCount(pages.lines?.length ?? 0);
  return <>{pages.isMore ? 'Older lines are on their way …' : `All ${count} lines of this range are here.`}</>;
}

function wordsOfTail({ shown, isFull }: Tail): string {
  if (isFull) return `The tail holds the newest ${formatCount(MOST_HELD)} lines; leave Live for older ones.`;
  return shown.length === 0 ? 'Waiting for the first line.' : 'Leave Live for older lines.';
}
