import { trace } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import { createDatabaseCalls } from '../database/database-calls.ts';
import type { DatabaseCalls, Endpoint } from '../database/database-calls.ts';
import { redisText } from '../database/redis-text.ts';
import { isCallback, settled } from '../database/settling.ts';
import { listen } from '../database/tracing-channel.ts';
import type { HookedCall } from '../hooked-calls.ts';

/** What of a connection is read. */
interface Redis {
  readonly options: Readonly<Record<string, unknown>>;
  readonly condition?: unknown;
}
interface RedisCall extends HookedCall {
  readonly self: Redis;
  readonly arguments: [command?: unknown, ...unknown[]];
}
/** A command settles the promise of its caller through these two. */
interface Command extends Record<string, unknown> {
  readonly name: string;
}

/**
 * Commands of `ioredis`, each also within transactions and pipelines, below the work that sends them. Outside of any span there are
 * none: what keeps connections alive and polls would be most of them.
 */
export function startIoredisCapture(tools: CaptureTools): () => void {
  const calls = createDatabaseCalls(tools, 'redis');
  const stops = [startCommands(calls), startConnects(calls)];
  return () => {
    for (const stop of stops) stop();
  };
}

function startCommands(calls: DatabaseCalls): () => void {
  // Sent again after a lost connection, or once there is one, it is the same command.
  const seen = new WeakSet<Command>();
  return listen('sightglass:ioredis:command', isRedisCall, {
    start({ self, arguments: [command] }) {
      const caller = currentContext();
      if (trace.getSpan(caller) === undefined || !isCommand(command) || seen.has(command)) return;
      seen.add(command);
      const { name, args } = command;
      const text = redisText(name, Array.isArray(args) ? args : []);
      const call = calls.operation(endpointOf(calls, self), { name: nameOf(command), text, title: name }, caller);
      before(command, 'resolve', () => call.end());
      before(command, 'reject', (error) => call.end(error));
    },
  });
}

/** A command of a transaction or a pipeline says so, as the stock agent's does. */
function nameOf({ name, inTransaction, pipelineIndex }: Command): string {
  if (name === 'multi' || name === 'exec') return name;
  if (inTransaction === true) return `MULTI ${name}`;
  return typeof pipelineIndex === 'number' ? `PIPELINE ${name}` : name;
}

/** Looks at what settles the command, before it does. Its promise is left alone, so that rejections stay as unhandled as they are. */
function before(command: Command, method: 'resolve' | 'reject', look: (value: unknown) => void): void {
  const original = command[method];
  if (!isCallback(original)) return;
  command[method] = (value: unknown): unknown => {
    look(value);
    return Reflect.apply(original, command, [value]);
  };
}

function startConnects(calls: DatabaseCalls): () => void {
  return listen('sightglass:ioredis:connect', isRedisCall, {
    end(call) {
      const caller: Context = currentContext();
      if (trace.getSpan(caller) === undefined || call.error !== undefined) return;
      const connect = calls.operation(endpointOf(calls, call.self), { name: 'connect' }, caller);
      call.result = settled(call.result, (error) => connect.end(error));
    },
  });
}

function endpointOf(calls: DatabaseCalls, { options, condition }: Redis): Endpoint {
  const { host, port, path, db } = options;
  const selected = (isRecord(condition) ? condition['select'] : undefined) ?? db ?? 0;
  const namespace = typeof selected === 'number' ? String(selected) : undefined;
  if (typeof path === 'string') return calls.endpoint(path, undefined, namespace);
  const address = typeof host === 'string' ? host : 'localhost';
  return calls.endpoint(address, typeof port === 'number' ? port : undefined, namespace);
}

function isRedisCall(message: unknown): message is RedisCall {
  if (!isRecord(message) || !Array.isArray(message['arguments'])) return false;
  const { self } = message;
  return isRecord(self) && isRecord(self['options']);
}

function isCommand(command: unknown): command is Command {
  return isRecord(command) && typeof command['name'] === 'string';
}
