import type { Kysely } from 'kysely';
import { keepFailureOf } from './failure.ts';
import { lockChanges, type Dialect } from './migrations/migrate.ts';
import type { Tables } from './tables.ts';

/** Colour slots: a number a service, given when it is first seen and then kept. */
export interface Slots {
  /** The slots of services of one project; those without one get the next. */
  of(project: string, services: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** Names seen once must not fill the database: past this many services of a project, slots are computed from their names. */
const MOST_KEPT = 500;

/** Slots in a database. */
export function createSlots(db: Kysely<Tables>, dialect: Dialect): Slots {
  /** Slots never change, so that they may be held for good. */
  const known = new Map<string, Map<string, number>>();

  const learn = async (project: string, services: readonly string[]): Promise<Map<string, number>> => {
    const slots = await db.transaction().execute(async (step) => {
      // Two servers that see a new service at once must not give two slots, nor one slot twice.
      await lockChanges(step, dialect);
      const rows = await step.selectFrom('slots').select(['service', 'slot']).where('project', '=', project).execute();
      const slots = new Map(rows.map(({ service, slot }) => [service, slot]));
      const unknown = services.filter((service) => !slots.has(service)).sort();
      const added = unknown
        .slice(0, Math.max(0, MOST_KEPT - slots.size))
        .map((service, index) => ({ project, service, slot: slots.size + index }));
      for (const { service, slot } of added) slots.set(service, slot);
      if (added.length > 0) await step.insertInto('slots').values(added).execute();
      return slots;
    });
    known.set(project, slots);
    return slots;
  };

  return {
    async of(project, services) {
      const unique = [...new Set(services)];
      let slots = known.get(project) ?? new Map<string, number>();
      const isComplete = slots.size >= MOST_KEPT || unique.every((service) => slots.has(service));
      if (!isComplete) {
        // Colours are no reason to leave a question without an answer: on a full disk they are those of the names, until there is room.
        slots = await learn(project, unique).catch((error: unknown) => {
          if (keepFailureOf(error) === undefined) throw error;
          return slots;
        });
      }
      return new Map(unique.map((service) => [service, slots.get(service) ?? computed(service)]));
    },
  };
}

/** A slot from the characters of a name. */
function computed(service: string): number {
  let hash = 0;
  for (let at = 0; at < service.length; at++) hash = (hash * 31 + service.charCodeAt(at)) >>> 0;
  return hash % MOST_KEPT;
}
