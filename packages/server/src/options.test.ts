import { describe, expect, it } from 'vitest';
import { checkReach, isLoopback, resolveServerOptions } from './options.ts';

describe('resolveServerOptions', () => {
  it('fills in what is not given', () => {
    expect(resolveServerOptions({}, {})).toMatchObject({
      port: 4318,
      host: '127.0.0.1',
      dataDir: './sightglass-data',
      database: 'otel',
      clickhouseUrl: undefined,
    });
  });

  it('takes the ClickHouse server from the code, then from the environment', () => {
    const env = { SIGHTGLASS_CLICKHOUSE_URL: 'http://env:8123' };
    expect(resolveServerOptions({}, env).clickhouseUrl).toBe('http://env:8123');
    expect(resolveServerOptions({ clickhouseUrl: 'https://code:8443' }, env).clickhouseUrl).toBe('https://code:8443');
    expect(resolveServerOptions({}, { SIGHTGLASS_CLICKHOUSE_URL: '' }).clickhouseUrl).toBeUndefined();
  });

  it('has a port of its own for gRPC beside the usual one, and elsewhere where it is wished for', () => {
    expect(resolveServerOptions({}, {}).grpcPort).toBe(4317);
    expect(resolveServerOptions({ port: 0 }, {}).grpcPort).toBe(0);
    expect(resolveServerOptions({ port: 8080 }, { SIGHTGLASS_GRPC_PORT: '8081' }).grpcPort).toBe(8081);
    expect(resolveServerOptions({ grpcPort: 0 }, { SIGHTGLASS_GRPC_PORT: '8081' }).grpcPort).toBe(0);
    // The same port takes both: there is no second one to be had.
    expect(resolveServerOptions({ port: 8080, grpcPort: 8080 }, {}).grpcPort).toBe(0);
    expect(() => resolveServerOptions({}, { SIGHTGLASS_GRPC_PORT: 'x' })).toThrow('SIGHTGLASS_GRPC_PORT x');
    expect(() => resolveServerOptions({}, { SIGHTGLASS_GRPC_PORT: '70000' })).toThrow('SIGHTGLASS_GRPC_PORT 70000');
  });

  it('takes the limits of the doors from the code, then from the environment', () => {
    expect(resolveServerOptions({}, {}).receive).toEqual({
      maxBodyBytes: 64 * 1024 * 1024,
      maxInFlightBytes: 128 * 1024 * 1024,
      recordsPerSecond: 0,
    });
    const env = { SIGHTGLASS_MAX_BODY: '100MiB', SIGHTGLASS_RATE_LIMIT: '500' };
    expect(resolveServerOptions({}, env).receive).toEqual({
      maxBodyBytes: 100 * 1024 * 1024,
      maxInFlightBytes: 200 * 1024 * 1024,
      recordsPerSecond: 500,
    });
    expect(resolveServerOptions({ receive: { maxBodyBytes: 2000, recordsPerSecond: 1 } }, env).receive).toMatchObject({
      maxBodyBytes: 2000,
      recordsPerSecond: 1,
    });
    expect(() => resolveServerOptions({}, { SIGHTGLASS_MAX_BODY: 'big' })).toThrow('SIGHTGLASS_MAX_BODY big');
    expect(() => resolveServerOptions({}, { SIGHTGLASS_RATE_LIMIT: '-1' })).toThrow('SIGHTGLASS_RATE_LIMIT -1');
  });

  it('takes from the code, then from the environment, when data counts as kept and how much may wait', () => {
    expect(resolveServerOptions({}, {})).toMatchObject({ durability: 'spool', spool: {} });
    const env = { SIGHTGLASS_DURABILITY: 'fsync', SIGHTGLASS_MAX_BACKLOG: '1GiB' };
    expect(resolveServerOptions({ spool: { maxAgeMs: 5 } }, env)).toMatchObject({
      durability: 'fsync',
      spool: { maxAgeMs: 5, maxBacklogBytes: 1024 ** 3 },
    });
    const given = { durability: 'insert', spool: { maxBacklogBytes: 2 * 1024 ** 2 } } as const;
    expect(resolveServerOptions(given, env)).toMatchObject(given);
    expect(() => resolveServerOptions({}, { SIGHTGLASS_MAX_BACKLOG: 'much' })).toThrow('SIGHTGLASS_MAX_BACKLOG much');
    expect(() => resolveServerOptions({}, { SIGHTGLASS_DURABILITY: 'much' })).toThrow('SIGHTGLASS_DURABILITY much');
  });

  it('takes what is kept and how much of it from the code, then from the environment', () => {
    const env = {
      SIGHTGLASS_RETENTION: 'traces=3d',
      SIGHTGLASS_MAX_DISK: '50GB',
      SIGHTGLASS_MAX_MEMORY: '2GiB',
      SIGHTGLASS_CLICKHOUSE_CLUSTER: 'main-2',
      SIGHTGLASS_CLICKHOUSE_URL: 'http://env:8123',
    };
    const fromEnv = resolveServerOptions({}, env);
    expect(fromEnv).toMatchObject({
      maxDiskBytes: 50e9,
      maxMemoryBytes: 2 ** 31,
      cluster: 'main-2',
      retention: { traces: 3, logs: 30 },
    });
    const given = resolveServerOptions({ retention: 'logs=1w', maxDisk: 2e9 }, env);
    expect(given).toMatchObject({ maxDiskBytes: 2e9, retention: { traces: 7, logs: 7 } });
    expect(resolveServerOptions({ maxMemory: 8e8 }, env).maxMemoryBytes).toBe(8e8);
    expect(resolveServerOptions({}, {})).toMatchObject({
      maxDiskBytes: undefined,
      maxMemoryBytes: undefined,
      retention: { traces: 7 },
    });
    expect(() => resolveServerOptions({}, { SIGHTGLASS_MAX_DISK: '5 pounds' })).toThrow('SIGHTGLASS_MAX_DISK 5 pounds');
    expect(() => resolveServerOptions({}, { SIGHTGLASS_RETENTION: 'x' })).toThrow('SIGHTGLASS_RETENTION x');
  });

  it.each([
    [{ port: -1 }, 'port -1'],
    [{ port: 1.5 }, 'port 1.5'],
    [{ grpcPort: -1 }, 'grpcPort -1'],
    [{ receive: { maxBodyBytes: 10 } }, 'receive.maxBodyBytes 10'],
    [{ receive: { recordsPerSecond: -1 } }, 'receive.recordsPerSecond -1'],
    [{ spool: { maxBacklogBytes: 10 } }, 'spool.maxBacklogBytes 10'],
    [{ durability: 'disk' as 'spool' }, 'durability disk'],
    [{ tls: { cert: '/c.pem' } }, 'tls.cert /c.pem'],
    [{ dataDir: '' }, 'data ""'],
    [{ clickhouseUrl: 'tcp://host:9000' }, 'clickhouseUrl tcp://host:9000'],
    [{ database: 'a`b' }, 'database a`b'],
    [{ databaseUrl: 'mysql://u:secret@host/x' }, 'databaseUrl (mysql:)'],
    [{ retention: 'traces=7' }, 'retention traces=7'],
    [{ maxDisk: '50' }, 'maxDisk 50'],
    [{ maxDisk: 'much' }, 'maxDisk much'],
    [{ maxMemory: '64MB' }, 'maxMemory 64MB'],
    [{ selfMetrics: -1 }, 'selfMetrics -1'],
    [{ selfMetrics: 3601 }, 'selfMetrics 3601'],
    [{ cluster: "a'b", clickhouseUrl: 'http://host:8123' }, "cluster a'b"],
    [{ cluster: 'main' }, 'cluster main'],
    [{ publicUrl: 'watch.example' }, 'publicUrl watch.example'],
    [{ publicUrl: 'https://watch.example/path' }, 'publicUrl https://watch.example/path'],
  ])('refuses %j and says what to use', (options, what) => {
    expect(() => resolveServerOptions(options, {})).toThrow(
      expect.objectContaining({
        code: 'SIGHTGLASS_BAD_OPTION',
        message: expect.stringContaining(what),
        remedy: expect.stringMatching(/./),
      }),
    );
  });
});

describe('checkReach', () => {
  it.each([
    [{ host: '192.168.0.1' }, 'host 192.168.0.1'],
    [{ host: '0.0.0.0' }, 'host 0.0.0.0'],
    [{ host: '127.evil.example' }, 'host 127.evil.example'],
    [{ publicUrl: 'https://watch.example' }, 'publicUrl https://watch.example'],
  ])('refuses %j as long as there is no key', (given, what) => {
    const options = resolveServerOptions({ ...given, dataDir: '/data' }, {});
    expect(() => checkReach(options, false)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(what),
        remedy: expect.stringContaining('sightglass-server keys create --kind admin --data /data'),
      }),
    );
    expect(() => checkReach(options, true)).not.toThrow();
  });

  it('lets a server of this machine be without keys', () => {
    expect(() => checkReach(resolveServerOptions({}, {}), false)).not.toThrow();
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['', false],
  ])('of %s is %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
