import type { Source } from '../statement.ts';
import type { AskedSeries } from './asked.ts';
import { askExplicitQuantile, askExponentialQuantile, askExtreme, askObserved, OBSERVATIONS } from './histograms.ts';
import { levelOf } from './kinds.ts';
import type { Lines } from './lines.ts';
import { askIncrease, askLevels } from './numbers.ts';
import { askSummaryQuantile } from './summaries.ts';

/**
 * One metric over time. The agg must be one that fits the metric (`aggsOf`).
 *
 * @returns `undefined` when quantiles of several summaries would have to be merged.
 */
export async function askMetricSeries(source: Source, asked: AskedSeries): Promise<Lines | undefined> {
  const { metric, agg } = asked;
  const level = levelOf(agg);
  if (level !== undefined) {
    if (metric.kind === 'summary') return askSummaryQuantile(source, asked, level);
    const ask = metric.kind === 'histogram' ? askExplicitQuantile : askExponentialQuantile;
    return ask(source, asked, level);
  }
  if (metric.kind === 'gauge' || metric.kind === 'sum') return askNumbers(source, asked);
  switch (agg) {
    case 'sum':
    case 'avg':
      return askObserved(source, asked, agg);
    case 'min':
    case 'max':
      return askExtreme(source, asked, agg);
    default:
      return askIncrease(source, asked, agg === 'rate' ? 'rate' : 'increase', OBSERVATIONS);
  }
}

function askNumbers(source: Source, asked: AskedSeries): Promise<Lines> {
  switch (asked.agg) {
    case 'rate':
    case 'increase':
      return askIncrease(source, asked, asked.agg);
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'last':
    case 'count':
      return askLevels(source, asked, asked.agg);
    default:
      throw new TypeError(`${asked.agg} does not fit ${asked.metric.kind}`);
  }
}
