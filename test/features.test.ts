import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { featuresPage, readFeatures, shownFeatures } from '../scripts/features.mjs';

describe('the table of features', () => {
  it('is as `npm run accept` would write it', () => {
    expect(readFileSync(new URL('../docs/features.md', import.meta.url), 'utf8')).toBe(featuresPage());
  });

  it('holds each id once', () => {
    const ids = readFeatures().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('knows every id that the title of a test carries', () => {
    const ids = new Set(readFeatures().map(({ id }) => id));
    expect([...shownFeatures().keys()].filter((id) => !ids.has(id))).toEqual([]);
  });
});
