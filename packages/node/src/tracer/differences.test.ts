// What docs/sdk/node-differences.md says of both tracers, so that the page is taken back when the stock SDK changes.

import { context, diag, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Attributes, Link } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { onBoth } from '../../test/oracle.ts';

afterEach(() => {
  diag.disable();
  context.disable();
});

const LINK: Link = { context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } };

/** 'throws', or what the function gives. */
function outcome<Result>(run: () => Result): Result | 'throws' {
  try {
    return run();
  } catch {
    return 'throws';
  }
}

test('keys that are whole numbers stay where they were set', async () => {
  const { ours, stock } = await onBoth(({ tracer, sent }) => {
    tracer().startSpan('span').setAttribute('b', 1).setAttribute('1', 1).end();
    return sent()[0]?.attributes.map(({ key }) => key);
  });
  expect(ours).toEqual(['b', '1']);
  expect(stock).toEqual(['1', 'b']);
});

test('a link without ids is dropped and counted, and the span is sent', async () => {
  const { ours, stock } = await onBoth(({ tracer, sent }) => {
    const links = [{ context: undefined as never }, LINK];
    return outcome(() => {
      tracer().startSpan('span', { links }, ROOT_CONTEXT).end();
      return sent().map((span) => [span.links.length, span.droppedLinksCount]);
    });
  });
  expect(ours).toEqual([[1, 1]]);
  expect(stock).toBe('throws');
});

test('a getter that throws makes an attribute that is refused', async () => {
  const { ours, stock } = await onBoth(({ tracer, sent }) => {
    const attributes: Attributes = {
      good: 1,
      get bad(): never {
        throw new Error('no');
      },
    };
    return outcome(() => {
      tracer().startSpan('span', { attributes }, ROOT_CONTEXT).setAttributes(attributes).end();
      return sent().map((span) => [span.attributes.length, span.droppedAttributesCount]);
    });
  });
  expect(ours).toEqual([[1, 1]]);
  expect(stock).toBe('throws');
});

test('what is in the place of a span and is none is no parent', async () => {
  const { ours, stock } = await onBoth(({ tracer, sent }) =>
    outcome(() => {
      tracer()
        .startSpan('span', {}, trace.setSpan(ROOT_CONTEXT, {} as never))
        .end();
      return sent().map(({ parentSpanId }) => parentSpanId);
    }),
  );
  expect(ours).toEqual(['']);
  expect(stock).toBe('throws');
});

test('a span that has ended and is written keeps its ids, name, status and times, and nothing that is large', async () => {
  const { ours, stock } = await onBoth(({ tracer, sent }) => {
    const span = tracer()
      .startSpan('span', { attributes: { a: 1 }, links: [LINK] }, ROOT_CONTEXT)
      .addEvent('event');
    const look = (): unknown[] =>
      ['name', 'kind', 'status', 'attributes', 'events', 'links', 'ended', 'droppedLinksCount', 'duration'].map(
        (key) => {
          const value: unknown = Reflect.get(span, key);
          return Array.isArray(value) && key !== 'duration'
            ? value.length
            : key === 'duration'
              ? Array.isArray(value)
              : value;
        },
      );
    const before = look();
    span.end();
    sent();
    return [before, look()];
  });
  expect(ours[0]).toEqual(stock[0]);
  expect(ours[1]).toEqual(['span', 0, { code: 0 }, {}, 0, 0, true, 0, true]);
  expect(stock[1]).toEqual(['span', 0, { code: 0 }, { a: 1 }, 1, 1, true, 0, true]);
});

test('starts are finer than a millisecond, and of one trace in the order of their making', async () => {
  const { ours, stock } = await onBoth(({ tracer, sent }) => {
    tracer().startActiveSpan('root', (root) => {
      for (let at = 0; at < 20; at++) tracer().startSpan(`child ${at}`).end();
      root.end();
    });
    return sent()
      .filter(({ name }) => name !== 'root')
      .map(({ startTimeUnixNano }) => BigInt(startTimeUnixNano));
  });
  expect(ours).toEqual([...ours].sort((a, b) => Number(a - b)));
  expect(ours.some((start) => start % 1_000_000n !== 0n)).toBe(true);
  expect(stock.every((start) => start % 1_000_000n === 0n)).toBe(true);
  expect(Math.abs(Number((ours[0] ?? 0n) - BigInt(Date.now()) * 1_000_000n))).toBeLessThan(20e9);
});
