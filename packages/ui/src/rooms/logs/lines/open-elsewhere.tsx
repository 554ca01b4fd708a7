import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { AskError } from '../../../ask/errors.ts';
import { useAsk } from '../../../ask/use-ask.tsx';
import { Button } from '../../../parts/button.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Problem } from '../../../parts/states.tsx';
import css from './line-details.module.css';
import { LineDetails } from './line-details.tsx';
import { LineText } from './line-text.tsx';
import { rowText } from './row-text.ts';

export interface OpenElsewhereProps {
  readonly uid: string;
  /** When the line was written; empty where the address does not say. */
  readonly timeUnixNano: string;
  readonly words: readonly string[];
  readonly onClose: () => void;
}

/** The opened line, where it is none of the lines that are shown: they are others by now, or further down. */
export function OpenElsewhere({ uid, timeUnixNano, words, onClose }: OpenElsewhereProps): ReactElement {
  const isKnown = /^\d{1,19}$/.test(timeUnixNano);
  const { data, error, refetch } = useAsk(
    'logs/context',
    { uid, timeUnixNano, before: '0', after: '0' },
    { enabled: isKnown, keepPrevious: false },
  );
  const line = data?.items[data.at];
  const isGone = !isKnown || (error instanceof AskError && error.status < 500);
  return (
    <Panel
      title="The open line"
      hint={isGone ? 'cannot be found' : 'is none of the lines shown below'}
      className={css['elsewhere']}
      actions={
        <Button look="icon" aria-label="Close the open line" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </Button>
      }
    >
      {line !== undefined ? (
        <div className={css['elsewhereBox']} tabIndex={0} role="region" aria-label="The whole of the open line">
          <p className={css['elsewhereText']}>
            <LineText text={rowText(line.body, false)} words={words} />
          </p>
          <LineDetails line={line} words={words} />
        </div>
      ) : isGone ? (
        <p className={css['elsewhereText']}>
          The address names the line <code>{uid.slice(0, 80)}</code>
          {isKnown ? ', which the server does not have: it is older than logs are kept, or of another project.' : '.'}
        </p>
      ) : error !== null ? (
        <Problem error={error} what="The open line" onRetry={() => void refetch()} />
      ) : (
        <Loading height="160px" what="the open line" />
      )}
    </Panel>
  );
}
