import { Play, Square, WrapText } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button } from '../../parts/button.tsx';
import { SearchBox } from '../../parts/search/search-box.tsx';
import { changeSettings, useSettings } from '../../parts/settings.ts';
import { DEFAULT_RANGE } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';
import css from './logs-page.module.css';

/** The search, and how the lines are shown: as they arrive or as they were, wrapped or cut. */
export function LogTools({ isLive }: { readonly isLive: boolean }): ReactElement {
  const { address, change } = useAddress();
  const { wrapLines } = useSettings();
  const onLive = (): void => {
    if (isLive) change({ page: { live: '' } });
    // A fixed range has an end: what arrives is not in it.
    else change({ ...(address.t.kind === 'fixed' && { t: DEFAULT_RANGE }), page: { live: '1', uid: '', around: '' } });
  };
  return (
    <div className={css['tools']}>
      <SearchBox
        signal="logs"
        label="Search logs"
        placeholder='voucher severity>=error -http.route:/health "exact words"'
        hint="Words are looked for in what lines say, -word leaves lines out. A key narrows: severity:error, http.route:/cart, traceId:…"
      />
      <div className={css['switches']}>
        <Button aria-pressed={isLive} onClick={onLive}>
          {isLive ? <Square size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
          Live
        </Button>
        <Button aria-pressed={wrapLines} onClick={() => changeSettings({ wrapLines: !wrapLines })}>
          <WrapText size={15} aria-hidden="true" />
          Wrap
        </Button>
      </div>
    </div>
  );
}
