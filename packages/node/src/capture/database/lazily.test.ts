import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { lazily } from './lazily.ts';
import { listen } from './tracing-channel.ts';

let made = 0;
const channelName = (): string => `sightglass:test:lazily-${(made += 1)}`;
const isMessage = (message: unknown): message is { id: number } => typeof message === 'object' && message !== null;

test('a capture is loaded by the first message, which it gets like the others', () => {
  const name = channelName();
  const seen: unknown[] = [];
  let loads = 0;
  const stop = lazily([name, channelName()], () => {
    loads += 1;
    return listen(name, isMessage, {
      start: ({ id }) => seen.push(['start', id]),
      end: ({ id }) => seen.push(['end', id]),
    });
  });
  expect(loads).toBe(0);
  const channel = tracingChannel(name);
  for (const id of [1, 2]) channel.traceSync(() => seen.push(['runs', id]), { id });
  expect(loads).toBe(1);
  expect(seen).toEqual(
    [1, 2].flatMap((id) => [
      ['start', id],
      ['runs', id],
      ['end', id],
    ]),
  );

  stop();
  channel.traceSync(() => {}, { id: 3 });
  expect(seen).toHaveLength(6);
});

test('others who listen to the same channel get each message once, too', () => {
  const name = channelName();
  const seen: unknown[] = [];
  const before = (message: unknown): void => void seen.push(['before', message]);
  const after = (message: unknown): void => void seen.push(['after', message]);
  subscribe(`tracing:${name}:start`, before);
  const stop = lazily([name], () => listen(name, isMessage, { start: ({ id }) => seen.push(['capture', id]) }));
  subscribe(`tracing:${name}:start`, after);
  const message = { id: 1 };
  tracingChannel(name).start.publish(message);
  expect(seen).toEqual([
    ['before', message],
    ['capture', 1],
    ['after', message],
  ]);
  stop();
  unsubscribe(`tracing:${name}:start`, before);
  unsubscribe(`tracing:${name}:start`, after);
});

test('what is stopped before it was needed is never loaded, and a load that fails is not tried again', () => {
  const name = channelName();
  let loads = 0;
  const fail = (): never => {
    loads += 1;
    throw new Error('no such file');
  };
  lazily([name], fail)();
  tracingChannel(name).traceSync(() => {}, { id: 1 });
  expect(loads).toBe(0);

  const stop = lazily([name], fail);
  const channel = tracingChannel(name);
  expect(channel.traceSync(() => 'answer', { id: 1 })).toBe('answer');
  channel.traceSync(() => {}, { id: 2 });
  expect(loads).toBe(1);
  stop();
});
