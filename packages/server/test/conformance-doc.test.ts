import { describe, expect, it } from 'vitest';
import { statements, writtenStatements } from '../scripts/conformance-doc.ts';

/** How many statements there are to test. */
const ALL = 81;

describe('the table of OTLP conformance', () => {
  it('has one test for each statement', () => {
    expect(statements().map(({ number }) => number)).toEqual(Array.from({ length: ALL }, (_, i) => i + 1));
  });

  it('is written from the tests there are: else run `node packages/server/scripts/conformance-doc.ts`', () => {
    expect(writtenStatements()).toEqual(statements());
  });
});
