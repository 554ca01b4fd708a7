/** Why a list is empty, for every room: its filters leave nothing, or nothing happened in its range. */
import type { ReactElement, ReactNode } from 'react';
import { fixedRange, type Bounds } from '../url/range.ts';
import type { Address } from '../url/search.ts';
import { useAddress } from '../url/use-address.ts';
import { Button } from './button.tsx';
import { Empty } from './states.tsx';

/** How far back a page looks for the last thing that happened before its range. */
const LONG_MS = 30 * 86_400_000;

/** The bounds in which a page looks for what came before its range. */
export function longBefore({ to }: Bounds): Pick<Bounds, 'from' | 'to'> {
  return { from: to - LONG_MS, to };
}

/** Whether the address leaves anything out: by service, environment, release, search, or by the page's own keys. */
export function isNarrowed(address: Address, keys: readonly string[] = []): boolean {
  return (
    [address.service, address.env, address.release].some((list) => list.length > 0) ||
    address.q !== '' ||
    keys.some((key) => (address.page[key] ?? '') !== '')
  );
}

export interface NothingMatchesProps {
  readonly title?: string;
  /** The words on the button that takes all filters away. */
  readonly remedy?: string;
  /** Filters that the page keeps for itself. */
  readonly keys?: readonly string[];
  /** What there would be without the filters. */
  readonly children: ReactNode;
}

/** The filters leave nothing: what there is without them, and the way there. */
export function NothingMatches({
  title = 'Nothing matches these filters',
  remedy = 'Remove the filters',
  keys = [],
  children,
}: NothingMatchesProps): ReactElement {
  const { change } = useAddress();
  const page = Object.fromEntries([...keys, 'cursor'].map((key) => [key, '']));
  return (
    <Empty
      title={title}
      action={
        <Button look="primary" onClick={() => change({ service: [], env: [], release: [], q: '', page })}>
          {remedy}
        </Button>
      }
    >
      <p>{children}</p>
    </Empty>
  );
}

export interface NothingInRangeProps {
  readonly title: string;
  readonly bounds: Bounds;
  /** When the last thing before the end of the range happened, milliseconds since 1970. */
  readonly last: number;
  /** Where that lies in the range that is offered: at its `end`, or, when it went on for a while, in its `middle`. */
  readonly at?: 'end' | 'middle';
  /** The last thing in words. */
  readonly children: ReactNode;
}

/** Nothing happened in this range: when something last did, and a range as long that holds it. */
export function NothingInRange({ title, bounds, last, at = 'end', children }: NothingInRangeProps): ReactElement {
  const { change } = useAddress();
  const length = bounds.to - bounds.from;
  const around =
    at === 'end' ? fixedRange(last - length, last + 1000) : fixedRange(last - length / 2, last + length / 2);
  return (
    <Empty
      title={title}
      action={
        <Button look="primary" onClick={() => change({ t: around })}>
          {at === 'end' ? 'Show the range up to it' : 'Show the range around it'}
        </Button>
      }
    >
      <p>{children}</p>
    </Empty>
  );
}
