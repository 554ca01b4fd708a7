import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exit } from '../src/processes.ts';
import { type ProgramName, PROGRAMS } from '../src/services.ts';
import { startShop } from '../src/shop.ts';
import { findRefusingAddress, startHangingEndpoint, startSink } from './otlp-sink.ts';
import { until } from '../../../test/kit/until.ts';
import { SCRIPT, type ScriptStep } from './visit-script.ts';

interface Answered {
  asked: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Everything about a run that somebody outside of it can see. */
interface Seen {
  answers: Answered[];
  /** Lines on standard output. */
  printed: Record<string, string[]>;
  /** All of standard error. */
  complained: Record<string, string>;
  exits: Exit[];
}

async function runShop(agent: boolean, endpoint: string): Promise<Seen> {
  const output = new Map<ProgramName, string>();
  const shop = await startShop({
    host: '127.0.0.1',
    port: 0,
    rate: 0,
    seed: 42,
    agent,
    env: { PATH: process.env['PATH'], SIGHTGLASS_ENDPOINT: endpoint },
    onOutput: (name, text) => output.set(name, (output.get(name) ?? '') + text),
  });
  const answers: Answered[] = [];
  let exits: Exit[];
  try {
    const made: Record<string, string[]> = { cart: [], order: [] };
    for (const step of SCRIPT) {
      const answer = await ask(shop.url, step, made);
      answers.push(answer);
      if (step.packed) {
        const { id } = JSON.parse(answer.body) as { id: string };
        made['order']?.push(id);
        const isPacked = (): true | undefined => output.get('worker')?.includes(`"order":"${id}"`) || undefined;
        await until(20_000, isPacked, `the worker to pack ${id}`);
      } else if (step.path === '/api/carts') {
        made['cart']?.push((JSON.parse(answer.body) as { id: string }).id);
      }
    }
  } finally {
    exits = await shop.stop();
  }
  const printed: Seen['printed'] = {};
  for (const [name, text] of output) printed[name] = text.trimEnd().split('\n').map(normalizeLine);
  const complained = Object.fromEntries(shop.processes.map((process) => [process.name, process.lastWords()]));
  return { answers, printed, complained, exits: exits.sort((a, b) => a.name.localeCompare(b.name)) };
}

async function ask(url: string, step: ScriptStep, made: Record<string, string[]>): Promise<Answered> {
  const path = step.path.replace(
    /\{(\w+) (\d+)\}/,
    (_, kind: string, which: string) => made[kind]?.[Number(which) - 1] ?? '',
  );
  const headers = step.contentType === undefined ? {} : { 'content-type': step.contentType };
  const response = await fetch(url + path, { method: step.method, headers, body: step.body ?? null });
  const { date: _date, ...rest } = Object.fromEntries(response.headers);
  return { asked: `${step.method} ${path}`, status: response.status, headers: rest, body: await response.text() };
}

/** Takes out what truly differs between two runs: process, time, port, and the frames between ours in a stack. */
function normalizeLine(line: string): string {
  const record = JSON.parse(line) as Record<string, unknown> & { err?: { stack: string } };
  record['pid'] = 0;
  record['time'] = 0;
  if (typeof record['ms'] === 'number') record['ms'] = 0;
  if (record.err) {
    const frames = record.err.stack.split('\n');
    record.err.stack = frames.filter((frame, at) => at === 0 || frame.includes('/examples/shop/src/')).join('\n');
  }
  return JSON.stringify(record).replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT');
}

describe('the shop', () => {
  let plain: Seen;

  beforeAll(async () => {
    plain = await runShop(false, await findRefusingAddress());
  });

  it('answers the script as written, with each kind of failure', () => {
    const statuses = plain.answers.map(({ status }) => status);
    expect(statuses).toHaveLength(SCRIPT.length);
    expect(new Set(statuses)).toEqual(new Set([200, 201, 400, 402, 404, 409, 415, 422, 502, 504]));
    const broken = plain.printed['orders']?.filter((line) => line.includes('"type":"TypeError"'));
    expect(broken).toHaveLength(2);
    expect(plain.printed['worker']?.some((line) => line.includes('"order held"'))).toBe(true);
    expect(plain.exits).toEqual(
      PROGRAMS.filter(({ name }) => name !== 'traffic')
        .map(({ name }) => ({ name, code: 0, signal: null }))
        .sort((a, b) => a.name.localeCompare(b.name)),
    );
    expect(Object.values(plain.complained).join('')).toBe('');
  });

  describe('with the agent behaves as without it', () => {
    it('while the server is up', async () => {
      const sink = await startSink();
      try {
        const seen = await runShop(true, sink.url);
        expect(seen).toEqual(plain);
        const paths = new Set(sink.deliveries.map(({ path }) => path));
        expect(paths, 'the agent was really there').toEqual(new Set(['/v1/traces', '/v1/metrics', '/v1/logs']));
      } finally {
        await sink.close();
      }
    });

    it('while the server is down', async () => {
      expect(await runShop(true, await findRefusingAddress())).toEqual(plain);
    });

    describe('while the server hangs', () => {
      let hanging: Awaited<ReturnType<typeof startHangingEndpoint>>;
      beforeAll(async () => {
        hanging = await startHangingEndpoint();
      });
      afterAll(() => hanging.close());

      it('and never answers', async () => {
        expect(await runShop(true, hanging.url)).toEqual(plain);
        expect(hanging.connections(), 'the agent was really there').toBeGreaterThan(0);
      });
    });
  });
});
