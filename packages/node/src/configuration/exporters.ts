import type { Section } from './section.ts';

/** Collects the variables that stand for what the file says. */
export type Put = (variable: string, value: string | undefined) => void;

type SignalName = 'TRACES' | 'METRICS' | 'LOGS';

/**
 * The destinations of one signal. One address is supported: of a second exporter nothing is read, so that it is told as not
 * done.
 */
export function readExporters(signal: SignalName, exporters: readonly Section[], put: Put): void {
  const destinations = new Set<string>();
  for (const exporter of exporters) {
    if (exporter.names.includes('otlp_http') && !destinations.has('otlp')) {
      destinations.add('otlp');
      readOtlp(signal, exporter.section('otlp_http'), put);
    } else if (exporter.names.includes('console')) {
      destinations.add('console');
      exporter.section('console');
    }
  }
  put(`OTEL_${signal}_EXPORTER`, destinations.size === 0 ? 'none' : [...destinations].join(','));
}

function readOtlp(signal: SignalName, otlp: Section | undefined, put: Put): void {
  if (otlp === undefined) return;
  const own = (name: string, value: string | undefined): void => put(`OTEL_EXPORTER_OTLP_${signal}_${name}`, value);
  own('ENDPOINT', otlp.text('endpoint'));
  own('COMPRESSION', otlp.text('compression'));
  own('TIMEOUT', otlp.text('timeout'));
  const encoding = otlp.text('encoding');
  own('PROTOCOL', encoding === undefined ? undefined : `http/${encoding}`);
  const listed = otlp.text('headers_list');
  const named = otlp
    .list('headers')
    .map((header) => [header.text('name') ?? '', header.text('value') ?? ''].map(encodeURIComponent).join('='));
  const headers = [...(listed === undefined ? [] : [listed]), ...named].join(',');
  own('HEADERS', headers === '' ? undefined : headers);
  const tls = otlp.section('tls');
  own('CERTIFICATE', tls?.text('ca_file'));
  own('CLIENT_CERTIFICATE', tls?.text('cert_file'));
  own('CLIENT_KEY', tls?.text('key_file'));
  if (signal !== 'METRICS') return;
  own('TEMPORALITY_PREFERENCE', otlp.text('temporality_preference')?.replace('_', ''));
  own('DEFAULT_HISTOGRAM_AGGREGATION', otlp.text('default_histogram_aggregation'));
}

/** Span or log processors: each sends in batches, `simple` ones too. */
export function readProcessors(
  signal: 'TRACES' | 'LOGS',
  prefix: 'OTEL_BSP' | 'OTEL_BLRP',
  processors: readonly Section[],
  put: Put,
): void {
  const exporters: Section[] = [];
  for (const processor of processors) {
    const kind = processor.section('batch') ?? processor.section('simple');
    const exporter = kind?.section('exporter');
    put(`${prefix}_SCHEDULE_DELAY`, kind?.text('schedule_delay'));
    put(`${prefix}_MAX_EXPORT_BATCH_SIZE`, kind?.text('max_export_batch_size'));
    if (exporter !== undefined) exporters.push(exporter);
  }
  readExporters(signal, exporters, put);
}
