import type { z } from 'zod';
import { Problem, type FieldError } from './problem.ts';

/** A 400 that names whatever is wrong with parameters or a body, all at once. */
export function badInput(
  name: string,
  schema: z.ZodObject,
  raw: Readonly<Record<string, unknown>>,
  issues: readonly z.core.$ZodIssue[],
): Problem {
  const known = Object.keys(schema.shape).join(', ') || 'nothing';
  const errors = issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      const remedy = `Leave it out: ${name} takes ${known}.`;
      return issue.keys.map((field) => ({ field, value: raw[field], remedy }));
    }
    const field = String(issue.path[0] ?? '');
    return [
      {
        field,
        value: raw[field] ?? null,
        remedy: raw[field] === undefined ? 'Give it: it is required.' : issue.message,
      },
    ];
  });
  return new Problem(400, errors.map(({ field, remedy }) => `${field} cannot be used: ${remedy}`).join(' '), errors);
}
