import { expect, it } from 'vitest';
import { resolveReplayOptions } from '../options.ts';
import { startRrweb } from './rrweb.ts';
import { FULL_SNAPSHOT } from './rrweb-values.ts';

it('begins without a frame of its own in the page, which has its functions back then', () => {
  const { querySelector, querySelectorAll } = Object.getOwnPropertyDescriptors(Element.prototype);
  const { MutationObserver } = globalThis;
  const changes = new MutationObserver(() => undefined);
  changes.observe(document, { childList: true, subtree: true });
  const types: number[] = [];
  const stop = startRrweb(resolveReplayOptions({}), {
    onEvent({ type }) {
      types.push(type);
      // Whoever is called meanwhile finds what there is.
      expect(document.documentElement.querySelector('body')).toBe(document.body);
    },
    onMutations: (_, run) => run(),
    onError(error) {
      throw error;
    },
    blocked: 'none',
    isLeftOut: () => false,
  });
  try {
    expect(types).toContain(FULL_SNAPSHOT);
    expect(changes.takeRecords().flatMap(({ addedNodes }) => [...addedNodes])).toEqual([]);
    expect(Object.getOwnPropertyDescriptors(Element.prototype)).toMatchObject({ querySelector, querySelectorAll });
    expect(globalThis.MutationObserver).toBe(MutationObserver);
  } finally {
    stop();
    changes.disconnect();
  }
});
