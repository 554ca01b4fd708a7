import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { makeAuthority } from '../../../test/kit/certificates.ts';
import { run } from './run.ts';

/** Takes requests from clients that an authority knows, and says who they were. */
async function startTlsSink(authority: ReturnType<typeof makeAuthority>): Promise<{ url: string; clients: string[] }> {
  const own = authority.issue('sink');
  const clients: string[] = [];
  const server = createServer(
    {
      ca: readFileSync(authority.cert),
      cert: readFileSync(own.cert),
      key: readFileSync(own.key),
      requestCert: true,
    },
    (request, response) => {
      request.resume().on('end', () => {
        if (request.url === '/v1/traces') clients.push((request.socket as TLSSocket).getPeerCertificate().subject.CN);
        response.end();
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, clients };
}

test.each(['the normal end', 'process.exit(3)'])(
  'certificates of OTEL_EXPORTER_OTLP_* are used, also at %s',
  async (way) => {
    const authority = makeAuthority('of the agent');
    const { url, clients } = await startTlsSink(authority);
    const mine = authority.issue('program');
    const env = {
      SIGHTGLASS_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_CERTIFICATE: authority.cert,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: mine.cert,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: mine.key,
      OTEL_METRICS_EXPORTER: 'none',
    };
    const trusting = await run('last-span.mjs', { agent: '--import', args: [way], env });
    expect([clients, trusting.stderr]).toEqual([['program'], '']);

    const { OTEL_EXPORTER_OTLP_CERTIFICATE: _, ...withoutAuthority } = env;
    await run('last-span.mjs', { agent: '--import', args: [way], env: withoutAuthority });
    expect(clients).toEqual(['program']);
  },
);
