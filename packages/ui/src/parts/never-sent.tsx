import { useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactElement } from 'react';
import { useAsk } from '../ask/use-ask.tsx';
import { CopyButton } from './copy-button.tsx';
import { formatNumber } from './format.ts';
import css from './never-sent.module.css';

interface Way {
  readonly title: string;
  readonly text: string;
}

/** Ways to send a first span to this very address. */
function waysTo(origin: string): Way[] {
  return [
    {
      title: 'A Node.js program',
      text: `npm install @sightglass/node\n\nOTEL_SERVICE_NAME=my-service OTEL_EXPORTER_OTLP_ENDPOINT=${origin} \\\n  node --import @sightglass/node/register app.js`,
    },
    {
      title: 'Any program with an OpenTelemetry SDK',
      text: `export OTEL_SERVICE_NAME=my-service\nexport OTEL_EXPORTER_OTLP_ENDPOINT=${origin}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`,
    },
    {
      title: 'An OpenTelemetry Collector',
      text: `exporters:\n  otlphttp/sightglass:\n    endpoint: ${origin}\nservice:\n  pipelines:\n    traces: { receivers: [otlp], exporters: [otlphttp/sightglass] }`,
    },
  ];
}

const EVERY_MS = 2000;

/** The first page of a new server: how to send something, and a look every two seconds whether it came. */
export function NeverSent(): ReactElement {
  const cache = useQueryClient();
  const meta = useAsk('meta', {}, { everyMs: EVERY_MS });
  const first = useAsk('services', { from: '-1h', limit: '1' }, { everyMs: EVERY_MS });
  const isThere = (first.data?.items.length ?? 0) > 0;
  useEffect(() => {
    if (isThere) void cache.invalidateQueries();
  }, [isThere, cache]);
  const rate = meta.data?.receiving.spansPerSecond ?? 0;
  return (
    <>
      <h2>No program has sent anything yet</h2>
      <p role="status" className={css['waiting']}>
        <span aria-hidden="true" className={css['dot']} />
        {isThere || rate > 0
          ? `Receiving ${formatNumber(rate)} spans/s; the page follows by itself.`
          : 'Waiting for the first span; the page follows by itself.'}
      </p>
      <div className={css['ways']}>
        {waysTo(window.location.origin).map(({ title, text }) => (
          <section key={title} className={css['way']} aria-label={title}>
            <header>
              <h3>{title}</h3>
              <CopyButton text={text} what={title} />
            </header>
            {/* Reachable by keys, because long lines scroll. */}
            <pre tabIndex={0} aria-label={`Commands for: ${title}`} role="region">
              {text}
            </pre>
          </section>
        ))}
      </div>
    </>
  );
}
