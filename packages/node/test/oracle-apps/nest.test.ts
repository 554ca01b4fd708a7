import { expect, test } from 'vitest';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import type { Asked } from './drive.ts';

const json = { 'content-type': 'application/json' };
const SCRIPT: readonly Asked[] = [
  { path: '/items' },
  ...Array.from({ length: 10 }, (_, at) => ({ path: `/items/${at}?q=${at}` })),
  { path: '/items', method: 'POST', headers: json, body: '{"a":1}' },
  { path: '/items', method: 'POST', headers: json, body: '{"a"' },
  { path: '/items/forbidden' },
  { path: '/items/broken' },
  { path: '/items/guarded' },
  { path: '/items/guarded', headers: { 'x-key': 'right' } },
  { path: '/nowhere' },
  { path: '/items/7', method: 'HEAD' },
  { path: '/items/7', method: 'DELETE' },
];

test.each([
  { on: 'express', allowed: ['nest-12', 'express-no-paths'] },
  { on: 'fastify', allowed: ['nest-12', 'fastify-request', 'fastify-hooks', 'fastify-handlers', 'fastify-errors'] },
])(
  'Nest 12: spans of HTTP and $on are those of the stock agent, and the controller is seen as well',
  async ({ on, allowed }) => {
    const compared = await compare('nest.mjs', {
      env: { NEST_ON: on },
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed,
    });
    expect(compared).toMatchObject(EQUAL);
    expect(compared.traces).toBe(2 * SCRIPT.length);

    const ofNest = compared.ours.filter(({ scope }) => scope === '@sightglass/node/nestjs-core');
    const counts: Record<string, number> = {};
    for (const { name, status } of ofNest) counts[`${name} ${status}`] = (counts[`${name} ${status}`] ?? 0) + 1;
    expect(counts).toEqual({
      'ItemsController.findAll UNSET': 2,
      'ItemsController.findOne UNSET': 22,
      'ItemsController.add UNSET': 2,
      'ItemsController.forbidden UNSET': 2,
      'ItemsController.broken ERROR broken by a handler': 2,
      'ItemsController.guarded UNSET': 4,
    });
    for (const span of ofNest) {
      const parent = compared.ours.find(({ id }) => id === span.parentId);
      expect(parent?.name).toMatch(/^request handler - \/items/);
    }
  },
);
