import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority, type Authority, type Certificate } from '../../../../test/kit/certificates.ts';
import { temporaryFolder } from '../../../../test/kit/guard.ts';
import { until } from '../../../../test/kit/until.ts';
import { followTls, readTls, resolveTls, type ResolvedTlsFiles, type TlsContent, type TlsFiles } from './tls.ts';

let authority: Authority;
let one: Certificate;
let other: Certificate;
beforeAll(() => {
  authority = makeAuthority('tests');
  [one, other] = [authority.issue('one'), authority.issue('other')];
});

const NO_ENV = (): undefined => undefined;

function resolved(files: TlsFiles): ResolvedTlsFiles {
  const all = resolveTls(files, NO_ENV);
  if (all === undefined) throw new Error('nothing was given');
  return all;
}

describe('the files of TLS', () => {
  it('are none where none is named, in code or in the environment', () => {
    expect(resolveTls({}, NO_ENV)).toBeUndefined();
  });

  it('are taken from the environment, and from the code before it', () => {
    const env: Record<string, string> = { SIGHTGLASS_TLS_CERT: '/env/cert', SIGHTGLASS_TLS_KEY: '/env/key' };
    const both = resolveTls({ cert: '/code/cert' }, (name) => env[name]);
    expect(both).toEqual({
      cert: { name: 'tls.cert', path: '/code/cert' },
      key: { name: 'SIGHTGLASS_TLS_KEY', path: '/env/key' },
      clientCa: undefined,
    });
  });

  it.each([
    [{ cert: '/c' }, 'tls.cert /c cannot be used', '--tls-key'],
    [{ key: '/k' }, 'tls.key /k cannot be used', '--tls-cert'],
    [{ clientCa: '/a' }, 'tls.clientCa /a cannot be used', '--tls-cert'],
  ])('do not do alone: %j', (files, message, remedy) => {
    expect(() => resolveTls(files, NO_ENV)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), remedy: expect.stringContaining(remedy) }),
    );
  });

  it('hold what TLS needs', () => {
    const content = readTls(resolved({ ...one, clientCa: authority.cert }));
    expect(content.cert.toString()).toContain('BEGIN CERTIFICATE');
    expect(content.ca?.toString()).toContain('BEGIN CERTIFICATE');
  });

  it('are refused by name where they cannot be used', () => {
    const folder = temporaryFolder('tls');
    const nonsense = join(folder, 'nonsense.pem');
    writeFileSync(nonsense, 'nothing of the kind');
    const absent = join(folder, 'absent.pem');
    const cases: [TlsFiles, string][] = [
      [{ ...one, cert: absent }, `tls.cert ${absent} cannot be used: there is no such file`],
      [{ ...one, key: absent }, `tls.key ${absent} cannot be used: there is no such file`],
      [{ ...one, cert: folder }, `tls.cert ${folder} cannot be used: EISDIR`],
      [{ ...one, cert: nonsense }, `tls.cert ${nonsense} cannot be used: it holds no certificate`],
      [{ ...one, key: nonsense }, `tls.key ${nonsense} cannot be used: it holds no key`],
      [{ ...one, key: other.key }, `tls.key ${other.key} cannot be used: it is not the key of the certificate`],
      [{ ...one, clientCa: nonsense }, `tls.clientCa ${nonsense} cannot be used: it holds no certificate`],
    ];
    for (const [files, message] of cases) expect(() => readTls(resolved(files))).toThrow(message);
  });

  it('are read again when they change, once they fit together; until then the old ones stay', async () => {
    const folder = temporaryFolder('tls');
    const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    const put = (from: string, to: string, seconds: number): void => {
      copyFileSync(from, to);
      utimesSync(to, seconds, seconds);
    };
    put(one.cert, files.cert, 1000);
    put(one.key, files.key, 1000);
    const [renewed, reported]: [TlsContent[], unknown[]] = [[], []];
    const stop = followTls(
      resolved(files),
      (content) => renewed.push(content),
      (error) => reported.push(error),
    );
    try {
      put(other.cert, files.cert, 2000);
      await until(10_000, () => reported.at(0), 'what does not fit');
      expect(String(reported[0])).toContain('not the key of the certificate');
      expect(renewed).toEqual([]);
      put(other.key, files.key, 2000);
      const content = await until(10_000, () => renewed.at(0), 'the new ones');
      expect(content).toEqual(readTls(resolved(other)));
    } finally {
      stop();
    }
  });
});
