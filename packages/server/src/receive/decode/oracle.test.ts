import { describe, expect, it } from 'vitest';
import { compareMessages, KINDS } from '../../../test/fuzz/compared.ts';
import { useEngine } from '../../../test/otlp/engine.ts';

const engine = useEngine('oracle');

/** `npm run prove -- oracle` compares 10,000 of each kind. */
const MESSAGES = 1500;

describe.each(KINDS)('$signal in $encoding, message after message', (kind) => {
  it(`makes of ${MESSAGES} messages, whole or broken, the rows that the definitions make of them, or refuses them as protobufjs and JSON.parse do`, async () => {
    const { different, difference, refused, rows } = await compareMessages(engine, kind, MESSAGES);
    expect(different).toEqual([]);
    expect(difference).toBe('none');
    expect(refused).toBeGreaterThan(MESSAGES / 10);
    expect(rows).toBeGreaterThan(MESSAGES / 2);
  }, 180_000);
});
