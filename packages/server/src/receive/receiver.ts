import type { Incoming, Outgoing } from '../listen/exchange.ts';
import type { Keyring } from '../keep/keyring.ts';
import { DEFAULT_PROJECT } from '../keep/principal.ts';
import { NO_METER, type Meter } from '../self/meter.ts';
import { DEFAULT_RETENTION, type Retention } from '../store/keeping/retention.ts';
import type { Store } from '../store/store.ts';
import { answerGrpc, isGrpc } from './grpc/answer.ts';
import { answerHttp } from './http.ts';
import type { Keeper } from './gather.ts';
import { createIntake, type Intake } from './intake.ts';
import type { ReceiveLimits } from './limits.ts';
import type { Counts } from './rates.ts';
import type { Signal } from './signals.ts';
import { createRefusedCounts, type Refused, type RefusedCounts, type RefusedWithin } from './refused.ts';

/** The doors for telemetry: OTLP over HTTP and over gRPC. */
export interface Receiver {
  /** Whether a request is for these doors. */
  isFor(request: Incoming): boolean;
  /** Answers a request. Never throws. */
  handle(request: Incoming, response: Outgoing): void;
  /** Records of a project accepted since the start. */
  received(project: string): Counts;
  /** Records of a project accepted a second, mean of the last ten seconds. */
  perSecond(project: string): Counts;
  /** What was not taken since the start: of a project, and of senders whose key is not known. */
  refused(project: string): Refused[];
  /** The same with what of it was in a stretch of the last day. */
  refusedWithin(project: string, fromMs: number, toMs: number): RefusedWithin;
  /** Keeps what the server measured of itself: a request of metrics in protobuf. It counts as nobody's, and is left out when there is no room. */
  keepOwn(request: Buffer): Promise<void>;
  /** Whether the next body would be taken. */
  ready(): boolean;
  /** Refuses further bodies with 503 and resolves when those under way have been answered. */
  drain(): Promise<void>;
}

/** What a receiver needs. */
export interface ReceiverOptions {
  store: Keeper & Pick<Store, 'health'>;
  /** Whose data is taken. */
  keyring: Pick<Keyring, 'read' | 'use'>;
  limits?: Partial<ReceiveLimits>;
  /** Days for which each signal is kept: older records are refused. @defaultValue {@link DEFAULT_RETENTION} */
  retention?: Pick<Retention, Signal | 'usage' | 'delivery'>;
  /** Hears what is taken and what is not. @defaultValue nobody */
  meter?: Meter;
  /** Told of failures that are ours, not the sender's. */
  report?: (error: unknown) => void;
}

/** What both kinds of door work with. */
export interface Desk {
  readonly intake: Intake;
  readonly keyring: Pick<Keyring, 'read' | 'use'>;
  readonly refused: RefusedCounts;
  readonly meter: Meter;
  readonly report: (error: unknown) => void;
}

/** Paths of OTLP/HTTP. */
const OF_HTTP = /^\/v1(?:development)?(?:\/|$|\?)/;

/** Makes the receiver of a store. */
export function createReceiver(options: ReceiverOptions): Receiver {
  const {
    store,
    keyring,
    limits = {},
    retention = DEFAULT_RETENTION,
    meter = NO_METER,
    report = () => undefined,
  } = options;
  const refused = createRefusedCounts(meter);
  const intake = createIntake({ store, refused, limits, retention, meter });
  const desk: Desk = { intake, keyring, refused, meter, report };
  const underWay = new Set<Promise<void>>();
  return {
    isFor: (request) => OF_HTTP.test(request.url ?? '') || isGrpc(request),
    handle(request, response) {
      const answer = isGrpc(request) ? answerGrpc : answerHttp;
      const done = answer(desk, request, response)
        // The sender has gone: there is nobody to answer.
        .catch(() => void response.destroy())
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    received: (project) => intake.received(project),
    perSecond: (project) => intake.perSecond(project),
    refused: (project) => refused.of(project),
    refusedWithin: (project, fromMs, toMs) => refused.within(project, fromMs, toMs),
    keepOwn: async (request) => {
      const isPaused = (await keyring.read()).projects.get(DEFAULT_PROJECT) === 'paused';
      if (!isPaused) await intake.keepOwn(request);
    },
    ready: () => intake.ready(),
    async drain() {
      await intake.drain();
      await Promise.all(underWay);
    },
  };
}
