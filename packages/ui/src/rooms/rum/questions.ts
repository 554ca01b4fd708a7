/** What the page of web vitals asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../ask/ask.ts';
import { filterParams } from '../../ask/params.ts';
import type { Question } from '../../ask/use-ask.tsx';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';

export const GROUPS = ['page', 'device', 'release', 'service'] as const;
export type Group = (typeof GROUPS)[number];

export const RESOURCE_SORTS = ['slowest', 'largest', 'failed'] as const;
export type ResourceSort = (typeof RESOURCE_SORTS)[number];

export interface WebVitalsParams {
  readonly whole: Params;
  readonly groups: Params;
  readonly pages: Params;
  readonly resources: Params;
  /** Of one vital. */
  readonly seriesOf: (name: string) => Params;
}

export function groupOf(address: Address): Group {
  return GROUPS.find((group) => group === address.page['by']) ?? 'page';
}

export function resourceSortOf(address: Address): ResourceSort {
  return RESOURCE_SORTS.find((sort) => sort === address.page['resources']) ?? 'slowest';
}

export function webVitalsParams(address: Address, bounds: Bounds): WebVitalsParams {
  const plain = filterParams({ ...address, q: '' }, bounds);
  return {
    whole: { ...plain, by: 'none' },
    groups: { ...plain, by: groupOf(address) },
    pages: plain,
    resources: { ...plain, sort: resourceSortOf(address) },
    seriesOf: (name) => ({ ...plain, name, step: `${bounds.stepMs / 1000}s` }),
  };
}

export function webVitalsQuestions(address: Address, bounds: Bounds): readonly Question[] {
  return [['vitals', webVitalsParams(address, bounds).whole]];
}
