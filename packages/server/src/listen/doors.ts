import type { Handler, Incoming, Outgoing } from './exchange.ts';
import { listen, type Listening } from './listen.ts';
import { followTls, readTls, type ResolvedTlsFiles, type TlsContent } from './tls.ts';

/** Where the server can be reached. */
export interface Doors {
  /** As in `http://127.0.0.1:4318`. */
  readonly url: string;
  /** The port of OTLP/gRPC alone, where there is one. */
  readonly grpcUrl: string | undefined;
  /** Lets requests in: until then they are told to come again. */
  open(handler: Handler, grpcHandler: Handler): void;
  /** As {@link Listening.stop}, for both ports. */
  stop(graceMs: number): Promise<void>;
}

/** What {@link occupyDoors} needs. */
export interface DoorOptions {
  readonly host: string;
  readonly port: number;
  /** 0 for none. */
  readonly grpcPort: number;
  readonly tls: ResolvedTlsFiles | undefined;
  readonly report: (error: unknown) => void;
}

/**
 * Takes the ports, and follows the files of TLS.
 *
 * @throws {@link ServerError} for a port that cannot be had, or a file of TLS that cannot be used.
 */
export async function occupyDoors({ host, port, grpcPort, tls, report }: DoorOptions): Promise<Doors> {
  let [handler, grpcHandler]: [Handler, Handler] = [starting, starting];
  const listening: Listening[] = [];
  const renew = (fresh: TlsContent): void => listening.forEach((one) => one.renew(fresh));
  const unfollow = tls === undefined ? undefined : followTls(tls, renew, report);
  const stop = async (graceMs: number): Promise<void> => {
    unfollow?.();
    await Promise.all(listening.map((one) => one.stop(graceMs)));
  };
  try {
    const place = { host, tls: tls === undefined ? undefined : readTls(tls) };
    const here = { ...place, port, flag: '--port' } as const;
    const main = await listen((request, response) => handler(request, response), here);
    listening.push(main);
    if (grpcPort !== 0) {
      const there = { ...place, port: grpcPort, flag: '--grpc-port' } as const;
      listening.push(await listen((request, response) => grpcHandler(request, response), there));
    }
    return {
      url: main.url,
      grpcUrl: listening[1]?.url,
      open(forAll, forGrpc) {
        [handler, grpcHandler] = [forAll, forGrpc];
      },
      stop,
    };
  } catch (error) {
    await stop(0);
    throw error;
  }
}

/** Answers while the store opens. */
function starting(_: Incoming, response: Outgoing): void {
  response.statusCode = 503;
  response.setHeader('Retry-After', '1');
  response.end();
}
