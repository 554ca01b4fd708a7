import type { SpanEvent } from '@sightglass/otlp';
import type { Page } from '../capture.ts';

const OF_CONNECTION = [
  'domainLookupStart',
  'domainLookupEnd',
  'connectStart',
  'secureConnectionStart',
  'connectEnd',
] as const;
const OF_REQUEST = ['requestStart', 'responseStart', 'responseEnd'] as const;

/**
 * What the network did, as events of a span under the names of the Resource Timing API. Those of a connection only where one was made: of a
 * connection that was open they all have the time of `fetchStart`. https://www.w3.org/TR/resource-timing/#attribute-descriptions
 */
export function networkEvents(entry: PerformanceResourceTiming, page: Page): SpanEvent[] {
  const isConnected = entry.connectEnd > entry.fetchStart;
  return eventsOf(entry, ['fetchStart', ...(isConnected ? OF_CONNECTION : []), ...OF_REQUEST], page);
}

/** Events of those times of an entry that are known. */
export function eventsOf<Name extends string>(
  entry: Readonly<Record<Name, number>>,
  names: readonly Name[],
  page: Page,
): SpanEvent[] {
  const origin = page.timeOf(0);
  return names.filter((name) => entry[name] > 0).map((name) => ({ name, time: origin + entry[name] }));
}
