import type { ReactElement } from 'react';
import { formatCount } from '../../../parts/format.ts';
import type { Volume } from './volume-model.ts';
import css from './volume.module.css';

export interface VolumeTableProps {
  readonly volume: Volume;
  readonly timeOf: (timeMs: number) => string;
}

/** The numbers of the bars, the newest first. */
export function VolumeTable({ volume, timeOf }: VolumeTableProps): ReactElement {
  const { timesMs, layers } = volume;
  return (
    // A box that scrolls must be reachable by keys.
    <div className={css['tableBox']} tabIndex={0} role="region" aria-label="Volume, table">
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">from</th>
            {layers.map(({ severity }) => (
              <th scope="col" key={severity}>
                {severity === 'unset' ? 'not set' : severity}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timesMs.map((_, back) => {
            const at = timesMs.length - 1 - back;
            return (
              <tr key={timesMs[at]}>
                <th scope="row">{timeOf(timesMs[at] ?? 0)}</th>
                {layers.map(({ severity, counts }) => (
                  <td key={severity}>{formatCount(counts[at] ?? 0)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
