import { diag } from '@opentelemetry/api';
import type { TracerProvider } from '@opentelemetry/api';
import type { Capture } from './capture.ts';

/** Stops captures of libraries that the program instruments by itself, however late it begins to. */
export interface StandAside {
  /** The provider, watched for who asks it for tracers. */
  guard(provider: TracerProvider): TracerProvider;
  /** Watches over a capture that has started. @returns stops it, once */
  watch(capture: Capture, stop: () => void): () => void;
}

export function createStandAside(): StandAside {
  const yields = new Map<string, (() => void)[]>();
  return {
    guard: (provider) => ({
      getTracer: (name, version, options) => {
        for (const yieldNow of yields.get(name) ?? []) yieldNow();
        return provider.getTracer(name, version, options);
      },
    }),
    watch: ({ name, yieldsTo = [], onYield }, stop) => {
      let isStopped = false;
      const stopOnce = (): void => {
        if (isStopped) return;
        isStopped = true;
        try {
          stop();
        } catch (error) {
          diag.error(`the capture of ${name} did not stop`, error);
        }
      };
      for (const scope of yieldsTo) {
        const yieldNow = (): void => {
          if (isStopped) return;
          diag.info(`${name} is left to ${scope}, which the program brings`);
          stopOnce();
          onYield?.();
        };
        yields.set(scope, [...(yields.get(scope) ?? []), yieldNow]);
      }
      return stopOnce;
    },
  };
}
