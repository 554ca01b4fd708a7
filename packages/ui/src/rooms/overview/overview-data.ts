/** What the overview says, worked out from the answers. */
import type { Finding, Line, Service } from '../../ask/types.ts';
import type { LineOfChart, Marker } from '../../parts/chart/chart-model.ts';
import { formatNumber, formatShare, roughly } from '../../parts/format.ts';
import type { StatusKind } from '../../parts/status.tsx';
import { msOfNanos } from '../../parts/time.ts';

/** The answer to "is something wrong now?" in words. */
export function headlineOf(services: number, needLook: number): string {
  if (services === 0) return 'No service sent a request in this range';
  const noun = services === 1 ? 'service' : 'services';
  if (needLook === 0) return services === 1 ? 'The one service looks healthy' : `All ${services} ${noun} look healthy`;
  return `${needLook} of ${services} ${noun} ${needLook === 1 ? 'needs' : 'need'} a look`;
}

export type ServiceState = 'ok' | Finding['kind'];

export const SHAPE_OF: Readonly<Record<ServiceState, StatusKind>> = {
  ok: 'ok',
  failing: 'error',
  slow: 'warn',
  silent: 'silent',
};

export interface ServiceRow extends Service {
  readonly state: ServiceState;
  /** Why it is in this state, in a few words; empty when it is healthy. */
  readonly why: string;
  readonly requestsLine: LineOfChart['points'];
  readonly failedLine: LineOfChart['points'];
}

/** The services, those that need a look first in the order of the findings, then the busiest. */
export function rowsOf(
  services: readonly Service[],
  findings: readonly Finding[],
  series: readonly Line[],
): ServiceRow[] {
  const order = new Map<string, number>();
  const worst = new Map<string, Finding>();
  findings.forEach((finding, at) => {
    if (worst.has(finding.service)) return;
    order.set(finding.service, at);
    worst.set(finding.service, finding);
  });
  const pointsOf = (name: string, service: string): LineOfChart['points'] =>
    series.find((line) => line.name === name && line.labels.service === service)?.points ?? [];
  return services
    .map((service): ServiceRow => {
      const finding = worst.get(service.service);
      return {
        ...service,
        state: finding?.kind ?? 'ok',
        why: finding === undefined ? '' : whyOf(finding),
        requestsLine: pointsOf('requestsPerSecond', service.service),
        failedLine: pointsOf('errorRate', service.service),
      };
    })
    .sort((a, b) => (order.get(a.service) ?? Infinity) - (order.get(b.service) ?? Infinity) || b.requests - a.requests);
}

/** `errors 9 × the usual, since release 1.8.2` */
export function whyOf({ kind, now, usual, near }: Finding): string {
  const since = near === null ? '' : `, since release ${near.deployment.release}`;
  if (kind === 'silent') return `nothing for ${roughly(Math.round(now))}`;
  if (usual === null || usual <= 0) return (kind === 'failing' ? `${formatShare(now)} fail` : 'p95 is high') + since;
  // No worse than it always is: the share says more than the comparison.
  if (now < usual * 1.2) return kind === 'failing' ? `${formatShare(now)} fail, as usual` : 'p95 is high, as usual';
  const times = `${formatNumber(Number((now / usual).toPrecision(2)))} × the usual`;
  return `${kind === 'failing' ? 'errors' : 'p95'} ${times}${since}`;
}

export function linesOf(series: readonly Line[], name: string): LineOfChart[] {
  return series.filter((line) => line.name === name).map(({ labels, points }) => ({ key: labels.service, points }));
}

/** Deployments near a finding, once each, as marks on the charts. */
export function markersOf(findings: readonly Finding[]): Marker[] {
  const marks = new Map<string, Marker>();
  for (const { near } of findings) {
    if (near === null) continue;
    const { service, release, atUnixNano } = near.deployment;
    marks.set(`${service} ${release}`, { atMs: msOfNanos(atUnixNano), label: `${service} ${release}` });
  }
  return [...marks.values()];
}
