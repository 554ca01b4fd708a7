import { useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useAddress } from '../../../url/use-address.ts';
import { CriticalShareBar } from './critical-share.tsx';
import { Minimap } from './minimap.tsx';
import { correctClocks, type Trace } from './read-trace.ts';
import { Sheet } from './sheet.tsx';
import { SpanDetails } from './span-details.tsx';
import { SpanGrid } from './span-grid.tsx';
import { nameOf } from './span-names.ts';
import { wholeTrace, type TimeWindow } from './time-window.ts';
import { TraceHeadline } from './trace-headline.tsx';
import css from './trace-page.module.css';
import { TraceTools } from './trace-tools.tsx';
import { useFailedKeys } from './use-failed-keys.ts';
import { useMedia } from '../../../parts/use-media.ts';
import { useOutline } from './use-outline.ts';

export interface TraceViewProps {
  /** As it was reported. */
  readonly reported: Trace;
  /** Something to say beside the tools. */
  readonly notice?: ReactNode;
}

const NARROW = '(max-width: 860px)';

/** A trace and what the reader does with it: the selected span is in the address, the rest lasts as long as the page. */
export function TraceView({ reported, notice }: TraceViewProps): ReactElement {
  const [isCorrected, setCorrected] = useState(false);
  const trace = useMemo(() => (isCorrected ? correctClocks(reported) : reported), [reported, isCorrected]);
  const { address, change } = useAddress();
  const grid = useRef<HTMLDivElement>(null);
  const isNarrow = useMedia(NARROW);
  const selected = trace.byId.get(address.page['span'] ?? '') ?? -1;
  const outline = useOutline(trace, selected);
  const [window, setWindow] = useState<TimeWindow>(() => wholeTrace(trace.spans.duration));
  const [showCritical, setShowCritical] = useState(true);
  const [byKey, setByKey] = useState(false);
  useRevealed(selected, outline.reveal);

  const select = (span: number, asked: boolean): void => {
    setByKey(asked);
    change({ page: { span: trace.spans.id[span]! } });
  };
  const close = (): void => {
    change({ page: { span: '' } });
    grid.current?.focus({ preventScroll: true });
  };
  const goToFailed = (step: 1 | -1): void => {
    outline.goToFailed(step);
    grid.current?.focus({ preventScroll: true });
  };
  useFailedKeys(goToFailed);
  const details = selected !== -1 && (
    <SpanDetails
      key={selected}
      trace={trace}
      span={selected}
      takesFocus={byKey}
      onClose={close}
      onSelect={(span) => select(span, true)}
    />
  );
  return (
    <div className={css['page']}>
      <TraceHeadline trace={trace} onNextFailed={() => goToFailed(1)} />
      <CriticalShareBar trace={trace} />
      <Minimap trace={trace} window={window} onChange={setWindow} />
      <TraceTools
        outline={outline}
        showCritical={showCritical}
        onShowCritical={setShowCritical}
        {...(trace.suspects > 0 && { clocks: { isCorrected, onCorrect: setCorrected } })}
        onLeave={() => grid.current?.focus()}
      />
      {notice && <div className={css['notice']}>{notice}</div>}
      <div className={css['frame']}>
        <SpanGrid
          ref={grid}
          trace={trace}
          outline={outline}
          window={window}
          showCritical={showCritical}
          selected={selected}
          onSelect={select}
          onEscape={() => (selected === -1 ? outline.setText('') : close())}
        />
        {details &&
          (isNarrow ? (
            <Sheet label={`Span ${nameOf(trace.spans, selected)}`} onClose={close}>
              {details}
            </Sheet>
          ) : (
            <aside
              className={css['aside']}
              aria-label={`Span ${nameOf(trace.spans, selected)}`}
              onKeyDown={(event) => event.key === 'Escape' && close()}
            >
              {details}
            </aside>
          ))}
      </div>
    </div>
  );
}

/** A span that the address names anew (Back, a link) is brought into sight; the first one is already. */
function useRevealed(selected: number, reveal: (span: number) => void): void {
  const revealed = useRef(selected);
  useEffect(() => {
    if (revealed.current === selected) return;
    revealed.current = selected;
    if (selected !== -1) reveal(selected);
  });
}
