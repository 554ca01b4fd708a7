/** What the page of a service asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../ask/ask.ts';
import { boundsParams, filterParams } from '../../ask/params.ts';
import type { Question } from '../../ask/use-ask.tsx';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';

export interface ServiceParams {
  /** Range and filters of the whole system, narrowed to this service. */
  readonly system: Params;
  /** The same for the questions that name the service in their path. */
  readonly own: Params;
  readonly series: Params;
  /** Releases are known by when they came, which is often before the range. */
  readonly deployments: Params;
}

const KNOWN_MS = 30 * 86_400_000;
const OPERATIONS = '100';

export function serviceParams(service: string, address: Address, bounds: Bounds): ServiceParams {
  const { service: _, ...filters } = filterParams({ ...address, q: '' }, bounds);
  const own = { ...filters, service };
  const known = boundsParams({ from: bounds.to - KNOWN_MS, to: bounds.to });
  return {
    system: { ...filters, service: [service] },
    own,
    series: { ...own, step: `${bounds.stepMs / 1000}s` },
    deployments: { ...known, service, environment: address.env },
  };
}

export function operationsParams({ own }: ServiceParams): Params {
  return { ...own, limit: OPERATIONS };
}

/** The exemplars of all services come with their series; a service asks for its own. */
export function exemplarParams({ system, series }: ServiceParams): Params {
  return { ...system, step: series['step'] ?? '' };
}

export function serviceQuestions(address: Address, bounds: Bounds, path: string): readonly Question[] {
  const params = serviceParams(serviceOfPath(path.split('/').at(-1)), address, bounds);
  return [
    ['services', params.system],
    ['findings', params.system],
    ['services/:service/deployments', params.deployments],
    ['services/:service/series', params.series],
    ['service-series', exemplarParams(params)],
    ['services/:service/operations', operationsParams(params)],
    ['services/:service/dependencies', params.own],
    ['services/:service/instances', params.own],
  ];
}

/** The name of a service from its part of the path, as `links.service` wrote it. */
export function serviceOfPath(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return part ?? '';
  }
}
