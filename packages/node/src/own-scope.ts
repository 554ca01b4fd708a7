import { SCOPE_NODE } from '@sightglass/api/semconv';

/** Whether records of this scope are made by a capture of ours, which masks the text of queries by itself. */
export function isOwnScope(name: string): boolean {
  return name.startsWith(`${SCOPE_NODE}/`);
}
