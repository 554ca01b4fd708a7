import type { ReactElement } from 'react';
import { useAddress } from '../../url/use-address.ts';
import { Explorer } from './explorer.tsx';
import { MetricList } from './metric-list.tsx';
import { viewOf } from './view.ts';

/** What was measured: the list of metrics, or the chart of those that the address names. */
export function MetricsPage(): ReactElement {
  const { address } = useAddress();
  const view = viewOf(address);
  return view.rows.length === 0 ? <MetricList /> : <Explorer view={view} />;
}
