import type { ClientRequest } from 'node:http';
import { propagation } from '@opentelemetry/api';
import type { Context, TextMapSetter } from '@opentelemetry/api';

const HEAD_END = '\r\n\r\n';

const setter: TextMapSetter<ClientRequest> = { set: setHeader };

/** Writes trace and baggage into a request that has just been made, in place of such headers of the program's. */
export function inject(context: Context, request: ClientRequest): void {
  propagation.inject(context, request, setter);
}

function setHeader(request: ClientRequest, name: string, value: string): void {
  const head: unknown = Reflect.get(request, '_header');
  if (head === null || head === undefined) request.setHeader(name, value);
  else if (typeof head === 'string') addToHead(request, head, `${name}: ${value}`);
}

/**
 * With headers given as an array, or `Expect: 100-continue`, the head is text already when the request appears, and
 * `setHeader` throws. Nothing is on its way yet: the text is still in the request, or first in its queue.
 */
function addToHead(request: ClientRequest, head: string, line: string): void {
  if (!head.endsWith(HEAD_END)) return;
  const longer = `${head.slice(0, -HEAD_END.length)}\r\n${line}${HEAD_END}`;
  if (request.headersSent && Reflect.get(request, '_headerSent') === true) {
    const queue: unknown = Reflect.get(request, 'outputData');
    const first: unknown = Array.isArray(queue) ? queue[0] : undefined;
    if (typeof first !== 'object' || first === null || Reflect.get(first, 'data') !== head) return;
    Reflect.set(first, 'data', longer);
  }
  Reflect.set(request, '_header', longer);
}
