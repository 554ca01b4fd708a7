/**
 * What one writes first: protobufjs reads a request into objects, and the client of the engine inserts them as rows of JSON, before it
 * answers. Engine and tables are those that a server has left in the folder. Started as `naive.mjs <folder>`, says `listening <url>`.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

// Before the engine starts its first thread: as many as the server has.
process.env.UV_THREADPOOL_SIZE ??= '12';

const server = new URL('../../packages/server/', import.meta.url);
const load = createRequire(new URL('package.json', server));
const { createClient } = load('@clickhouse/client');
const { Session } = load('chdb');
const { createChdbConnection } = load('chdb/connection');
const protobuf = load('protobufjs');

const path = join(process.argv[2], 'clickhouse');
// The first session of a process decides what the engine may take; the client shares it.
const session = new Session(path, { connectionArgs: ['--max_server_memory_usage=1610612736', '--async_insert=0'] });
session.query("SET session_timezone = 'UTC'");
const client = createClient({ connection: createChdbConnection({ path }) });

const proto = await protobuf.load(fileURLToPath(new URL('test/otlp/otlp.proto', server)));
const Request = proto.lookupType('ExportTraceServiceRequest');
const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];

function attributesOf(list) {
  return Object.fromEntries(
    list.map(({ key, value }) => [
      key,
      String(value.stringValue ?? value.intValue ?? value.boolValue ?? value.doubleValue),
    ]),
  );
}

function rowsOf(request) {
  const rows = [];
  for (const { resource, scopeSpans } of request.resourceSpans) {
    const attributes = attributesOf(resource.attributes);
    for (const { scope, spans } of scopeSpans)
      for (const span of spans)
        rows.push({
          Timestamp: String(span.startTimeUnixNano),
          TraceId: Buffer.from(span.traceId).toString('hex'),
          SpanId: Buffer.from(span.spanId).toString('hex'),
          ParentSpanId: Buffer.from(span.parentSpanId).toString('hex'),
          TraceState: span.traceState,
          SpanName: span.name,
          SpanKind: KINDS[span.kind],
          ServiceName: attributes['service.name'],
          ResourceAttributes: attributes,
          ScopeName: scope.name,
          ScopeVersion: scope.version,
          SpanAttributes: attributesOf(span.attributes),
          Duration: String(BigInt(String(span.endTimeUnixNano)) - BigInt(String(span.startTimeUnixNano))),
          StatusCode: STATUSES[span.status?.code ?? 0],
          StatusMessage: span.status?.message ?? '',
        });
  }
  return rows;
}

async function take(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const decoded = Request.decode(gunzipSync(Buffer.concat(chunks)));
  await client.insert({ table: 'otel.otel_traces', values: rowsOf(decoded), format: 'JSONEachRow' });
  response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
}

const listener = createServer((request, response) => {
  take(request, response).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
listener.listen(0, '127.0.0.1', () => console.log(`listening http://127.0.0.1:${listener.address().port}`));
process.on('SIGTERM', () => process.exit(0));
