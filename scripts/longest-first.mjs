// The order in which vitest starts test files: without results of a former run, as in a fresh clone, it takes the size of a file for how
// long it takes. These are small and take long, so that one of them would run on by itself at the end, when the others are done.
import { BaseSequencer } from 'vitest/node';

const LONG = [
  'test/outside.test.ts',
  'test/fresh-clone.test.ts',
  'packages/server/test/kill.test.ts',
  'packages/server/test/naive.test.ts',
  'packages/server/test/fuzz.test.ts',
];

export default class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {Parameters<BaseSequencer['sort']>[0]} files
   */
  async sort(files) {
    const isLong = ({ moduleId }) => LONG.some((path) => moduleId.endsWith(`/${path}`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
