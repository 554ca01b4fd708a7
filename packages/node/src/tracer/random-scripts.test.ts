import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { comparable, onBoth } from '../../test/oracle.ts';
import type { Rig } from '../../test/oracle.ts';
import { createRandom } from '../../test/random.ts';

const KINDS = [SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER];
const CODES = [SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR];

function randomValue(random: (below: number) => number, depth = 0): unknown {
  const kinds = [
    () => random(1e9) - 5e8,
    () => random(1000) / 7,
    () => random(2) === 1,
    () => 'aé😀'.repeat(random(40)),
    () => 'ascii '.repeat(random(30)),
    () => null,
    () => undefined,
    () => new Uint8Array(random(300)).fill(random(256)),
    () => Array.from({ length: random(5) }, () => (depth > 3 ? 1 : randomValue(random, depth + 1))),
    () =>
      Object.fromEntries(
        Array.from({ length: random(4) }, (_, at) => [`m${at}`, depth > 3 ? 1 : randomValue(random, depth + 1)]),
      ),
    () => Symbol('none'),
  ];
  return kinds[random(kinds.length)]?.();
}

function randomAttributes(random: (below: number) => number): Attributes {
  return Object.fromEntries(Array.from({ length: random(12) }, () => [`key.${random(30)}`, randomValue(random)]));
}

function playRandomly({ tracer, sent }: Rig, seed: number): unknown {
  const random = createRandom(seed);
  const open: Span[] = [];
  for (let step = 0; step < 80; step++) {
    const span = open[random(open.length)];
    if (span === undefined || random(4) === 0) {
      const ctx = span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
      const links = span === undefined ? [] : [{ context: span.spanContext(), attributes: randomAttributes(random) }];
      open.push(
        tracer('one').startSpan(
          `span ${step}`,
          { kind: KINDS[random(KINDS.length)] ?? SpanKind.SERVER, links, attributes: randomAttributes(random) },
          ctx,
        ),
      );
      continue;
    }
    const acts = [
      () => span.setAttributes(randomAttributes(random)),
      () => span.setAttribute(`key.${random(30)}`, randomValue(random)),
      () => span.addEvent(`event ${step}`, randomAttributes(random)),
      () => span.setStatus({ code: CODES[random(CODES.length)] ?? SpanStatusCode.OK, message: `m${step}` }),
      () => span.recordException(new RangeError(`e${step}`), 1e12),
      () => span.end(),
    ];
    acts[random(acts.length)]?.();
  }
  for (const span of open) span.end();
  return comparable(sent());
}

test('twenty scripts of random calls give what the stock SDK gives', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { ours, stock } = await onBoth((rig) => playRandomly(rig, seed), {
      limits: { attributeCountLimit: 9, eventCountLimit: 4, linkCountLimit: 1, attributeValueLengthLimit: 50 },
    });
    expect([seed, ours]).toEqual([seed, stock]);
  }
});
