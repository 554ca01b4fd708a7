import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { ATTR_SERVER_PORT, ATTR_URL_FULL } from '@sightglass/api/semconv';
import { isOwnRequest } from '@sightglass/otlp/internal';
import { isRecord } from '../../is-record.ts';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';
import { contextWithSpan, currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { clientTargetOf, describeClientRequest, describeClientResponse, urlOf } from './client-attributes.ts';
import { createClientDurations, tellClientOutcome } from './client-outcome.ts';
import { followRequest } from './client-request.ts';
import { startClientSpan } from './client-span.ts';
import { inject } from './inject.ts';
import { keepAlike } from './keep-alike.ts';
import { knownMethod, nameOfMethod } from './methods.ts';

const CHANNEL = 'http.client.request.created';

/** Requests that the program makes through `node:http` and `node:https`, from their making to the end of the answer's body. */
export function startClientCapture({ tracer, meter, settings }: CaptureTools): () => void {
  const { http, sends } = settings;
  const record = sends.metrics ? createClientDurations(meter) : undefined;

  const begin = guarded('http client capture', (message: unknown) => {
    const request = isRecord(message) ? message['request'] : undefined;
    if (!(request instanceof ClientRequest) || isOwnRequest(request)) return;
    const context = currentContext();
    if (context.getValue(SUPPRESS_TRACING_KEY) === true) return;
    const began = performance.now();
    const method = knownMethod(request.method);
    let target = clientTargetOf(request);
    const span = startClientSpan(tracer, nameOfMethod(method), context, began, () =>
      describeClientRequest(request, method, target, http),
    );
    inject(contextWithSpan(context, span), request);

    const complete = (port: unknown): void => {
      if (target.port !== undefined || typeof port !== 'number') return;
      target = { address: target.address, port };
      if (span.isRecording()) span.setAttributes({ [ATTR_SERVER_PORT]: port, [ATTR_URL_FULL]: urlOf(request, target) });
    };
    followRequest(request, {
      context,
      onResponse: (response) => {
        keepAlike(response.socket);
        complete(response.socket.remotePort);
        if (span.isRecording()) span.setAttributes(describeClientResponse(response, http));
      },
      onEnd: (response, error) => {
        complete(isRecord(error) ? error['port'] : undefined);
        const { address, port } = target;
        const scheme = request.protocol === 'https:' ? 'https' : 'http';
        const [version, status] = [response?.httpVersion, response?.statusCode];
        const outcome = { method, scheme, address, port, version, status, error };
        tellClientOutcome(span, outcome);
        span.end();
        record?.((performance.now() - began) / 1000, outcome);
      },
    });
  });

  subscribe(CHANNEL, begin);
  return () => unsubscribe(CHANNEL, begin);
}
