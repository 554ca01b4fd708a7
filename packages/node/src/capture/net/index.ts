import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import { SpanStatusCode } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_TRANSPORT,
  ERROR_TYPE_VALUE_OTHER,
} from '@sightglass/api/semconv';
import { isRecord } from '../../is-record.ts';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { errorTypeOf } from '../http/error-type.ts';

const CHANNEL = 'net.client.socket';

/**
 * A span of each connection that the program opens, until it stands or cannot be made. Off unless somebody asks for it: where
 * connections are pooled it says little, where they are not it says the same as the span of the request.
 */
export function startNetCapture({ tracer }: CaptureTools): () => void {
  const listen = guarded('net capture', (message: unknown) => {
    const socket = isRecord(message) ? message['socket'] : undefined;
    const context = currentContext();
    if (!(socket instanceof Socket) || context.getValue(SUPPRESS_TRACING_KEY) === true) return;
    const span = tracer.startSpan('connect', {}, context);
    const stop = (): void => {
      socket.off('connect', connected).off('close', closed);
      span.end();
    };
    const connected = guarded('net capture', () => {
      span.setAttributes(endOf(socket));
      stop();
    });
    const closed = guarded('net capture', () => {
      const { errored } = socket;
      span.setAttribute(ATTR_ERROR_TYPE, errorTypeOf(errored) ?? ERROR_TYPE_VALUE_OTHER);
      span.setStatus({ code: SpanStatusCode.ERROR, ...(errored === null ? {} : { message: errored.message }) });
      stop();
    });
    // No listener for errors: one that nobody listens to must stay uncaught.
    socket.on('connect', connected).on('close', closed);
  });
  subscribe(CHANNEL, listen);
  return () => unsubscribe(CHANNEL, listen);
}

function endOf({ remoteAddress, remotePort }: Socket): Attributes {
  if (remoteAddress === undefined) return { [ATTR_NETWORK_TRANSPORT]: 'pipe' };
  return {
    [ATTR_NETWORK_TRANSPORT]: 'tcp',
    [ATTR_NETWORK_PEER_ADDRESS]: remoteAddress,
    ...(remotePort === undefined ? {} : { [ATTR_NETWORK_PEER_PORT]: remotePort }),
  };
}
