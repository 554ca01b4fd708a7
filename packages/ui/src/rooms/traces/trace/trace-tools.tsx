import type { KeyboardEvent, ReactElement } from 'react';
import { Button } from '../../../parts/button.tsx';
import { formatCount } from '../../../parts/format.ts';
import css from './trace-page.module.css';
import type { OutlineInUse } from './use-outline.ts';

export interface TraceToolsProps {
  readonly outline: OutlineInUse;
  readonly showCritical: boolean;
  readonly onShowCritical: (show: boolean) => void;
  /** Given where clocks do not fit. */
  readonly clocks?: { readonly isCorrected: boolean; readonly onCorrect: (correct: boolean) => void };
  /** Moves the focus to the rows. */
  readonly onLeave: () => void;
}

/** What can be done to the rows: find, show the critical path, fold. */
export function TraceTools({ outline, showCritical, onShowCritical, clocks, onLeave }: TraceToolsProps): ReactElement {
  const { text, setText, found } = outline;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && text !== '') setText('');
    else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') onLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={css['tools']}>
      <div role="search" className={css['find']}>
        <input
          type="search"
          value={text}
          placeholder="Find in this trace: name, service, error"
          aria-label="Find in this trace: name, service, error"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <span role="status" className={css['found']}>
          {found && (found.hits === 0 ? 'nothing found' : `${formatCount(found.hits)} found`)}
        </span>
      </div>
      <Button aria-pressed={showCritical} onClick={() => onShowCritical(!showCritical)}>
        <span className={css['lineSample']} aria-hidden="true" />
        Critical path
      </Button>
      {clocks && (
        <Button aria-pressed={clocks.isCorrected} onClick={() => clocks.onCorrect(!clocks.isCorrected)}>
          Correct clocks
        </Button>
      )}
      <Button onClick={outline.collapse}>Collapse</Button>
      <Button onClick={outline.expandAll}>Expand all</Button>
    </div>
  );
}
