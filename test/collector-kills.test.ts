import { describe, expect, it } from 'vitest';
import { behindCollectors } from './collector/killed-server.ts';
import { collectorPrograms } from './kit/collector.ts';

const programs = await collectorPrograms('a server that is killed behind a Collector');

describe.runIf(programs !== undefined)('behind a Collector', () => {
  it('a server that is killed three times has everything once, over HTTP and over gRPC', async () => {
    const { made, stored } = await behindCollectors(programs!, 3);
    expect(stored).toEqual(made);
  });
});
