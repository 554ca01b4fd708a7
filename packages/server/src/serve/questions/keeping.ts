import { z } from 'zod';
import { DURABILITIES } from '../../store/spool/limits.ts';
import { explain } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf, epochMs, listShape, named } from '../shapes.ts';

const whole = (what: string): z.ZodNumber => z.number().int().min(0).meta({ description: what });

const table = named(
  'KeptTable',
  z
    .strictObject({
      name: z.string(),
      kind: z
        .string()
        .nullable()
        .meta({
          description: 'Which time of --retention holds; null for what is kept for good.',
          examples: ['traces'],
        }),
      days: z.number().nullable().meta({ description: 'How long its rows are kept; null for good.' }),
      rows: whole('Rows that it holds.'),
      bytes: whole('Bytes that they take on disk.'),
      oldestMs: epochMs.nullable().meta({ description: 'Time of the oldest row; null without rows.' }),
      newestMs: epochMs.nullable().meta({ description: 'Time of the newest row; null without rows.' }),
      nextRemovalMs: epochMs
        .nullable()
        .meta({ description: 'When the oldest rows will have been removed; null when none ever are.' }),
    })
    .meta({ description: 'A table, and how long its rows are kept.' }),
);

const removal = named(
  'Removal',
  z
    .strictObject({
      table: z.string(),
      partition: z.string().meta({ description: 'The day, week, month or year that was removed.' }),
      rows: whole('Rows that it held.'),
      bytes: whole('Bytes that it took.'),
      atMs: epochMs,
      why: z.enum(['retention', 'max-disk']),
    })
    .meta({ description: 'Rows that the server removed.' }),
);

/** `GET /keeping` */
export const keeping: Question = question({
  name: 'keeping',
  summary: 'What is kept of all projects, for how long, how much room it takes, and what was removed.',
  who: 'admin',
  params: z.strictObject({ explain }),
  answer: answerOf('Keeping', {
    ...listShape(table),
    disk: z.strictObject({
      usedBytes: whole('Bytes that the tables take.'),
      freeBytes: z.number().nullable().meta({ description: 'Bytes that are free on the disk; null where unknown.' }),
      limitBytes: z
        .number()
        .nullable()
        .meta({ description: 'What the tables may take, of --max-disk; null: no limit.' }),
    }),
    backlog: z.strictObject({
      bytes: whole('Bytes that are kept and wait to be stored.'),
      files: whole('Files in which they wait.'),
      quarantinedFiles: whole('Pieces of files that the database refused since the start, put aside.'),
      quarantinedRows: whole('Rows in them.'),
      durability: z
        .enum(DURABILITIES)
        .meta({ description: 'When data is acknowledged: in a file, in a file and on the disk, in the database.' }),
      accepting: z.boolean().meta({ description: 'Whether the server takes data now.' }),
      reason: z.string().meta({ description: 'Why it takes none; empty while it does.' }),
      problem: z.string().meta({ description: 'The last failure of the database; empty once it works again.' }),
    }),
    removed: z.array(removal).meta({ description: 'The last hundred removals since the start, newest first.' }),
  }),
  async handle({ server, nowMs }) {
    const { tables, usedBytes, maxDiskBytes, removed } = await server.keeping();
    const health = server.health();
    const items = tables.map(({ kept, ...rest }) => ({ ...rest, kind: kept ?? null }));
    return {
      range: { fromMs: nowMs, toMs: nowMs },
      body: {
        items,
        next: null,
        disk: { usedBytes, freeBytes: health.diskFreeBytes ?? null, limitBytes: maxDiskBytes ?? null },
        backlog: {
          bytes: health.backlogBytes,
          files: health.backlogSpools,
          quarantinedFiles: health.quarantined,
          quarantinedRows: health.quarantinedRows,
          durability: server.durability,
          accepting: health.accepting,
          reason: health.reason,
          problem: health.problem,
        },
        removed: [...removed],
      },
    };
  },
});
