import { type Agent, monitor, start, type StartOptions } from '@sightglass/node';
import { type CounterHandle, monitor as facade } from '@sightglass/api';
import { ATTR_SERVICE_NAME } from '@sightglass/api/semconv';
import { startServer, type RunningServer, ServerError } from '@sightglass/server';

const options: StartOptions = { service: 'typed', attributes: { [ATTR_SERVICE_NAME]: 'typed' } };
const agent: Agent = start(options);
const add = monitor.traced('add', (a: number, b: number) => a + b);
const sum: number = add(1, 2);
// @ts-expect-error a wrapped function keeps its parameters
add('1', 2);
// @ts-expect-error there is no such option
start({ servcie: 'typed' });
const counter: CounterHandle = facade.counter('orders');
counter.increment(sum);
export const server: Promise<RunningServer> = startServer({ port: 0 });
export const isOurs = (error: unknown): boolean => error instanceof ServerError;
await agent.stop();
