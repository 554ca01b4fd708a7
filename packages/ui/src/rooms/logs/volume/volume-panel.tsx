import { Table2 } from 'lucide-react';
import { useMemo, useState, type ReactElement } from 'react';
import type { Answers } from '../../../ask/types.ts';
import { Button } from '../../../parts/button.tsx';
import { formatCompact, formatCount, formatDuration } from '../../../parts/format.ts';
import { Panel } from '../../../parts/panel.tsx';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { formatDayTime, formatTime } from '../../../parts/time.ts';
import type { Bounds } from '../../../url/range.ts';
import { VolumeBars } from './volume-bars.tsx';
import { volumeOf, type Volume } from './volume-model.ts';
import { VolumeTable } from './volume-table.tsx';
import css from './volume.module.css';

export interface VolumePanelProps {
  readonly answer: Answers['logs/histogram'];
  readonly bounds: Bounds;
  readonly isOneDay: boolean;
  readonly onRange: (fromMs: number, toMs: number) => void;
}

/** How many lines there were over time, by severity; the same numbers as a table; a drag is a range. */
export function VolumePanel({ answer, bounds, isOneDay, onRange }: VolumePanelProps): ReactElement {
  const [isTable, setTable] = useState(false);
  const [bar, setBar] = useState<number | null>(null);
  const volume = useMemo(() => volumeOf(answer), [answer]);
  const zone = zoneName(useSettings());
  const write = isOneDay ? formatTime : formatDayTime;
  const timeOf = (timeMs: number): string => write(timeMs, zone, 0);
  return (
    <Panel
      title="Volume"
      hint={`${formatCount(answer.total)} lines by severity, a bar is ${formatDuration(volume.stepMs)}, the highest ${formatCount(volume.highest)}`}
      actions={
        <Button
          look="icon"
          aria-pressed={isTable}
          aria-label="Volume as a table"
          title="As a table"
          onClick={() => setTable(!isTable)}
        >
          <Table2 size={15} aria-hidden="true" />
        </Button>
      }
    >
      {isTable ? (
        <VolumeTable volume={volume} timeOf={timeOf} />
      ) : (
        <div className={css['body']}>
          <VolumeBars volume={volume} bounds={bounds} bar={bar} onBar={setBar} onRange={onRange} timeOf={timeOf} />
          <Legend volume={volume} bar={bar} timeOf={timeOf} />
        </div>
      )}
    </Panel>
  );
}

interface LegendProps {
  readonly volume: Volume;
  readonly bar: number | null;
  readonly timeOf: (timeMs: number) => string;
}

/** What the colours mean, with the numbers of the bar that is pointed at, else of all. */
function Legend({ volume, bar, timeOf }: LegendProps): ReactElement {
  const time = bar === null ? undefined : volume.timesMs[bar];
  return (
    <div className={css['legend']}>
      <ul aria-label="Severities">
        {volume.layers.map(({ severity, counts, total }) => (
          <li key={severity}>
            <span aria-hidden="true" className={css['swatch']} data-severity={severity} />
            {severity === 'unset' ? 'not set' : severity}{' '}
            <span className={css['value']}>{bar === null ? formatCompact(total) : formatCount(counts[bar] ?? 0)}</span>
          </li>
        ))}
      </ul>
      {time !== undefined && <span className={css['at']}>{timeOf(time)}</span>}
    </div>
  );
}
