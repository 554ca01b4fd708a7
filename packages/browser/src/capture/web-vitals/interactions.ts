import type { Entry } from './entry.ts';
import type { Cause, Reasons } from './tell.ts';

/** Of so many interactions the longest may be a matter of chance; and so many of the longest are remembered. https://web.dev/articles/inp */
const PER_CHANCE = 50;
const MAX_LONGEST = 10;
/** What stands for interactions that were too short to be told of. */
const SHORT_MS = 8;
/** Browsers count up ids by this. */
const ID_STEP = 7;

/** One interaction, by its longest event. */
interface Interaction extends Cause {
  readonly entry: Entry;
}

/** Finds the interaction that people waited for longest. */
export interface Interactions {
  see(entry: Entry): void;
  /** Nearly the longest one, if there were any. */
  slow(): [ms: number, cause?: Cause] | undefined;
}

/** @param isLoad whether it is the load of the page: of that the browser tells the first interaction, however short. */
export function createInteractions(reasons: Reasons | undefined, isLoad = false): Interactions {
  let longest: Interaction[] = [];
  let ids: [first: number, last: number] = [Infinity, -Infinity];
  const count = (): number => {
    const { interactionCount }: Performance & { readonly interactionCount?: number } = performance;
    return interactionCount ?? Math.max(0, (ids[1] - ids[0]) / ID_STEP + 1);
  };
  const before = isLoad ? 0 : count();
  return {
    see(entry) {
      reasons?.see(entry);
      const { interactionId: id, duration } = entry;
      if (!id) return;
      ids = [Math.min(ids[0], id), Math.max(ids[1], id)];
      const known = longest.find((one) => one.entry.interactionId === id);
      // Where it lies in the page is asked only of what may be told.
      const least = known ?? longest[MAX_LONGEST - 1];
      if (least && least.entry.duration >= duration) return;
      const place = known?.place ?? reasons?.placeOf(entry);
      longest = [...longest.filter((one) => one !== known), { entry, place }]
        .sort((a, b) => b.entry.duration - a.entry.duration)
        .slice(0, MAX_LONGEST);
    },
    slow() {
      const all = count() - before;
      const one = longest[Math.min(longest.length - 1, Math.trunc(all / PER_CHANCE))];
      if (one) return [one.entry.duration, one];
      return all > 0 && !isLoad ? [SHORT_MS] : undefined;
    },
  };
}
