import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiTypes, TYPES_FILE } from '../../scripts/api-types.ts';

test('the types of the pages are those of the API', () => {
  expect(
    readFileSync(TYPES_FILE, 'utf8'),
    'api.d.ts is stale: node --conditions=@sightglass/source packages/server/scripts/api-types.ts',
  ).toBe(apiTypes());
});
