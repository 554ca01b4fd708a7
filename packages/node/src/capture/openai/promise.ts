import { isRecord } from '../../is-record.ts';

/** The client's own promise: the answer is only read once somebody asks for it. */
interface ApiPromise {
  readonly responsePromise: Promise<unknown>;
  parseResponse: (...given: unknown[]) => Promise<unknown>;
  asResponse: () => Promise<unknown>;
}

export interface PromiseEnds {
  /** The answer as the program gets it, which may be a stream. */
  readonly parsed: (value: unknown) => void;
  /** The program takes the bare response. */
  readonly unparsed: () => void;
  readonly failed: (error: unknown) => void;
}

/** Learns how a call ends without asking for its answer: the program may want the bare response. */
export function watchPromise(promise: unknown, { parsed, unparsed, failed }: PromiseEnds): boolean {
  if (!isApiPromise(promise)) return false;
  let isParsing = false;
  const parse = promise.parseResponse;
  promise.parseResponse = async (...given) => {
    isParsing = true;
    try {
      const value = await parse(...given);
      parsed(value);
      return value;
    } catch (error) {
      failed(error);
      throw error;
    }
  };
  const asResponse = promise.asResponse.bind(promise);
  promise.asResponse = async () => {
    const response = await asResponse();
    if (!isParsing) unparsed();
    return response;
  };
  promise.responsePromise.then(undefined, failed);
  return true;
}

function isApiPromise(value: unknown): value is ApiPromise {
  if (!(value instanceof Promise) || !('responsePromise' in value) || !('parseResponse' in value)) return false;
  return value.responsePromise instanceof Promise && typeof value.parseResponse === 'function' && 'asResponse' in value;
}

/** A stream of the client: it is read through the function that it holds. */
interface ApiStream {
  iterator: () => AsyncIterator<unknown>;
  readonly controller: { readonly signal: AbortSignal };
}

export interface StreamEnds {
  readonly chunk: (value: unknown) => void;
  /** Read to its end, or left before. */
  readonly ended: () => void;
  readonly failed: (error: unknown) => void;
}

/** Learns what a stream brings while the program reads it. */
export function watchStream(stream: unknown, { chunk, ended, failed }: StreamEnds): boolean {
  if (!isApiStream(stream)) return false;
  const iterate = stream.iterator.bind(stream);
  stream.iterator = () => {
    const iterator = iterate();
    return {
      next: async (...given) => {
        try {
          const step = await iterator.next(...given);
          if (step.done === true) ended();
          else chunk(step.value);
          return step;
        } catch (error) {
          failed(error);
          throw error;
        }
      },
      return: async (value) => {
        ended();
        return (await iterator.return?.(value)) ?? { done: true, value };
      },
    };
  };
  stream.controller.signal.addEventListener('abort', ended, { once: true });
  return true;
}

function isApiStream(value: unknown): value is ApiStream {
  if (!isRecord(value) || typeof value['iterator'] !== 'function' || !isRecord(value['controller'])) return false;
  return value['controller']['signal'] instanceof AbortSignal;
}
