import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { run } from './run.ts';

const REQUESTS = 100_000;

test('the heap is flat over 100,000 requests that leave a promise each', async () => {
  let bytes = 0;
  // Reads what comes and nothing of it: how much there is to read is not what is measured.
  const receiver = createServer((request, response) => {
    request.on('data', (part: Buffer) => (bytes += part.length)).on('end', () => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  try {
    const endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const { stdout, stderr } = await run('promises.mjs', {
      agent: '--import',
      env: {
        SIGHTGLASS_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        OTEL_METRICS_EXPORTER: 'none',
      },
    });
    expect(stderr).toBe('');
    const [, served, growth] = /^(\d+) requests, (-?\d+) bytes more\n$/.exec(stdout) ?? [];
    expect(Number(served)).toBe(REQUESTS);
    // The spans were made and sent: some 350 bytes each, less what a full queue had to drop.
    expect(bytes).toBeGreaterThan(REQUESTS * 50);
    // 80,000 requests came in between. Whatever of each stayed, if it were no more than its ids, would be 8 MB.
    expect(Number(growth)).toBeLessThan(80_000 * 50);
  } finally {
    receiver.closeAllConnections();
    await new Promise<unknown>((resolve) => receiver.close(resolve));
  }
}, 120_000);
