import { describe, expect, it } from 'vitest';
import { compareMessages, KINDS } from '../packages/server/test/fuzz/compared.ts';
import { useEngine } from '../packages/server/test/otlp/engine.ts';

const engine = useEngine('oracle');

const MESSAGES = 10_000;

describe.each(KINDS)('$signal in $encoding', (kind) => {
  it(`makes of ${MESSAGES} messages, whole or broken, the rows that the definitions make of them`, async () => {
    const { different, difference, ...figures } = await compareMessages(engine, kind, MESSAGES);
    process.stdout.write(`${JSON.stringify(figures)}\n`);
    expect({ different, difference }).toEqual({ different: [], difference: 'none' });
  });
});
