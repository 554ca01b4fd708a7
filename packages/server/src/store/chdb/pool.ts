import { ServerError } from '../../errors.ts';

/** Things that one caller at a time may use. */
export interface Pool<T> {
  /** Waits for a free one, in the order of the calls; gives up when the signal fires. */
  take(signal?: AbortSignal): Promise<T>;
  /** Gives it to the next. */
  give(item: T): void;
}

/** A pool over a fixed set; at most `maxWaiting` callers wait, further ones are refused. */
export function createPool<T>(items: readonly T[], maxWaiting = 1000): Pool<T> {
  const free = [...items];
  const waiting = new Set<(item: T) => void>();
  return {
    take(signal) {
      const item = free.pop();
      if (item !== undefined) return Promise.resolve(item);
      if (waiting.size >= maxWaiting) {
        const remedy = 'ask again in a moment';
        return Promise.reject(
          new ServerError('SIGHTGLASS_OVERLOADED', `${maxWaiting} queries wait already`, { remedy }),
        );
      }
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(next);
          reject(signal?.reason);
        };
        const next = (item: T): void => {
          signal?.removeEventListener('abort', stop);
          resolve(item);
        };
        waiting.add(next);
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
    give(item) {
      const [next] = waiting;
      if (next === undefined) free.push(item);
      else {
        waiting.delete(next);
        next(item);
      }
    },
  };
}
