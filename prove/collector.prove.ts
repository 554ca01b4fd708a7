import { expect, it } from 'vitest';
import { behindCollectors } from '../test/collector/killed-server.ts';
import { collectorPrograms } from '../test/kit/collector.ts';

it('a server that is killed ten times behind Collectors has everything once, over HTTP and over gRPC', async ({
  skip,
}) => {
  const programs = await collectorPrograms('a server that is killed behind a Collector');
  if (programs === undefined) {
    skip();
    return;
  }
  const { made, stored } = await behindCollectors(programs, 10);
  process.stdout.write(`${JSON.stringify(stored)}\n`);
  expect(stored).toEqual(made);
});
