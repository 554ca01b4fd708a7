/** What the page of a service says, worked out from the answers. */
import type { Answers, Exemplar, Finding, Service } from '../../ask/types.ts';
import type { ExemplarMark, LineOfChart, Marker } from '../../parts/chart/chart-model.ts';
import type { StatusKind } from '../../parts/status.tsx';
import { msOfNanos } from '../../parts/time.ts';

type Series = Answers['services/:service/series'];
export type Deployment = Answers['services/:service/deployments']['items'][number];

export interface ServiceState {
  readonly headline: string;
  readonly kind: StatusKind;
  /** One word for it. */
  readonly word: string;
  /** What is usual and since when it is not; empty when it is healthy. */
  readonly detail: string;
}

const KIND_OF: Readonly<Record<Finding['kind'], StatusKind>> = { failing: 'error', slow: 'warn', silent: 'silent' };

/** How a service is, by the worst of its findings; findings come worst first. */
export function stateOf(service: string, findings: readonly Finding[], requests: number): ServiceState {
  const worst = findings.find((finding) => finding.service === service);
  if (worst !== undefined) {
    return { headline: worst.headline, kind: KIND_OF[worst.kind], word: worst.kind, detail: worst.detail };
  }
  return requests > 0
    ? { headline: `${service} is healthy`, kind: 'ok', word: 'ok', detail: '' }
    : { headline: `${service} had no requests`, kind: 'silent', word: 'no requests', detail: '' };
}

/** The releases to draw, those that came last first; more than this are one thicket. */
const MOST_RELEASES = 5;

export function releasesOf(
  service: Pick<Service, 'releases'> | undefined,
  deployments: readonly Deployment[],
): string[] {
  const known = [...new Set(deployments.map(({ release }) => release))];
  const age = (release: string): number => (known.includes(release) ? known.indexOf(release) : known.length);
  return (service?.releases ?? [])
    .filter((release) => release !== '')
    .sort((a, b) => age(a) - age(b) || (a < b ? 1 : -1))
    .slice(0, MOST_RELEASES);
}

/** The release that came last, if its coming was seen. */
export function latestOf(deployments: readonly Deployment[]): Deployment | undefined {
  return deployments.reduce<Deployment | undefined>(
    (last, one) => (last === undefined || msOfNanos(one.atUnixNano) > msOfNanos(last.atUnixNano) ? one : last),
    undefined,
  );
}

type LineName = Series['series'][number]['name'];

/** One quantity of an answer as a line of a name of ours. */
export function lineOf(answer: Series | undefined, name: LineName, key: string): LineOfChart[] {
  const line = answer?.series.find((line) => line.name === name);
  return line === undefined ? [] : [{ key, points: line.points }];
}

export function markersOf(deployments: readonly Deployment[], { from, to }: { from: number; to: number }): Marker[] {
  return deployments
    .map(({ release, atUnixNano }) => ({ atMs: msOfNanos(atUnixNano), label: release }))
    .filter(({ atMs }) => atMs >= from && atMs <= to);
}

/** Single requests, in the colour of the line that they are slowest for. */
export function exemplarsOf(exemplars: readonly Exemplar[], service: string): ExemplarMark[] {
  return exemplars
    .filter((exemplar) => exemplar.service === service)
    .map(({ timeMs, durationMs, traceId, error }) => ({
      timeMs,
      value: durationMs,
      key: 'p99',
      name: 'a request',
      traceId,
      error,
    }));
}
