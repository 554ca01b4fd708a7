/** How the pages call what a line carries, so that a filter means the same thing as what is shown. */
import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME, ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import { isSearchable } from '../../../url/q.ts';

/** Resource attributes that are filters of every page. */
const SHARED: Readonly<Record<string, string>> = {
  [ATTR_SERVICE_NAME]: 'service',
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  [ATTR_SERVICE_VERSION]: ATTR_SERVICE_VERSION,
};

/** The longest value that an address carries. */
const LONGEST_VALUE = 500;

/** The key to filter by, null where a search cannot hold it. */
export function filterKeyOf(source: 'line' | 'resource' | 'builtin', key: string, value: string): string | null {
  if (value.length > LONGEST_VALUE || !isSearchable(key)) return null;
  if (source === 'resource') return SHARED[key] ?? `resource.${key}`;
  return key;
}
